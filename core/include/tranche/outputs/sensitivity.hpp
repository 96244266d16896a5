#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/maps/draw.hpp"
#include "tranche/run/run.hpp"

/// Which choice matters most, as people and programs read it. All of it deterministic.
/// @pre run.sensitivity has sources
namespace tranche {

/// "the choice of weights" for "weights"; the word itself where it is no source.
TRANCHE_API std::string source_in_words(const std::string& source);

/// The sources, the greatest total index first; of equal ones the first named.
TRANCHE_API std::vector<std::size_t> by_total_index(const statistics::SobolIndices& indices);

/// What an analyst can paste: what moves the ranking and the tranches most, what hardly does, how much lies in
/// interactions, which alternative alone moves most, and what an index does not say.
TRANCHE_API std::vector<std::string> sensitivity_sentences(const Run& run);

/// A row for each output and source: rank_shift, tranche, and each authority at an edge; indices with their intervals.
TRANCHE_API std::string sensitivity_csv(const Run& run);

/// A row for each source alone: shifts, who moves most, who changes tranche.
TRANCHE_API std::string one_at_a_time_csv(const Run& run);

/// Both, with sources, sentences and assumptions.
TRANCHE_API std::string sensitivity_json(const Run& run);

/// Indices of both outputs as bars with their intervals, and how far each source alone moves ranks, on A4.
/// @throws Error (system) as render().
TRANCHE_API std::string sensitivity_chart(const Run& run, ImageFormat format);

/// A folder of sensitivity.csv, one_at_a_time.csv, sensitivity.json, the chart as PNG, SVG and PDF, and checksums;
/// whole or not at all.
/// @throws Error (system) as RunFolder; when the folder is a run folder.
TRANCHE_API void write_sensitivity(const Run& run, const std::filesystem::path& out, bool overwrite);

} // namespace tranche
