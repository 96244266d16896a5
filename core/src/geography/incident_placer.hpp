#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "geography/near_transform.hpp"
#include "layers/transform.hpp"
#include "tranche/geography/point_locator.hpp"
#include "tranche/geography/tally.hpp"

namespace tranche {

struct Placed {
  std::uint32_t area = PointLocator::none;
  bool snapped = false; ///< in no area, given to the nearest
};

/// Finds the areas of incidents in any CRS. One for each thread.
///
/// PROJ is asked only about points that lie so near to an edge that the margin of NearTransform matters, and about
/// those in no area that may be snapped: the answers are those of PROJ's coordinates for all.
class IncidentPlacer {
public:
  IncidentPlacer(const PointLocator& locator, const Boundaries& boundaries, const TallyOptions& options)
      : m_locator(locator), m_boundaries(boundaries), m_options(options) {}

  /// One for each point of the block.
  const std::vector<Placed>& place(const IncidentBlock& block);
  /// What PROJ does to the first point of the block; empty when it does nothing.
  std::string operation(const IncidentBlock& block);
  /// How many of the points lie in an area.
  std::size_t count_in_areas(const IncidentFile& file, std::vector<double> x, std::vector<double> y);
  bool is_in_degrees(const IncidentFile& file) { return projection(file).degrees; }

private:
  struct Projection {
    bool degrees = false;
    std::unique_ptr<Transform> exact;    ///< none: the CRS of the areas
    std::unique_ptr<NearTransform> near; ///< none: every point is exact's
  };
  Projection& projection(const IncidentFile& file);
  void place_nearly(const IncidentBlock& block, NearTransform& near);
  void place_exactly(const IncidentBlock& block, const Projection& projection);

  const PointLocator& m_locator;
  const Boundaries& m_boundaries;
  const TallyOptions& m_options;
  std::map<std::string, Projection> m_projections; ///< by CRS
  std::vector<Placed> m_placed;
  std::vector<std::size_t> m_doubtful;
  std::vector<double> m_x, m_y;
  std::vector<std::uint32_t> m_areas;
};

} // namespace tranche
