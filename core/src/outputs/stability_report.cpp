#include <algorithm>
#include <set>

#include "tranche/decide/weights.hpp"
#include "tranche/outputs/stability.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

/// The ranked as they are funded, tranche by tranche, those in none last; and where each tranche ends.
struct Funding {
  std::vector<std::size_t> order, ends;
};

Funding funding_of(const Run& run) {
  Funding funding;
  const auto ranked = [&](std::size_t a) { return run.decision.rank[a] > 0; };
  for (const TrancheGroup& group : run.decision.tranches) {
    std::copy_if(group.authorities.begin(), group.authorities.end(), std::back_inserter(funding.order), ranked);
    funding.ends.push_back(funding.order.size());
  }
  for (const std::size_t a : reading_order(run))
    if (ranked(a) && run.decision.tranche[a] == 0) funding.order.push_back(a);
  std::erase_if(funding.ends, [&](std::size_t end) { return end == 0 || end == funding.order.size(); });
  return funding;
}

std::set<std::size_t> whose_changes(const Run& run, const Funding& funding, const StabilityOptions& options) {
  std::set<std::size_t> chosen(options.authorities.begin(), options.authorities.end());
  for (const std::size_t a : chosen)
    if (run.decision.rank[a] == 0)
      throw Error(Fault::usage, run.authorities.units[a].name, "has no rank: " + run.decision.reason[a],
                  "name one that is ranked");
  if (!chosen.empty()) return chosen;
  for (const std::size_t end : funding.ends)
    for (std::size_t k = end - std::min(end, options.near); k < std::min(end + options.near, funding.order.size()); ++k)
      chosen.insert(funding.order[k]);
  return chosen;
}

} // namespace

StabilityReport stability_report(const Run& run, const StabilityOptions& options) {
  const std::string file = run.assessment.file.string();
  const Funding funding = funding_of(run);
  if (funding.ends.empty())
    throw Error(Fault::settings, file, "no tranche has anybody beyond its edge, so there is nothing to cross",
                "cut the ranking under `tranches:`, as in cut: [{name: funded, count: 28}]");
  const IndexSettings index = index_in_use(run.assessment.index, run.indicators, run.absent);
  const Stability stability(run.decision, run.indicators, index, run.assessment.tranches);
  if (!stability.unavailable().empty())
    throw Error(Fault::settings, file, stability.unavailable(),
                "where figures are missing, rank only those that have all of them (--set index.missing.require=1) or "
                "impute them (--set index.missing.impute=median); aggregate by arithmetic means; `uncertainty.weights` "
                "answers for every recipe, by sampling");
  const std::set<std::size_t> changes = whose_changes(run, funding, options);
  StabilityReport report;
  for (const std::size_t a : funding.order) {
    const bool sought = changes.contains(a);
    if (!sought && !options.all) continue;
    StabilityRow& row = report.rows.emplace_back();
    row.authority = a;
    row.ranges = stability.ranges(a);
    row.sought = sought;
    if (!sought) continue;
    const SearchLimits half{options.limits.nodes, options.limits.seconds / 2};
    row.up = stability.least_change(a, true, half);
    row.down = stability.least_change(a, false, half);
  }
  return report;
}

} // namespace tranche
