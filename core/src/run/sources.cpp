#include <algorithm>
#include <filesystem>
#include <set>

#include "run/binder.hpp"
#include "tranche/outputs/sha256.hpp"

namespace tranche {
namespace {

/// Whether the run has the source already; then its use is noted.
bool noted(Run& run, const std::string& name, const std::string& used_for) {
  for (Source& known : run.sources) {
    if (known.layer != name) continue;
    if (std::find(known.used_for.begin(), known.used_for.end(), used_for) == known.used_for.end())
      known.used_for.push_back(used_for);
    return true;
  }
  return false;
}

/// Of a file; of a folder the SHA-256 of "SHA-256  name" of each of its files, by name.
std::string sha256_of_data(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return sha256_of_file(path);
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
    if (entry.is_regular_file()) files.insert(entry.path());
  std::string list;
  for (const std::filesystem::path& file : files)
    list += sha256_of_file(file) + "  " + file.lexically_relative(path).generic_string() + "\n";
  return sha256(list);
}

} // namespace

void add_source(Run& run, const Layer& layer, const std::string& used_for) {
  if (noted(run, layer.name, used_for)) return;
  run.sources.push_back({layer.name,
                         layer.title,
                         layer.publisher,
                         layer.published,
                         layer.data_period,
                         layer.licence,
                         layer.attribution,
                         layer.shown,
                         sha256_of_data(layer.file),
                         {used_for}});
}

void add_source(Run& run, const Geography& geography, const std::string& used_for) {
  const std::string name = "geography " + geography.id;
  if (noted(run, name, used_for)) return;
  run.sources.push_back({name,
                         geography.title,
                         geography.publisher,
                         "",
                         geography.date,
                         geography.licence,
                         geography.attribution,
                         geography.shown,
                         sha256_of_file(geography.file),
                         {used_for}});
}

} // namespace tranche
