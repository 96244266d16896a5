#pragma once
#include <geos_c.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tranche/geography/neighbours.hpp"

/// Pairs of areas by GEOS' own predicates: each with each, no index, no preparation.
class GeosPairs {
public:
  explicit GeosPairs(const std::vector<std::string>& wkb) : m_geos(GEOS_init_r()) {
    for (const std::string& shape : wkb) {
      m_shapes.push_back(
          GEOSGeomFromWKB_buf_r(m_geos, reinterpret_cast<const unsigned char*>(shape.data()), shape.size()));
      if (!m_shapes.back()) throw std::runtime_error("GEOS cannot read a shape");
    }
  }
  GeosPairs(const GeosPairs&) = delete;
  GeosPairs& operator=(const GeosPairs&) = delete;
  ~GeosPairs() {
    for (GEOSGeometry* shape : m_shapes) GEOSGeom_destroy_r(m_geos, shape);
    GEOS_finish_r(m_geos);
  }

  tranche::NeighbourPairs intersecting() const {
    return where([&](const GEOSGeometry* a, const GEOSGeometry* b) { return GEOSIntersects_r(m_geos, a, b) == 1; });
  }
  tranche::NeighbourPairs within(double distance) const {
    return where([&](const GEOSGeometry* a, const GEOSGeometry* b) {
      double apart = 0;
      return GEOSDistance_r(m_geos, a, b, &apart) == 1 && apart <= distance;
    });
  }
  /// Borders that have a line in common.
  tranche::NeighbourPairs sharing_a_line() const {
    return where([&](const GEOSGeometry* a, const GEOSGeometry* b) {
      if (GEOSIntersects_r(m_geos, a, b) != 1) return false;
      GEOSGeometry* one = GEOSBoundary_r(m_geos, a);
      GEOSGeometry* other = GEOSBoundary_r(m_geos, b);
      const bool shared = GEOSRelatePattern_r(m_geos, one, other, "1********") == 1;
      GEOSGeom_destroy_r(m_geos, one);
      GEOSGeom_destroy_r(m_geos, other);
      return shared;
    });
  }

private:
  template <class Holds> tranche::NeighbourPairs where(Holds&& holds) const {
    tranche::NeighbourPairs pairs;
    for (std::size_t i = 0; i < m_shapes.size(); ++i)
      for (std::size_t j = i + 1; j < m_shapes.size(); ++j)
        if (holds(m_shapes[i], m_shapes[j])) pairs.emplace_back(i, j);
    return pairs;
  }
  GEOSContextHandle_t m_geos;
  std::vector<GEOSGeometry*> m_shapes;
};
