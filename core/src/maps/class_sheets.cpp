#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "maps/sheet_parts.hpp"
#include "maps/status_classes.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/classes.hpp"

namespace tranche {
namespace {

/// The number that is printed: classes are made of these, so that a reader can place every printed figure.
double as_printed(double value, int decimals) {
  if (std::isnan(value)) return value;
  const std::string text = fmt::format("{:.{}f}", value, decimals);
  double printed = value;
  std::from_chars(text.data(), text.data() + text.size(), printed);
  return printed == 0 ? 0 : printed; // no minus before nought
}

/// One figure for each authority, ready to be classed and written.
struct Figures {
  std::vector<double> printed; ///< NaN where there is none
  std::vector<Hatch> hatch;    ///< none where it is plain
  int decimals = 1;
};

/// As the assessment asks for; an indicator's own limits come first.
Classes classes_of(const MapSettings& settings, const std::string& indicator, std::span<const double> values) {
  using Breaks = MapSettings::Breaks;
  if (const auto own = settings.limits.find(indicator); own != settings.limits.end())
    return own_classes(values, own->second);
  switch (settings.breaks) {
  case Breaks::quantiles:
    return quantile_classes(values, settings.classes);
  case Breaks::equal_steps:
    return equal_interval_classes(values, settings.classes);
  case Breaks::natural:
    return natural_breaks_classes(values, settings.classes);
  case Breaks::head_tail:
    return head_tail_classes(values);
  case Breaks::standard_deviations:
    return standard_deviation_classes(values);
  case Breaks::widest_gaps:
    return maximum_breaks_classes(values, settings.classes);
  case Breaks::round_limits:
    return pretty_classes(values, settings.classes);
  case Breaks::box:
    return box_classes(values);
  case Breaks::percentiles:
    return percentile_classes(values);
  }
  return {};
}

/// "5 classes of about equal numbers of authorities", "4 classes by natural breaks (Fisher-Jenks)".
std::string classes_phrase(const Classes& classes, std::size_t shown) {
  const std::string number = fmt::format("{} class{}", shown, shown == 1 ? "" : "es");
  if (classes.method.rfind("equal numbers", 0) == 0) return number + " of about equal numbers of authorities";
  return number + " by " + classes.method;
}

/// Colours and legend by classes, the greatest first; areas filled and labelled. Classes that hold nobody, which some
/// methods make, keep their colour and are left out of the legend. Returns how the classes were made.
std::string paint(MapSheet& sheet, const Run& run, const Figures& figures, Ramp ramp, const std::string& indicator) {
  const Classes classes = classes_of(run.assessment.report.maps, indicator, figures.printed);
  const std::vector<Colour> colours = sequential(ramp, classes.size());
  constexpr double most = std::numeric_limits<double>::max();
  std::vector<std::array<double, 2>> range(classes.size(), {most, -most});
  for (std::size_t a = 0; a < figures.printed.size(); ++a) {
    if (classes.of[a] < 0) continue;
    auto& [low, high] = range[static_cast<std::size_t>(classes.of[a])];
    low = std::min(low, figures.printed[a]), high = std::max(high, figures.printed[a]);
  }
  for (std::size_t c = classes.size(); c-- > 0;) {
    if (classes.counts[c] == 0) continue;
    const std::string low = words::grouped(range[c][0], figures.decimals);
    const std::string high = words::grouped(range[c][1], figures.decimals);
    sheet.legend.push_back({{colours[c], Hatch::none}, low == high ? low : low + " to " + high, "", classes.counts[c]});
  }
  for (std::size_t s = 0; s < sheet.areas.size(); ++s) {
    if (run.shape_unit[s] < 0) continue;
    const auto a = static_cast<std::size_t>(run.shape_unit[s]);
    const int of = classes.of[a];
    sheet.areas[s].fill = {of < 0 ? no_figure : colours[static_cast<std::size_t>(of)], figures.hatch[a]};
    if (of >= 0) sheet.areas[s].figure = words::grouped(figures.printed[a], figures.decimals);
  }
  return classes_phrase(classes, sheet.legend.size());
}

Hatch hatch_of(Status status) {
  for (const maps::StatusClass& known : maps::status_classes)
    if (known.status == status) return known.hatch;
  return Hatch::none;
}

void add_status_entries(MapSheet& sheet, const IndicatorColumn& column) {
  const std::size_t classes = sheet.legend.size();
  for (const maps::StatusClass& known : maps::status_classes) {
    const auto count = static_cast<std::size_t>(std::count(column.status.begin(), column.status.end(), known.status));
    if (count == 0) continue;
    // Striped over a class in the middle: the stripes are what the entry is about.
    const Colour ground = has_value(known.status) ? sheet.legend[classes / 2].swatch.colour : no_figure;
    sheet.legend.push_back({{ground, known.hatch}, known.label, known.detail, count});
  }
}

/// "England: 7.4; " where events and people add up to it, else what the index compares with.
std::string england_phrase(const Run& run, std::size_t indicator, int decimals) {
  const auto& numerator = run.indicators[indicator].numerator;
  const bool adds_up = std::any_of(numerator.begin(), numerator.end(), [](double n) { return !std::isnan(n); });
  for (const IndexColumn& column : run.decision.columns)
    if (column.id == run.indicators[indicator].id && std::isfinite(column.england) && column.england != 0)
      return (adds_up ? "England: " : "mean weighted by population: ") + words::grouped(column.england, decimals) +
             "; ";
  return {};
}

/// The unit, with a capital, unless the title has said it.
std::string unit_phrase(const IndicatorColumn& column) {
  if (column.unit.empty() || column.title.find(column.unit) != std::string::npos) return {};
  std::string unit = column.unit + "; ";
  if (unit[0] >= 'a' && unit[0] <= 'z') unit[0] = static_cast<char>(unit[0] - 'a' + 'A');
  return unit;
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values)
    if (!std::isnan(value)) most = std::max(most, std::fabs(value));
  return most;
}

std::string flag_note(const Run& run, const IndicatorColumn& column, std::uint32_t bit, std::string_view what) {
  std::size_t count = 0;
  for (const std::uint32_t flags : column.flags) count += (flags & bit) != 0;
  return count == 0 ? "" : fmt::format("{} of {} {}; which: ranking.csv.", count, run.authorities.size(), what);
}

} // namespace

MapSheet score_map_sheet(const Run& run) {
  MapSheet sheet = maps::furnished_sheet(run);
  Figures figures;
  figures.decimals = 2;
  std::size_t unranked = 0;
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    figures.printed.push_back(as_printed(run.decision.score[a], figures.decimals));
    figures.hatch.push_back(run.decision.rank[a] > 0 ? Hatch::none : Hatch::unranked);
    unranked += run.decision.rank[a] <= 0;
  }
  const std::string classes = paint(sheet, run, figures, Ramp::PuBu, {});
  sheet.title = run.assessment.name + ": need score";
  sheet.subtitle = maps::ranked_subtitle(run, " in " + classes + ", by need score");
  sheet.legend_title = "Need score";
  if (unranked > 0)
    sheet.legend.push_back({{no_figure, Hatch::unranked}, "Unranked", "reasons under the map", unranked});
  maps::add_note(sheet, maps::method_note(run));
  maps::add_common_notes(sheet, run);
  maps::add_note(sheet, maps::unranked_note(run));
  return sheet;
}

MapSheet indicator_map_sheet(const Run& run, std::size_t indicator) {
  const IndicatorColumn& column = run.indicators[indicator];
  MapSheet sheet = maps::furnished_sheet(run, column.id);
  Figures figures;
  figures.decimals = words::decimals_for(largest(column.value));
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    figures.printed.push_back(as_printed(column.value[a], figures.decimals));
    figures.hatch.push_back(hatch_of(column.status[a]));
  }
  const auto classed = static_cast<std::size_t>(std::count_if(column.status.begin(), column.status.end(), has_value));
  const std::string classes = paint(sheet, run, figures, Ramp::YlOrBr, column.id);
  sheet.title = column.title;
  sheet.subtitle = unit_phrase(column) + england_phrase(run, indicator, figures.decimals) +
                   maps::counted_units(run, classed) + " in " + classes +
                   (column.direction < 0 ? "; a lower figure is a greater need" : "");
  sheet.imprint = run.assessment.name + ". " + sheet.imprint;
  sheet.legend_title = column.unit.empty() ? column.title : column.unit;
  add_status_entries(sheet, column);
  maps::add_note(sheet, flag_note(run, column, flag::scaled, "figures are scaled up from what was reported"));
  maps::add_note(sheet, flag_note(run, column, flag::shared, "show one figure published for several areas together"));
  maps::add_note(sheet, flag_note(run, column, flag::imputed, "figures are imputed"));
  maps::add_note(sheet,
                 flag_note(run, column, flag::implausible, "figures look like recording faults, kept as published"));
  maps::add_common_notes(sheet, run);
  return sheet;
}

} // namespace tranche
