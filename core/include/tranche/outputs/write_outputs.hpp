#pragma once
#include <filesystem>
#include <span>

#include "tranche/export.hpp"
#include "tranche/run/clusters.hpp"
#include "tranche/run/run.hpp"

namespace tranche {

/// Writes every file of a run folder and puts the folder in place, whole or not at all. Files are made side by side on
/// `threads` threads; their bytes do not depend on it. Maps need boundaries: without them they are left out.
/// @param clusters  found in the run as it asks (asked_clusters): each a map, a layer of the page, and clusters-ID.csv
/// and .json
/// @throws Error (system) as RunFolder does; the old output is then as it was.
TRANCHE_API void write_outputs(const Run& run, const std::filesystem::path& out, bool overwrite, int threads,
                               std::span<const Clusters> clusters = {});

} // namespace tranche
