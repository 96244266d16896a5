#pragma once
#include "tranche/run/run.hpp"

namespace tranche {

/// Real boundaries with fewer vertices, for maps and page.
inline void simplify_for_drawing(Run& run) {
  // Below a fifth of a pixel of a sheet at 200 dpi, two thirds of one in an inset.
  constexpr double drawn_grain = 1e-4;
  if (!run.boundaries.schematic) run.drawn = simplified(run.boundaries, drawn_grain);
}

} // namespace tranche
