#pragma once
#include <fmt/core.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// Polygons as WKB for the benches: of a file, or made up.
namespace bench {

using Shapes = std::vector<std::string>;

/// The shapes of a file's first layer, those in degrees brought to EPSG:27700; with a field, only those whose code
/// begins with E.
inline Shapes read(const char* file, const char* field = nullptr) {
  GDALAllRegister();
  const GDALDatasetUniquePtr data(GDALDataset::Open(file, GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!data) throw std::runtime_error(fmt::format("{} does not open", file));
  OGRSpatialReference degrees, metres;
  degrees.importFromEPSG(4326), metres.importFromEPSG(27700);
  degrees.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER), metres.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const std::unique_ptr<OGRCoordinateTransformation> transform(OGRCreateCoordinateTransformation(&degrees, &metres));
  Shapes shapes;
  for (const auto& feature : *data->GetLayer(0)) {
    if (field && *feature->GetFieldAsString(field) != 'E') continue;
    OGRGeometry* shape = feature->GetGeometryRef();
    const OGRSpatialReference* crs = shape->getSpatialReference();
    if (crs && crs->IsGeographic()) shape->transform(transform.get());
    std::string wkb(shape->WkbSize(), '\0');
    shape->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(wkb.data()), wkbVariantIso);
    shapes.push_back(std::move(wkb));
  }
  return shapes;
}

template <class T> void append(std::string& wkb, T value) {
  wkb.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// A chequered country of `size` by `size`, whose borders waver: `columns` by `rows` areas of `bends` points a side.
inline Shapes made_up(double size, int columns, int rows, int bends) {
  const double wide = size / (columns * bends), high = size / (rows * bends);
  const auto place = [&](int x, int y) {
    const bool edge = x % (columns * bends) == 0 || y % (rows * bends) == 0;
    return std::pair{x * wide + (edge ? 0 : 0.3 * wide * std::sin(x * 7.0 + y * 3.0)),
                     y * high + (edge ? 0 : 0.3 * high * std::cos(x * 5.0 - y * 11.0))};
  };
  Shapes shapes;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      std::vector<std::pair<double, double>> ring;
      const int x = bends * column, y = bends * row;
      for (int i = 0; i < bends; ++i) ring.push_back(place(x + i, y));
      for (int i = 0; i < bends; ++i) ring.push_back(place(x + bends, y + i));
      for (int i = 0; i < bends; ++i) ring.push_back(place(x + bends - i, y + bends));
      for (int i = 0; i <= bends; ++i) ring.push_back(place(x, y + bends - i));
      std::string wkb("\1\3\0\0\0\1\0\0\0", 9);
      append(wkb, static_cast<std::uint32_t>(ring.size()));
      for (const auto& [east, north] : ring) append(wkb, 3e5 + east), append(wkb, 2e5 + north);
      shapes.push_back(std::move(wkb));
    }
  return shapes;
}

} // namespace bench
