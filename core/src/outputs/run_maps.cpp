#include "outputs/run_maps.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "outputs/tranche_classes.hpp"
#include "tranche/maps/cluster_sheet.hpp"

namespace tranche {
namespace {

RunMap run_map(std::string file, std::string style, const std::string& before, const std::string& after,
               MapSheet sheet) {
  return {std::move(file), std::move(style), before + "map_class" + after, before + "map_figure" + after,
          std::make_shared<const MapSheet>(std::move(sheet))};
}

/// Where in the legend a fill is explained. A hatch over a class is explained twice: by its class and by its hatch.
struct Explained {
  std::size_t entry = 0;
  bool hatched = false;
  std::string label;
  bool operator<(const Explained& other) const {
    return std::tie(entry, hatched, label) < std::tie(other.entry, other.hatched, other.label);
  }
};

std::string in_a_sentence(std::string words) {
  if (words[0] >= 'A' && words[0] <= 'Z') words[0] = static_cast<char>(words[0] - 'A' + 'a');
  return words;
}

Explained explained(const MapSheet& sheet, const Fill& fill) {
  const std::vector<LegendEntry>& legend = sheet.legend;
  const auto entry_of = [&](const auto& fits) {
    return static_cast<std::size_t>(std::find_if(legend.begin(), legend.end(), fits) - legend.begin());
  };
  // The swatch of "unreliable" has the colour of some class, and so looks like one of its areas.
  const std::size_t exact = entry_of([&](const LegendEntry& e) { return e.swatch == fill; });
  if (exact < legend.size() && fill.hatch != Hatch::unreliable) return {exact, false, legend[exact].label};
  const std::size_t ground = entry_of([&](const LegendEntry& e) { return e.swatch == Fill{fill.colour, Hatch::none}; });
  const std::size_t mark = entry_of([&](const LegendEntry& e) { return e.swatch.hatch == fill.hatch; });
  const std::string hatch = mark < legend.size() ? legend[mark].label : "Not in the legend";
  return {ground, true, ground < legend.size() ? legend[ground].label + ", " + in_a_sentence(hatch) : hatch};
}

std::string in_lines(const std::vector<std::string>& lines) { return fmt::format("{}", fmt::join(lines, "\n")); }

} // namespace

std::vector<RunMap> run_maps(const Run& run, std::span<const Clusters> clusters) {
  std::vector<RunMap> maps;
  if (run.boundaries.shapes.empty()) return maps;
  maps.push_back(run_map("map-tranches", "tranche map", "", "", tranche_map_sheet(run)));
  maps.push_back(run_map("map-score", "need score", "", "_score", score_map_sheet(run)));
  if (!run.uncertainty.rank_low.empty())
    maps.push_back(run_map("map-certainty", "need and certainty", "", "_certainty", certainty_map_sheet(run)));
  if (!run.uncertainty.tranche_probability.empty() && !run.decision.tranches.empty() && !run.decision.all_by_name())
    maps.push_back(run_map("map-chance", "chance of the first tranche", "", "_chance", chance_map_sheet(run)));
  // No indicator's id holds a hyphen: none of these names can be another's.
  for (std::size_t i = 0; i < run.indicators.size(); ++i) {
    const IndicatorColumn& column = run.indicators[i];
    maps.push_back(run_map("map-indicator-" + column.id, column.title + " (" + column.id + ")", column.id + "_", "",
                           indicator_map_sheet(run, i)));
  }
  for (const Clusters& found : clusters) { // the need score's id is "score"
    const std::string& id = found.variables.front().id;
    maps.push_back(run_map("map-clusters-" + id, "clusters of " + id, "", "_clusters_" + id,
                           cluster_map_sheet(run, found, "clusters-" + id + ".csv")));
  }
  return maps;
}

ClassedMap classed(const Run& run, const RunMap& map) {
  ClassedMap out;
  const std::size_t units = run.authorities.size();
  out.class_of.resize(units), out.figure_of.resize(units), out.name_of.resize(units);
  std::map<Explained, MapClass> classes;
  std::vector<bool> done(units);
  for (std::size_t s = 0; s < map.sheet->areas.size(); ++s) {
    if (run.shape_unit[s] < 0 || done[static_cast<std::size_t>(run.shape_unit[s])]) continue;
    const auto unit = static_cast<std::size_t>(run.shape_unit[s]);
    const MapArea& area = map.sheet->areas[s];
    const Explained where = explained(*map.sheet, area.fill);
    MapClass& item = classes[where];
    if (item.count++ == 0)
      item = {map.class_field == "map_class" ? tranche_class_of(run, unit) : where.label, where.label, area.fill, 1};
    out.class_of[unit] = item.key;
    out.figure_of[unit] = area.range.empty() ? area.figure : area.figure + "\n" + area.range;
    out.name_of[unit] = in_lines(area.label);
    done[unit] = true;
  }
  for (auto& [where, item] : classes) out.classes.push_back(std::move(item));
  return out;
}

} // namespace tranche
