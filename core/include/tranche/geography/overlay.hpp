#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tranche/export.hpp"

/// What each area of one layer has in common with each area of another.
namespace tranche {

/// What a source has in common with a target, in squared units of the CRS: above 0.
struct CommonArea {
  std::uint32_t source, target;
  double area;
  friend bool operator==(const CommonArea&, const CommonArea&) = default;
};

/// An invalid polygon.
struct InvalidShape {
  bool of_target;        ///< else of the sources
  std::size_t position;  ///< in its list
  std::string fault;     ///< "Self-intersection[452134 391234]"
  double area_as_it_was; ///< by its rings as they stand, holes taken off
  double area_repaired;
};

struct OverlayOptions {
  bool repair = true; ///< invalid polygons are repaired and reported; else refused
  int threads = 1;    ///< the result is the same for any number
};

struct Overlay {
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  std::vector<CommonArea> common; ///< by source, then target
  std::vector<double> source_area, target_area;
  /// Of each source, what lies in no target; too small by what targets overlap one another within it.
  std::vector<double> uncovered;
  /// Of each source that is not wholly covered, the target to which the rest may be given: the one that has most of it
  /// already, and where none has any the nearest; of equals the first. npos for all others.
  std::vector<std::size_t> heir;
  std::vector<CommonArea> target_overlaps; ///< targets that overlap one another: source < target
  std::vector<InvalidShape> invalid;       ///< sources first, each list ascending
};

/// The areas of all intersections of two layers of polygons, and what lies in none.
///
/// No intersection is constructed: the common area is a sum over the edges of both, taken by trees of boxes, so that a
/// source far from any border costs next to nothing, and there is no decision that rounding could get wrong. What is
/// less than the last places of the coordinates along a border counts as none, and what lacks no more than that as
/// all: a source within one target has exactly its own area there.
///  sources, targets  ISO or extended WKB, one polygon or multipolygon each, of one planar CRS; empty: no shape
/// Pinned by: GEOS' intersections on random stars and on real layers to 1e-9 (tests/unit/geography/overlay_test.cpp);
/// `bench_overlay` holds its time against GEOS with prepared polygons.
/// @throws Error (data): a shape that is no polygon, cut short or not finite; an invalid polygon that is not to be, or
///         cannot be repaired. Each names its list and position.
TRANCHE_API Overlay overlay_areas(const std::vector<std::string>& sources, const std::vector<std::string>& targets,
                                  const OverlayOptions& options = {});

} // namespace tranche
