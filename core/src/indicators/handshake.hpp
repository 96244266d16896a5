#pragma once
#include <string>

#include "tranche/indicators/plugin_host.hpp"

namespace tranche {

/// Checks a descriptor, in the order of descriptor.h, and copies out what it says.
/// @throws PluginError, a sentence for each step with what was found and what was expected.
PluginInfo checked_info(const TranchePluginDescriptor* descriptor, const std::filesystem::path& path);

} // namespace tranche
