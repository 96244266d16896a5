#include "outputs/manifest_comparison.hpp"
#include "json_number.hpp"

namespace tranche::manifest {
namespace {

using json = nlohmann::ordered_json;

json limits_part(const std::vector<statistics::Interval>& limits) {
  json list = json::array();
  for (const statistics::Interval& one : limits) list.push_back({json_number(one.lower), json_number(one.upper)});
  return list;
}

json inequality_part(const FigureInequality& inequality) {
  json groups = json::array();
  for (const FigureInequality::Group& group : inequality.groups)
    groups.push_back({{"group", group.number},
                      {"authorities", group.authorities},
                      {"weight", json_number(group.weight)},
                      {"value", json_number(group.value)},
                      {"limits", limits_part(group.limits)}});
  return {{"over", inequality.over},
          {"weights", inequality.weights},
          {"groups", std::move(groups)},
          {"slope_index", json_number(inequality.index.sii)},
          {"slope_limits", limits_part(inequality.index.sii_limits)},
          {"relative_index", json_number(inequality.index.rii)},
          {"relative_limits", limits_part(inequality.index.rii_limits)},
          {"withheld", statistics::describe(inequality.index.withheld)}};
}

} // namespace

json comparison_part(const FigureComparison& comparison) {
  json part{{"with", comparison.whole},
            {"by_limits", !comparison.vs_england.empty()},
            {"with_region", !comparison.region.empty()},
            {"test", comparison.test.empty() ? json(nullptr) : json(comparison.test)}};
  if (!comparison.funnel.empty())
    part["funnel"] = {{"levels", {0.95, 0.998}},
                      {"units", comparison.overdispersion.units},
                      {"phi", json_number(comparison.overdispersion.phi)},
                      {"tau2", json_number(comparison.overdispersion.tau2)},
                      {"widened", comparison.widened}};
  part["quantiles"] = comparison.quantiles;
  if (comparison.inequality) part["inequality"] = inequality_part(*comparison.inequality);
  return part;
}

} // namespace tranche::manifest
