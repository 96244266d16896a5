#pragma once
#include <array>
#include <string>

#include "scratch.hpp"

/// Four areas, squares of ten kilometres in a row: S1 from easting 400,000 to 410,000, S2, S3, S4; with files of
/// incidents in them.
namespace square_country {

inline std::string squares_file() {
  std::string text = "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                     "\"urn:ogc:def:crs:EPSG::27700\"}},\"features\":[";
  for (int i = 0; i < 4; ++i) {
    const std::string west = std::to_string(400000 + 10000 * i), east = std::to_string(410000 + 10000 * i);
    text += (i ? "," : "") + std::string("{\"type\":\"Feature\",\"properties\":{\"code\":\"S") + std::to_string(i + 1) +
            "\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[" + west + ",300000],[" + east + ",300000],[" +
            east + ",310000],[" + west + ",310000],[" + west + ",300000]]]}}";
  }
  return text + "]}";
}

/// Records of one category and month in the middle of an area; area 0: without coordinates.
inline std::string crime_records(int area, int count, const std::string& category, const std::string& month) {
  std::string text;
  const std::string place = area == 0 ? "," : std::to_string(395000 + 10000 * area) + ",305000";
  for (int i = 0; i < count; ++i) text += month + "," + place + "," + category + "\n";
  return text;
}

constexpr const char* crime_header = "Month,Easting,Northing,Crime type\n";

/// The keys of the layers c/areas and c/crime, whose files stand in police/.
inline std::string crime_layers(const std::string& incident_lines, const std::string& value_lines = "") {
  return "layers:\n"
         "  c/areas:\n"
         "    kind: boundaries\n"
         "    file: areas.geojson\n"
         "    geography: {id: squares, title: Squares, pattern: \"S[0-9]\", codes: {file: squares.csv, key: code, "
         "name: "
         "name}}\n"
         "    key: code\n"
         "  c/crime:\n"
         "    kind: incidents\n"
         "    file: police\n"
         "    geography: squares\n"
         "    boundaries: c/areas\n" +
         incident_lines + "    values:\n      recorded:\n        title: Recorded crime\n" + value_lines;
}

inline void write_squares(const Scratch& scratch) {
  scratch.write("areas.geojson", squares_file());
  scratch.write("squares.csv", "code,name\nS1,One\nS2,Two\nS3,Three\nS4,Four\n");
}

} // namespace square_country
