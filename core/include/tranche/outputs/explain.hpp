#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "tranche/export.hpp"

namespace tranche {

/// Why an authority has its rank: each indicator's value, limits, status, rank, normalised value, weight and
/// contribution; score, rank with its interval, tranche, how far the edges of the tranches are, money per year; for an
/// unranked one the reason. Reads only ranking.csv and manifest.json of the run folder. An authority is found by its
/// code, a member's code, its name or a part of its name, capitals or not.
/// @throws Error (data) when the folder is not a run folder; (usage) when no authority or several are meant, with
/// suggestions.
TRANCHE_API std::string explain(const std::filesystem::path& run_folder, std::string_view code_or_name);

/// The same as JSON, numbers unrounded.
TRANCHE_API std::string explain_json(const std::filesystem::path& run_folder, std::string_view code_or_name);

} // namespace tranche
