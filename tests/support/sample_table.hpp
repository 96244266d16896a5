#pragma once
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "reference_csv.hpp"

namespace plugin_test {

/// Columns of plugins/<plugin>/SAMPLE.csv, the invented figures that show a plugin's input format, as one role: a
/// category for each column, in one period. Empty: missing; "*": suppressed.
inline Table sample_table(const std::string& plugin, const std::string& role, const std::string& title,
                          const std::vector<std::string>& columns, std::vector<std::string> categories = {""}) {
  const ReferenceCsv file(std::string(TRANCHE_SOURCE_DIR) + "/plugins/" + plugin + "/SAMPLE.csv");
  Table table{role, title, "people", {}, {""}, std::move(categories), {}};
  for (std::size_t row = 0; row < file.size(); ++row) {
    table.areas.push_back(file.text(row, "code"));
    for (const std::string& column : columns) {
      const std::string& text = file.text(row, column);
      table.cells.push_back(text.empty()  ? Cell(Status::missing)
                            : text == "*" ? Cell(Status::suppressed)
                                          : Cell(file.number(row, column)));
    }
  }
  return table;
}

/// A role with one figure for each authority U0, U1, ...
inline Table single(const std::string& role, const std::string& title, std::vector<Cell> cells,
                    std::vector<std::string> categories = {""}) {
  Table table{role, title, "", {}, {""}, std::move(categories), std::move(cells)};
  for (std::size_t a = 0; a < table.cells.size() / table.categories.size(); ++a)
    table.areas.push_back("U" + std::to_string(a));
  return table;
}

/// The role estimates: {estimate, lower, upper} of each authority, one published area each.
inline BoundInput estimates(std::vector<Cell> cells) {
  const Table table =
      single("estimates", "Estimated people who use opiates", std::move(cells), {"estimate", "lower", "upper"});
  return bound_members(table, std::vector<std::uint32_t>(table.areas.size(), 1));
}

/// The codes U0, U1, ...
inline std::vector<std::string> units(std::size_t number) {
  std::vector<std::string> codes;
  for (std::size_t a = 0; a < number; ++a) codes.push_back("U" + std::to_string(a));
  return codes;
}

} // namespace plugin_test
