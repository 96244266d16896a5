#include "run/cluster_variables.hpp"

#include <cmath>

#include "run/counts.hpp"
#include "run/unit_links.hpp"
#include "tranche/statistics/shrink.hpp"

namespace tranche {
namespace {

std::string status_word(Status status) {
  switch (status) {
  case Status::suppressed:
    return "suppressed";
  case Status::too_few:
    return "too few events";
  default:
    return "not reported";
  }
}

ClusterVariable variable_of(const Run& run, const IndicatorColumn& column) {
  ClusterVariable variable{column.id, column.title, column.unit, column.direction, column.value, {}, {}};
  for (std::size_t i = 0; i < run.authorities.size(); ++i)
    variable.why_none.push_back(std::isnan(column.value[i]) ? status_word(column.status[i]) : "");
  variable.used = variable.reported;
  return variable;
}

ClusterVariable need_score(const Run& run) {
  ClusterVariable variable{"score", "Need score", "", 1, run.decision.score, {}, {}};
  for (const double score : variable.reported) variable.why_none.push_back(std::isnan(score) ? "unranked" : "");
  variable.used = variable.reported;
  return variable;
}

Counts counts_or_refuse(const IndicatorColumn& column, const char* what) {
  Counts counts = counts_of(column);
  if (!counts.known())
    throw Error(Fault::settings, "clusters, " + column.id,
                std::string(what) + " needs events and people, and " + column.title + " has no such counts",
                "name an indicator that is a rate or a proportion");
  return counts;
}

/// A figure shared by several authorities is theirs all.
void standardise_rates(ClusterVariable& variable, const IndicatorColumn& column) {
  const Counts counts = counts_or_refuse(column, "empirical Bayes");
  const std::vector<double> standardised = statistics::assuncao_reis(counts.events, counts.base);
  for (std::size_t i = 0; i < variable.used.size(); ++i) variable.used[i] = standardised[counts.shown[i]];
}

void check_whole(const Run& run, const IndicatorColumn& column, const std::vector<double>& events) {
  for (std::size_t i = 0; i < events.size(); ++i)
    if (events[i] != std::floor(events[i]) && !std::isnan(events[i]))
      throw Error(Fault::settings, "clusters, " + column.id,
                  "a scan counts events, and " + run.authorities.units[i].name + " has " + std::to_string(events[i]) +
                      " of them",
                  "name an indicator whose events are not apportioned or scaled");
}

} // namespace

const IndicatorColumn& indicator_named(const Run& run, std::string_view name) {
  const IndicatorColumn* by_plugin = nullptr;
  std::string known;
  std::size_t of_plugin = 0;
  for (const IndicatorColumn& column : run.indicators) {
    if (column.id == name) return column;
    known += (known.empty() ? "" : ", ") + column.id;
    if (column.source.substr(0, column.source.find(' ')) != name) continue;
    by_plugin = &column;
    ++of_plugin;
  }
  if (of_plugin == 1) return *by_plugin;
  std::string why = of_plugin > 1 ? "is the plugin of several indicators" : "is no indicator of this assessment";
  for (const AbsentIndicator& absent : run.absent)
    if (absent.id == name) why = "was left out: " + absent.reason;
  throw Error(Fault::usage, "clusters, '" + std::string(name) + "'", why,
              "name one of " + known + ", or none for the need score");
}

std::vector<ClusterVariable> cluster_variables(const Run& run, const ClusterOptions& options) {
  std::vector<const IndicatorColumn*> columns;
  for (const std::string& name : options.indicators) columns.push_back(&indicator_named(run, name));
  if (columns.empty()) columns.push_back(nullptr);
  if (!options.against.empty()) columns.push_back(&indicator_named(run, options.against));
  std::vector<ClusterVariable> variables;
  for (const IndicatorColumn* column : columns) {
    variables.push_back(column ? variable_of(run, *column) : need_score(run));
    for (std::size_t earlier = 0; earlier + 1 < variables.size(); ++earlier)
      if (variables[earlier].id == variables.back().id)
        throw Error(Fault::usage, "clusters", variables.back().id + " is named twice", "name it once");
    if (!options.empirical_bayes) continue;
    if (!column)
      throw Error(Fault::usage, "clusters", "empirical Bayes needs events and people, and the need score has none",
                  "name an indicator that is a rate (--indicator)");
    standardise_rates(variables.back(), *column);
  }
  return variables;
}

statistics::SpatialWeights with_rows_of_one(const statistics::SpatialWeights& links) {
  std::vector<statistics::SpatialLink> list;
  for (std::size_t i = 0; i < links.size(); ++i)
    for (const std::uint32_t j : links.neighbours_of(i)) list.push_back({i, j, 1});
  return statistics::spatial_weights(std::move(list), links.size(), statistics::RowScheme::standardised);
}

void scan_for_clusters(Clusters& clusters, const Run& run) {
  const ClusterOptions& options = clusters.options;
  if (options.indicators.empty())
    throw Error(Fault::usage, "clusters", "a scan needs events and people, and the need score has none",
                "name an indicator that is a rate (--indicator)");
  const IndicatorColumn& column = indicator_named(run, options.indicators.front());
  const Counts counts = counts_or_refuse(column, "a scan");
  check_whole(run, column, counts.events);
  statistics::ScanOptions scan;
  scan.rates = options.scan_for;
  scan.seed = options.seed;
  scan.threads = options.threads;
  const UnitPoints points = points_of(run);
  clusters.scan = options.scan == Scan::circular
                      ? statistics::circular_scan(counts.events, counts.base, points.x, points.y, scan)
                      : statistics::flexible_scan(counts.events, counts.base, points.x, points.y, clusters.links, scan);
  int number = 0;
  for (const statistics::ScanCluster& found : clusters.scan->clusters) {
    ++number;
    for (const std::size_t unit : found.units)
      if (found.p <= options.alpha) clusters.scan_cluster[unit] = number;
  }
}

} // namespace tranche
