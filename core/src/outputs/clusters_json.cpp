#include <nlohmann/json.hpp>

#include <algorithm>

#include "json_number.hpp"
#include "outputs/words.hpp"
#include "tranche/outputs/clusters.hpp"
#include "tranche/outputs/manifest.hpp"

namespace tranche {
namespace {

using ordered_json = nlohmann::ordered_json;
using statistics::Alternative;

ordered_json global_part(const Clusters& clusters) {
  ordered_json list = ordered_json::array();
  for (const GlobalPattern& one : clusters.global) {
    const statistics::GlobalStatistic& g = one.result;
    list.push_back({{"statistic", one.name},
                    {"of", one.of},
                    {"authorities", g.units},
                    {"without_neighbours", g.islands},
                    {"value", json_number(g.value)},
                    {"expected", json_number(g.randomisation.expected)},
                    {"variance", json_number(g.randomisation.variance)},
                    {"z", json_number(g.randomisation.z)},
                    {"permutations", g.permutation.draws},
                    {"p", json_number(g.permutation.p(Alternative::two_sided))},
                    {"why_none", one.why_none}});
  }
  return list;
}

ordered_json joins_part(const Run& run, const Clusters& clusters) {
  const auto name = [&](int tranche) {
    return tranche > 0 ? run.decision.tranches[static_cast<std::size_t>(tranche) - 1].name : std::string("none");
  };
  const auto part = [](const statistics::JoinCount& join) {
    return ordered_json{{"count", join.count},
                        {"expected", json_number(join.randomisation.expected)},
                        {"z", json_number(join.randomisation.z)},
                        {"p", json_number(join.permutation.p(Alternative::two_sided))}};
  };
  ordered_json list = ordered_json::array();
  for (const statistics::JoinCount& join : clusters.joins.joins) {
    ordered_json one{{"first", name(join.first)}, {"second", name(join.second)}};
    one.update(part(join));
    list.push_back(std::move(one));
  }
  if (!clusters.joins.joins.empty() && clusters.joins.classes.size() > 1) {
    ordered_json one{{"first", "any"}, {"second", "another"}};
    one.update(part(clusters.joins.different));
    list.push_back(std::move(one));
  }
  return list;
}

ordered_json classes_part(const Run& run, const Clusters& clusters) {
  ordered_json list = ordered_json::array();
  for (const statistics::Pattern pattern : patterns_of(clusters.options)) {
    ordered_json codes = ordered_json::array();
    for (std::size_t i = 0; i < clusters.cluster.size(); ++i)
      if (clusters.cluster[i] == pattern) codes.push_back(run.authorities.units[i].code);
    list.push_back({{"class", name_of(pattern, clusters.options.statistic)},
                    {"authorities", codes.size()},
                    {"codes", std::move(codes)}});
  }
  return list;
}

ordered_json scan_part(const Run& run, const Clusters& clusters) {
  ordered_json zones = ordered_json::array();
  for (const statistics::ScanCluster& found : clusters.scan->clusters) {
    ordered_json codes = ordered_json::array();
    for (const std::size_t unit : found.units) codes.push_back(run.authorities.units[unit].code);
    zones.push_back({{"codes", std::move(codes)},
                     {"cases", found.cases},
                     {"expected", found.expected},
                     {"relative_risk", json_number(found.relative_risk)},
                     {"llr", found.llr},
                     {"p", json_number(found.p)}});
  }
  return {{"method", scan_method_of(clusters)},
          {"cases", clusters.scan->cases},
          {"population", clusters.scan->population},
          {"zones_compared", clusters.scan->zones},
          {"zones", std::move(zones)}};
}

} // namespace

std::string clusters_json(const Run& run, const Clusters& clusters) {
  const ClusterOptions& o = clusters.options;
  ordered_json figures = ordered_json::array(), islands = ordered_json::array(), findings = ordered_json::array();
  for (const ClusterVariable& variable : clusters.variables)
    figures.push_back({{"id", variable.id}, {"title", variable.title}, {"unit", variable.unit}});
  for (const std::size_t unit : clusters.islands) islands.push_back(run.authorities.units[unit].code);
  for (const Finding& finding : clusters.findings.items())
    findings.push_back({{"severity", words::severity(finding.severity)},
                        {"what", without_absolute_paths(finding.what)},
                        {"remedy", finding.remedy}});
  ordered_json out{{"clusters_of", run.assessment.id},
                   {"assessment", run.assessment.name},
                   {"run", run.id},
                   {"state", draft_or_final(run.assessment)},
                   {"statement", statement(run.assessment)},
                   {"data", run.data_date},
                   {"boundaries", run.boundaries.layer},
                   {"figures", std::move(figures)},
                   {"method", method_of(clusters)},
                   {"neighbours", describe(o.neighbours)},
                   {"links", clusters.links.neighbours.size()},
                   {"without_neighbours", std::move(islands)},
                   {"empirical_bayes", o.empirical_bayes},
                   {"permutations", o.draws},
                   {"seed", o.seed},
                   {"alpha", o.alpha},
                   {"cut", json_number(clusters.corrected.cut)},
                   {"smallest_p", clusters.smallest_p},
                   {"global", global_part(clusters)},
                   {"joins", joins_part(run, clusters)},
                   {"classes", classes_part(run, clusters)}};
  if (clusters.scan) out["scan"] = scan_part(run, clusters);
  out["findings"] = std::move(findings);
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

} // namespace tranche
