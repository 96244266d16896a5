#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

#include "geography/orientation.hpp"
#include "tranche/finding.hpp"

namespace tranche {

/// Walks over the bytes of one shape.
class Wkb {
public:
  /// what and position: how the shape is called in messages, "shape 12".
  Wkb(const std::string& bytes, std::size_t position, const char* what = "shape")
      : m_at(bytes.data()), m_end(m_at + bytes.size()), m_position(position), m_called(what) {}

  [[noreturn]] void refuse(const char* what) const {
    throw Error(Fault::data, fmt::format("{} {}", m_called, m_position), what,
                "give the WKB of a polygon or multipolygon");
  }
  template <class T> T take() {
    if (static_cast<std::size_t>(m_end - m_at) < sizeof(T)) refuse("is not well-known binary, or is cut short");
    std::array<char, sizeof(T)> bytes;
    std::memcpy(bytes.data(), m_at, sizeof(T));
    m_at += sizeof(T);
    if (m_swapped) std::reverse(bytes.begin(), bytes.end());
    return std::bit_cast<T>(bytes);
  }
  /// The kind of geometry that begins here: 3 polygon, 6 multipolygon.
  std::uint32_t begin() {
    const auto order = take<std::uint8_t>();
    if (order > 1) refuse("is not well-known binary");
    m_swapped = (order == 1) != (std::endian::native == std::endian::little);
    const auto code = take<std::uint32_t>();
    const std::uint32_t kind = code & 0xffffU;
    if (kind >= 4000) refuse("is neither a polygon nor a multipolygon");
    m_more = (kind / 1000 + 1) / 2 + (code >> 31U) + (code >> 30U & 1U); // Z, M: 1; ZM: 2
    if (code & 0x20000000U) take<std::uint32_t>();                       // the number of the CRS
    return kind % 1000;
  }
  std::uint32_t count(std::size_t bytes_each) {
    const auto number = take<std::uint32_t>();
    if (number > static_cast<std::size_t>(m_end - m_at) / bytes_each) refuse("is cut short");
    return number;
  }
  /// Calls polygon() with the walker at the number of rings of each polygon of a polygon or multipolygon.
  template <class Do> void each_polygon(Do&& polygon) {
    const std::uint32_t kind = begin();
    if (kind == 3) return polygon();
    if (kind != 6) refuse("is neither a polygon nor a multipolygon");
    for (std::uint32_t parts = count(9); parts > 0; --parts) {
      if (begin() != 3) refuse("is a multipolygon with another kind of part");
      polygon();
    }
  }
  Spot point() {
    // -0 and 0 are one coordinate.
    const Spot spot{take<double>() + 0.0, take<double>() + 0.0};
    if (!std::isfinite(spot.x) || !std::isfinite(spot.y)) refuse("holds a coordinate that is not finite");
    for (std::uint32_t i = 0; i < m_more; ++i) take<double>();
    return spot;
  }

private:
  const char *m_at, *m_end;
  std::size_t m_position;
  const char* m_called;
  bool m_swapped = false;
  std::uint32_t m_more = 0; ///< coordinates of a point after x and y
};

} // namespace tranche
