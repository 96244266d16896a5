#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

#include "maps/sheet_parts.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/classes.hpp"

namespace tranche {
namespace {

constexpr std::size_t thirds = 3;

/// Both figures of each authority; NaN where it has no rank.
struct Certainty {
  std::vector<double> score, width; ///< as printed: 2 decimals, and places
  explicit Certainty(const Run& run) {
    for (std::size_t a = 0; a < run.authorities.size(); ++a) {
      const bool ranked = run.decision.rank[a] > 0;
      constexpr double none = std::numeric_limits<double>::quiet_NaN();
      score.push_back(ranked ? std::round(run.decision.score[a] * 100) / 100 : none);
      width.push_back(ranked ? run.uncertainty.rank_high[a] - run.uncertainty.rank_low[a] : none);
    }
  }
};

/// Which third of its figure a class is, where many equal figures may have left fewer than three.
std::size_t third_of(int of, const Classes& classes) {
  return classes.size() < thirds ? (static_cast<std::size_t>(of) + 1 == classes.size() ? thirds - 1 : 0)
                                 : static_cast<std::size_t>(of);
}

std::string width_phrase(const Classes& classes, std::size_t third) {
  const auto limit = [&](std::size_t c) { return words::grouped(classes.upper[c], 0); };
  if (classes.size() < thirds) return third == 0 ? "sure" : "unsure";
  if (third == 0) return "sure, within " + limit(0) + " places";
  return third == 1 ? "within " + limit(1) + " places" : "unsure, within " + limit(2) + " places";
}

} // namespace

MapSheet certainty_map_sheet(const Run& run) {
  MapSheet sheet = maps::furnished_sheet(run);
  const Certainty figures(run);
  const Classes need = quantile_classes(figures.score, thirds), width = quantile_classes(figures.width, thirds);
  std::array<std::array<std::size_t, thirds>, thirds> counts{};
  std::size_t unranked = 0;
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    if (need.of[a] < 0)
      ++unranked;
    else
      ++counts[third_of(need.of[a], need)][third_of(width.of[a], width)];
  }
  for (std::size_t s = 0; s < sheet.areas.size(); ++s) {
    if (run.shape_unit[s] < 0) continue;
    const auto a = static_cast<std::size_t>(run.shape_unit[s]);
    sheet.areas[s].fill = {no_figure, Hatch::unranked};
    if (need.of[a] < 0) continue;
    // The surer the darker: what can be acted on stands out.
    sheet.areas[s].fill = {bivariate(third_of(need.of[a], need), thirds - 1 - third_of(width.of[a], width)),
                           Hatch::none};
    sheet.areas[s].figure = std::to_string(run.decision.rank[a]);
    sheet.areas[s].range = fmt::format("{}\u2013{}", run.uncertainty.rank_low[a], run.uncertainty.rank_high[a]);
  }
  constexpr std::array names{"Lower need", "Middle", "Greater need"};
  for (std::size_t n = thirds; n-- > 0;)
    for (std::size_t w = 0; w < thirds; ++w)
      if (counts[n][w] > 0)
        sheet.legend.push_back({{bivariate(n, thirds - 1 - w), Hatch::none},
                                fmt::format("{}, {}", names[n], width_phrase(width, w)),
                                "",
                                counts[n][w]});
  if (unranked > 0)
    sheet.legend.push_back({{no_figure, Hatch::unranked}, "Unranked", "reasons under the map", unranked});
  sheet.title = run.assessment.name + ": need, and how sure its rank is";
  sheet.subtitle = maps::ranked_subtitle(run, " in thirds by need score and by the width of the rank's interval");
  sheet.legend_title = fmt::format("Need, and the rank's {:g} % interval", run.uncertainty.level * 100);
  maps::add_note(sheet, maps::method_note(run));
  maps::add_note(sheet, fmt::format("Each area shows its rank and the rank's {:g} % interval over {} draws; the "
                                    "assumptions are in the report. The surer a rank, the darker its colour.",
                                    run.uncertainty.level * 100, words::grouped(run.uncertainty.draws, 0)));
  maps::add_common_notes(sheet, run);
  maps::add_note(sheet, maps::unranked_note(run));
  return sheet;
}

} // namespace tranche
