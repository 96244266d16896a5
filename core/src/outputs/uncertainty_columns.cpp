#include "outputs/uncertainty_columns.hpp"

#include <fmt/format.h>

namespace tranche {
namespace {

using Columns = std::vector<std::pair<TableColumn, CellGetter>>;

Cell above_zero_cell(std::int64_t value) { return value > 0 ? Cell{value} : Cell{}; }

void add_intervals(Columns& columns, const Uncertainty& u) {
  for (const RankInterval& interval : u.intervals) {
    const std::string level = level_text(interval.level), name = "rank_" + column_word(level);
    const std::string share = fmt::format("{} % of {} draws", level, u.draws);
    columns.emplace_back(TableColumn{name + "_low", "Rank: best, " + level + " %", "", "",
                                     "Lower end of the interval that holds the rank in " + share + ".",
                                     CellType::integer},
                         [&interval](std::size_t a) { return above_zero_cell(interval.low[a]); });
    columns.emplace_back(TableColumn{name + "_high", "Rank: worst, " + level + " %", "", "",
                                     "Upper end of the interval that holds the rank in " + share + ".",
                                     CellType::integer},
                         [&interval](std::size_t a) { return above_zero_cell(interval.high[a]); });
  }
}

/// "E06000009 0.41; E08000012 0.77"
std::string outranked(const Run& run, std::size_t authority) {
  std::string text;
  for (const Outranks& other : run.uncertainty.outranks[authority])
    text += fmt::format("{}{} {:.4g}", text.empty() ? "" : "; ", run.authorities.units[other.authority].code,
                        other.probability);
  return text;
}

void add_money(Columns& columns, const Uncertainty& u, const std::vector<int>& tranche) {
  if (u.money.empty()) return;
  const auto add = [&](const std::string& part, const std::string& title, const std::string& what,
                       std::int64_t MoneyRange::*member) {
    columns.emplace_back(TableColumn{part, "Money over the draws: " + title, "pounds", "", what, CellType::money},
                         [&u, &tranche, member](std::size_t a) {
                           return u.money[a].high > 0 || tranche[a] > 0 ? Cell{u.money[a].*member} : Cell{};
                         });
  };
  const std::string draws = fmt::format(" of {} draws, to 0.1 %.", u.draws - u.without_money);
  add("expected_gbp", "mean", fmt::format("Mean of all money over {} draws.", u.draws - u.without_money),
      &MoneyRange::mean);
  add("expected_gbp_low", "least",
      fmt::format("Lower end of the interval that holds it in {:.4g} %", u.level * 100) + draws, &MoneyRange::low);
  add("expected_gbp_high", "most",
      fmt::format("Upper end of the interval that holds it in {:.4g} %", u.level * 100) + draws, &MoneyRange::high);
}

} // namespace

std::string contested_words(const Run& run, std::size_t authority) {
  std::string text;
  for (const std::size_t edge : run.uncertainty.contested_at(authority))
    text += (text.empty() ? "" : "; ") + run.decision.tranches[edge].name;
  return text;
}

std::vector<std::pair<TableColumn, CellGetter>> uncertainty_columns(const Run& run) {
  Columns columns;
  const Uncertainty& u = run.uncertainty;
  add_intervals(columns, u);
  if (!u.contested.empty())
    columns.emplace_back(
        TableColumn{"contested", "Contested at the edge of", "", "",
                    fmt::format("Tranches at whose lower edge the authority is above it in more than {:.0f} % and less "
                                "than {:.0f} % of the draws.",
                                contested_low * 100, contested_high * 100),
                    CellType::text},
        [&run](std::size_t a) {
          const std::string words = contested_words(run, a);
          return words.empty() ? Cell{} : Cell{words};
        });
  if (!u.outranks.empty())
    columns.emplace_back(
        TableColumn{
            "outranks", "Outranks", "", "",
            "The five nearest in rank, by code, each with the share of the draws in which this authority's rank "
            "is before theirs.",
            CellType::text},
        [&run](std::size_t a) {
          const std::string words = outranked(run, a);
          return words.empty() ? Cell{} : Cell{words};
        });
  add_money(columns, u, run.decision.tranche);
  return columns;
}

} // namespace tranche
