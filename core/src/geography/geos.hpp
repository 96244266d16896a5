#pragma once
#include <geos_c.h>

#include <memory>
#include <string>

namespace tranche {

struct DestroyGeosShape {
  GEOSContextHandle_t geos;
  void operator()(GEOSGeometry* shape) const { GEOSGeom_destroy_r(geos, shape); }
};
using GeosShape = std::unique_ptr<GEOSGeometry, DestroyGeosShape>;

/// GEOS for one thread, which outlives its shapes.
class Geos {
public:
  Geos() : m_context(GEOS_init_r()) {}
  GEOSContextHandle_t handle() const { return m_context.get(); }
  GeosShape own(GEOSGeometry* shape) const { return GeosShape(shape, DestroyGeosShape{handle()}); }
  /// Null for what GEOS cannot read.
  GeosShape read(const std::string& wkb) const {
    return own(GEOSGeomFromWKB_buf_r(handle(), reinterpret_cast<const unsigned char*>(wkb.data()), wkb.size()));
  }
  std::string wkb(const GeosShape& shape) const {
    std::size_t size = 0;
    unsigned char* bytes = GEOSGeomToWKB_buf_r(handle(), shape.get(), &size);
    if (!bytes) return {};
    std::string wkb(reinterpret_cast<const char*>(bytes), size);
    GEOSFree_r(handle(), bytes);
    return wkb;
  }
  bool is_polygon(const GeosShape& shape) const {
    const int type = shape ? GEOSGeomTypeId_r(handle(), shape.get()) : -1;
    return type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON;
  }

private:
  struct Finish {
    void operator()(GEOSContextHandle_t geos) const { GEOS_finish_r(geos); }
  };
  std::unique_ptr<GEOSContextHandle_HS, Finish> m_context;
};

} // namespace tranche
