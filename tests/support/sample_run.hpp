#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "tranche/run/run.hpp"

/// A whole run made by hand, without files or plugins: twelve authorities on a grid of hexagons, one of them joined,
/// one unranked, figures of every status, names that try to be formulas and markup.
namespace sample {

using namespace tranche;
inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

inline std::string hexagon_wkb(const std::vector<double>& ring) {
  std::string wkb;
  const auto put = [&wkb](const auto& value) { wkb.append(reinterpret_cast<const char*>(&value), sizeof value); };
  wkb += '\1';
  put(std::uint32_t{3});
  put(std::uint32_t{1});
  put(static_cast<std::uint32_t>(ring.size() / 2));
  for (const double x : ring) put(x);
  return wkb;
}

inline Shape hexagon(const std::string& code, const std::string& name, int q, int r) {
  const double size = 10000, x = 400000 + size * std::numbers::sqrt3 * (q + 0.5 * (r % 2)), y = 300000 - size * 1.5 * r;
  Shape shape{code, name, {{}}, "", {x, y, x, y}};
  for (int corner = 0; corner <= 6; ++corner) {
    const double angle = std::numbers::pi / 3 * (corner % 6) + std::numbers::pi / 6;
    const double px = std::round(x + size * std::cos(angle)), py = std::round(y + size * std::sin(angle));
    shape.rings[0].insert(shape.rings[0].end(), {px, py});
    shape.box = {std::min(shape.box[0], px), std::min(shape.box[1], py), std::max(shape.box[2], px),
                 std::max(shape.box[3], py)};
  }
  shape.wkb = hexagon_wkb(shape.rings[0]);
  return shape;
}

inline void add_authorities(Run& run) {
  const std::vector<std::string> names = {"Blackpool",
                                          "Bournemouth, Christchurch and Poole",
                                          "=HYPERLINK(\"http://x\",\"y\")",
                                          "<script>alert(1)</script>",
                                          "Herefordshire, County of",
                                          "\"Quoted\" upon Avon",
                                          "Kingston upon Hull, City of",
                                          "O'Brien & Sons",
                                          "Rutland",
                                          "Sefton",
                                          "Ynys Môn",
                                          "Hackney and City of London"};
  run.authorities.geography = "utla21";
  for (std::size_t a = 0; a < names.size(); ++a) {
    const std::string code = "E060000" + std::to_string(10 + a);
    run.authorities.units.push_back({code, names[a], a % 2 ? "London" : "North West", {code}});
    run.authorities.population.push_back(100000.0 + 12345.0 * static_cast<double>(a));
  }
  run.authorities.units.back().members = {"E06000021", "E06000022"};
  run.boundaries = {"england/hexmap", "utla21", "EPSG:27700", true, {}, 0, {}, ""};
  for (std::size_t s = 0; s < 13; ++s) {
    const std::string code = "E060000" + std::to_string(10 + s);
    run.boundaries.shapes.push_back(hexagon(code, "", static_cast<int>(s % 4), static_cast<int>(s / 4)));
    run.shape_unit.push_back(static_cast<int>(std::min<std::size_t>(s, 11)));
  }
}

inline IndicatorColumn blank_indicator(std::string id, std::string title, std::string unit, std::size_t n) {
  IndicatorColumn c;
  c.id = std::move(id);
  c.title = std::move(title);
  c.unit = std::move(unit);
  c.levels = {0.95};
  c.status.assign(n, Status::measured);
  c.flags.assign(n, 0);
  c.coverage.assign(n, 1);
  for (auto* v : {&c.value, &c.lower, &c.upper, &c.numerator, &c.denominator}) v->assign(n, none);
  return c;
}

inline void add_indicators(Run& run) {
  const std::size_t n = run.authorities.size();
  IndicatorColumn deaths = blank_indicator(
      "deaths", "Deaths related to drug poisoning, registered 2018 to 2020, crude rate", "per 100,000 person-years", n);
  deaths.source = "drug_deaths 1.0.0";
  deaths.error_model = "poisson";
  deaths.periods = {"2018", "2019", "2020"};
  deaths.bound = {{"deaths", "england/drug_poisoning_deaths"}, {"population", "england/districts"}};
  IndicatorColumn homeless =
      blank_indicator("homeless", "Households owed a homelessness duty", "per 1,000 households", n);
  homeless.source = "homelessness 1.0.0";
  homeless.error_model = "none";
  homeless.bound = {{"households", "england/homelessness_quarters"}};
  for (std::size_t a = 0; a < n; ++a) {
    const double x = static_cast<double>((a * 7) % n);
    deaths.numerator[a] = 10 + 8 * x;
    deaths.denominator[a] = 3 * run.authorities.population[a];
    deaths.value[a] = 1e5 * deaths.numerator[a] / deaths.denominator[a];
    deaths.lower[a] = deaths.value[a] * 0.8;
    deaths.upper[a] = deaths.value[a] * 1.25;
    homeless.value[a] = 4 + 0.7 * static_cast<double>((a * 5) % n);
  }
  deaths.status[0] = Status::unreliable;
  homeless.flags[3] = flag::scaled;
  homeless.coverage[3] = 0.75;
  homeless.flags[9] = flag::implausible;
  homeless.notes = {{9, "25 in October to December 2021, 197 to 247 in the other quarters"}};
  deaths.status[8] = Status::too_few;
  homeless.status[8] = Status::missing;
  deaths.value[8] = deaths.lower[8] = deaths.upper[8] = homeless.value[8] = none;
  deaths.numerator[8] = 2;
  homeless.coverage[8] = 0;
  run.indicators = {std::move(deaths), std::move(homeless)};
}

inline IndexColumn z_scores(const IndicatorColumn& column, double weight) {
  IndexColumn index;
  index.id = column.id;
  index.weight = weight;
  double sum = 0, squares = 0, count = 0;
  for (const double v : column.value)
    if (v == v) sum += v, count += 1;
  for (const double v : column.value)
    if (v == v) squares += (v - sum / count) * (v - sum / count);
  index.scale.centre = index.england = sum / count;
  index.scale.spread = std::sqrt(squares / (count - 1));
  for (const double v : column.value) {
    const bool present = v == v;
    index.normalised.push_back(present ? (v - index.scale.centre) / index.scale.spread : none);
    index.contribution.push_back(present ? weight * index.normalised.back() : none);
    index.effective_weight.push_back(present ? weight : 0);
    const auto above = [v](double other) { return other > v; };
    index.rank.push_back(present ? 1 + static_cast<int>(std::count_if(column.value.begin(), column.value.end(), above))
                                 : 0);
  }
  return index;
}

inline void add_decision(Run& run) {
  const std::size_t n = run.authorities.size();
  Decision& d = run.decision;
  d.columns = {z_scores(run.indicators[0], 0.6), z_scores(run.indicators[1], 0.4)};
  d.rank.assign(n, 0);
  d.tranche.assign(n, 0);
  d.reason.assign(n, "");
  d.need.assign(n, none);
  d.weight_present.assign(n, 1);
  d.pot_names = {"2022-23", "2023-24"};
  d.pence.assign(2, std::vector<std::int64_t>(n, 0));
  d.total_pence.assign(n, 0);
  d.tranches = {{"2022-23", {}, 0}, {"2023-24", {}, 0}, {"2024-25", {}, 0}};
  for (std::size_t a = 0; a < n; ++a)
    d.score.push_back(std::round((d.columns[0].contribution[a] + d.columns[1].contribution[a]) * 1e9) / 1e9);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t a) { return std::isnan(d.score[a]); });
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return d.score[a] > d.score[b]; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t a = order[i], t = i < 3 ? 0 : i < 7 ? 1 : 2;
    d.rank[a] = static_cast<int>(i) + 1;
    d.tranche[a] = static_cast<int>(t) + 1;
    d.tranches[t].authorities.push_back(a);
    d.tranches[t].lowest_score = d.score[a];
    d.need[a] = 2 - 0.1 * static_cast<double>(i);
    if (t == 0) d.pence[0][a] = 150000001 - 1000000 * static_cast<std::int64_t>(i);
    if (t < 2) d.pence[1][a] = 70000000 - 1000000 * static_cast<std::int64_t>(i);
    d.total_pence[a] = d.pence[0][a] + d.pence[1][a];
  }
  d.reason[8] = "no figure for deaths (too few), homeless (missing): 0 % of the weight, 66 % is required";
  d.weight_present[8] = 0;
  d.remarks = {"Rutland (E06000018) has no rank"};
}

inline void add_uncertainty(Run& run) {
  Uncertainty& u = run.uncertainty;
  u.draws = 1000;
  u.seed = 20210401;
  u.level = 0.9;
  u.assumptions = {"Counts vary as Poisson counts; figures without an interval are held fixed."};
  for (const int rank : run.decision.rank) {
    u.rank_median.push_back(rank);
    u.rank_low.push_back(rank > 0 ? std::max(1, rank - 2) : 0);
    u.rank_high.push_back(rank > 0 ? std::min(11, rank + 3) : 0);
    u.tranche_probability.push_back(
        {rank <= 3 ? 0.9 : 0.1, rank > 3 && rank <= 7 ? 0.85 : 0.05, rank > 7 ? 0.85 : 0.05});
  }
}

inline void add_settings(Run& run) {
  Assessment& a = run.assessment;
  a.file = "/home/somebody/config/sample.yaml";
  a.id = "sample";
  a.name = "Sample funding";
  a.decisions = {{"2026-11-20", "A. Analyst", "deaths pooled over three years", "counts of one year are small"}};
  a.report.author = "A. Analyst";
  a.areas.boundaries = "england/hexmap";
  a.index.require = 0.66;
  a.index.weights = {{"deaths", 3, {}, {}}, {"homeless", 2, {}, {}}};
  a.tranches.cut = {
      {"2022-23", Cut::By::count, 3, {}}, {"2023-24", Cut::By::count, 4, {}}, {"2024-25", Cut::By::rest, 0, {}}};
  a.allocation.pots = {{"2022-23", 447000003, {}}, {"2023-24", 469000000, {}}};
  a.overrides = {{"index.weights.deaths", "3"}};
  a.resolved_yaml = "assessment: Sample funding\nlayers: /srv/data/my.yaml\n";
  run.absent = {{"opiates", "Opiate and crack use", "no layer my/ocu"}};
}

inline Run sample_run() {
  Run run;
  add_settings(run);
  add_authorities(run);
  add_indicators(run);
  add_decision(run);
  add_uncertainty(run);
  const std::string licence = "Open Government Licence v3.0", ons = "Office for National Statistics";
  const std::string said = "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.";
  run.sources = {{"england/districts",
                  "Districts and population",
                  ons,
                  "2021",
                  "2018 to 2020",
                  licence,
                  said,
                  "england/districts.csv",
                  std::string(64, 'a'),
                  {"areas", "population", "deaths"}},
                 {"england/drug_poisoning_deaths",
                  "Deaths related to drug poisoning",
                  ons,
                  "2021-08-03",
                  "2018 to 2020",
                  licence,
                  said,
                  "england/drug_poisoning_deaths.csv",
                  std::string(64, 'b'),
                  {"deaths"}},
                 {"england/homelessness_quarters",
                  "Statutory homelessness",
                  "DLUHC",
                  "2022-07-28",
                  "April 2021 to March 2022",
                  licence,
                  "",
                  "england/homelessness_quarters.csv",
                  std::string(64, 'c'),
                  {"homeless"}}};
  run.conversions = {{"england/drug_poisoning_deaths",
                      "deaths",
                      "deaths",
                      "ltla21",
                      "utla21",
                      "sum",
                      {"E07000004 -> E06000060 (merge, 2020-04-01)"},
                      309,
                      12,
                      12410,
                      12410}};
  run.overlaps = {"Deprivation holds crime itself."};
  run.findings.warning(Fault::data, "/srv/data/homeless.csv:14",
                       "Sefton: 25 households is far under the other quarters", "ask");
  run.versions = {"0.1.0", "3.6.2", "3.11.1", "9.1.1", "gxx1017", {"drug_deaths 1.0.0", "homelessness 1.0.0"}};
  run.id = "0123456789ab";
  run.data_date = "2018 to 2022";
  return run;
}

} // namespace sample
