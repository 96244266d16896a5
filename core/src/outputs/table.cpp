#include "tranche/outputs/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <numeric>

#include "outputs/caseload.hpp"
#include "outputs/cells.hpp"
#include "outputs/comparison_columns.hpp"
#include "outputs/uncertainty_columns.hpp"
#include "plain_word.hpp"
#include "tranche/outputs/payments.hpp"

namespace tranche {
namespace {

using Getter = std::function<Cell(std::size_t authority)>;

Cell positive(std::int64_t value) { return value > 0 ? Cell{value} : Cell{}; }
Cell text(std::string value) { return value.empty() ? Cell{} : Cell{std::move(value)}; }

std::string joined(const std::vector<std::string>& parts, std::string_view mark) {
  return fmt::format("{}", fmt::join(parts, mark));
}

/// Layers used for an indicator, "population" or "areas".
std::string layers_for(const Run& run, std::string_view purpose) {
  std::vector<std::string> layers;
  for (const Source& source : run.sources)
    if (std::find(source.used_for.begin(), source.used_for.end(), purpose) != source.used_for.end())
      layers.push_back(source.layer);
  return joined(layers, "; ");
}

/// Collects columns and their getters side by side, then fills the rows.
class TableBuilder {
public:
  explicit TableBuilder(const Run& run) : m_run(run) {}

  void add(TableColumn column, Getter get) {
    m_table.columns.push_back(std::move(column));
    m_get.push_back(std::move(get));
  }

  void add_identity();
  void add_indicator(std::size_t i);
  void add_yearly_money();
  void add_uncertainty();
  void add_background();
  void add_estimates();
  void add_index_steps();
  void add_comparisons();
  void add_caseload();
  void add_sites();

  Table fill() {
    for (const std::size_t authority : reading_order(m_run)) {
      std::vector<Cell>& row = m_table.rows.emplace_back();
      row.reserve(m_get.size());
      for (const Getter& get : m_get) row.push_back(get(authority));
    }
    return std::move(m_table);
  }

private:
  const Run& m_run;
  Table m_table;
  std::vector<Getter> m_get;
};

void TableBuilder::add_identity() {
  const auto& units = m_run.authorities.units;
  const Decision& decision = m_run.decision;
  const std::string areas = layers_for(m_run, "areas");
  add({"code", "Code", "", areas, "Code of the authority.", CellType::text},
      [&](std::size_t a) { return text(units[a].code); });
  add({"name", "Name", "", areas, "Official name of the authority.", CellType::text},
      [&](std::size_t a) { return text(units[a].name); });
  add({"region", "Region", "", areas, "Region that holds the authority.", CellType::text},
      [&](std::size_t a) { return text(units[a].region); });
  add({"members", "Members", "", areas, "Codes of the areas ranked and paid as this one unit, joined by ';'.",
       CellType::text},
      [&](std::size_t a) { return text(joined(units[a].members, ";")); });
  add({"rank", "Rank", "", "", "1 is greatest need; ties share the smaller number; empty: unranked.",
       CellType::integer},
      [&](std::size_t a) { return positive(decision.rank[a]); });
  add({"score", "Need score", "", "", "Need score of the index, rounded to 9 decimals; higher is greater need.",
       CellType::real},
      [&](std::size_t a) { return real_cell(decision.score[a]); });
  add({"tranche", "Tranche", "", "", "Number of the tranche, 1 first; empty: none.", CellType::integer},
      [&](std::size_t a) { return positive(decision.tranche[a]); });
  add({"allocation_gbp", "Money", "pounds", "", "Money over all years; empty when no money is shared out.",
       CellType::money},
      [&](std::size_t a) { return decision.total_pence.empty() ? Cell{} : Cell{decision.total_pence[a]}; });
}

void TableBuilder::add_indicator(std::size_t i) {
  const IndicatorColumn& column = m_run.indicators[i];
  const auto& index = m_run.decision.columns;
  const auto found = std::find_if(index.begin(), index.end(), [&](const IndexColumn& c) { return c.id == column.id; });
  const IndexColumn* in_index = found == index.end() ? nullptr : &*found;
  const std::string source = layers_for(m_run, column.id);
  const auto named = [&](std::string_view part, std::string_view what, const std::string& unit, std::string description,
                         CellType type) {
    return TableColumn{fmt::format("{}_{}", column.id, part),
                       column.title + std::string(what),
                       unit,
                       source,
                       std::move(description),
                       type};
  };
  const auto numbers = [&](const std::vector<double>& values) {
    return [&values](std::size_t a) { return values.empty() ? Cell{} : real_cell(values[a]); };
  };
  const std::string level = column.levels.empty() ? "" : fmt::format("{:.4g} % ", column.levels.front() * 100);
  add(named("value", "", column.unit, "The figure; empty where the status carries none.", CellType::real),
      numbers(column.value));
  add(named("lower", ": lower limit", column.unit,
            fmt::format("Lower {}confidence limit; empty: none is given.", level), CellType::real),
      numbers(column.lower));
  add(named("upper", ": upper limit", column.unit,
            fmt::format("Upper {}confidence limit; empty: none is given.", level), CellType::real),
      numbers(column.upper));
  add(named("numerator", ": numerator", "", "Events or cases counted.", CellType::real), numbers(column.numerator));
  add(named("denominator", ": denominator", "", "What the numerator is divided by.", CellType::real),
      numbers(column.denominator));
  add(named("status", ": status", "",
            "measured; unreliable: few events, enters the index; missing, suppressed, too_few: no figure.",
            CellType::text),
      [&column](std::size_t a) { return text(std::string(name_of(column.status[a]))); });
  add(named("flags", ": what was done", "",
            "imputed, scaled, apportioned, shared, treated, implausible, joined by ';'.", CellType::text),
      [&column](std::size_t a) { return text(flags_text(column.flags[a])); });
  add(named("coverage", ": coverage", "share", "Share of the weight that was really reported behind the figure.",
            CellType::real),
      numbers(column.coverage));
  add(named("rank", ": rank", "", "Rank of this figure alone, 1 is greatest need.", CellType::integer),
      [in_index](std::size_t a) { return in_index ? positive(in_index->rank[a]) : Cell{}; });
  add(named("normalised", ": normalised", "", "The figure on the index's common scale; higher is greater need.",
            CellType::real),
      [in_index](std::size_t a) { return in_index ? real_cell(in_index->normalised[a]) : Cell{}; });
  add(named("contribution", ": contribution", "",
            "What it adds to the score (geometric mean: to the score's logarithm).", CellType::real),
      [in_index](std::size_t a) { return in_index ? real_cell(in_index->contribution[a]) : Cell{}; });
}

void TableBuilder::add_yearly_money() {
  const Decision& decision = m_run.decision;
  for (std::size_t pot = 0; pot < decision.pot_names.size(); ++pot) {
    const std::string& name = decision.pot_names[pot];
    if (name.empty()) continue; // one pot over all years is allocation_gbp itself
    add({"allocation_gbp_" + column_word(name), "Money " + name, "pounds", "", "Money in " + name + ".",
         CellType::money},
        [&decision, pot](std::size_t a) { return Cell{decision.pence[pot][a]}; });
  }
}

void TableBuilder::add_uncertainty() {
  const Uncertainty& u = m_run.uncertainty;
  if (u.rank_low.empty()) return;
  const std::string share = fmt::format("{:.4g} % of {} draws", u.level * 100, u.draws);
  add({"rank_low", "Rank: best", "", "", "Lower end of the interval that holds the rank in " + share + ".",
       CellType::integer},
      [&u](std::size_t a) { return positive(u.rank_low[a]); });
  add({"rank_high", "Rank: worst", "", "", "Upper end of the interval that holds the rank in " + share + ".",
       CellType::integer},
      [&u](std::size_t a) { return positive(u.rank_high[a]); });
  add({"rank_median", "Rank: median", "", "", fmt::format("Median rank of {} draws.", u.draws), CellType::integer},
      [&u](std::size_t a) { return positive(u.rank_median[a]); });
  const auto& tranches = m_run.decision.tranches;
  for (std::size_t t = 0; t < tranches.size() && !u.tranche_probability.empty(); ++t)
    add({fmt::format("tranche_{}_probability", t + 1), "Probability of tranche " + tranches[t].name, "share", "",
         fmt::format("Share of {} draws in which the authority falls into tranche {} ({}).", u.draws, t + 1,
                     tranches[t].name),
         CellType::real},
        [&u, this, t](std::size_t a) {
          return m_run.decision.rank[a] > 0 ? real_cell(u.tranche_probability[a][t]) : Cell{};
        });
}

void TableBuilder::add_background() {
  const Decision& decision = m_run.decision;
  add({"need", "Need measure of the money", "", "", "Strictly positive measure of need that the money follows.",
       CellType::real},
      [&](std::size_t a) { return decision.need.empty() ? Cell{} : real_cell(decision.need[a]); });
  add({"unranked_reason", "Why unranked", "", "", "Why the authority has no rank; empty where it has one.",
       CellType::text},
      [&](std::size_t a) { return decision.reason.empty() ? Cell{} : text(decision.reason[a]); });
  add({"tranche_name", "Tranche", "", "", "Name of the tranche.", CellType::text}, [&](std::size_t a) {
    const int t = decision.tranche[a];
    return t > 0 ? text(decision.tranches[static_cast<std::size_t>(t) - 1].name) : Cell{};
  });
  if (has_payments(m_run))
    add({"payments", "Payments explained", "", "", "What each pot pays, and by which claim and bound.", CellType::text},
        [this](std::size_t a) { return text(payment_words(m_run, a)); });
  for (std::size_t u = 0; u < decision.units.size(); ++u) {
    const UnitPot& pot = m_run.assessment.allocation.units[u];
    add({"units_" + column_word(pot.name), pot.name, pot.unit, "", "Whole units of " + pot.name + ".",
         CellType::integer},
        [&decision, u](std::size_t a) { return Cell{decision.units[u][a]}; });
  }
  static constexpr std::array<std::array<const char*, 3>, 3> kinds{
      {{"rank_by_rate", "Rank by rates", "Rank if need were the rates alone."},
       {"rank_by_mix", "Rank by the mix", "Rank if need were the stated mix of rate and burden."},
       {"rank_by_burden", "Rank by burden", "Rank if need were how many people there are."}}};
  for (std::size_t k = 0; k < kinds.size() && m_run.burden; ++k)
    add({kinds[k][0], kinds[k][1], "", "", kinds[k][2], CellType::integer},
        [this, k](std::size_t a) { return positive(m_run.burden->rank[k][a]); });
  if (!decision.funding_note.empty())
    add({"funding_note", "Funded by rule", "", "",
         "Why the authority stands elsewhere than its rank alone would put it; empty where rank decided.",
         CellType::text},
        [&](std::size_t a) { return text(decision.funding_note[a]); });
  add({"population", "Population", "residents", layers_for(m_run, "population"), "Residents.", CellType::real},
      [&](std::size_t a) {
        return m_run.authorities.population.empty() ? Cell{} : real_cell(m_run.authorities.population[a]);
      });
  add({"weight_present", "Weight present", "share", "", "Share of the index's weight that carried a figure.",
       CellType::real},
      [&](std::size_t a) { return decision.weight_present.empty() ? Cell{} : real_cell(decision.weight_present[a]); });
  for (const IndexColumn& column : decision.columns)
    add({column.id + "_weight", column.id + ": weight", "share", "",
         "Weight of the indicator for this authority, after the weights of missing figures were shared out.",
         CellType::real},
        [&column](std::size_t a) { return real_cell(column.effective_weight[a]); });
  add({"remarks", "Remarks", "", "", "Remarks on single figures.", CellType::text}, [&](std::size_t a) {
    std::vector<std::string> remarks;
    for (const IndicatorColumn& column : m_run.indicators)
      for (const auto& [authority, remark] : column.notes)
        if (authority == a) remarks.push_back(column.id + ": " + remark);
    return text(joined(remarks, "; "));
  });
}

/// Limits of the further confidence levels, and estimates drawn towards a larger area.
void TableBuilder::add_estimates() {
  for (const IndicatorColumn& column : m_run.indicators) {
    const std::string source = layers_for(m_run, column.id);
    const auto add_numbers = [&](const std::string& part, const std::string& what, const std::string& description,
                                 const std::vector<double>& values) {
      add({column.id + "_" + part, column.title + ": " + what, column.unit, source, description, CellType::real},
          [&values](std::size_t a) { return real_cell(values[a]); });
    };
    for (std::size_t k = 0; k < column.further_lower.size(); ++k) {
      const std::string level = level_text(column.levels[k + 1]), suffix = level_suffix(column.levels, k + 1);
      add_numbers("lower" + suffix, "lower limit " + level + " %",
                  "Lower " + level + " % confidence limit; empty: none is given.", column.further_lower[k]);
      add_numbers("upper" + suffix, "upper limit " + level + " %",
                  "Upper " + level + " % confidence limit; empty: none is given.", column.further_upper[k]);
    }
    if (column.shrunk.empty()) continue;
    add_numbers("shrunk", "estimate", "Drawn towards " + column.shrunk_towards + " as far as its numbers are small.",
                column.shrunk);
    add_numbers("shrunk_error", "standard error", "Standard error of that estimate.", column.shrunk_error);
  }
}

/// What entered the index where that is not the figure itself, and the domains' scores.
void TableBuilder::add_index_steps() {
  const auto& columns = m_run.decision.columns;
  for (std::size_t i = 0; i < columns.size() && i < m_run.indicators.size(); ++i) {
    const IndexColumn& column = columns[i];
    if (column.used.empty()) continue;
    add({column.id + "_used", m_run.indicators[i].title + ": as it entered", m_run.indicators[i].unit, "",
         "The figure that entered the index: as reported, drawn towards a larger area, or imputed; before treatment.",
         CellType::real},
        [&column](std::size_t a) { return real_cell(column.used[a]); });
  }
  for (const DomainScore& domain : m_run.decision.domains)
    add({domain.id + "_score", domain.title + ": score", "", "", "Score of the domain; higher is greater need.",
         CellType::real},
        [&domain](std::size_t a) { return real_cell(domain.score[a]); });
}

void TableBuilder::add_comparisons() {
  for (auto& [column, get] : comparison_columns(m_run, [&](const std::string& id) { return layers_for(m_run, id); }))
    add(std::move(column), std::move(get));
}

/// People in treatment for each worker, before and after the posts. @pre see caseload_of()
void TableBuilder::add_caseload() {
  const std::optional<Caseload> caseload = caseload_of(m_run);
  if (!caseload) return;
  const std::string source = layers_for(m_run, m_run.assessment.allocation.caseload.of);
  const auto add_numbers = [&](const char* name, const char* title, const char* unit, const std::string& description,
                               const std::vector<double>& values) {
    add({name, title, unit, source, description, CellType::real},
        [values](std::size_t a) { return real_cell(values[a]); });
  };
  add_numbers("caseload_before", "Caseload before", "people per worker", "People in treatment for each worker in post.",
              caseload->before);
  add_numbers("caseload_posts", "Posts added", "posts",
              "Whole posts of " + joined(m_run.assessment.allocation.caseload.adds, ", ") + ".", caseload->posts);
  add_numbers("caseload_after", "Caseload after", "people per worker",
              "The same people for each worker in post and each post added, all of them filled.", caseload->after);
}

void TableBuilder::add_sites() {
  if (m_run.sites.list.empty()) return;
  add({"sites", "Sites of " + m_run.sites.title, "", layers_for(m_run, "sites"),
       "The site that the authority, or a member of it, is; empty: none. " + sites_note(m_run.sites), CellType::text},
      [this](std::size_t a) { return text(sites_of(m_run.sites, m_run.authorities.units[a])); });
}

} // namespace

std::vector<std::size_t> reading_order(const Run& run) {
  std::vector<std::size_t> order(run.authorities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::vector<int>& rank = run.decision.rank;
  // Authorities are sorted by code, so a stable sort breaks ties by code.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if ((rank[a] > 0) != (rank[b] > 0)) return rank[a] > 0;
    return rank[a] < rank[b];
  });
  return order;
}

Table ranking_table(const Run& run) {
  TableBuilder builder(run);
  builder.add_identity();
  for (std::size_t i = 0; i < run.indicators.size(); ++i) builder.add_indicator(i);
  builder.add_yearly_money();
  builder.add_uncertainty();
  builder.add_background();
  builder.add_estimates();
  builder.add_index_steps();
  builder.add_comparisons();
  for (auto& [column, get] : uncertainty_columns(run)) builder.add(std::move(column), std::move(get));
  builder.add_caseload();
  builder.add_sites();
  return builder.fill();
}

std::string column_word(std::string_view text) { return plain_word(text); }

std::string number_text(double value) {
  if (std::isnan(value)) return {};
  if (value == 0) value = 0; // no "-0"
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

std::string pounds_text(std::int64_t pence) {
  const std::int64_t size = std::abs(pence);
  return fmt::format("{}{}.{:02}", pence < 0 ? "-" : "", size / 100, size % 100);
}

std::string cell_text(const Cell& cell, CellType type) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell))
    return type == CellType::money ? pounds_text(*whole) : std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&cell)) return number_text(*number);
  if (const auto* words = std::get_if<std::string>(&cell)) return *words;
  return {};
}

} // namespace tranche
