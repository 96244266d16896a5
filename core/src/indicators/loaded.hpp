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

/// Runs an action of a plugin and turns whatever it throws into a PluginError that names plugin, version and path.
/// No exception object of the plugin leaves this function.
void guarded(const PluginInfo& info, Fault fault, const std::string& doing, const std::function<void()>& action);

} // namespace tranche
