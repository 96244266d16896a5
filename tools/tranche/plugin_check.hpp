#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace tranche {

struct PluginCheckOptions {
  unsigned seconds = 60;    ///< how long the plugin may take
  bool show_output = false; ///< whether what the plugin prints appears on stderr
  bool only_load = false;   ///< load it and create its indicator, but compute nothing
};

/// Loads a plugin in a child process, creates its indicator and computes every measure on a few made-up figures.
/// @return a line for the plugin, and one for each measure
/// @throws PluginError when it is refused, breaks its contract, crashes or does not come to an end: one sentence
std::vector<std::string> check_plugin_apart(const std::filesystem::path& file, const PluginCheckOptions& options);

} // namespace tranche
