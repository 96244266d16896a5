#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "sample_run.hpp"

/// A run on a made-up country with borders as crooked as real ones: 63 shires on a board of 8 by 8 that is bent to an
/// island, with the 36 boroughs of the capital, which are too small for a label, where one more would be. Three shires
/// have no rank. Names are as long as England's longest.
namespace made_up {

using namespace tranche;

inline constexpr int side = 8, fine = 6, capital_column = 5, capital_row = 2;

using Point = std::array<double, 2>;

/// A point of the board, bent: neighbours keep their common borders.
inline Point bent(double x, double y) {
  const double crooked = x + 0.11 * std::sin(5 * y + 2 * x), uneven = y + 0.11 * std::sin(5 * x - y);
  const double u = 2 * crooked / side - 1, v = 2 * uneven / side - 1;
  return {std::round(450000 + 180000 * (u * (1 - 0.2 * v * v) + 0.05 * std::sin(4 * v))),
          std::round(350000 + 260000 * (v * (1 - 0.15 * u * u) + 0.06 * u))};
}

/// Along the board, through points that shires and boroughs have in common.
inline void add_border(std::vector<double>& ring, Point from, Point to) {
  constexpr double step = 1.0 / (2 * fine);
  const int steps = static_cast<int>(std::lround((std::fabs(to[0] - from[0]) + std::fabs(to[1] - from[1])) / step));
  for (int i = 0; i < steps; ++i) {
    const double t = static_cast<double>(i) / steps;
    const Point at = bent(from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]));
    ring.insert(ring.end(), at.begin(), at.end());
  }
}

inline Shape cell(const std::string& code, double x, double y, double size) {
  Shape shape{code, "", {{}}, "", {1e9, 1e9, -1e9, -1e9}};
  const std::array<Point, 5> corners{{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}}};
  std::vector<double>& ring = shape.rings[0];
  for (std::size_t i = 0; i < 4; ++i) add_border(ring, corners[i], corners[i + 1]);
  ring.insert(ring.end(), {ring[0], ring[1]});
  for (std::size_t i = 0; i < ring.size(); i += 2)
    shape.box = {std::min(shape.box[0], ring[i]), std::min(shape.box[1], ring[i + 1]), std::max(shape.box[2], ring[i]),
                 std::max(shape.box[3], ring[i + 1])};
  shape.wkb = sample::hexagon_wkb(ring);
  return shape;
}

inline void add_area(Run& run, double x, double y, double size, const std::string& region) {
  static const std::vector<std::string> names = {"Bournemouth, Christchurch and Poole",
                                                 "Kingston upon Hull, City of",
                                                 "Rutland",
                                                 "Bath and North East Somerset",
                                                 "Ynys Môn",
                                                 "Cheshire West and Chester",
                                                 "Herefordshire, County of",
                                                 "York",
                                                 "Telford and Wrekin"};
  const std::size_t i = run.authorities.size();
  const std::string code = "M" + std::to_string(100 + i);
  const std::string number = i < names.size() ? "" : " " + std::to_string(i / names.size() + 1);
  run.authorities.units.push_back({code, names[i % names.size()] + number, region, {code}});
  run.authorities.population.push_back(100000 + 1000.0 * static_cast<double>(i));
  run.boundaries.shapes.push_back(cell(code, x, y, size));
  run.shape_unit.push_back(static_cast<int>(i));
}

inline void add_country(Run& run) {
  run.authorities.geography = "shires";
  run.boundaries = {"made/shires", "shires", "EPSG:27700", false, {}, 0, {}, ""};
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      if (row != capital_row || column != capital_column) {
        add_area(run, column, row, 1, row < side / 2 ? "South" : "North");
        continue;
      }
      for (int i = 0; i < fine * fine; ++i)
        add_area(run, column + double(i % fine) / fine, row + double(i / fine) / fine, 1.0 / fine, "Capital");
    }
}

inline void add_figures(Run& run) {
  const std::size_t n = run.authorities.size();
  IndicatorColumn deaths = sample::blank_indicator("deaths", "Deaths in three years, crude rate", "per 100,000", n);
  for (std::size_t i = 0; i < n; ++i) {
    deaths.value[i] = 3 + static_cast<double>(i * 37 % 101) * 0.41;
    deaths.lower[i] = 0.8 * deaths.value[i], deaths.upper[i] = 1.2 * deaths.value[i];
  }
  constexpr std::array statuses{Status::missing, Status::suppressed, Status::too_few, Status::unreliable};
  for (std::size_t i = 0; i < 8; ++i) {
    deaths.status[5 * i + 1] = statuses[i % 4];
    if (i % 4 < 3) deaths.value[5 * i + 1] = deaths.lower[5 * i + 1] = deaths.upper[5 * i + 1] = sample::none;
  }
  run.indicators = {std::move(deaths)};
}

/// Ranks by a score that goes over the country from one corner to the other, with steps against it.
inline void add_ranking(Run& run) {
  const std::size_t n = run.authorities.size();
  Decision& d = run.decision;
  Uncertainty& u = run.uncertainty;
  for (std::size_t i = 0; i < n; ++i) d.score.push_back(2 - 0.07 * static_cast<double>(i * 13 % n) + 0.01 * double(i));
  d.reason.assign(n, "");
  for (const std::size_t i : {2U, 29U, 80U}) d.score[i] = sample::none, d.reason[i] = "no figure for deaths";
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return d.score[i] != d.score[i]; });
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return d.score[i] > d.score[j]; });
  d.rank.assign(n, 0), d.tranche.assign(n, 0), d.weight_present.assign(n, 1);
  d.tranches = {{"2022-23", {}, 0}, {"2023-24", {}, 0}};
  u.draws = 1000, u.level = 0.9;
  u.rank_low.assign(n, 0), u.rank_high.assign(n, 0), u.rank_median.assign(n, 0);
  u.tranche_probability.assign(n, {0, 0});
  d.total_pence.assign(n, 0);
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::size_t i = order[k];
    const int rank = static_cast<int>(k) + 1, room = 1 + static_cast<int>(i * 7 % 11);
    d.rank[i] = u.rank_median[i] = rank;
    u.rank_low[i] = std::max(1, rank - room), u.rank_high[i] = std::min(static_cast<int>(order.size()), rank + room);
    u.tranche_probability[i] = {1 / (1 + std::exp(0.3 * (rank - 15.5))), 0};
    if (k >= 30) continue;
    d.tranche[i] = k < 15 ? 1 : 2;
    d.tranches[k / 15].authorities.push_back(i);
    d.total_pence[i] = 123456700 * static_cast<std::int64_t>(40 - k);
  }
}

inline Run country_run() {
  Run run;
  run.assessment.name = "Support for shires and boroughs";
  run.assessment.id = "shires";
  run.assessment.report.author = "A. Analyst";
  run.assessment.resolved_yaml = "assessment: Support for shires and boroughs\n";
  add_country(run);
  add_figures(run);
  add_ranking(run);
  run.sources = {{"made/shires",
                  "Shires",
                  "Nobody",
                  "2021",
                  "2021",
                  "CC0",
                  "Source: made up for a test.",
                  "shires.csv",
                  std::string(64, 'a'),
                  {"areas", "boundaries"}}};
  run.id = "0123456789ab";
  run.data_date = "2018 to 2020";
  return run;
}

} // namespace made_up
