#pragma once
#include <nlohmann/json.hpp>

#include "tranche/run/comparison.hpp"

namespace tranche::manifest {

/// What one indicator was compared with, and how.
nlohmann::ordered_json comparison_part(const FigureComparison& comparison);

} // namespace tranche::manifest
