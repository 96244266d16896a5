#include "tranche/layers/catalogue.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "layers/catalogue_reader.hpp"
#include "layers/incident_layer.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

std::string closest_or_all(std::string_view wanted, const std::vector<std::string>& names) {
  const std::string near = closest(wanted, names);
  return near.empty() ? "there are: " + listed(names, "and") : "did you mean '" + near + "'?";
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

void read_file(Catalogue& catalogue, const std::filesystem::path& file, Findings& findings) {
  const std::optional<YamlNode> tree = read_yaml_file(file, Fault::catalogue, findings);
  if (tree) CatalogueReader(catalogue, file.parent_path()).read_root(YamlReader(*tree, Fault::catalogue, findings));
}

/// The rows of the areas that there were on the geography's date: all, for a list without days.
std::vector<std::size_t> rows_in_force(const RawTable& raw, const Geography& geography) {
  std::vector<std::size_t> rows(raw.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const auto drop = [&](const std::string& column, bool begins) {
    if (column.empty()) return;
    const std::size_t at = raw.column(column);
    rows.erase(std::remove_if(rows.begin(), rows.end(),
                              [&](std::size_t row) {
                                const std::string_view day = raw.cell(row, at);
                                return !day.empty() && (begins ? day > geography.date : day < geography.date);
                              }),
               rows.end());
  };
  drop(geography.began, true);
  drop(geography.ended, false);
  return rows;
}

/// A list of areas in order of code. @throws Error (data) for duplicate and empty codes.
AreaList read_areas(const Geography& geography) {
  const RawTable raw = read_raw_table(geography.file, geography.shown);
  const std::size_t key = raw.column(geography.key);
  std::vector<std::size_t> order = rows_in_force(raw, geography);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return raw.cell(a, key) < raw.cell(b, key); });

  const auto texts = [&](const std::string& column) {
    std::vector<std::string> list;
    const std::size_t at = raw.column(column);
    for (const std::size_t row : order) list.emplace_back(raw.cell(row, at));
    return list;
  };
  const auto numbers = [&](const std::string& column) {
    std::vector<double> list;
    for (const std::string& text : texts(column))
      list.push_back(text.empty() ? 0.0 : std::strtod(text.c_str(), nullptr));
    return list;
  };
  AreaList areas;
  areas.codes = texts(geography.key);
  areas.names = geography.name.empty() ? areas.codes : texts(geography.name);
  areas.regions = geography.region.empty() ? std::vector<std::string>(areas.size()) : texts(geography.region);
  if (!geography.x.empty() && !geography.y.empty()) {
    areas.x = numbers(geography.x);
    areas.y = numbers(geography.y);
  }
  for (const auto& [parent, column] : geography.parents) areas.parents[parent] = texts(column);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (areas.codes[i].empty())
      throw Error(Fault::data, raw.place(order[i]), "has no code in column '" + geography.key + "'",
                  "add it, or remove the row");
    if (i > 0 && areas.codes[i] == areas.codes[i - 1])
      throw Error(Fault::data, raw.place(order[i]), areas.codes[i] + " stands here and at " + raw.place(order[i - 1]),
                  "keep one of them");
  }
  return areas;
}

} // namespace

const ValueSpec& Layer::value(std::string_view id, const Place& asked_at) const {
  std::vector<std::string> names;
  for (const ValueSpec& spec : values) {
    if (spec.id == id) return spec;
    names.push_back(spec.id);
  }
  throw Error(Fault::settings, asked_at.text(), "the layer " + name + " has no value '" + std::string(id) + "'",
              closest_or_all(id, names));
}

Catalogue Catalogue::read(const std::vector<std::filesystem::path>& files) {
  Catalogue catalogue;
  Findings findings;
  for (const std::filesystem::path& file : files) read_file(catalogue, file, findings);
  findings.throw_if_errors();
  return catalogue;
}

Catalogue Catalogue::built_in_and_cache(const std::vector<std::filesystem::path>& more) {
  std::vector<std::filesystem::path> files{built_in_folder() / "layers" / "catalogue.yaml"};
  const std::filesystem::path cached = cache_folder() / "catalogue.yaml";
  if (std::filesystem::exists(cached)) files.push_back(cached);
  files.insert(files.end(), more.begin(), more.end());
  return read(files);
}

Catalogue Catalogue::for_assessment(const Assessment& assessment, const std::vector<std::filesystem::path>& more) {
  Catalogue catalogue = built_in_and_cache(more);
  if (assessment.layers.kind == YamlNode::Kind::nothing) return catalogue;
  Findings findings;
  CatalogueReader(catalogue, assessment.file.parent_path())
      .read_layers(YamlReader(assessment.layers, Fault::catalogue, findings));
  findings.throw_if_errors();
  return catalogue;
}

bool Catalogue::has_layer(std::string_view name) const {
  return std::any_of(m_layers.begin(), m_layers.end(), [&](const Layer& layer) { return layer.name == name; });
}

const Layer& Catalogue::layer(std::string_view name, const Place& asked_at) const {
  std::vector<std::string> names;
  for (const Layer& layer : m_layers) {
    if (layer.name == name) return layer;
    names.push_back(layer.name);
  }
  throw Error(Fault::settings, asked_at.text(), "there is no layer '" + std::string(name) + "'",
              closest_or_all(name, names) +
                  " (`tranche layers list` shows them all; `tranche layers add` registers a file)");
}

const Geography& Catalogue::geography(std::string_view id_or_alias, const Place& asked_at) const {
  std::vector<std::string> names;
  for (const Geography& geography : m_geographies) {
    if (geography.id == id_or_alias) return geography;
    if (std::find(geography.aliases.begin(), geography.aliases.end(), id_or_alias) != geography.aliases.end())
      return geography;
    names.push_back(geography.id);
  }
  throw Error(Fault::settings, asked_at.text(), "there is no geography '" + std::string(id_or_alias) + "'",
              closest_or_all(id_or_alias, names));
}

const AreaList& Catalogue::areas(const Geography& geography) const {
  const auto found = m_areas.find(geography.id);
  if (found != m_areas.end()) return found->second;
  return m_areas[geography.id] = geography.file.empty() ? AreaList{} : read_areas(geography);
}

void Catalogue::add_geography(Geography geography, AreaList areas) {
  m_areas[geography.id] = std::move(areas);
  m_geographies.push_back(std::move(geography));
}

void Catalogue::add_layer(Layer layer) { m_layers.push_back(std::move(layer)); }

void Catalogue::add_code_list(Geography geography) {
  AreaList areas = read_areas(geography);
  add_geography(std::move(geography), std::move(areas));
}

const std::vector<CodeChange>& Catalogue::code_changes() const {
  if (m_changes) return *m_changes;
  m_changes.emplace();
  if (m_code_changes.empty()) return *m_changes;
  const RawTable raw = read_raw_table(m_code_changes, m_code_changes.filename().string());
  const auto at = [&](std::size_t row, const char* column) { return std::string(raw.cell(row, raw.column(column))); };
  const auto also = [&](std::size_t row, const char* column) {
    return raw.has_column(column) ? at(row, column) : std::string();
  };
  for (std::size_t row = 0; row < raw.rows(); ++row)
    m_changes->push_back({at(row, "from_code"), at(row, "to_code"), at(row, "from_name"), at(row, "to_name"),
                          at(row, "date"), at(row, "kind"), also(row, "tier"), also(row, "source")});
  return *m_changes;
}

const Tally& Catalogue::tally(const Layer& layer) const {
  std::shared_ptr<const Tally>& kept = m_tallies[layer.name];
  if (!kept) kept = std::make_shared<const Tally>(tally_layer(*this, layer));
  return *kept;
}

const RawTable& Catalogue::raw(const Layer& layer) const {
  const auto found = m_raw.find(layer.name);
  if (found != m_raw.end()) return found->second;
  return m_raw[layer.name] = read_raw_table(layer.file, layer.shown, layer.format);
}

std::filesystem::path built_in_folder() {
  const std::filesystem::path tool = std::filesystem::read_symlink("/proc/self/exe");
  return tool.parent_path().parent_path() / "share" / "tranche";
}

std::filesystem::path cache_folder() {
  const std::string cache = variable("XDG_CACHE_HOME");
  // A relative one is to be ignored (XDG Base Directory Specification): it would depend on the working folder.
  if (!cache.empty() && cache.front() == '/') return std::filesystem::path(cache) / "tranche" / "layers";
  return std::filesystem::path(variable("HOME").empty() ? "/tmp" : variable("HOME")) / ".cache" / "tranche" / "layers";
}

} // namespace tranche
