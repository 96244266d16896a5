#pragma once
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/cube.hpp"
#include "tranche/indicators/indicator_column.hpp"
#include "tranche/plugin/indicator.hpp"
#include "tranche/settings/assessment.hpp"

namespace tranche {

/// What a plugin says of itself, copied out of its descriptor.
struct RoleInfo {
  std::string name, title, binding, level; ///< level empty: any
  bool required = false;
  bool events = false; ///< counts that are drawn anew; within: the role that they are a part of, or empty
  std::string within;
};
struct MeasureInfo {
  std::string id, title, unit, error_model;
  int direction = 1;
  std::vector<RoleInfo> roles;
};
struct ParameterInfo {
  std::string name, kind, fallback, help;
  bool has_fallback = false;
  std::vector<std::string> choices;
  double minimum = 1, maximum = 0; ///< unbounded when minimum > maximum
};
struct PluginInfo {
  std::string id, version, title, licence, source;
  std::filesystem::path path;
  std::vector<MeasureInfo> measures;
  std::vector<ParameterInfo> parameters;

  /// @throws PluginError naming the measures there are.
  TRANCHE_API const MeasureInfo& measure(std::string_view id) const;
};

/// The plugin threw. A PluginError that is none of these means that the host refused the plugin or what it returned.
class TRANCHE_API PluginThrew : public PluginError {
public:
  using PluginError::PluginError;
  ~PluginThrew() override;
};

/// A parameter after validation against the plugin's list; owns what tranche::Parameter shows.
struct ParameterValue {
  std::string name, text;
  double number = 0;
  std::vector<std::string> labels;
  std::vector<double> numbers;
};

/// A loaded, checked plugin. Copies share the library, which is never unloaded during a process.
class TRANCHE_API LoadedPlugin {
public:
  const PluginInfo& info() const;

  /// Fills in defaults and checks kinds, bounds and choices; unknown and missing parameters are reported by place.
  std::vector<ParameterValue> resolve_parameters(std::span<const ParameterSetting> settings, const Place& indicator,
                                                 Findings& findings) const;

  /// Computes one measure and checks the result against the contract in indicator.hpp.
  /// Title and unit of the column have {role} replaced by the title and unit of the bound value, and {parameter} by its
  /// periods_text, text or number. Direction and title are the plugin's; id, bound and periods are the caller's to
  /// fill. Re-entrant: may be called from any thread.
  /// @throws PluginError naming plugin, version, path and reason, whatever the plugin threw or returned, and (settings)
  ///         for an input that the measure does not have, or one that it needs and did not get.
  IndicatorColumn compute(std::string_view measure, std::span<const std::string> codes,
                          std::span<const std::string> names, std::span<const double> levels,
                          std::span<const BoundInput> inputs, std::span<const ParameterValue> parameters) const;

private:
  friend class PluginHost;
  friend TRANCHE_API LoadedPlugin load_plugin(const std::filesystem::path& file);
  struct Loaded;
  std::shared_ptr<const Loaded> m_loaded;
};

/// Loads one file after the whole handshake of descriptor.h. @throws PluginError, a sentence for each step.
TRANCHE_API LoadedPlugin load_plugin(const std::filesystem::path& file);

/// Finds plugins by id: --plugin-dir, then TRANCHE_PLUGIN_PATH (colon-separated), then lib/tranche/plugins-<major>
/// beside the executable's bin. Never the working directory, never a path that an assessment names.
class TRANCHE_API PluginHost {
public:
  /// extra: the --plugin-dir folders, searched first.
  explicit PluginHost(std::vector<std::filesystem::path> extra = {});

  const std::vector<std::filesystem::path>& folders() const { return m_folders; }
  /// Every <id>.so in the folders, the first of a name wins; sorted by id. Nothing is loaded.
  std::vector<std::filesystem::path> available() const;
  /// @throws PluginError when there is none, listing those there are, or when it is refused.
  LoadedPlugin load(std::string_view id) const;

private:
  std::vector<std::filesystem::path> m_folders;
};

/// "2018 to 2020", "2021Q2" -> "April to June 2021", four quarters of a financial year -> "April 2021 to March 2022";
/// labels that are not years or quarters, or not consecutive, are listed: "2018, 2019 and 2021".
TRANCHE_API std::string periods_text(std::span<const std::string> periods);

} // namespace tranche
