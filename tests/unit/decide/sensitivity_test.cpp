#include "tranche/decide/sensitivity.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "decide_case.hpp"
#include "tranche/decide/uncertainty.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

Sensitivity sensitivity_of(const DecideCase& c, const UncertaintySettings& settings, std::size_t rows = 4096,
                           int threads = 1) {
  SensitivityOptions options;
  options.rows = rows;
  options.replicates = 200;
  options.threads = threads;
  return estimate_sensitivity(c.decide(), c.candidates(), c.indicators, c.index, c.tranches, c.allocation, settings,
                              options);
}

/// Two authorities, each first in one of two indicators on the scales given: whoever is ahead is told by one number.
DecideCase two_sided(std::vector<double> first, std::vector<double> second) {
  DecideCase c(2);
  c.add("first", std::move(first));
  c.add("second", std::move(second));
  c.index.normalise.method = Normalise::none;
  c.index.weights = {DecideCase::weight("first", 0.4), DecideCase::weight("second", 0.6)};
  c.cut("first", Cut::By::count, 1);
  c.cut("second", Cut::By::rest);
  return c;
}

/// Twelve authorities by three indicators with counts.
DecideCase dozen() {
  DecideCase c(12);
  std::vector<double> deaths, crime, income;
  for (int i = 0; i < 12; ++i) {
    deaths.push_back(20 + (i * 7) % 12);
    crime.push_back(30 + (i * 5) % 12 + (i == 3 ? 40 : 0));
    income.push_back(10 + i);
  }
  IndicatorColumn& counted = c.add("deaths", deaths);
  counted.error_model = "poisson";
  counted.numerator = deaths;
  counted.denominator.assign(12, 1e5);
  c.add("crime", crime);
  c.add("income", income);
  c.cut("first", Cut::By::count, 4);
  c.cut("second", Cut::By::rest);
  return c;
}

UncertaintySettings several_sources() {
  UncertaintySettings settings;
  settings.weights.concentration = 30;
  settings.methods.normalise.resize(2);
  settings.methods.normalise[0].method = Normalise::min_max;
  settings.methods.normalise[1].method = Normalise::percentile;
  settings.methods.leave_out = true;
  return settings;
}

/// Share of ranked authorities that another way of deciding puts into another tranche, and their mean absolute shift.
struct Difference {
  double shift = 0;
  std::vector<std::size_t> changed;
};

Difference difference(const Decision& stated, const Decision& other) {
  Difference found;
  for (std::size_t i = 0; i < stated.rank.size(); ++i) {
    found.shift += std::abs(stated.rank[i] - other.rank[i]) / static_cast<double>(stated.rank.size());
    if (stated.tranche[i] != other.tranche[i]) found.changed.push_back(i);
  }
  return found;
}

} // namespace

TEST_CASE("sensitivity: indices of two methods are those of their closed form") {
  // Ranks swap where the normalising is the other one and nothing is left out, or one of the two is left out.
  // As they are (10, 0) and (0, 1) the first authority is ahead by 4 to 0.6; by place the second, 0.6 to 0.4.
  const DecideCase c = two_sided({10, 0}, {0, 1});
  UncertaintySettings settings;
  settings.methods.normalise.resize(1);
  settings.methods.normalise[0].method = Normalise::percentile;
  settings.methods.leave_out = true;
  // swapped(normalise, left out): none: 0 as they are, 1 by percentile; first left out: 1; second left out: 0.
  // Each of the 2 x 3 cells has chance 1/6, the mean is 1/2, V = 1/4. Given the normalising the mean is 1/3 or 2/3:
  // S = (1/36) / (1/4) = 1/9; given what is left out 1/2, 1 or 0: S = (1/6) / (1/4) = 2/3.
  const Sensitivity s = sensitivity_of(c, settings, 20000);
  REQUIRE(s.sources == std::vector<std::string>{"normalise", "left_out"});
  CHECK(s.alternatives[1] == std::vector<std::string>{"none", "first", "second"});
  for (const statistics::SobolIndices& indices : {s.rank_shift, s.tranche, s.edge.at(0).changes}) {
    CHECK(indices.mean == Approx(0.5).margin(0.01)); // both move one place, or none
    CHECK(indices.variance == Approx(0.25).margin(0.01));
    CHECK(indices.first[0].value == Approx(1.0 / 9).margin(0.02));
    CHECK(indices.first[1].value == Approx(2.0 / 3).margin(0.02));
    CHECK(indices.total[0].value == Approx(1.0 / 3).margin(0.02));
    CHECK(indices.total[1].value == Approx(8.0 / 9).margin(0.02));
    for (std::size_t k = 0; k < 2; ++k) {
      CHECK(indices.total[k].low < indices.total[k].value);
      CHECK(indices.total[k].value < indices.total[k].high);
    }
  }
  CHECK(s.usual.empty()); // methods are stated
  CHECK(s.draws == 80000);
}

TEST_CASE("sensitivity: one source has all the variance, and one that changes nothing has none") {
  DecideCase c = two_sided({1, 0}, {0, 1});
  UncertaintySettings settings;
  settings.weights.ranges["first"] = {0.2, 1};
  Sensitivity s = sensitivity_of(c, settings, 2000);
  REQUIRE(s.sources == std::vector<std::string>{"weights"});
  CHECK(s.rank_shift.first[0].value == 1);
  CHECK(s.rank_shift.total[0].value == 1);
  CHECK(s.tranche.mean == Approx(0.5).margin(0.05)); // the first counts more above 0.6
  settings.methods.treat.resize(1);
  settings.methods.treat[0].method = Treat::skew_kurtosis; // two figures have no skewness
  s = sensitivity_of(c, settings, 2000);
  REQUIRE(s.sources == std::vector<std::string>{"weights", "treat"});
  CHECK(s.rank_shift.total[1].value == 0);
  CHECK(s.rank_shift.total[1].high == 0);
  CHECK(s.rank_shift.total[0].value == Approx(1).margin(0.06));
  settings.weights.ranges["first"] = {0.1, 0.2}; // never enough: nothing moves in any draw
  s = sensitivity_of(c, settings, 200);
  CHECK(s.rank_shift.constant);
  CHECK(s.tranche.constant);
  CHECK(s.rank_shift.total[0].value == 0);
}

TEST_CASE("sensitivity: each alternative alone is what decide() says of it") {
  const DecideCase c = dozen();
  const Decision stated = c.decide();
  const Sensitivity s = sensitivity_of(c, several_sources(), 300);
  REQUIRE(s.alone.size() == 2 + 2 + 3); // figures, weights; two scales; three indicators
  for (const ChangedAlone& one : s.alone) {
    CAPTURE(one.source, one.alternative);
    if (one.draws > 0) {
      CHECK(one.alternative == "drawn");
      CHECK(one.mean_shift > 0);
      continue;
    }
    DecideCase other = c;
    if (one.source == "normalise")
      other.index.normalise.method = one.alternative == "min_max" ? Normalise::min_max : Normalise::percentile;
    else
      for (const char* id : {"deaths", "crime", "income"})
        if (one.alternative != id) other.index.weights.push_back(DecideCase::weight(id, 1));
    const Decision then = other.decide();
    const Difference expected = difference(stated, then);
    CHECK(one.mean_shift == Approx(expected.shift).margin(1e-12));
    CHECK(one.change_tranche == static_cast<double>(expected.changed.size()));
    std::vector<std::size_t> changed = one.changed;
    CHECK(std::is_sorted(changed.begin(), changed.end(),
                         [&](std::size_t a, std::size_t b) { return stated.rank[a] < stated.rank[b]; }));
    std::sort(changed.begin(), changed.end());
    CHECK(changed == expected.changed);
    CHECK(one.rank_of_moved_most == then.rank[one.moved_most]);
    for (std::size_t i = 0; i < 12; ++i) CHECK(std::abs(stated.rank[i] - then.rank[i]) <= one.shift_of_moved_most);
  }
}

TEST_CASE("sensitivity: all sources drawn at once leave a tranche as often as the uncertainty says") {
  const DecideCase c = dozen();
  UncertaintySettings settings = several_sources();
  settings.draws = 8000; // the same keys: the design's A and B are draws 0 to 7999
  const Uncertainty u =
      estimate_uncertainty(c.decide(), c.candidates(), c.indicators, c.index, c.tranches, c.allocation, settings);
  const Sensitivity s = sensitivity_of(c, settings, 4000);
  REQUIRE(s.edge.size() == 6); // three on either side of the one edge
  const Decision stated = c.decide();
  for (const EdgeSensitivity& one : s.edge) {
    CHECK(stated.rank[one.authority] >= 2);
    CHECK(stated.rank[one.authority] <= 7);
    const auto own = static_cast<std::size_t>(stated.tranche[one.authority]) - 1;
    CHECK(one.changes.mean == Approx(1 - u.tranche_probability[one.authority][own]).margin(1e-12));
  }
}

TEST_CASE("sensitivity: the same for any number of threads") {
  const DecideCase c = dozen();
  const Sensitivity one = sensitivity_of(c, several_sources(), 200),
                    many = sensitivity_of(c, several_sources(), 200, 3);
  for (std::size_t k = 0; k < one.sources.size(); ++k) {
    CHECK(one.rank_shift.total[k].value == many.rank_shift.total[k].value);
    CHECK(one.rank_shift.first[k].low == many.rank_shift.first[k].low);
    CHECK(one.tranche.total[k].high == many.tranche.total[k].high);
  }
  for (std::size_t k = 0; k < one.alone.size(); ++k) {
    CHECK(one.alone[k].mean_shift == many.alone[k].mean_shift);
    CHECK(one.alone[k].changed == many.alone[k].changed);
  }
}

TEST_CASE("sensitivity: where nothing is stated the usual alternatives are taken, and said so") {
  DecideCase c = dozen();
  const Sensitivity s = sensitivity_of(c, {}, 100);
  CHECK(s.sources == std::vector<std::string>{"figures", "weights", "normalise", "treat", "aggregate", "left_out"});
  CHECK(s.usual ==
        "uncertainty:\n  weights: {concentration: 100}\n  methods: {normalise: [min_max, percentile], treat: "
        "[skew_kurtosis], aggregate: [median], leave_out: true}\n");
  CHECK(s.refused.empty());
  c.index.normalise.method = Normalise::min_max;
  c.index.normalise.low = 1;
  c.index.aggregate = Aggregate::geometric; // of z-scores there is none
  const Sensitivity geometric = sensitivity_of(c, {}, 100);
  REQUIRE_FALSE(geometric.refused.empty());
  CHECK_THAT(geometric.refused[0], Contains("normalise: z_score") && Contains("geometric"));
  CHECK_THAT(geometric.usual, Contains("normalise: [percentile]") && !Contains("aggregate"));
}

TEST_CASE("sensitivity: what cannot be asked is answered in a sentence") {
  DecideCase c(3);
  c.add("alone", {3, 2, 1});
  c.index.normalise_of["alone"].method = Normalise::none;
  c.index.treat_of["alone"].method = Treat::none;
  UncertaintySettings settings;
  settings.figures = false;
  settings.methods.leave_out = true; // of one indicator nothing can be left out
  const Sensitivity nothing = sensitivity_of(c, settings, 10);
  CHECK_THAT(nothing.unavailable, Contains("Nothing varies") && Contains("uncertainty.weights.concentration"));
  CHECK(nothing.sources.empty());
  c.index.aggregate = Aggregate::kemeny;
  CHECK_THAT(sensitivity_of(c, settings, 10).unavailable, Contains("Kemeny"));
  DecideCase nobody(2);
  const double gone = std::nan("");
  nobody.add("gone", {gone, gone});
  CHECK_THAT(sensitivity_of(nobody, settings, 10).unavailable, Contains("nobody is ranked"));
  // Without tranches ranks still move.
  DecideCase ranking = dozen();
  ranking.tranches.cut.clear();
  const Sensitivity s = sensitivity_of(ranking, several_sources(), 100);
  CHECK(s.tranche.constant);
  CHECK(s.edge.empty());
  CHECK_FALSE(s.rank_shift.constant);
}
