#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "maps/chance_classes.hpp"
#include "maps/sheet_parts.hpp"
#include "outputs/words.hpp"

namespace tranche {
namespace {

/// Upper limits in per cent. Below 5 and above 95 an authority is not contested at the edge.
constexpr std::array chance_limits{5.0, 25.0, 50.0, 75.0, 95.0, 100.0};

/// Whole per cents, but never 0 or 100 where a draw said otherwise.
std::string chance_text(double chance) {
  if (chance > 0 && chance < 0.01) return "<1 %";
  if (chance < 1 && chance > 0.99) return ">99 %";
  return fmt::format("{:.0f} %", chance * 100);
}

} // namespace

maps::ChanceClasses maps::chance_classes(const Run& run) {
  ChanceClasses out;
  out.per_cent.assign(run.authorities.size(), std::nan(""));
  for (std::size_t a = 0; a < out.per_cent.size(); ++a)
    if (run.decision.rank[a] > 0) out.per_cent[a] = run.uncertainty.tranche_probability[a].front() * 100;
  out.classes = own_classes(out.per_cent, chance_limits);
  out.colours = sequential(Ramp::PuBu, chance_limits.size());
  out.labels = {"up to 5 %", "over 5 to 25 %", "over 25 to 50 %", "over 50 to 75 %", "over 75 to 95 %", "over 95 %"};
  out.details = {"", "contested", "contested", "contested", "contested", ""};
  const std::string& name = run.decision.tranches.front().name;
  out.title = "Chance of " + (name.empty() ? "the first tranche" : "tranche " + name);
  return out;
}

MapSheet chance_map_sheet(const Run& run) {
  MapSheet sheet = maps::furnished_sheet(run);
  const maps::ChanceClasses chance = maps::chance_classes(run);
  const Classes& classes = chance.classes;
  for (std::size_t s = 0; s < sheet.areas.size(); ++s) {
    if (run.shape_unit[s] < 0) continue;
    const auto a = static_cast<std::size_t>(run.shape_unit[s]);
    if (classes.of[a] < 0) {
      sheet.areas[s].fill = {no_figure, Hatch::unranked};
      continue;
    }
    sheet.areas[s].fill = {chance.colours[static_cast<std::size_t>(classes.of[a])], Hatch::none};
    sheet.areas[s].figure = chance_text(chance.per_cent[a] / 100);
  }
  for (std::size_t c = classes.size(); c-- > 0;)
    if (classes.counts[c] > 0)
      sheet.legend.push_back(
          {{chance.colours[c], Hatch::none}, chance.labels[c], chance.details[c], classes.counts[c]});
  const auto unranked = static_cast<std::size_t>(std::count(classes.of.begin(), classes.of.end(), -1));
  if (unranked > 0)
    sheet.legend.push_back({{no_figure, Hatch::unranked}, "Unranked", "reasons under the map", unranked});
  sheet.title = run.assessment.name + ": " + maps::in_sentence(chance.title);
  sheet.subtitle = maps::ranked_subtitle(run, " by how often the draws put them there");
  sheet.legend_title = chance.title;
  maps::add_note(sheet, maps::method_note(run));
  maps::add_note(sheet,
                 fmt::format("Chances are shares of {} draws, under the assumptions that the report states; what "
                             "is held fixed there makes them look surer than they are.",
                             words::grouped(run.uncertainty.draws, 0)));
  maps::add_common_notes(sheet, run);
  maps::add_note(sheet, maps::unranked_note(run));
  return sheet;
}

} // namespace tranche
