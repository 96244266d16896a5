#pragma once
#include <string>
#include <vector>

#include "tranche/indicators/plugin_host.hpp"

namespace tranche {

/// Three authorities and figures for every role of a measure, for trying a plugin without data.
struct MadeUp {
  std::vector<std::string> codes, names;
  std::vector<double> levels;
  std::vector<BoundInput> inputs;
};

/// The labels that figures are made up for. A plugin does not say which it needs, so several are tried.
struct MadeUpShape {
  std::vector<std::string> periods;
  std::vector<std::string> first_categories; ///< of the first role; the others have one
};

/// A value for each parameter that has no default.
std::vector<ParameterSetting> required_settings(const PluginInfo& plugin);

std::vector<MadeUpShape> shapes_for(const PluginInfo& plugin, const std::vector<ParameterValue>& parameters);

/// Figures of 20 to 40 in the first role and a hundred times as many in each role after it, so that a part is smaller
/// than its whole; the last authority's first figure is missing.
MadeUp made_up_figures(const MeasureInfo& measure, const MadeUpShape& shape);

} // namespace tranche
