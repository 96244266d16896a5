#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "tranche/outputs/clusters.hpp"

namespace tranche {
namespace {

using statistics::Pattern;

Cell number_cell(double value) { return std::isfinite(value) ? Cell{value} : Cell{}; }

/// Columns with how each is filled.
class ClusterColumns {
public:
  using Get = std::function<Cell(std::size_t authority)>;
  void add(TableColumn column, Get get) {
    m_table.columns.push_back(std::move(column));
    m_get.push_back(std::move(get));
  }
  Table fill(std::size_t authorities) {
    for (std::size_t a = 0; a < authorities; ++a) {
      auto& row = m_table.rows.emplace_back();
      for (const Get& get : m_get) row.push_back(get(a));
    }
    return std::move(m_table);
  }

private:
  Table m_table;
  std::vector<Get> m_get;
};

void add_figures(ClusterColumns& columns, const Clusters& clusters) {
  for (std::size_t v = 0; v < clusters.variables.size(); ++v) {
    const ClusterVariable& variable = clusters.variables[v];
    const std::string suffix = v == 0 ? "" : "_" + variable.id;
    columns.add(
        {"value" + suffix, variable.title, variable.unit, "", "The figure; empty where there is none.", CellType::real},
        [&variable](std::size_t a) { return number_cell(variable.reported[a]); });
    if (clusters.options.empirical_bayes)
      columns.add({"standardised" + suffix, variable.title + ": standardised", "", "",
                   "The rate standardised for unequal populations (Assunção and Reis): what the statistic is of.",
                   CellType::real},
                  [&variable](std::size_t a) { return number_cell(variable.used[a]); });
  }
}

void add_links(ClusterColumns& columns, const Run& run, const Clusters& clusters) {
  if (!clusters.local.lag.empty())
    columns.add(
        {"lag", "Spatial lag", "", "",
         clusters.options.statistic == LocalStatistic::gi || clusters.options.statistic == LocalStatistic::gi_star
             ? "Sum of the neighbours' figures."
             : "Mean of the neighbours' figures.",
         CellType::real},
        [&](std::size_t a) { return number_cell(clusters.local.lag[a]); });
  columns.add({"neighbours", "Neighbours", "", "", "How many authorities are its neighbours, with a figure or without.",
               CellType::integer},
              [&](std::size_t a) { return Cell{static_cast<std::int64_t>(clusters.links.degree(a))}; });
  columns.add({"neighbour_codes", "Neighbours' codes", "", "", "Their codes, joined by ';'.", CellType::text},
              [&](std::size_t a) {
                std::string codes;
                for (const std::uint32_t j : clusters.links.neighbours_of(a))
                  codes += (codes.empty() ? "" : ";") + run.authorities.units[j].code;
                return Cell{codes};
              });
}

void add_tests(ClusterColumns& columns, const Clusters& clusters) {
  const auto& local = clusters.local;
  const std::string title(title_of(clusters.options.statistic));
  columns.add({"statistic", title, "", "", "The local statistic; empty: no figure or no neighbours.", CellType::real},
              [&](std::size_t a) { return number_cell(local.value[a]); });
  columns.add({"expected", title + ": expected", "", "", "Its mean when the others' figures are arranged at random.",
               CellType::real},
              [&](std::size_t a) { return number_cell(local.analytic[a].expected); });
  columns.add({"z", title + ": z", "", "", "Standard deviations from that.", CellType::real},
              [&](std::size_t a) { return number_cell(local.analytic[a].z); });
  columns.add(
      {"p", "p", "", "", fmt::format("Of {} conditional permutations.", clusters.options.draws), CellType::real},
      [&](std::size_t a) { return number_cell(clusters.p[a]); });
  columns.add({"q", "Corrected p", "", "", "p corrected for testing every authority.", CellType::real},
              [&](std::size_t a) { return number_cell(clusters.corrected.q[a]); });
  columns.add({"significant", "Significant", "", "",
               fmt::format("yes where the corrected p is at most {:g}; empty: no test.", clusters.options.alpha),
               CellType::text},
              [&](std::size_t a) {
                if (std::isnan(clusters.p[a])) return Cell{};
                return Cell{std::string(clusters.cluster[a] == Pattern::not_significant ? "no" : "yes")};
              });
  columns.add({"cluster", "Class", "", "",
               "What it is part of: its own figure, then its neighbours'; not significant; no neighbours; missing.",
               CellType::text},
              [&](std::size_t a) { return Cell{name_of(clusters.cluster[a], clusters.options.statistic)}; });
  if (clusters.scan)
    columns.add({"scan_zone", "Zone of the scan", "", "",
                 "Significant zone that holds it, 1 the most likely; empty: none.", CellType::integer},
                [&](std::size_t a) {
                  const int zone = clusters.scan_cluster[a];
                  return zone > 0 ? Cell{static_cast<std::int64_t>(zone)} : Cell{};
                });
}

} // namespace

Table clusters_table(const Run& run, const Clusters& clusters) {
  ClusterColumns columns;
  const auto& units = run.authorities.units;
  columns.add({"code", "Code", "", "", "Code of the authority.", CellType::text},
              [&](std::size_t a) { return Cell{units[a].code}; });
  columns.add({"name", "Name", "", "", "Official name of the authority.", CellType::text},
              [&](std::size_t a) { return Cell{units[a].name}; });
  columns.add({"region", "Region", "", "", "Region that holds the authority.", CellType::text},
              [&](std::size_t a) { return Cell{units[a].region}; });
  add_figures(columns, clusters);
  add_links(columns, run, clusters);
  add_tests(columns, clusters);
  return columns.fill(run.authorities.size());
}

Table scan_table(const Run& run, const Clusters& clusters) {
  Table table;
  table.columns = {{"zone", "Zone", "", "", "1 the most likely.", CellType::integer},
                   {"centre", "Centre", "", "", "The authority that the zone grew around.", CellType::text},
                   {"authorities", "Authorities", "", "", "How many lie in it.", CellType::integer},
                   {"codes", "Codes", "", "", "Their codes, joined by ';'.", CellType::text},
                   {"names", "Names", "", "", "Their names, joined by ';'.", CellType::text},
                   {"cases", "Events", "", "", "Counted in the zone.", CellType::real},
                   {"expected", "Expected", "", "", "At the rate of the whole map.", CellType::real},
                   {"relative_risk", "Relative risk", "", "", "Rate within over rate without.", CellType::real},
                   {"llr", "Log likelihood ratio", "", "", "Against no cluster.", CellType::real},
                   {"p", "p", "", "", "Of simulated maps without clusters.", CellType::real}};
  std::int64_t zone = 0;
  for (const statistics::ScanCluster& found : clusters.scan->clusters) {
    std::string codes, names;
    for (const std::size_t unit : found.units) {
      codes += (codes.empty() ? "" : ";") + run.authorities.units[unit].code;
      names += (names.empty() ? "" : ";") + run.authorities.units[unit].name;
    }
    table.rows.push_back({++zone, run.authorities.units[found.units.front()].name,
                          static_cast<std::int64_t>(found.units.size()), codes, names, found.cases, found.expected,
                          number_cell(found.relative_risk), found.llr, number_cell(found.p)});
  }
  return table;
}

} // namespace tranche
