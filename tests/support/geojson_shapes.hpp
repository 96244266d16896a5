#pragma once
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "geojson_wkb.hpp"
#include "tranche/layers/boundaries.hpp"

/// Shapes straight from GeoJSON, in its own coordinates, without GDAL and without repair.
namespace geojson_shapes {

inline void add_rings(tranche::Shape& shape, const nlohmann::json& rings) {
  for (const auto& ring : rings) {
    std::vector<double> points;
    for (const auto& point : ring)
      points.push_back(point.at(0).get<double>()), points.push_back(point.at(1).get<double>());
    shape.rings.push_back(std::move(points));
  }
}

inline tranche::Shape shape(const std::string& code, const nlohmann::json& geometry) {
  tranche::Shape result;
  result.code = code;
  result.name = "Area " + code;
  result.wkb = geojson_wkb::geometry(geometry);
  if (geometry.at("type") == "Polygon") add_rings(result, geometry.at("coordinates"));
  if (geometry.at("type") == "MultiPolygon")
    for (const auto& part : geometry.at("coordinates")) add_rings(result, part);
  return result;
}

/// The shapes of a file, ascending by code.
inline std::vector<tranche::Shape> read(const std::string& file, const std::string& key) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot open " + file);
  std::vector<tranche::Shape> shapes;
  const nlohmann::json collection = nlohmann::json::parse(in);
  for (const auto& feature : collection.at("features"))
    shapes.push_back(shape(feature.at("properties").at(key).get<std::string>(), feature.at("geometry")));
  std::sort(shapes.begin(), shapes.end(),
            [](const tranche::Shape& a, const tranche::Shape& b) { return a.code < b.code; });
  if (shapes.empty()) throw std::runtime_error(file + " holds no shapes");
  return shapes;
}

inline tranche::Shape rectangle(const std::string& code, double x0, double y0, double x1, double y1) {
  return shape(code, {{"type", "Polygon"}, {"coordinates", {{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}}}});
}

} // namespace geojson_shapes
