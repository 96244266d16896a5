#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "maps/sheet_parts.hpp"
#include "monitor/days.hpp"
#include "monitor/page_parts.hpp"
#include "outputs/words.hpp"
#include "run/shapes.hpp"
#include "tranche/monitor/write.hpp"

namespace tranche {
namespace {

using monitoring::iso_of;

/// In the order of statistics::Verdict: colours as on the page.
constexpr std::array<Fill, 4> verdict_fills{{{{0x21, 0x66, 0xac}, Hatch::none},
                                             {{0xb3, 0x58, 0x06}, Hatch::none},
                                             {{0xd9, 0xdd, 0xe1}, Hatch::none},
                                             {no_figure, Hatch::missing}}};

/// As much of a run as the furniture of a sheet is made of.
Run furnishing(const Monitoring& monitoring, const ProgressMeasure& measure, const MonitorGround& ground) {
  Run run;
  run.assessment.name = monitoring.programme.name;
  run.assessment.signed_off_by = monitoring.programme.signed_off_by;
  run.authorities.geography = monitoring.programme.geography;
  const AreaList& units = ground.units;
  for (std::size_t i = 0; i < units.size(); ++i)
    run.authorities.units.push_back(
        {units.codes[i], units.names[i], units.regions.empty() ? "" : units.regions[i], {units.codes[i]}});
  run.boundaries = ground.areas;
  run.shape_unit = units_of_shapes(run.boundaries, run.authorities);
  run.sources = {{"boundaries", "", "", "", "", "", ground.attribution, "", "", {"boundaries"}},
                 {"measure", "", "", "", "", "", "Source: " + measure.source + ".", "", "", {measure.id}}};
  run.id = monitoring.id;
  run.data_date = "judged on " + iso_of(monitoring.as_of);
  return run;
}

/// "The path asks for 5 % less by 2025-03-31" is told of each authority in the table; here of them all.
std::string path_words(const ProgressMeasure& measure) {
  if (measure.target.points.empty()) return "no target: later figures are held against the baseline";
  const ProgressPoint& last = measure.target.points.back();
  if (!std::isnan(last.change_percent))
    return fmt::format("the path leads to {:g} % {} than the baseline by {}", std::abs(last.change_percent),
                       last.change_percent < 0 ? "less" : "more", last.date);
  return fmt::format("the path leads to {} by {}", shown(measure, last.value), last.date);
}

} // namespace

MapSheet verdict_map_sheet(const Monitoring& monitoring, const LocalSummary& summary, const MonitorGround& ground) {
  const ProgressMeasure& measure = monitoring.programme.measures[summary.measure];
  const Run run = furnishing(monitoring, measure, ground);
  MapSheet sheet = maps::furnished_sheet(run, measure.id);
  sheet.title = measure.title + ": against its path";
  sheet.subtitle =
      fmt::format("{}; {}; {}", maps::counted_units(run, run.authorities.size()), measure.unit, path_words(measure));
  sheet.statement = statement_of(monitoring);
  sheet.imprint =
      fmt::format("{}. Judged on {}. Run {}.", monitoring.programme.name, iso_of(monitoring.as_of), monitoring.id);
  std::map<std::string_view, const MeasureProgress*> rows;
  for (const MeasureProgress& progress : monitoring.local)
    if (progress.measure == summary.measure) rows[progress.code] = &progress;
  for (MapArea& area : sheet.areas) {
    const auto found = rows.find(area.code);
    area.fill = verdict_fills[3];
    if (found == rows.end()) continue;
    area.fill = verdict_fills[static_cast<std::size_t>(found->second->judged.verdict)];
    if (!std::isnan(found->second->adjusted)) area.figure = words::grouped(found->second->adjusted, 1);
  }
  sheet.legend_title = "Against its path";
  constexpr std::array<const char*, 4> labels{"On track", "Behind", "Too early to tell", "No figure"};
  constexpr std::array<const char*, 4> details{"", "by more than chance may bring", "chance, or the time, allows both",
                                               ""};
  for (std::size_t v = 0; v < labels.size(); ++v)
    if (summary.verdicts[v] > 0) sheet.legend.push_back({verdict_fills[v], labels[v], details[v], summary.verdicts[v]});
  maps::add_note(sheet, monitoring::local_words(summary));
  maps::add_note(sheet,
                 "In the areas: distance from the path in standard errors, widened where authorities differ more "
                 "than chance has it; positive is worse. Reasons: progress.csv.");
  maps::add_note(sheet, measure.note);
  maps::add_common_notes(sheet, run, "progress.csv");
  return sheet;
}

} // namespace tranche
