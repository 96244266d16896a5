#pragma once
#include <string>
#include <vector>

#include "tranche/layers/catalogue.hpp"
#include "tranche/run/run.hpp"

namespace tranche {

/// Indicators that count the same thing twice, by the topics of the values they are made of, in sentences.
std::vector<std::string> overlaps_of(const Catalogue& catalogue, const Run& run);

} // namespace tranche
