#pragma once
#include <catch2/catch.hpp>
#include <gdal_priv.h>
#include <geos_c.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "geojson_wkb.hpp"
#include "tranche/geography/overlay.hpp"

/// Layers to lay over one another, and what GEOS makes of them.
namespace overlay_layers {

using Ring = std::vector<std::pair<double, double>>;

inline nlohmann::json closed(const std::vector<Ring>& rings) {
  nlohmann::json coordinates = nlohmann::json::array();
  for (Ring ring : rings) {
    ring.push_back(ring.front());
    coordinates.push_back(ring);
  }
  return coordinates;
}

inline std::string polygon(const std::vector<Ring>& rings) {
  return geojson_wkb::geometry({{"type", "Polygon"}, {"coordinates", closed(rings)}});
}

inline std::string multipolygon(const std::vector<std::vector<Ring>>& parts) {
  nlohmann::json coordinates = nlohmann::json::array();
  for (const auto& part : parts) coordinates.push_back(closed(part));
  return geojson_wkb::geometry({{"type", "MultiPolygon"}, {"coordinates", coordinates}});
}

inline std::string square(double x, double y, double side = 1) {
  return polygon({{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}}});
}

/// Random radii from 0.3 to 1 of the size at ascending angles: such a ring never crosses itself.
inline Ring star_ring(std::mt19937& random, double x, double y, double size, int points) {
  std::uniform_real_distribution<double> radius(0.3 * size, size);
  Ring ring;
  for (int i = 0; i < points; ++i) {
    const double angle = i * 2 * 3.14159265358979 / points, r = radius(random);
    ring.emplace_back(x + r * std::cos(angle), y + r * std::sin(angle));
  }
  return ring;
}

struct LoadedLayer {
  std::vector<std::string> codes, wkb;
};

/// The shapes of a file whose code begins with E, in EPSG:27700.
inline LoadedLayer read_layer(const std::string& file, const std::string& field) {
  GDALAllRegister();
  const GDALDatasetUniquePtr data(GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!data) throw std::runtime_error("cannot open " + file);
  OGRSpatialReference degrees, metres;
  degrees.importFromEPSG(4326), metres.importFromEPSG(27700);
  degrees.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER), metres.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const std::unique_ptr<OGRCoordinateTransformation> transform(OGRCreateCoordinateTransformation(&degrees, &metres));
  LoadedLayer layer;
  for (const auto& feature : *data->GetLayer(0)) {
    const std::string code = feature->GetFieldAsString(field.c_str());
    if (code.rfind('E', 0) != 0) continue;
    OGRGeometry* shape = feature->GetGeometryRef();
    if (shape->transform(transform.get()) != OGRERR_NONE) throw std::runtime_error("cannot transform " + code);
    std::string wkb(shape->WkbSize(), '\0');
    shape->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(wkb.data()), wkbVariantIso);
    layer.codes.push_back(code), layer.wkb.push_back(std::move(wkb));
  }
  return layer;
}

/// GEOS while it lives.
struct Geos {
  GEOSContextHandle_t handle = GEOS_init_r();
  Geos() = default;
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;
  ~Geos() { GEOS_finish_r(handle); }
  std::shared_ptr<GEOSGeometry> own(GEOSGeometry* shape) const {
    if (!shape) throw std::runtime_error("GEOS failed");
    return {shape, [geos = handle](GEOSGeometry* of) { GEOSGeom_destroy_r(geos, of); }};
  }
  std::shared_ptr<GEOSGeometry> read(const std::string& wkb) const {
    return own(GEOSGeomFromWKB_buf_r(handle, reinterpret_cast<const unsigned char*>(wkb.data()), wkb.size()));
  }
};

inline std::string geos_repaired(const std::string& wkb) {
  const Geos geos;
  const auto shape = geos.own(GEOSMakeValid_r(geos.handle, geos.read(wkb).get()));
  std::size_t size = 0;
  unsigned char* bytes = GEOSGeomToWKB_buf_r(geos.handle, shape.get(), &size);
  std::string repaired(reinterpret_cast<const char*>(bytes), size);
  GEOSFree_r(geos.handle, bytes);
  return repaired;
}

/// Every intersection of some area, each with each where GEOS says that they intersect.
inline std::vector<tranche::CommonArea> geos_overlay(const std::vector<std::string>& sources,
                                                     const std::vector<std::string>& targets) {
  const Geos geos;
  std::vector<std::shared_ptr<GEOSGeometry>> shapes;
  for (const std::string& wkb : targets) shapes.push_back(geos.read(wkb));
  std::vector<tranche::CommonArea> common;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    const auto source = geos.read(sources[i]);
    for (std::uint32_t j = 0; j < shapes.size(); ++j) {
      if (GEOSIntersects_r(geos.handle, source.get(), shapes[j].get()) != 1) continue;
      const auto both = geos.own(GEOSIntersection_r(geos.handle, source.get(), shapes[j].get()));
      double area = 0;
      GEOSArea_r(geos.handle, both.get(), &area);
      if (area > 0) common.push_back({i, j, area});
    }
  }
  return common;
}

} // namespace overlay_layers
