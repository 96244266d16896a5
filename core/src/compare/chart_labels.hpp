#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "tranche/compare/compare.hpp"
#include "tranche/export.hpp"

namespace tranche::comparing {

/// Heights at which labels stand: as near to the wished ones as can be (least squares), in their order, `gap` apart and
/// within top and bottom. Isotonic regression of the wishes less their place times the gap (pool adjacent violators:
/// Ayer and others 1955, Annals of Mathematical Statistics 26: 641-647).
/// @pre wished ascending; (size - 1) x gap <= bottom - top
TRANCHE_API std::vector<double> spread(std::span<const double> wished, double gap, double top, double bottom);

/// Authorities to name when each side has room for `most` labels: those ranked on one side only, then movements from
/// the largest, then, if all of them fit, everybody. Positions in comparison.authorities, ascending.
std::vector<std::size_t> named_authorities(const Comparison& comparison, std::size_t most);

} // namespace tranche::comparing
