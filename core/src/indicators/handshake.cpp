#include "indicators/handshake.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include <fmt/format.h>

#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

// The end of the last field of <major>.0; a plugin that says less cannot be read.
constexpr std::uint32_t first_size = offsetof(TranchePluginDescriptor, destroy) + sizeof(void*);
constexpr std::uint32_t first_role_size = 40; // of 1.0: ends with padding in the place of events

class Handshake {
public:
  Handshake(const TranchePluginDescriptor& descriptor, const std::filesystem::path& path)
      : m_descriptor(descriptor), m_path(path) {}

  PluginInfo check() {
    check_versions();
    PluginInfo info;
    info.path = m_path;
    info.id = text(m_descriptor.id, "id");
    if (info.id != m_path.stem().string())
      refuse("calls itself '" + info.id + "', and its file is named '" + m_path.stem().string() + "'",
             "name the file " + info.id + ".so");
    info.version = text(m_descriptor.version, "version");
    info.title = text(m_descriptor.title, "title");
    info.licence = text(m_descriptor.licence, "licence");
    info.source = text(m_descriptor.source, "source");
    if (!m_descriptor.create || !m_descriptor.destroy) refuse("has no create or no destroy function", rebuild);
    read_parameters(info);
    read_measures(info);
    return info;
  }

private:
  static constexpr const char* rebuild = "rebuild the plugin with TRANCHE_PLUGIN from tranche/plugin/indicator.hpp";

  [[noreturn]] void refuse(std::string what, std::string remedy) const {
    throw PluginError(Fault::plugin, "plugin " + m_path.string(), std::move(what), std::move(remedy));
  }

  std::string text(const char* field, const std::string& name, bool may_be_empty = false) const {
    if (!field || (!may_be_empty && !*field)) refuse("does not say its " + name, rebuild);
    return field;
  }

  void check_versions() const {
    if (m_descriptor.magic != TRANCHE_PLUGIN_MAGIC)
      refuse(fmt::format("is no Tranche plugin: its magic is {:#x}, expected {:#x}", m_descriptor.magic,
                         TRANCHE_PLUGIN_MAGIC),
             rebuild);
    if (m_descriptor.struct_size < first_size)
      refuse(fmt::format("has a descriptor of {} bytes, expected at least {}", m_descriptor.struct_size, first_size),
             rebuild);
    if (m_descriptor.api_major != TRANCHE_PLUGIN_API_MAJOR)
      refuse(
          fmt::format("was built for plugin API {}, and this is {}", m_descriptor.api_major, TRANCHE_PLUGIN_API_MAJOR),
          "rebuild it against this version of Tranche");
    if (m_descriptor.api_minor > TRANCHE_PLUGIN_API_MINOR)
      refuse(fmt::format("was built for the newer plugin API {}.{}, and this is {}.{}", m_descriptor.api_major,
                         m_descriptor.api_minor, TRANCHE_PLUGIN_API_MAJOR, TRANCHE_PLUGIN_API_MINOR),
             "update Tranche, or rebuild the plugin against this version");
    const std::string key = text(m_descriptor.build_key, "build key");
    if (key != TRANCHE_BUILD_KEY)
      refuse("was built as '" + key + "', and this is '" TRANCHE_BUILD_KEY "'",
             "rebuild it with the same compiler, ABI and language standard");
  }

  void check_id(const std::string& id, const std::string& what) const {
    const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
    const bool fine = small(id[0]) && std::all_of(id.begin(), id.end(), [&](char c) {
                        return small(c) || (c >= '0' && c <= '9') || c == '_';
                      });
    if (!fine) refuse(what + " '" + id + "' is not a lower-case word", "use [a-z][a-z0-9_]*");
  }

  void check_word(const std::string& word, const std::vector<std::string>& allowed, const std::string& what) const {
    if (std::find(allowed.begin(), allowed.end(), word) == allowed.end())
      refuse(what + " is '" + word + "'", "say " + listed(allowed));
  }

  template <typename T> static const T& element(const T* first, std::uint32_t size, std::uint32_t i) {
    return *reinterpret_cast<const T*>(reinterpret_cast<const char*>(first) + std::size_t{size} * i);
  }

  /// Whether an array is there and its elements can be walked by the size that the plugin states.
  template <typename T> static bool readable(const T* first, std::uint32_t count, std::uint32_t size) {
    return count > 0 && first && size >= sizeof(T) && size % alignof(T) == 0;
  }

  /// Each {word} of a title or unit must be a role of the measure or a parameter, or it would be printed as it stands.
  void check_words(const std::string& text, const MeasureInfo& measure, const PluginInfo& info) const {
    const auto named = [](const auto& list, const std::string& word) {
      return std::any_of(list.begin(), list.end(), [&](const auto& item) { return item.name == word; });
    };
    for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
      const std::size_t close = text.find('}', open);
      const std::string word = text.substr(open + 1, close == std::string::npos ? close : close - open - 1);
      if (close == std::string::npos || !(named(measure.roles, word) || named(info.parameters, word)))
        refuse("measure " + measure.id + ": '" + text + "' names {" + word + "}, which is no role and no parameter",
               "name a role or a parameter, or leave the braces out");
    }
  }

  void read_measures(PluginInfo& info) const {
    if (!readable(m_descriptor.measures, m_descriptor.measure_count, m_descriptor.measure_size))
      refuse("offers no measures", rebuild);
    for (std::uint32_t i = 0; i < m_descriptor.measure_count; ++i) {
      const auto& raw = element(m_descriptor.measures, m_descriptor.measure_size, i);
      MeasureInfo measure;
      measure.id = text(raw.id, "measure's id");
      check_id(measure.id, "the measure");
      const std::string what = "measure " + measure.id;
      measure.title = text(raw.title, what + "'s title");
      measure.unit = text(raw.unit, what + "'s unit", true);
      measure.error_model = text(raw.error_model, what + "'s error model");
      check_word(measure.error_model, {"none", "poisson", "binomial", "limits"}, what + ": its error model");
      measure.direction = raw.direction;
      if (measure.direction != 1 && measure.direction != -1)
        refuse(fmt::format("{}: its direction is {}", what, raw.direction), "say 1 or -1");
      for (const MeasureInfo& other : info.measures)
        if (other.id == measure.id) refuse("offers the measure " + measure.id + " twice", "rename one of them");
      read_roles(raw, measure, what);
      check_words(measure.title, measure, info);
      check_words(measure.unit, measure, info);
      info.measures.push_back(std::move(measure));
    }
  }

  void read_roles(const TrancheMeasure& raw, MeasureInfo& measure, const std::string& what) const {
    if (raw.role_count == 0 || !raw.roles || raw.role_size < first_role_size ||
        raw.role_size % alignof(TrancheRole) != 0)
      refuse(what + " has no roles", rebuild);
    for (std::uint32_t i = 0; i < raw.role_count; ++i) {
      TrancheRole role = {}; // fields that the plugin did not know are 0
      std::memcpy(&role, reinterpret_cast<const char*>(raw.roles) + std::size_t{raw.role_size} * i,
                  raw.role_size < sizeof(role) ? offsetof(TrancheRole, events) : sizeof(role));
      RoleInfo copy;
      copy.name = text(role.name, what + "'s role");
      check_id(copy.name, what + ": the role");
      copy.title = text(role.title, "title of the role " + copy.name);
      copy.binding = text(role.binding, "binding of the role " + copy.name);
      check_word(copy.binding, {"authorities", "members"}, what + ": the binding of the role " + copy.name);
      copy.level = role.level ? role.level : "";
      if (role.level)
        check_word(copy.level, {"neighbourhood", "district", "authority"},
                   what + ": the level of the role " + copy.name);
      copy.required = role.required != 0;
      copy.events = role.events != 0;
      copy.within = role.within ? role.within : "";
      for (const RoleInfo& other : measure.roles)
        if (other.name == copy.name) refuse(what + " has the role " + copy.name + " twice", "rename one of them");
      measure.roles.push_back(std::move(copy));
    }
    for (const RoleInfo& role : measure.roles) check_events(role, measure, what);
  }

  void check_events(const RoleInfo& role, const MeasureInfo& measure, const std::string& what) const {
    const auto whole = std::find_if(measure.roles.begin(), measure.roles.end(),
                                    [&](const RoleInfo& other) { return other.name == role.within; });
    if (!role.within.empty() &&
        (whole == measure.roles.end() || whole->name == role.name || whole->events || whole->binding != role.binding))
      refuse(what + ": the role " + role.name + " is a part of '" + role.within +
                 "', which is no other role of the measure that is bound alike and not drawn itself",
             "name such a role, or none");
    if (role.events && measure.error_model != "poisson" && measure.error_model != "binomial")
      refuse(what + ": the role " + role.name + " holds events, and the error model is " + measure.error_model,
             "say poisson or binomial, or that the role holds no events");
    if (role.events && measure.error_model == "binomial" && role.within.empty())
      refuse(what + ": the role " + role.name + " holds binomial events and does not say out of how many",
             "name the role that it is a part of");
  }

  void read_parameters(PluginInfo& info) const {
    if (m_descriptor.parameter_count > 0 &&
        !readable(m_descriptor.parameters, m_descriptor.parameter_count, m_descriptor.parameter_size))
      refuse("has a broken list of parameters", rebuild);
    for (std::uint32_t i = 0; i < m_descriptor.parameter_count; ++i) {
      const auto& raw = element(m_descriptor.parameters, m_descriptor.parameter_size, i);
      ParameterInfo parameter;
      parameter.name = text(raw.name, "parameter's name");
      check_id(parameter.name, "the parameter");
      parameter.kind = text(raw.kind, "kind of the parameter " + parameter.name);
      check_word(parameter.kind, {"number", "integer", "flag", "text", "choice", "periods", "numbers"},
                 "the kind of the parameter " + parameter.name);
      parameter.help = text(raw.help, "help of the parameter " + parameter.name);
      parameter.has_fallback = raw.fallback != nullptr;
      parameter.fallback = raw.fallback ? raw.fallback : "";
      parameter.minimum = raw.minimum;
      parameter.maximum = raw.maximum;
      if (parameter.kind == "choice")
        read_choices(text(raw.choices, "choices of the parameter " + parameter.name), parameter);
      for (const ParameterInfo& other : info.parameters)
        if (other.name == parameter.name)
          refuse("has the parameter " + parameter.name + " twice", "rename one of them");
      info.parameters.push_back(std::move(parameter));
    }
  }

  static void read_choices(const std::string& words, ParameterInfo& parameter) {
    for (std::size_t start = 0; start <= words.size();) {
      const std::size_t end = std::min(words.find('|', start), words.size());
      parameter.choices.push_back(words.substr(start, end - start));
      start = end + 1;
    }
  }

  const TranchePluginDescriptor& m_descriptor;
  const std::filesystem::path& m_path;
};

} // namespace

PluginInfo checked_info(const TranchePluginDescriptor* descriptor, const std::filesystem::path& path) {
  if (!descriptor)
    throw PluginError(Fault::plugin, "plugin " + path.string(), "exports a null descriptor",
                      "rebuild the plugin with TRANCHE_PLUGIN from tranche/plugin/indicator.hpp");
  return Handshake(*descriptor, path).check();
}

} // namespace tranche
