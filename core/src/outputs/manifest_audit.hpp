#pragma once
#include <nlohmann/json.hpp>

#include "tranche/run/run.hpp"

namespace tranche::manifest {

/// The audit in numbers; null where a figure does not exist.
nlohmann::ordered_json audit_part(const Run& run);

} // namespace tranche::manifest
