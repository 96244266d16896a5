#pragma once
#include <nlohmann/json.hpp>

#include "tranche/run/run.hpp"

namespace tranche::manifest {

/// What became of the records of each layer of incidents.
nlohmann::ordered_json incidents_part(const Run& run);

} // namespace tranche::manifest
