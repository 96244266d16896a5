#pragma once
#include <proj.h>

#include <memory>
#include <string>
#include <vector>

namespace tranche {

/// Coordinates from one CRS to another, always x, y in the traditional order (longitude, easting first).
/// One for each thread.
class Transform {
public:
  /// from and to: anything PROJ understands ("EPSG:4326", WKT). @throws Error (data) when there is no way between them.
  /// grids: a folder with grid shifts, looked into before PROJ's own; may be empty.
  Transform(const std::string& from, const std::string& to, const std::string& where, const std::string& grids = {});

  void apply(std::vector<double>& x, std::vector<double>& y) const;
  /// What PROJ did to the last point, with its stated accuracy: "Inverse of OSGB36 to WGS 84 (9) + ..., accuracy 2 m".
  std::string operation() const;

private:
  std::unique_ptr<PJ_CONTEXT, PJ_CONTEXT* (*)(PJ_CONTEXT*)> m_context;
  std::unique_ptr<PJ, PJ* (*)(PJ*)> m_transform;
};

/// West, south, east, north in degrees of where a CRS may be used; false when PROJ does not say.
bool area_of_use(const std::string& crs, double (&box)[4]);

/// Whether a CRS is of longitude and latitude.
bool is_geographic(const std::string& crs);

/// Whether two descriptions mean the same CRS.
bool same_crs(const std::string& a, const std::string& b);

} // namespace tranche
