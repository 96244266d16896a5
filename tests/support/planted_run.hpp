#pragma once
#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "sample_run.hpp"

/// A run on a made-up map whose patterns are known: a board of 8 by 8 squares of ten kilometres with four times the
/// events in the 3 by 3 of its north-western corner, one square without a figure, an island, and two squares beside
/// each other and off the board, of which one has no figure, so that the other has a neighbour and none to compare
/// with.
namespace planted {

using namespace tranche;

inline constexpr std::size_t side = 8, island = 64, dumb = 65, cut_off = 66, silent = 63, units = 67;
inline std::size_t at(std::size_t column, std::size_t row) { return row * side + column; }
inline bool in_corner(std::size_t unit) { return unit < island && unit % side < 3 && unit / side < 3; }

inline Shape square(const std::string& code, double west, double south) {
  const double size = 10000, east = west + size, north = south + size;
  Shape shape{code, "", {{west, south, east, south, east, north, west, north, west, south}}, "", {}};
  shape.box = {west, south, east, north};
  shape.wkb = sample::hexagon_wkb(shape.rings[0]);
  return shape;
}

inline void add_squares(Run& run) {
  run.authorities.geography = "squares";
  run.boundaries = {"made/squares", "squares", "EPSG:27700", false, {}, 0, {}, ""};
  for (std::size_t i = 0; i < units; ++i) {
    const std::string code = "S" + std::to_string(100 + i), name = "Square " + std::to_string(i);
    run.authorities.units.push_back({code, name, i % side < 4 ? "West" : "East", {code}});
    run.authorities.population.push_back(10000);
    double x = 200000.0 + 10000 * static_cast<double>(i % side), y = 500000.0 - 10000 * static_cast<double>(i / side);
    if (i == island) x = 400000, y = 500000;
    if (i >= dumb) x = 400000 + 10000 * static_cast<double>(i - dumb), y = 400000;
    run.boundaries.shapes.push_back(square(code, x, y));
    run.shape_unit.push_back(static_cast<int>(i));
  }
}

inline IndicatorColumn rates(const std::string& id, const std::string& title, std::size_t step) {
  IndicatorColumn column = sample::blank_indicator(id, title, "per 1,000 people", units);
  column.source = "made_up_" + id + " 1.0.0";
  column.error_model = "poisson";
  for (std::size_t i = 0; i < units; ++i) {
    column.denominator[i] = 10000 + 100 * static_cast<double>(i % 5);
    column.numerator[i] = (in_corner(i) ? 400.0 : 100.0) + static_cast<double>(i * step % 23);
    column.value[i] = 1000 * column.numerator[i] / column.denominator[i];
  }
  for (const std::size_t i : {silent, dumb}) {
    column.value[i] = column.numerator[i] = column.denominator[i] = sample::none;
    column.status[i] = i == dumb ? Status::suppressed : Status::missing;
  }
  return column;
}

inline Run planted_run() {
  Run run;
  run.assessment.name = "Planted";
  run.assessment.id = "planted";
  run.assessment.report.author = "A. Analyst";
  run.assessment.resolved_yaml = "assessment: Planted\n"
                                 "areas: {geography: squares}\n"
                                 "indicators:\n"
                                 "  - {id: a, plugin: made_up_a, measure: rate, inputs: {events: x:y}}\n"
                                 "  - {id: b, plugin: made_up_b, measure: rate, inputs: {events: x:z}}\n"
                                 "tranches: {cut: [{name: first, count: 9}]}\n"
                                 "report: {author: A. Analyst}\n";
  add_squares(run);
  run.indicators = {rates("a", "Events", 7), rates("b", "Other events", 11)};
  run.indicators.push_back(sample::blank_indicator("plain", "Plain figure", "points", units));
  for (std::size_t i = 0; i < units; ++i) run.indicators[2].value[i] = static_cast<double>(i * 13 % 29) - 10;
  Decision& d = run.decision;
  d.score = run.indicators[0].value;
  d.reason.assign(units, "");
  d.weight_present.assign(units, 1);
  std::vector<std::size_t> order(units);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return d.score[i] != d.score[i]; });
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return d.score[i] > d.score[j]; });
  d.rank.assign(units, 0);
  d.tranche.assign(units, 0);
  d.tranches = {{"first", {}, 0}};
  for (std::size_t k = 0; k < order.size(); ++k) {
    d.rank[order[k]] = static_cast<int>(k) + 1;
    if (k >= 9) continue;
    d.tranche[order[k]] = 1;
    d.tranches[0].authorities.push_back(order[k]);
  }
  run.id = "0123456789ab";
  run.data_date = "2020";
  return run;
}

} // namespace planted
