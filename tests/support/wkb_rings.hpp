#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

/// The rings of a polygon or multipolygon in little-endian WKB of two dimensions, the first point not repeated.
inline std::vector<std::vector<std::pair<double, double>>> wkb_rings(const std::string& wkb) {
  std::size_t at = 0;
  const auto take = [&](auto value) {
    std::memcpy(&value, wkb.data() + at, sizeof(value));
    at += sizeof(value);
    return value;
  };
  std::vector<std::vector<std::pair<double, double>>> rings;
  const auto polygon = [&] {
    for (std::uint32_t ring = take(std::uint32_t{}); ring > 0; --ring) {
      rings.emplace_back();
      for (std::uint32_t point = take(std::uint32_t{}); point > 0; --point) {
        const double x = take(double{}), y = take(double{});
        rings.back().emplace_back(x, y);
      }
      rings.back().pop_back();
    }
  };
  if (wkb.empty()) return rings;
  take(char{});
  if (take(std::uint32_t{}) == 3) {
    polygon();
    return rings;
  }
  for (std::uint32_t part = take(std::uint32_t{}); part > 0; --part) take(char{}), take(std::uint32_t{}), polygon();
  return rings;
}
