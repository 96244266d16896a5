#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/run/clusters.hpp"
#include "tranche/run/run.hpp"

namespace tranche {

/// Which files of a run folder are wanted, by their names with or without the extension: "map-tranches" stands for
/// map-tranches.png, .svg and .pdf. No names: all of them. The manifest and the checksums are always wanted, so that
/// whatever is handed on can be traced.
class TRANCHE_API Wanted {
public:
  explicit Wanted(std::vector<std::string> names = {}) : m_names(std::move(names)) {}
  bool operator()(std::string_view file) const;
  /// Whether a wanted file may show clusters.
  bool clusters() const;
  /// @throws Error (usage) for a name that is none of `files`.
  void check(std::span<const std::string> files) const;

private:
  std::vector<std::string> m_names;
};

/// Writes every file of a run folder and puts the folder in place, whole or not at all. Files are made side by side on
/// `threads` threads; their bytes do not depend on it. Maps need boundaries: without them they are left out.
/// @param clusters  found in the run as it asks (asked_clusters): each a map, a layer of the page, and clusters-ID.csv
/// and .json
/// @param wanted  what to write; who reads the folder later misses the rest
/// @throws Error (system) as RunFolder does, (usage) as Wanted::check(); the old output is then as it was.
TRANCHE_API void write_outputs(const Run& run, const std::filesystem::path& out, bool overwrite, int threads,
                               std::span<const Clusters> clusters = {}, const Wanted& wanted = Wanted());

} // namespace tranche
