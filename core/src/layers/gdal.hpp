#pragma once
#include <cpl_conv.h>
#include <cpl_error.h>

#include <string>

class OGRGeometry;
class OGRSpatialReference;

namespace tranche {

/// Registers GDAL's drivers once; may be called from any thread.
void register_gdal();

/// Collects what GDAL says on this thread while it lives, instead of letting it print.
class GdalErrors {
public:
  GdalErrors();
  ~GdalErrors();
  GdalErrors(const GdalErrors&) = delete;
  GdalErrors& operator=(const GdalErrors&) = delete;

  const std::string& text() const { return m_text; }
  /// " (what GDAL said)", or nothing.
  std::string suffix() const { return m_text.empty() ? "" : " (" + m_text + ")"; }

private:
  static void collect(CPLErr kind, CPLErrorNum number, const char* message);
  std::string m_text;
};

/// A GDAL option for this thread while it lives.
class GdalOption {
public:
  GdalOption(const char* key, const char* value) : m_key(key) { CPLSetThreadLocalConfigOption(key, value); }
  ~GdalOption() { CPLSetThreadLocalConfigOption(m_key, nullptr); }
  GdalOption(const GdalOption&) = delete;
  GdalOption& operator=(const GdalOption&) = delete;

private:
  const char* m_key;
};

/// ISO WKB, little-endian.
std::string wkb_of(const OGRGeometry& geometry);

/// WKT 2 of 2019: with the area of use.
std::string wkt_of(const OGRSpatialReference& crs);

} // namespace tranche
