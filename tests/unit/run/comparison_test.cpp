#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "bound_figures.hpp"
#include "missing.hpp"
#include "tranche/indicators/kinds.hpp"
#include "tranche/run/comparison.hpp"
#include "tranche/run/run.hpp"
#include "tranche/statistics/standardise.hpp"

using namespace tranche;
using statistics::Significance;

namespace {

constexpr std::size_t units = 24;
constexpr std::array both{0.95, 0.998};

double people_of(std::size_t i) { return 400.0 + 150.0 * static_cast<double>((i * 7) % units); }
double events_of(std::size_t i) { return std::floor(people_of(i) * (0.01 + 0.004 * static_cast<double>((i * 5) % 9))); }

IndicatorColumn of_kind(const Run& run, const std::string& id, const std::string& kind, const std::string& limits,
                        double per, const std::vector<BoundInput>& inputs) {
  IndicatorSettings s;
  s.id = s.title = id;
  s.kind = kind;
  s.limits = limits;
  s.per = per;
  return compute_kind(s, run.authorities.codes(), run.authorities.names(), both, inputs);
}

/// Deaths as a rate, ill people as a proportion, falls by age, a mean and a figure without limits, in three regions;
/// the last unit is alone in a fourth.
Run made_run() {
  Run run;
  run.authorities.geography = "units";
  std::vector<double> events, people, by_band, people_by_band, mean, deviation, count;
  for (std::size_t i = 0; i < units; ++i) {
    run.authorities.units.push_back({"U" + std::to_string(100 + i),
                                     "Unit " + std::to_string(i),
                                     i + 1 == units ? "Alone" : "Region " + std::to_string(i % 3),
                                     {}});
    run.authorities.population.push_back(people_of(i) * 2);
    events.push_back(i == 3 ? 0 : i == 5 ? missing : events_of(i));
    people.push_back(people_of(i));
    for (const double share : {0.25, 0.75}) {
      by_band.push_back(10 + std::floor(events_of(i) * share));
      people_by_band.push_back(std::floor(people_of(i) * (1 - share)));
    }
    mean.push_back(50 + static_cast<double>((i * 11) % 13));
    deviation.push_back(20);
    count.push_back(people_of(i));
  }
  const std::vector<std::string> bands = {"young", "old"};
  std::vector<double> standard;
  for (std::size_t i = 0; i < units; ++i) standard.insert(standard.end(), {3, 1});
  const BoundInput top = bound_figures("numerator", units, events),
                   bottom = bound_figures("denominator", units, people);
  run.indicators = {of_kind(run, "deaths", "rate", "byar", 1000, {top, bottom}),
                    of_kind(run, "ill", "proportion", "wilson", 100, {top, bottom}),
                    of_kind(run, "falls", "standardised", "dobson", 1000,
                            {bound_figures("events", units, by_band, bands),
                             bound_figures("population", units, people_by_band, bands),
                             bound_figures("standard", units, standard, bands)}),
                    of_kind(run, "score", "mean", "student", 1,
                            {bound_figures("value", units, mean), bound_figures("standard_deviation", units, deviation),
                             bound_figures("count", units, count)}),
                    of_kind(run, "plain", "rate", "none", 1, {top, bottom})};
  run.indicators[3].direction = -1;
  IndexSettings index;
  index.require = 0.1;
  for (const IndicatorColumn& column : run.indicators) index.weights.push_back({column.id, 1, {}, {}});
  const std::vector<std::string> codes = run.authorities.codes();
  run.decision = decide({codes, run.authorities.population}, run.indicators, index, {}, {});
  return run;
}

const Run& run() {
  static const Run made = made_run();
  return made;
}

const std::vector<FigureComparison>& compared() {
  static const std::vector<FigureComparison> made = compare_figures(run());
  return made;
}

/// Sum of events over sum of people of some units, as `per`.
double pooled(double per, const std::vector<std::size_t>& rows) {
  double events = 0, people = 0;
  for (const std::size_t i : rows) {
    if (i == 5) continue;
    events += i == 3 ? 0 : events_of(i);
    people += people_of(i);
  }
  return per * events / people;
}

std::vector<std::size_t> all_units() {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < units; ++i) rows.push_back(i);
  return rows;
}

/// P(X <= k) of a Poisson count, term by term.
double poisson_at_most(double k, double mean) {
  double sum = 0;
  for (double x = 0; x <= k; ++x) sum += std::exp(x * std::log(mean) - mean - std::lgamma(x + 1));
  return sum;
}

} // namespace

TEST_CASE("each figure is judged by its own limits at every level, against England and its region") {
  for (std::size_t c = 0; c < 4; ++c) {
    const IndicatorColumn& column = run().indicators[c];
    const FigureComparison& one = compared()[c];
    INFO(column.id);
    REQUIRE(one.vs_england.size() == 2);
    REQUIRE(one.vs_region.size() == 2);
    for (std::size_t level = 0; level < 2; ++level)
      for (std::size_t i = 0; i < units; ++i) {
        const double low = level == 0 ? column.lower[i] : column.further_lower[0][i];
        const double high = level == 0 ? column.upper[i] : column.further_upper[0][i];
        const auto wanted = [&](double reference) {
          return std::isnan(low)    ? Significance::unknown
                 : low > reference  ? Significance::higher
                 : high < reference ? Significance::lower
                                    : Significance::similar;
        };
        CHECK(one.vs_england[level][i] == wanted(one.england));
        CHECK(one.vs_region[level][i] == (i + 1 == units ? Significance::unknown : wanted(one.region[i])));
      }
  }
  CHECK(compared()[4].vs_england.empty()); // no limits, no judgement
  CHECK(compared()[4].p_value.empty());
  CHECK(compared()[4].funnel.empty());
  CHECK(compared()[0].whole == "all units");
}

TEST_CASE("England's and the region's figure are pooled events over pooled people") {
  CHECK(compared()[0].england == Approx(pooled(1000, all_units())).epsilon(1e-12));
  for (std::size_t i = 0; i + 1 < units; ++i) {
    std::vector<std::size_t> rows;
    for (std::size_t j = i % 3; j + 1 < units; j += 3) rows.push_back(j);
    CHECK(compared()[0].region[i] == Approx(pooled(1000, rows)).epsilon(1e-12));
    CHECK(compared()[1].region[i] == Approx(pooled(100, rows)).epsilon(1e-12));
  }
}

TEST_CASE("p is that of the test that fits the error, and agrees with the limits") {
  const FigureComparison &deaths = compared()[0], &ill = compared()[1];
  const double rate = pooled(1, all_units());
  std::size_t exact = 0;
  for (std::size_t i = 0; i < units; ++i) {
    const double events = run().indicators[0].numerator[i], people = people_of(i), expected = rate * people;
    if (i == 5) {
      CHECK(std::isnan(deaths.p_value[i]));
      CHECK(std::isnan(ill.p_value[i]));
      continue;
    }
    if (events < 10) {
      ++exact;
      const double below = poisson_at_most(events, expected), above = 1 - poisson_at_most(events - 1, expected);
      CHECK(deaths.p_value[i] == Approx(std::min(1.0, 2 * std::min(below, above))).epsilon(1e-9));
    }
    const double z = (events / people - rate) / std::sqrt(rate * (1 - rate) / people);
    CHECK(ill.p_value[i] == Approx(std::erfc(std::abs(z) / std::sqrt(2.0))).epsilon(1e-9));
  }
  CHECK(exact > 0);
  for (std::size_t c = 0; c < 4; ++c)
    for (std::size_t i = 0; i < units; ++i) {
      if (std::isnan(compared()[c].p_value[i])) continue;
      INFO(run().indicators[c].id << " " << i);
      CHECK((compared()[c].p_value[i] < 0.05) == (compared()[c].vs_england[0][i] != Significance::similar));
    }
  CHECK(compared()[3].test == "normal test by the limits");
}

TEST_CASE("places in the funnel are those of the exact tails and of the score limits") {
  const double rate = pooled(1, all_units());
  std::set<FunnelPlace> seen;
  for (std::size_t i = 0; i < units; ++i) {
    const double events = run().indicators[0].numerator[i], people = people_of(i), expected = rate * people;
    if (i == 5) {
      CHECK(compared()[0].funnel[i] == FunnelPlace::unknown);
      continue;
    }
    const double below = poisson_at_most(events, expected), above = 1 - poisson_at_most(events - 1, expected);
    const FunnelPlace wanted = above < 0.001   ? FunnelPlace::above_998
                               : below < 0.001 ? FunnelPlace::below_998
                               : above < 0.025 ? FunnelPlace::above_95
                               : below < 0.025 ? FunnelPlace::below_95
                                               : FunnelPlace::inside;
    CHECK(compared()[0].funnel[i] == wanted);
    seen.insert(wanted);
    const double z = (events / people - rate) / std::sqrt(rate * (1 - rate) / people);
    const FunnelPlace share = z > 3.0902323    ? FunnelPlace::above_998
                              : z > 1.959964   ? FunnelPlace::above_95
                              : z < -3.0902323 ? FunnelPlace::below_998
                              : z < -1.959964  ? FunnelPlace::below_95
                                               : FunnelPlace::inside;
    CHECK(compared()[1].funnel[i] == share);
  }
  CHECK(seen.size() >= 4);
  CHECK(compared()[0].funnel[3] == FunnelPlace::below_998); // no events have a place too
  CHECK(compared()[3].funnel.empty());
  // a standardised rate rests on its effective population: expected = events x England / value
  const IndicatorColumn& falls = run().indicators[2];
  for (std::size_t i = 0; i < units; ++i) {
    const double expected = falls.numerator[i] * compared()[2].england / falls.value[i];
    const bool outside = poisson_at_most(falls.numerator[i], expected) < 0.025 ||
                         1 - poisson_at_most(falls.numerator[i] - 1, expected) < 0.025;
    CHECK(outside == (compared()[2].funnel[i] != FunnelPlace::inside));
  }
}

TEST_CASE("over-dispersion is estimated from winsorised scores, and widens the funnel on request") {
  const double rate = pooled(1, all_units());
  std::vector<double> z;
  double weights = 0, squared = 0, squares = 0;
  for (std::size_t i = 0; i < units; ++i) {
    if (i == 5) continue;
    z.push_back(2 * std::sqrt(people_of(i)) *
                (std::sqrt(run().indicators[0].numerator[i] / people_of(i)) - std::sqrt(rate)));
    weights += 4 * people_of(i);
    squared += std::pow(4 * people_of(i), 2);
  }
  std::vector<double> sorted = z;
  std::sort(sorted.begin(), sorted.end());
  const double n = static_cast<double>(z.size());
  const auto quantile = [&](double p) { // between order statistics, type 7
    const double at = p * (n - 1), floor = std::floor(at);
    const auto k = static_cast<std::size_t>(floor);
    return sorted[k] + (at - floor) * (sorted[k + 1] - sorted[k]);
  };
  for (const double score : z) squares += std::pow(std::clamp(score, quantile(0.1), quantile(0.9)), 2);
  const double tau2 = (squares - (n - 1)) / (weights - squared / weights);
  REQUIRE(tau2 > 0);
  CHECK(compared()[0].overdispersion.units == z.size());
  CHECK(compared()[0].overdispersion.phi == Approx(squares / n).epsilon(1e-10));
  CHECK(compared()[0].overdispersion.tau2 == Approx(tau2).epsilon(1e-10));
  CHECK_FALSE(compared()[0].widened);

  Run wide = run();
  wide.assessment.compare.overdispersion = true;
  const FigureComparison one = compare_figures(wide)[0];
  CHECK(one.widened);
  for (std::size_t i = 0; i < units; ++i) {
    if (i == 5) continue;
    const double score = (std::sqrt(run().indicators[0].numerator[i] / people_of(i)) - std::sqrt(rate)) /
                         std::sqrt(1 / (4 * people_of(i)) + tau2);
    const bool outside = std::abs(score) > 1.959964;
    CHECK(outside == (one.funnel[i] != FunnelPlace::inside));
  }
}

TEST_CASE("quantile groups begin with the greatest need, whichever way that lies") {
  CHECK(compared()[0].quantiles == 5);
  for (const std::size_t c : {std::size_t{0}, std::size_t{3}}) {
    const IndicatorColumn& column = run().indicators[c];
    for (std::size_t i = 0; i < units; ++i)
      for (std::size_t j = 0; j < units; ++j) {
        if (std::isnan(column.value[i]) || std::isnan(column.value[j])) continue;
        if (column.direction * column.value[i] > column.direction * column.value[j])
          CHECK(compared()[c].quantile[i] <= compared()[c].quantile[j]);
      }
  }
  CHECK(compared()[0].quantile[5] == 0);
  Run none = run();
  none.assessment.compare.quantiles = 0;
  CHECK(compare_figures(none)[0].quantile.empty());
  none.assessment.compare.quantiles = 100; // more than there are figures
  CHECK(compare_figures(none)[0].quantile.empty());
}

TEST_CASE("the slope index is that of the line through the groups of another indicator") {
  Run over = run();
  over.assessment.compare.inequality = "score";
  const std::vector<FigureComparison> list = compare_figures(over);
  CHECK_FALSE(list[3].inequality.has_value()); // not over its own groups
  REQUIRE(list[0].inequality.has_value());
  const FigureInequality& deaths = *list[0].inequality;
  REQUIRE(deaths.groups.size() == 5);
  // least squares by residents over relative ranks, from the least need to the greatest
  std::array<double, 5> value{}, residents{}, rank{};
  double total = 0;
  for (std::size_t g = 0; g < 5; ++g) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < units; ++i)
      if (list[3].quantile[i] == static_cast<int>(5 - g) && i != 5) rows.push_back(i);
    value[g] = pooled(1000, rows);
    for (const std::size_t i : rows) residents[g] += 2 * people_of(i);
    rank[g] = total + residents[g] / 2;
    total += residents[g];
    CHECK(deaths.groups[4 - g].value == Approx(value[g]).epsilon(1e-12));
    CHECK(deaths.groups[4 - g].weight == residents[g]);
    CHECK(deaths.groups[4 - g].authorities == rows.size());
  }
  double mx = 0, my = 0, sxy = 0, sxx = 0;
  for (std::size_t g = 0; g < 5; ++g) {
    mx += residents[g] / total * (rank[g] / total);
    my += residents[g] / total * value[g];
  }
  for (std::size_t g = 0; g < 5; ++g) {
    sxy += residents[g] * (rank[g] / total - mx) * (value[g] - my);
    sxx += residents[g] * std::pow(rank[g] / total - mx, 2);
  }
  const double slope = sxy / sxx, start = my - slope * mx;
  CHECK(deaths.index.sii == Approx(slope).epsilon(1e-9));
  CHECK(deaths.index.rii == Approx((start + slope) / start).epsilon(1e-9));
  REQUIRE(deaths.index.sii_limits.size() == 2);
  CHECK(deaths.index.sii_limits[0].lower < slope);
  CHECK(deaths.index.sii_limits[1].lower < deaths.index.sii_limits[0].lower);
  // the same counts as per cent, not per thousand
  CHECK(list[1].inequality->index.sii == Approx(slope / 10).epsilon(1e-9));
  CHECK(list[1].inequality->index.rii == Approx(deaths.index.rii).epsilon(1e-9));
  CHECK(list[4].inequality->index.sii == Approx(slope / 1000).epsilon(1e-9)); // no limits, but a slope
  for (const statistics::Interval& limits : list[4].inequality->index.sii_limits) CHECK(std::isnan(limits.lower));
}

TEST_CASE("one unit, no figures and no regions have defined comparisons") {
  Run one;
  one.authorities.geography = "units";
  one.authorities.units = {{"A", "Alpha", "", {}}};
  one.authorities.population = {missing};
  one.indicators = {of_kind(one, "x", "rate", "byar", 1,
                            {bound_figures("numerator", 1, {12}), bound_figures("denominator", 1, {100})}),
                    of_kind(one, "y", "rate", "byar", 1,
                            {bound_figures("numerator", 1, {missing}), bound_figures("denominator", 1, {100})})};
  one.decision.columns.resize(2);
  one.decision.columns[0].england = 0.12;
  one.decision.columns[1].england = missing;
  const std::vector<FigureComparison> list = compare_figures(one);
  CHECK(list[0].vs_england[0][0] == Significance::similar);
  CHECK(list[0].p_value[0] == 1);
  CHECK(list[0].funnel[0] == FunnelPlace::inside);
  CHECK(list[0].region.empty());
  CHECK(list[0].vs_region.empty());
  CHECK(list[0].quantile.empty());
  CHECK(list[1].vs_england.empty());
  CHECK(list[1].p_value.empty());
}
