#pragma once
#include <functional>
#include <memory>
#include <string>

#include "tranche/indicators/plugin_host.hpp"

namespace tranche {

/// A checked plugin and the one object made of it. The library behind it stays open until the process ends.
struct LoadedPlugin::Loaded {
  PluginInfo info;
  std::shared_ptr<const Indicator> indicator;
};

/// "plugin crime 1.0.0 (/usr/lib/tranche/plugins-1/crime.so)", for messages.
std::string name_of(const PluginInfo& info);

/// Refuses a default value that is no YAML or that the parameter itself would not take. @throws PluginError
void check_fallbacks(const PluginInfo& info);

/// Runs an action of a plugin and turns whatever it throws into a PluginThrew that names plugin, version and path.
/// Findings of a tranche::Error keep their kind and remedy; anything else gets the fault given.
/// No exception object of the plugin leaves this function.
void guarded(const PluginInfo& info, Fault fault, const std::string& doing, const std::function<void()>& action);

} // namespace tranche
