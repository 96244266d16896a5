#include "tranche/indicators/plugin_host.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

/// lib/tranche/plugins-<major> beside the bin of the program that runs; empty where /proc is not mounted.
std::filesystem::path beside_the_tool() {
  std::error_code ignored;
  const std::filesystem::path tool = std::filesystem::read_symlink("/proc/self/exe", ignored);
  if (tool.empty()) return {};
  return tool.parent_path().parent_path() / "lib" / "tranche" / ("plugins-" + std::to_string(TRANCHE_PLUGIN_API_MAJOR));
}

/// The folders of TRANCHE_PLUGIN_PATH. Relative ones would depend on the working directory, and are refused.
void add_variable(std::vector<std::filesystem::path>& folders) {
  const char* variable = std::getenv("TRANCHE_PLUGIN_PATH");
  const std::string paths = variable ? variable : "";
  for (std::size_t start = 0; start <= paths.size();) {
    const std::size_t end = std::min(paths.find(':', start), paths.size());
    const std::filesystem::path folder = paths.substr(start, end - start);
    if (folder.is_relative() && !folder.empty())
      throw Error(Fault::usage, "TRANCHE_PLUGIN_PATH", "'" + folder.string() + "' is not an absolute path",
                  "give folders from the root, separated by colons");
    if (!folder.empty()) folders.push_back(folder);
    start = end + 1;
  }
}

} // namespace

PluginHost::PluginHost(std::vector<std::filesystem::path> extra) : m_folders(std::move(extra)) {
  for (std::filesystem::path& folder : m_folders) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
      throw Error(Fault::usage, "--plugin-dir " + folder.string(), "is not a folder", "give a folder of plugins");
    folder = std::filesystem::absolute(folder);
  }
  add_variable(m_folders);
  const std::filesystem::path own = beside_the_tool();
  if (!own.empty()) m_folders.push_back(own);
}

std::vector<std::filesystem::path> PluginHost::available() const {
  std::map<std::string, std::filesystem::path> by_id;
  for (const std::filesystem::path& folder : m_folders) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
      if (entry.path().extension() == ".so") by_id.emplace(entry.path().stem().string(), entry.path());
  }
  std::vector<std::filesystem::path> files;
  for (const auto& [id, file] : by_id) files.push_back(file);
  return files;
}

LoadedPlugin PluginHost::load(std::string_view id) const {
  std::vector<std::string> names;
  for (const std::filesystem::path& file : available()) {
    if (file.stem().string() == id) return load_plugin(file);
    names.push_back(file.stem().string());
  }
  const std::string near = closest(id, names);
  std::string folders;
  for (const std::filesystem::path& folder : m_folders) folders += (folders.empty() ? "" : ", ") + folder.string();
  std::string remedy = "did you mean '" + near + "'?";
  if (near.empty()) remedy = names.empty() ? "put it into one of these folders" : "there are: " + listed(names, "and");
  throw PluginError(Fault::plugin, "plugin " + std::string(id), "is not installed (searched: " + folders + ")",
                    std::move(remedy));
}

} // namespace tranche
