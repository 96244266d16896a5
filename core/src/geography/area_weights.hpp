#pragma once
#include <string>
#include <vector>

#include "tranche/layers/catalogue.hpp"

namespace tranche {

/// Weights of the areas of a geography.
struct AreaWeights {
  const Geography* geography = nullptr;
  std::string name; ///< "LAYER:VALUE:PERIOD"
  std::vector<std::string> areas;
  std::vector<double> weight; ///< NaN: not reported
};

/// "LAYER", "LAYER:VALUE" or "LAYER:VALUE:PERIOD"; without a period the last one.
/// @throws Error (settings) when that is not one figure for each area.
AreaWeights read_weights(const Catalogue& catalogue, const std::string& name, const Place& asked_at);

[[noreturn]] void refuse_weight(const std::string& name, const std::string& what, const std::string& remedy);

} // namespace tranche
