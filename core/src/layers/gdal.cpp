#include "layers/gdal.hpp"

#include <gdal.h>

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

} // namespace tranche
