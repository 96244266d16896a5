#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "tranche/outputs/table.hpp"

/// Cells as tables are filled with them.
namespace tranche {

/// Empty where there is no figure.
inline Cell real_cell(double value) { return std::isnan(value) ? Cell{} : Cell{value}; }

/// Cells beside the names of their columns, so that the two cannot come apart.
struct NamedCells {
  std::vector<TableColumn> columns;
  std::vector<Cell> cells;

  void add(const std::string& name, Cell cell, CellType type = CellType::text) {
    columns.push_back({name, "", "", "", "", type});
    cells.push_back(std::move(cell));
  }
};

} // namespace tranche
