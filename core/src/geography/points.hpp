#pragma once
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "tranche/finding.hpp"

namespace tranche {

/// @throws Error (data) when the lists differ in length or a coordinate is not finite.
inline void check_points(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size())
    throw Error(Fault::data, "points", fmt::format("{} eastings but {} northings", x.size(), y.size()),
                "give one of each for every area");
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!std::isfinite(x[i]) || !std::isfinite(y[i]))
      throw Error(Fault::data, fmt::format("point {}", i), "has no finite coordinates", "give every area a point");
}

} // namespace tranche
