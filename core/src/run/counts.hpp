#pragma once
#include <limits>
#include <string_view>
#include <vector>

#include "tranche/geography/areas.hpp"
#include "tranche/indicators/indicator_column.hpp"

namespace tranche {

/// An indicator as events over a base, for statistics that take counts: value = factor x events / base.
struct Counts {
  double factor = std::numeric_limits<double>::quiet_NaN(); ///< NaN: the values are no plain ratio of counts
  std::vector<double> events, base; ///< NaN where there is no value, and where a shared figure was counted before
  std::vector<std::size_t> shown;   ///< the authority whose figure it is: itself, or the first that shares it

  bool known() const { return factor == factor; }
};

Counts counts_of(const IndicatorColumn& column);

/// What all ranked units together are called: "England", or "all units" of a table of units.
inline std::string_view whole_of(const Authorities& authorities) {
  return authorities.geography == "units" ? "all units" : "England";
}

} // namespace tranche
