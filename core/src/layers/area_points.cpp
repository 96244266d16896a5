#include "tranche/layers/area_points.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "geography/code_history.hpp"
#include "layers/gdal.hpp"
#include "layers/placed_layer.hpp"
#include "layers/transform.hpp"
#include "tranche/layers/catalogue.hpp"

namespace tranche {
namespace {

class PointReader {
public:
  PointReader(const Layer& layer, const AreaList& areas) : m_layer(layer), m_areas(areas) {}

  AreaPoints read(const std::string& crs) {
    open();
    collect();
    check_codes();
    const auto [west, east] = std::minmax_element(m_points.x.begin(), m_points.x.end());
    const auto [south, north] = std::minmax_element(m_points.y.begin(), m_points.y.end());
    check_extent({*west, *east, *south, *north}, m_crs, crs, m_layer);
    if (!same_crs(m_crs, crs)) {
      const Transform transform(m_crs, crs, m_layer.name);
      transform.apply(m_points.x, m_points.y);
      m_points.transformation = transform.operation();
    }
    m_points.layer = m_layer.name;
    m_points.geography = m_layer.geography;
    m_points.crs = crs;
    sort();
    return std::move(m_points);
  }

private:
  [[noreturn]] void refuse(std::string what, std::string remedy) const {
    refuse_layer(m_layer, std::move(what), std::move(remedy));
  }

  void open() {
    if (!std::filesystem::exists(m_layer.file)) refuse("there is no such file", "check the name");
    const std::string x = "X_POSSIBLE_NAMES=" + m_layer.x, y = "Y_POSSIBLE_NAMES=" + m_layer.y;
    const char* const columns[] = {x.c_str(), y.c_str(), nullptr};
    const GdalErrors errors; // drivers without such options say so
    m_dataset.reset(GDALDataset::Open(name_for_gdal(m_layer.file).c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr,
                                      m_layer.x.empty() ? nullptr : columns));
    if (!m_dataset || m_dataset->GetLayerCount() == 0)
      refuse("is not a file of points that GDAL can read" + errors.suffix(),
             "give a GeoPackage, GeoJSON, CSV with `x` and `y`, or such");
    const std::string& sheet = m_layer.format.sheet;
    m_source = sheet.empty() ? m_dataset->GetLayer(0) : m_dataset->GetLayerByName(sheet.c_str());
    if (!m_source || (sheet.empty() && m_dataset->GetLayerCount() > 1))
      refuse(std::to_string(m_dataset->GetLayerCount()) + " layers are in it, and " +
                 (sheet.empty() ? "none is named" : "none is called '" + sheet + "'"),
             "name one with `sheet`");
    m_key = m_source->GetLayerDefn()->GetFieldIndex(m_layer.key.c_str());
    if (m_key < 0) refuse("has no field '" + m_layer.key + "'", "name the field of the codes with `key`");
    m_crs = crs_of(m_source->GetSpatialRef(), m_layer);
  }

  void collect() {
    for (const auto& feature : *m_source) {
      const std::string code = feature->GetFieldAsString(m_key);
      if (m_areas.size() > 0 && m_areas.find(code) == AreaList::npos) {
        ++m_points.ignored;
        continue;
      }
      const OGRGeometry* geometry = feature->GetGeometryRef();
      if (!geometry || geometry->IsEmpty() || wkbFlatten(geometry->getGeometryType()) != wkbPoint)
        refuse(code + " has no point",
               "give a layer of points; of a CSV, name the columns of the coordinates with `x` and `y`");
      const OGRPoint& point = *geometry->toPoint();
      if (!std::isfinite(point.getX()) || !std::isfinite(point.getY()))
        refuse(code + " has coordinates that are not numbers", "repair the file");
      m_points.codes.push_back(code);
      m_points.x.push_back(point.getX());
      m_points.y.push_back(point.getY());
    }
    if (m_points.codes.empty()) refuse("has no point of " + m_layer.geography, "check `key` and `geography`");
  }

  void check_codes() const {
    std::vector<std::string> sorted = m_points.codes, absent;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) refuse(*twice + " stands in it twice", "keep one point for each code");
    for (const std::string& code : m_areas.codes)
      if (!std::binary_search(sorted.begin(), sorted.end(), code)) absent.push_back(code);
    if (!absent.empty())
      refuse("lacks " + std::to_string(absent.size()) + " of the " + std::to_string(m_areas.size()) + " areas of " +
                 m_layer.geography + ": " + short_list(absent),
             "give one point for each area");
  }

  void sort() {
    std::vector<std::size_t> order(m_points.codes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return m_points.codes[a] < m_points.codes[b]; });
    AreaPoints sorted = m_points;
    for (std::size_t i = 0; i < order.size(); ++i) {
      sorted.codes[i] = m_points.codes[order[i]];
      sorted.x[i] = m_points.x[order[i]];
      sorted.y[i] = m_points.y[order[i]];
    }
    m_points = std::move(sorted);
  }

  const Layer& m_layer;
  const AreaList& m_areas;
  GDALDatasetUniquePtr m_dataset;
  OGRLayer* m_source = nullptr;
  int m_key = -1;
  std::string m_crs;
  AreaPoints m_points;
};

} // namespace

AreaPoints read_area_points(const Layer& layer, const AreaList& areas, const std::string& crs) {
  return PointReader(layer, areas).read(crs);
}

} // namespace tranche
