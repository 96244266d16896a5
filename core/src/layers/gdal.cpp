#include "layers/gdal.hpp"

#include <gdal.h>
#include <ogr_geometry.h>
#include <ogr_spatialref.h>

#include <mutex>

namespace tranche {

void register_gdal() {
  static std::once_flag once;
  std::call_once(once, [] { GDALAllRegister(); });
}

GdalErrors::GdalErrors() {
  register_gdal();
  CPLPushErrorHandlerEx(&GdalErrors::collect, this);
}

GdalErrors::~GdalErrors() { CPLPopErrorHandler(); }

void GdalErrors::collect(CPLErr kind, CPLErrorNum, const char* message) {
  if (kind < CE_Warning) return;
  auto& self = *static_cast<GdalErrors*>(CPLGetErrorHandlerUserData());
  if (self.m_text.empty()) self.m_text = message; // the first message is the cause, later ones its echo
}

std::string wkb_of(const OGRGeometry& geometry) {
  std::string wkb(geometry.WkbSize(), '\0');
  geometry.exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(wkb.data()), wkbVariantIso);
  return wkb;
}

std::string wkt_of(const OGRSpatialReference& crs) {
  char* wkt = nullptr;
  const char* const with_area_of_use[] = {"FORMAT=WKT2_2019", nullptr};
  crs.exportToWkt(&wkt, with_area_of_use);
  std::string text = wkt;
  CPLFree(wkt);
  return text;
}

} // namespace tranche
