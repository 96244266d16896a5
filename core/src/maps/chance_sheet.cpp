#include <fmt/format.h>

#include <array>
#include <cmath>

#include "maps/sheet_parts.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/classes.hpp"

namespace tranche {
namespace {

/// Upper limits in per cent. Below 5 and above 95 an authority is not contested at the edge.
constexpr std::array chance_limits{5.0, 25.0, 50.0, 75.0, 95.0, 100.0};
constexpr std::array chance_labels{"up to 5 %",       "over 5 to 25 %",  "over 25 to 50 %",
                                   "over 50 to 75 %", "over 75 to 95 %", "over 95 %"};

/// Whole per cents, but never 0 or 100 where a draw said otherwise.
std::string chance_text(double chance) {
  if (chance > 0 && chance < 0.01) return "<1 %";
  if (chance < 1 && chance > 0.99) return ">99 %";
  return fmt::format("{:.0f} %", chance * 100);
}

} // namespace

MapSheet chance_map_sheet(const Run& run) {
  MapSheet sheet = maps::furnished_sheet(run);
  std::vector<double> chance(run.authorities.size(), std::nan(""));
  std::size_t unranked = 0;
  for (std::size_t a = 0; a < chance.size(); ++a) {
    if (run.decision.rank[a] > 0) chance[a] = run.uncertainty.tranche_probability[a].front() * 100;
    unranked += run.decision.rank[a] <= 0;
  }
  const Classes classes = own_classes(chance, chance_limits);
  const std::vector<Colour> colours = sequential(Ramp::PuBu, chance_limits.size());
  for (std::size_t s = 0; s < sheet.areas.size(); ++s) {
    if (run.shape_unit[s] < 0) continue;
    const auto a = static_cast<std::size_t>(run.shape_unit[s]);
    if (classes.of[a] < 0) {
      sheet.areas[s].fill = {no_figure, Hatch::unranked};
      continue;
    }
    sheet.areas[s].fill = {colours[static_cast<std::size_t>(classes.of[a])], Hatch::none};
    sheet.areas[s].figure = chance_text(chance[a] / 100);
  }
  for (std::size_t c = classes.size(); c-- > 0;)
    if (classes.counts[c] > 0) {
      const char* detail = c == 0 || c + 1 == chance_limits.size() ? "" : "contested";
      sheet.legend.push_back({{colours[c], Hatch::none}, chance_labels[c], detail, classes.counts[c]});
    }
  if (unranked > 0)
    sheet.legend.push_back({{no_figure, Hatch::unranked}, "Unranked", "reasons under the map", unranked});
  const std::string& name = run.decision.tranches.front().name;
  const std::string first = name.empty() ? "the first tranche" : "tranche " + name;
  sheet.title = run.assessment.name + ": chance of " + first;
  sheet.subtitle = maps::ranked_subtitle(run, " by how often the draws put them there");
  sheet.legend_title = "Chance of " + first;
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
