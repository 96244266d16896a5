#pragma once
#include <geos_c.h>

#include <cstdint>
#include <vector>

#include "tranche/geography/point_locator.hpp"

/// The same question put to GEOS: the first of the shapes, in their order, whose prepared polygon covers the point.
class GeosLocator {
public:
  explicit GeosLocator(const std::vector<tranche::Shape>& shapes) : m_geos(GEOS_init_r()) {
    GEOSWKBReader* const reader = GEOSWKBReader_create_r(m_geos);
    for (const tranche::Shape& shape : shapes) {
      const auto* bytes = reinterpret_cast<const unsigned char*>(shape.wkb.data());
      m_shapes.push_back(GEOSWKBReader_read_r(m_geos, reader, bytes, shape.wkb.size()));
      m_prepared.push_back(GEOSPrepare_r(m_geos, m_shapes.back()));
      Box box;
      GEOSGeom_getXMin_r(m_geos, m_shapes.back(), &box.left), GEOSGeom_getXMax_r(m_geos, m_shapes.back(), &box.right);
      GEOSGeom_getYMin_r(m_geos, m_shapes.back(), &box.bottom), GEOSGeom_getYMax_r(m_geos, m_shapes.back(), &box.top);
      m_boxes.push_back(box);
    }
    GEOSWKBReader_destroy_r(m_geos, reader);
  }
  ~GeosLocator() {
    for (const GEOSPreparedGeometry* prepared : m_prepared) GEOSPreparedGeom_destroy_r(m_geos, prepared);
    for (GEOSGeometry* shape : m_shapes) GEOSGeom_destroy_r(m_geos, shape);
    GEOS_finish_r(m_geos);
  }
  GeosLocator(const GeosLocator&) = delete;
  GeosLocator& operator=(const GeosLocator&) = delete;

  std::uint32_t locate(double x, double y) const {
    GEOSGeometry* const point = GEOSGeom_createPointFromXY_r(m_geos, x, y);
    std::uint32_t found = tranche::PointLocator::none;
    for (std::uint32_t i = 0; i < m_shapes.size() && found == tranche::PointLocator::none; ++i)
      if (x >= m_boxes[i].left && x <= m_boxes[i].right && y >= m_boxes[i].bottom && y <= m_boxes[i].top &&
          GEOSPreparedCovers_r(m_geos, m_prepared[i], point) == 1)
        found = i;
    GEOSGeom_destroy_r(m_geos, point);
    return found;
  }

private:
  struct Box {
    double left, right, bottom, top;
  };
  GEOSContextHandle_t m_geos;
  std::vector<GEOSGeometry*> m_shapes;
  std::vector<const GEOSPreparedGeometry*> m_prepared;
  std::vector<Box> m_boxes;
};
