#include "tranche/indicators/plugin_host.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

std::filesystem::path beside_the_tool() {
  const std::filesystem::path tool = std::filesystem::read_symlink("/proc/self/exe");
  return tool.parent_path().parent_path() / "lib" / "tranche" / ("plugins-" + std::to_string(TRANCHE_PLUGIN_API_MAJOR));
}

} // namespace

PluginHost::PluginHost(std::vector<std::filesystem::path> extra) : m_folders(std::move(extra)) {
  if (const char* variable = std::getenv("TRANCHE_PLUGIN_PATH")) {
    const std::string paths = variable;
    for (std::size_t start = 0; start <= paths.size();) {
      const std::size_t end = std::min(paths.find(':', start), paths.size());
      if (end > start) m_folders.emplace_back(paths.substr(start, end - start));
      start = end + 1;
    }
  }
  m_folders.push_back(beside_the_tool());
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
  throw PluginError(Fault::plugin, "plugin " + std::string(id), "is not installed (searched: " + folders + ")",
                    near.empty() ? "there are: " + (names.empty() ? std::string("none") : listed(names, "and")) : "did you mean '" + near + "'?");
}

} // namespace tranche
