#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tranche/status.hpp"

namespace tranche {

/// Figures by area x period x category, row-major in that order. The host's side of plugin Input.
/// Axes always have at least one label; a table without periods or categories has "".
struct Cube {
  std::string title; ///< of the value, from the catalogue
  std::string unit;
  std::string layer; ///< the layer's name, for messages
  std::vector<std::string> areas;
  std::vector<std::string> periods{""};
  std::vector<std::string> categories{""};
  std::vector<double> value; ///< 0 where there is none
  std::vector<Status> status;
  std::vector<double> coverage;

  std::size_t cells_per_area() const { return periods.size() * categories.size(); }
  std::size_t index(std::size_t area, std::size_t period, std::size_t category) const {
    return (area * periods.size() + period) * categories.size() + category;
  }
  /// Sets every cell to missing, for the axes as they are now.
  void clear() {
    const std::size_t cells = areas.size() * cells_per_area();
    value.assign(cells, 0.0);
    status.assign(cells, Status::missing);
    coverage.assign(cells, 0.0);
  }
};

/// A role's figures ready for a plugin: carried over to the authorities, or the source areas grouped by authority.
struct BoundInput {
  std::string role;
  Cube cube; ///< rows are authorities, or members in the order of offsets
  bool members = false;
  std::vector<std::uint32_t> offsets; ///< members only: authorities + 1
  std::vector<double> weight;         ///< members only: one for each row, or empty
};

} // namespace tranche
