#pragma once
#include <string>
#include <string_view>

#include "tranche/export.hpp"
#include "tranche/run/run.hpp"

namespace tranche {

/// Everything needed to say what was done and to do it again, as JSON: versions, inputs with their SHA-256,
/// conversions, repairs, decisions, overrides, weights and scales, tranche edges, findings, the unranked. No time,
/// duration or absolute path: the same run gives the same bytes on another day in another folder.
TRANCHE_API std::string manifest_json(const Run& run);

/// First 12 digits of the SHA-256 of the manifest without its "run" entry; Run::id is not looked at.
TRANCHE_API std::string run_id(const Run& run);

/// "DRAFT" until somebody has signed the assessment off, then "FINAL".
TRANCHE_API std::string draft_or_final(const Assessment& assessment);

/// What the ranking is and is not; stands on every sheet, page and map.
TRANCHE_API std::string statement(const Assessment& assessment);

/// Replaces absolute paths in a message by the file's name: where a user keeps files is no part of a result.
TRANCHE_API std::string without_absolute_paths(std::string_view text);

/// The same, and the assessment's file by its name alone: how its path was typed is no part of a result.
TRANCHE_API std::string without_paths(const Run& run, std::string text);

} // namespace tranche
