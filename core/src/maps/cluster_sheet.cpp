#include "tranche/maps/cluster_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "maps/sheet_parts.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"

namespace tranche {
namespace {

using statistics::Pattern;

constexpr std::size_t most_listed = 30;

/// What stands small beside a figure; nothing where there is no more than chance.
std::string letters_of(Pattern pattern, const ClusterOptions& options) {
  const bool gi = options.statistic == LocalStatistic::gi || options.statistic == LocalStatistic::gi_star;
  switch (pattern) {
  case Pattern::high_high:
    return gi ? "H" : "HH";
  case Pattern::low_low:
    return gi ? "L" : "LL";
  case Pattern::high_low:
    return "HL";
  case Pattern::low_high:
    return "LH";
  case Pattern::like_others:
    return "=";
  case Pattern::unlike_others:
    return "\u2260";
  default:
    return {};
  }
}

void label_figures(MapSheet& sheet, const Run& run, const ClusterVariable& variable) {
  double largest = 0;
  for (const double value : variable.reported)
    if (!std::isnan(value)) largest = std::max(largest, std::fabs(value));
  const int decimals = variable.id == "score" ? 2 : words::decimals_for(largest);
  for (std::size_t s = 0; s < sheet.areas.size(); ++s) {
    if (run.shape_unit[s] < 0) continue;
    const double value = variable.reported[static_cast<std::size_t>(run.shape_unit[s])];
    if (!std::isnan(value)) sheet.areas[s].figure = words::grouped(value, decimals);
  }
}

/// "Moran's I 0.41 (p below 0.002, 999 permutations)".
std::string global_phrase(const Clusters& clusters) {
  std::string text;
  for (const GlobalPattern& one : clusters.global) {
    const bool wanted =
        clusters.options.against.empty() ? &one == &clusters.global.front() : &one == &clusters.global.back();
    if (!wanted || !one.why_none.empty()) continue;
    text = fmt::format("Whole map: {} {} ({}, {} permutations)", one.name, words::grouped(one.result.value, 2),
                       words::p_value(one.result.permutation.p(statistics::Alternative::two_sided)),
                       words::grouped(one.result.permutation.draws, 0));
  }
  return text;
}

/// "Without a figure (2): Rutland (suppressed), Hart (not reported)."
std::string left_out_note(const Run& run, const Clusters& clusters, std::string_view table) {
  std::vector<std::string> names;
  std::size_t count = 0;
  for (std::size_t i = 0; i < run.authorities.size(); ++i) {
    if (clusters.cluster[i] != Pattern::missing || ++count > most_listed) continue;
    std::string why;
    for (const ClusterVariable& variable : clusters.variables)
      if (why.empty()) why = variable.why_none[i];
    names.push_back(display_name(run.authorities.units[i].name) + " (" + why + ")");
  }
  if (count == 0) return {};
  return fmt::format("Without a figure, left out with their links ({}): {}{}.", count, maps::listed(names),
                     count > most_listed ? fmt::format("; {} more in {}", count - most_listed, table) : "");
}

std::string island_note(const Run& run, const Clusters& clusters, std::string_view table) {
  std::vector<std::string> names;
  std::size_t count = 0;
  for (std::size_t i = 0; i < run.authorities.size(); ++i)
    if (clusters.cluster[i] == Pattern::no_neighbours && ++count <= most_listed)
      names.push_back(display_name(run.authorities.units[i].name));
  if (count == 0) return {};
  return fmt::format("Without neighbours that have a figure, and so in no class ({}): {}{}.", count,
                     maps::listed(names),
                     count > most_listed ? fmt::format("; {} more in {}", count - most_listed, table) : "");
}

std::string unit_part(const ClusterVariable& variable) {
  const std::string unit = words::unit_beside(variable.title, variable.unit);
  return unit.empty() ? "" : ", " + unit;
}

MapSheet sheet_of(const Run& run, const ClusterVariable& variable) {
  MapSheet sheet = maps::furnished_sheet(run, variable.id == "score" ? "" : variable.id);
  sheet.imprint = run.assessment.name + ". " + sheet.imprint;
  return sheet;
}

Fill scan_fill(std::size_t cluster, std::size_t clusters) {
  if (cluster == 0) return {not_funded, Hatch::none};
  std::vector<Colour> colours = sequential(Ramp::YlOrBr, clusters + 2);
  return {colours[colours.size() - cluster], Hatch::none};
}

} // namespace

Fill cluster_fill(Pattern pattern) {
  switch (pattern) {
  case Pattern::high_high:
    return {{0xb2, 0x18, 0x2b}, Hatch::none};
  case Pattern::low_low:
    return {{0x21, 0x66, 0xac}, Hatch::none};
  case Pattern::high_low:
    return {{0xf4, 0xa5, 0x82}, Hatch::none};
  case Pattern::low_high:
    return {{0x92, 0xc5, 0xde}, Hatch::none};
  case Pattern::like_others:
    return {{0x7f, 0xbf, 0x7b}, Hatch::none};
  case Pattern::unlike_others:
    return {{0x76, 0x2a, 0x83}, Hatch::none};
  case Pattern::not_significant:
    return {not_funded, Hatch::none};
  case Pattern::no_neighbours:
    return {{0xbd, 0xbd, 0xbd}, Hatch::none};
  case Pattern::missing:
    break;
  }
  return {no_figure, Hatch::missing};
}

MapSheet cluster_map_sheet(const Run& run, const Clusters& clusters, std::string_view table) {
  const ClusterVariable& variable = clusters.variables.front();
  MapSheet sheet = sheet_of(run, variable);
  sheet.title = "Clusters: " + maps::in_sentence(subject_of(clusters));
  const auto known = clusters.local.units;
  const std::string whole = global_phrase(clusters);
  sheet.subtitle = maps::counted_units(run, known) + unit_part(variable) + (whole.empty() ? "" : ". " + whole);
  label_figures(sheet, run, variable);
  for (std::size_t s = 0; s < sheet.areas.size(); ++s) {
    if (run.shape_unit[s] < 0) continue;
    const Pattern pattern = clusters.cluster[static_cast<std::size_t>(run.shape_unit[s])];
    sheet.areas[s].fill = cluster_fill(pattern);
    if (!sheet.areas[s].figure.empty()) sheet.areas[s].range = letters_of(pattern, clusters.options);
  }
  sheet.legend_title = fmt::format("Clusters ({})", maps::in_sentence(title_of(clusters.options.statistic)));
  const Pattern without[] = {Pattern::no_neighbours, Pattern::missing};
  for (const Pattern pattern : patterns_of(clusters.options)) {
    const auto count = static_cast<std::size_t>(std::count(clusters.cluster.begin(), clusters.cluster.end(), pattern));
    if (count == 0 && std::find(std::begin(without), std::end(without), pattern) != std::end(without)) continue;
    std::string label = name_of(pattern, clusters.options.statistic);
    label[0] = static_cast<char>(label[0] - 'a' + 'A');
    const std::string letters = letters_of(pattern, clusters.options);
    sheet.legend.push_back({cluster_fill(pattern), letters.empty() ? label : label + " (" + letters + ")",
                            meaning_of(pattern, clusters.options), count});
  }
  std::string method;
  for (const std::string& sentence : method_of(clusters)) method += (method.empty() ? "" : " ") + sentence;
  maps::add_note(sheet, method);
  maps::add_note(sheet, left_out_note(run, clusters, table));
  maps::add_note(sheet, island_note(run, clusters, table));
  maps::add_common_notes(sheet, run, table);
  return sheet;
}

MapSheet scan_map_sheet(const Run& run, const Clusters& clusters) {
  const ClusterVariable& variable = clusters.variables.front();
  const statistics::ScanResult& scan = *clusters.scan;
  MapSheet sheet = sheet_of(run, variable);
  sheet.title = "Cluster scan: " + maps::in_sentence(variable.title);
  std::size_t significant = 0;
  for (const statistics::ScanCluster& found : scan.clusters) significant += found.p <= clusters.options.alpha ? 1 : 0;
  sheet.subtitle =
      fmt::format("{}{}. {} events; {} significant at {:g} %",
                  maps::counted_units(run, run.authorities.size() - scan.missing.size()), unit_part(variable),
                  words::grouped(scan.cases, 0), significant == 1 ? "one zone" : fmt::format("{} zones", significant),
                  100 * clusters.options.alpha);
  label_figures(sheet, run, variable);
  for (std::size_t s = 0; s < sheet.areas.size(); ++s) {
    if (run.shape_unit[s] < 0) continue;
    const auto unit = static_cast<std::size_t>(run.shape_unit[s]);
    const bool missing = std::isnan(variable.reported[unit]);
    const int number = clusters.scan_cluster[unit];
    sheet.areas[s].fill =
        missing ? Fill{no_figure, Hatch::missing} : scan_fill(static_cast<std::size_t>(number), scan.clusters.size());
    if (number > 0 && !missing) sheet.areas[s].range = fmt::format("zone {}", number);
  }
  sheet.legend_title = "Zones, the most likely first";
  for (std::size_t c = 0; c < scan.clusters.size(); ++c) {
    const statistics::ScanCluster& found = scan.clusters[c];
    if (found.p > clusters.options.alpha) continue;
    sheet.legend.push_back(
        {scan_fill(c + 1, scan.clusters.size()), fmt::format("Zone {}", c + 1),
         fmt::format("relative risk {}, {}", words::grouped(found.relative_risk, 2), words::p_value(found.p)),
         found.units.size()});
  }
  const auto in_none = [&](bool missing) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < run.authorities.size(); ++i)
      count += clusters.scan_cluster[i] == 0 && std::isnan(variable.reported[i]) == missing ? 1 : 0;
    return count;
  };
  sheet.legend.push_back({{not_funded, Hatch::none}, "In no zone", "no more than chance may bring", in_none(false)});
  if (const std::size_t count = in_none(true); count > 0)
    sheet.legend.push_back({{no_figure, Hatch::missing}, "Missing", "no figure; left out", count});
  for (const std::string& sentence : scan_method_of(clusters)) maps::add_note(sheet, sentence);
  maps::add_common_notes(sheet, run, "clusters.csv");
  return sheet;
}

} // namespace tranche
