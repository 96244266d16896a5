#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tranche/export.hpp"

/// Class breaks of choropleth maps. Pure and deterministic; a missing value (NaN) is never classed.
namespace tranche {

/// Class i holds the values in (upper[i - 1], upper[i]]; the first also holds the smallest value.
struct Classes {
  std::string method;              ///< "equal numbers (quantiles)", "equal steps": for the legend
  std::vector<double> upper;       ///< ascending and distinct; the last is the greatest value
  std::vector<std::size_t> counts; ///< values in each class; equal steps may leave some empty
  std::vector<int> of;             ///< class of each value; -1: missing

  std::size_t size() const { return upper.size(); }
};

/// Up to `count` classes of about equal numbers: breaks are quantiles by linear interpolation (Hyndman and Fan 1996,
/// type 7; as mapclassify's Quantiles). Breaks with no value between them are merged, so that many equal values give
/// fewer classes and none is empty. No values: no classes. @pre count >= 1
TRANCHE_API Classes quantile_classes(std::span<const double> values, std::size_t count);

/// `count` classes of equal width between the smallest and the greatest value; one class when all values are equal.
/// No values: no classes. @pre count >= 1
TRANCHE_API Classes equal_interval_classes(std::span<const double> values, std::size_t count);

} // namespace tranche
