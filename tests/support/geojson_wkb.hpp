#pragma once
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

/// Little-endian WKB from GeoJSON coordinates, written here so that a test needs no GDAL.
namespace geojson_wkb {

template <class T> void append(std::string& wkb, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  wkb.append(bytes, sizeof(T));
}

inline void polygon(std::string& wkb, const nlohmann::json& rings) {
  wkb += '\1';
  append<std::uint32_t>(wkb, 3);
  append<std::uint32_t>(wkb, static_cast<std::uint32_t>(rings.size()));
  for (const auto& ring : rings) {
    append<std::uint32_t>(wkb, static_cast<std::uint32_t>(ring.size()));
    for (const auto& point : ring)
      append<double>(wkb, point.at(0).get<double>()), append<double>(wkb, point.at(1).get<double>());
  }
}

inline std::string geometry(const nlohmann::json& shape) {
  std::string wkb;
  if (shape.at("type") == "Polygon") {
    polygon(wkb, shape.at("coordinates"));
    return wkb;
  }
  if (shape.at("type") != "MultiPolygon") throw std::runtime_error("neither polygon nor multipolygon");
  wkb += '\1';
  append<std::uint32_t>(wkb, 6);
  append<std::uint32_t>(wkb, static_cast<std::uint32_t>(shape.at("coordinates").size()));
  for (const auto& part : shape.at("coordinates")) polygon(wkb, part);
  return wkb;
}

/// The shapes of a file by key, those whose key begins so.
inline std::map<std::string, std::string> read(const std::string& file, const std::string& key,
                                               const std::string& begin) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot open " + file);
  std::map<std::string, std::string> shapes;
  const auto collection = nlohmann::json::parse(in);
  for (const auto& feature : collection.at("features")) {
    const auto code = feature.at("properties").at(key).get<std::string>();
    if (code.rfind(begin, 0) == 0) shapes[code] = geometry(feature.at("geometry"));
  }
  return shapes;
}

} // namespace geojson_wkb
