#pragma once
#include <nlohmann/json.hpp>

#include "tranche/run/run.hpp"

/// What the manifest says of the index: the recipe, the weights as stated and as found, and everything that was imputed
/// or treated.
namespace tranche::manifest {

nlohmann::ordered_json index_part(const Run& run);

/// Scale and treatment of one indicator, with each figure that the treatment changed.
nlohmann::ordered_json index_column_part(const IndexColumn& column, const Authorities& authorities);

} // namespace tranche::manifest
