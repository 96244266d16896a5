#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "maps/sheet_parts.hpp"
#include "outputs/words.hpp"

namespace tranche {
namespace {

bool has_money(const Run& run) { return !run.assessment.allocation.pots.empty(); }

/// The colour of its tranche; hatched when it has no rank, whether or not it was put into the last tranche.
Fill fill_of(const Run& run, std::size_t authority, const std::vector<Colour>& colours) {
  const int tranche = run.decision.tranche[authority];
  const bool ranked = run.decision.rank[authority] > 0;
  const Colour none = ranked ? not_funded : no_figure;
  return {tranche > 0 ? colours[static_cast<std::size_t>(tranche - 1)] : none, ranked ? Hatch::none : Hatch::unranked};
}

std::string rank_text(const Run& run, std::size_t authority) {
  const auto& rank = run.decision.rank;
  if (rank[authority] <= 0) return {};
  const bool tied = std::count(rank.begin(), rank.end(), rank[authority]) > 1;
  return std::to_string(rank[authority]) + (tied ? "=" : "");
}

std::string money_of(const Run& run, const std::vector<std::size_t>& authorities) {
  std::int64_t pence = 0;
  for (const std::size_t a : authorities) pence += run.decision.total_pence[a];
  return words::thousands_of_pounds(pence);
}

std::vector<LegendEntry> tranche_legend(const Run& run, const std::vector<Colour>& colours) {
  std::vector<LegendEntry> legend;
  for (std::size_t t = 0; t < colours.size(); ++t) {
    const TrancheGroup& group = run.decision.tranches[t];
    legend.push_back({{colours[t], Hatch::none},
                      group.name.empty() ? fmt::format("Tranche {}", t + 1) : group.name,
                      has_money(run) ? money_of(run, group.authorities) : "",
                      group.authorities.size()});
  }
  std::size_t ranked_out = 0, unranked_in = 0, unranked = 0;
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    const bool ranked = run.decision.rank[a] > 0, inside = run.decision.tranche[a] > 0;
    (ranked ? ranked_out : unranked) += !inside;
    unranked_in += !ranked && inside;
  }
  if (ranked_out > 0)
    legend.push_back({{not_funded, Hatch::none}, colours.empty() ? "Ranked" : "Ranked, in no tranche", "", ranked_out});
  if (unranked_in > 0)
    legend.push_back(
        {{colours.back(), Hatch::unranked}, "Unranked, put last", "counted in the last tranche", unranked_in});
  if (unranked > 0) legend.push_back({{no_figure, Hatch::unranked}, "Unranked", "reasons under the map", unranked});
  return legend;
}

std::string money_note(const Run& run) {
  std::int64_t pots = 0, paid = 0;
  for (const Pot& pot : run.assessment.allocation.pots) pots += pot.pence;
  for (const std::int64_t pence : run.decision.total_pence) paid += pence;
  for (const PotShares& shares : run.decision.shares)
    for (const PotShares::Joint& joint : shares.joint) paid += joint.pence;
  const std::string of = paid == pots ? "" : " of pots of " + words::thousands_of_pounds(pots);
  return "Money: " + words::thousands_of_pounds(paid) + " is paid" + of +
         "; the sum beside a tranche is what its authorities get in all years together, to the nearest £1,000. Exact "
         "sums: ranking.csv.";
}

std::string interval_note(const Run& run) {
  if (run.uncertainty.rank_low.empty()) return {};
  return fmt::format("Small figures beside a rank: its {} % interval over {} draws; the assumptions are in the report.",
                     std::round(run.uncertainty.level * 100), words::grouped(run.uncertainty.draws, 0));
}

std::string interval_text(const Run& run, std::size_t authority) {
  if (run.uncertainty.rank_low.empty() || run.decision.rank[authority] <= 0) return {};
  return fmt::format("{}\u2013{}", run.uncertainty.rank_low[authority], run.uncertainty.rank_high[authority]);
}

} // namespace

MapSheet tranche_map_sheet(const Run& run) {
  MapSheet sheet = maps::furnished_sheet(run);
  const std::vector<Colour> colours = tranche_colours(run.decision.tranches.size());
  sheet.title = run.assessment.name;
  sheet.subtitle = maps::ranked_subtitle(run, colours.empty() ? " ranked by need"
                                              : run.decision.all_by_name()
                                                  ? " ranked by need; those coloured are named by the programme"
                                                  : " ranked by need and divided into tranches");
  for (std::size_t s = 0; s < sheet.areas.size(); ++s) {
    if (run.shape_unit[s] < 0) continue;
    const auto authority = static_cast<std::size_t>(run.shape_unit[s]);
    sheet.areas[s].fill = fill_of(run, authority, colours);
    sheet.areas[s].figure = rank_text(run, authority);
    sheet.areas[s].range = interval_text(run, authority);
  }
  sheet.legend_title = "Tranche";
  sheet.legend = tranche_legend(run, colours);
  maps::add_note(sheet, maps::method_note(run));
  maps::add_note(sheet, interval_note(run));
  if (has_money(run)) maps::add_note(sheet, money_note(run));
  maps::add_common_notes(sheet, run);
  maps::add_note(sheet, maps::unranked_note(run));
  return sheet;
}

} // namespace tranche
