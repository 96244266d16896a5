#include "outputs/comparison_columns.hpp"

#include <fmt/format.h>

#include "outputs/cells.hpp"

namespace tranche {
namespace {

Cell word(std::string_view text) { return text.empty() ? Cell{} : Cell{std::string(text)}; }

/// The columns of one indicator.
class ComparisonColumns {
public:
  ComparisonColumns(const IndicatorColumn& column, const FigureComparison& comparison, std::string source)
      : m_column(column), m_comparison(comparison), m_source(std::move(source)) {}

  std::vector<std::pair<TableColumn, CellGetter>> all() && {
    add_region();
    for (std::size_t level = 0; level < m_comparison.vs_england.size(); ++level) add_judged(level);
    add_test();
    add_funnel();
    add_quantile();
    return std::move(m_columns);
  }

private:
  void add(const std::string& part, const std::string& what, std::string unit, std::string description, CellType type,
           CellGetter get) {
    m_columns.emplace_back(TableColumn{m_column.id + "_" + part, m_column.title + ": " + what, std::move(unit),
                                       m_source, std::move(description), type},
                           std::move(get));
  }

  void add_region() {
    if (m_comparison.region.empty()) return;
    const std::vector<double>& region = m_comparison.region;
    add("region", "the region", m_column.unit, "The figure of the authority's region, made as that of England.",
        CellType::real, [&region](std::size_t a) { return real_cell(region[a]); });
  }

  void add_judged(std::size_t level) {
    const std::string suffix = level_suffix(m_column.levels, level), share = level_text(m_column.levels[level]) + " %";
    const std::string rule = "higher or lower: beyond the " + share + " limits of this figure; similar: within them. ";
    const auto& england = m_comparison.vs_england[level];
    add("vs_england" + suffix, "against " + m_comparison.whole + ", " + share, "",
        rule + "Against " + m_comparison.whole + ".", CellType::text,
        [&england](std::size_t a) { return word(statistics::name_of(england[a])); });
    if (level >= m_comparison.vs_region.size()) return;
    const auto& region = m_comparison.vs_region[level];
    add("vs_region" + suffix, "against the region, " + share, "",
        rule + "Against the region; empty for an authority alone in its region.", CellType::text,
        [&region](std::size_t a) { return word(statistics::name_of(region[a])); });
  }

  void add_test() {
    if (m_comparison.p_value.empty()) return;
    const std::vector<double>& p = m_comparison.p_value;
    add("p_value", "p", "", "Two-sided p of the difference from " + m_comparison.whole + ": " + m_comparison.test + ".",
        CellType::real, [&p](std::size_t a) { return real_cell(p[a]); });
  }

  void add_funnel() {
    if (m_comparison.funnel.empty()) return;
    const std::vector<FunnelPlace>& funnel = m_comparison.funnel;
    add("funnel", "place in the funnel", "",
        std::string("inside, or above or below the funnel's 95 % or 99.8 % limits around ") + m_comparison.whole +
            (m_comparison.widened ? ", widened for over-dispersion." : "."),
        CellType::text, [&funnel](std::size_t a) { return word(name_of(funnel[a])); });
  }

  void add_quantile() {
    if (m_comparison.quantile.empty()) return;
    const std::vector<int>& groups = m_comparison.quantile;
    add("quantile", "group", "",
        fmt::format("Group of {} by this figure, 1 is greatest need; ties share a group.", m_comparison.quantiles),
        CellType::integer,
        [&groups](std::size_t a) { return groups[a] > 0 ? Cell{static_cast<std::int64_t>(groups[a])} : Cell{}; });
  }

  const IndicatorColumn& m_column;
  const FigureComparison& m_comparison;
  std::string m_source;
  std::vector<std::pair<TableColumn, CellGetter>> m_columns;
};

} // namespace

std::vector<std::pair<TableColumn, CellGetter>>
comparison_columns(const Run& run, const std::function<std::string(const std::string& id)>& source) {
  std::vector<std::pair<TableColumn, CellGetter>> list;
  for (std::size_t i = 0; i < run.comparisons.size(); ++i) {
    const IndicatorColumn& column = run.indicators[i];
    for (auto& one : ComparisonColumns(column, run.comparisons[i], source(column.id)).all())
      list.push_back(std::move(one));
  }
  return list;
}

std::string level_text(double level) { return fmt::format("{:.6g}", 100 * level); }

std::string level_suffix(const std::vector<double>& levels, std::size_t level) {
  return level == 0 ? "" : "_" + column_word(level_text(levels[level]));
}

} // namespace tranche
