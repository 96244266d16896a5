#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <set>

#include "tranche/compare/backtest.hpp"
#include "tranche/finding.hpp"
#include "tranche/layers/raw_table.hpp"

namespace tranche {
namespace {

/// "E06000052;E06000053" as its codes, without blanks.
std::vector<std::string> codes_in(std::string_view cell) {
  std::vector<std::string> codes;
  std::string code;
  for (std::size_t k = 0; k <= cell.size(); ++k) {
    if (k < cell.size() && cell[k] != ';') {
      if (cell[k] != ' ') code += cell[k];
    } else if (!code.empty()) {
      codes.push_back(std::move(code));
      code.clear();
    }
  }
  return codes;
}

std::set<std::string> codes_of(const Authorities& authorities) {
  std::set<std::string> known;
  for (const Authority& unit : authorities.units) {
    known.insert(unit.code);
    known.insert(unit.members.begin(), unit.members.end());
  }
  return known;
}

/// The column with the most cells of known codes.
std::size_t column_of_codes(const RawTable& table, const std::string& named, const std::set<std::string>& known) {
  if (!named.empty()) return table.column(named);
  std::size_t best = 0, most = 0;
  for (std::size_t c = 0; c < table.header().size(); ++c) {
    std::size_t count = 0;
    for (std::size_t row = 0; row < table.rows(); ++row)
      for (const std::string& code : codes_in(table.cell(row, c))) count += known.count(code);
    if (count > most) {
      most = count;
      best = c;
    }
  }
  if (most == 0)
    throw Error(Fault::data, table.file(), "no column holds codes of the assessment's authorities",
                "add a column of codes such as E06000009, joint bids as E06000052;E06000053, or name it with --codes");
  return best;
}

double rank_in(const RawTable& table, std::size_t row, std::size_t column, Findings& faults) {
  const std::string_view cell = table.cell(row, column);
  double rank = std::numeric_limits<double>::quiet_NaN();
  if (cell.empty()) return rank;
  const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), rank);
  if (fault != std::errc() || end != cell.data() + cell.size() || !(rank >= 1)) {
    faults.error(Fault::data, table.place(row), fmt::format("the rank '{}' is no number of 1 or more", cell),
                 "write 1 for the first, or leave the cell empty");
    return std::numeric_limits<double>::quiet_NaN();
  }
  return rank;
}

/// Pounds, with pence or without.
std::optional<std::int64_t> pence_in(const RawTable& table, std::size_t row, std::size_t column, Findings& faults) {
  constexpr double most = 1e12;
  const std::string_view cell = table.cell(row, column);
  if (cell.empty()) return std::nullopt;
  double pounds = 0;
  const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), pounds);
  const double pence = std::round(pounds * 100);
  if (fault == std::errc() && end == cell.data() + cell.size() && pounds >= 0 && pounds <= most &&
      std::abs(pence - pounds * 100) < 1e-3)
    return static_cast<std::int64_t>(pence);
  faults.error(Fault::data, table.place(row), fmt::format("the amount '{}' is no pounds and pence", cell),
               "write 1260472 or 1260472.50, or leave the cell empty");
  return std::nullopt;
}

} // namespace

std::vector<ListedUnit> read_list(const std::filesystem::path& file, const ListColumns& columns,
                                  const Authorities& authorities) {
  const RawTable table = read_raw_table(file, file.string());
  const std::set<std::string> known = codes_of(authorities);
  const std::size_t codes = column_of_codes(table, columns.codes, known);
  const bool named = !columns.names.empty() || table.has_column("name");
  const std::size_t names = named ? table.column(columns.names.empty() ? "name" : columns.names) : codes;
  const std::size_t ranks = columns.ranks.empty() ? codes : table.column(columns.ranks);
  const std::string amount = columns.amounts.empty() ? "amount_gbp" : columns.amounts;
  const bool amounts = !columns.amounts.empty() || table.has_column(amount);
  const std::size_t paid = amounts ? table.column(amount) : codes;
  Findings faults;
  std::vector<ListedUnit> list;
  std::set<std::string> seen;
  bool any = false;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    ListedUnit unit;
    unit.codes = codes_in(table.cell(row, codes));
    unit.name = table.cell(row, names);
    if (!columns.ranks.empty()) unit.rank = rank_in(table, row, ranks, faults);
    if (amounts) unit.pence = pence_in(table, row, paid, faults);
    if (unit.codes.empty())
      faults.error(Fault::data, table.place(row), fmt::format("'{}' has no code", unit.name),
                   "give its code, or remove the line");
    for (const std::string& code : unit.codes) {
      any = any || known.count(code) > 0;
      if (!seen.insert(code).second)
        faults.error(Fault::data, table.place(row), code + " is on the list twice", "keep one of the lines");
    }
    list.push_back(std::move(unit));
  }
  if (!any)
    faults.error(Fault::data, table.file(), "none of its codes is an authority of the assessment",
                 "rank the geography that the list is of, or convert its codes with `tranche layers convert`");
  faults.throw_if_errors();
  return list;
}

} // namespace tranche
