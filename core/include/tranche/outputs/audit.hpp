#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/run/run.hpp"

/// An audit as people and programs read it. All of it deterministic.
namespace tranche {

/// What an analyst can paste: how weights differ from what they come to, who votes against its domain, what says the
/// same twice, what alpha and components are, and whose absence would move the ranking most. Indicators by their ids.
TRANCHE_API std::vector<std::string> audit_sentences(const Run& run);

/// The manifest's part `audit`, with assessment, run and state before it.
TRANCHE_API std::string audit_json(const Run& run);

/// A folder of audit.json, the three plots as SVG, and checksums; whole or not at all.
/// @throws Error (system) as RunFolder; when the folder is a run folder.
TRANCHE_API void write_audit(const Run& run, const std::filesystem::path& out, bool overwrite);

} // namespace tranche
