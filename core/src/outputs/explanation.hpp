#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace tranche {

/// An authority's place in a run, as explain_json() gives it, in sentences and a table.
std::string explanation_text(const nlohmann::ordered_json& explanation);

} // namespace tranche
