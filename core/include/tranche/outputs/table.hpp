#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/run/run.hpp"

/// The one table that ranking.csv, ranking.xlsx and assessment.gpkg share, so that they cannot disagree.
namespace tranche {

enum class CellType {
  text,
  integer,
  real,
  money, ///< integer pence in the cell; pounds with two decimals when written
};

/// Empty, text, a whole number (pence for money) or a real number.
using Cell = std::variant<std::monostate, std::string, std::int64_t, double>;

/// A column with its entry in the dictionary (columns.csv).
struct TableColumn {
  std::string name;        ///< "deaths_value"; later versions append columns, they never rename one
  std::string title;       ///< "Deaths related to drug poisoning"
  std::string unit;        ///< "per 100,000 person-years"; empty for codes and text
  std::string source;      ///< layers behind it, joined by "; "
  std::string description; ///< one sentence
  CellType type = CellType::text;
};

struct Table {
  std::vector<TableColumn> columns;
  std::vector<std::vector<Cell>> rows;
};

/// Authorities in the order people read: by rank, ties by code, the unranked last by code.
TRANCHE_API std::vector<std::size_t> reading_order(const Run& run);

/// Every figure of a run, a row for each authority in reading order. Columns as in design.md section 7.
TRANCHE_API Table ranking_table(const Run& run);

/// Reduces a name ("2022-23") to what may stand in a column's name: lower-case letters, digits and underscores.
TRANCHE_API std::string column_word(std::string_view text);

/// Shortest text that reads back as the same number; never in a locale. Empty for NaN.
TRANCHE_API std::string number_text(double value);

/// Pounds with two decimals from integer pence: 123456 -> "1234.56".
TRANCHE_API std::string pounds_text(std::int64_t pence);

/// The cell as it stands in a CSV file, before quoting.
TRANCHE_API std::string cell_text(const Cell& cell, CellType type);

} // namespace tranche
