// Figures that come from a pool, made again from drawn inputs, in place of the indicator's own law.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "decide_case.hpp"
#include "tranche/decide/sensitivity.hpp"
#include "tranche/decide/uncertainty.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

/// Two counts, 30 and 20, of one rate.
DecideCase two_rates() {
  DecideCase c(2);
  IndicatorColumn& deaths = c.add("deaths", {30, 20});
  deaths.error_model = "poisson";
  deaths.numerator = {30, 20};
  deaths.denominator = {100000, 100000};
  c.cut("first", Cut::By::count, 1);
  c.cut("second", Cut::By::rest);
  return c;
}

/// The second is above the first in every draw of number 0, 3, 6, ...
void by_thirds(std::uint32_t draw, std::span<double> value) {
  value[0] = 30;
  value[1] = draw % 3 == 0 ? 40 : 20;
}

FigurePool pool_of(std::size_t columns, void (*make)(std::uint32_t, std::span<double>)) {
  FigurePool pool;
  pool.columns = columns;
  pool.value.resize(2 * columns);
  for (std::size_t d = 0; d < columns; ++d)
    make(static_cast<std::uint32_t>(d), std::span(pool.value).subspan(2 * d, 2));
  pool.make = make;
  pool.how = "counts (deaths) are drawn, and the plugin called again";
  return pool;
}

Uncertainty drawn_from(const DecideCase& c, const FigurePools& pools, int draws, int threads = 1) {
  UncertaintySettings settings;
  settings.draws = draws;
  return estimate_uncertainty(c.decide(), c.candidates(), c.indicators, c.index, c.tranches, c.allocation, settings,
                              threads, pools);
}

} // namespace

TEST_CASE("figures of a pool are those of its draws, made beforehand or when they are asked for") {
  const DecideCase c = two_rates();
  for (const std::size_t columns : {300UL, 30UL, 1UL}) {
    const FigurePools pools{pool_of(columns, by_thirds)};
    const Uncertainty u = drawn_from(c, pools, 300);
    CHECK(u.tranche_probability[1][0] == Approx(1.0 / 3).epsilon(1e-12));
    CHECK(u.recomputed == std::vector<std::string>{"deaths"});
    CHECK_THAT(u.assumptions[0], Contains("deaths: counts (deaths) are drawn, and the plugin called again."));
    CHECK(drawn_from(c, pools, 300, 2).tranche_probability == u.tranche_probability);
  }
}

TEST_CASE("an authority that some draws leave without a figure is drawn by its own law in every draw") {
  const DecideCase c = two_rates();
  const auto sometimes = [](std::uint32_t draw, std::span<double> value) {
    value[0] = 1000;
    value[1] = draw % 5 == 0 ? std::numeric_limits<double>::quiet_NaN() : 2000;
  };
  const Uncertainty u = drawn_from(c, {pool_of(1000, sometimes)}, 1000);
  CHECK(u.tranche_probability[1][0] == 0); // a count of about 20 is never above 1,000, as the pool's 2,000 would be
  CHECK_THAT(u.assumptions[0], Contains("; 1 with so few events that some draws would leave them without a figure are "
                                        "drawn directly: the events behind each figure are Poisson counts"));
}

TEST_CASE("a draw after the trial without a figure takes that of the indicator's own law, and an error goes through") {
  const DecideCase c = two_rates();
  const auto late = [](std::uint32_t draw, std::span<double> value) {
    value[0] = 0;
    value[1] = draw >= 1000 ? std::numeric_limits<double>::quiet_NaN() : 1000;
  };
  const Uncertainty u = drawn_from(c, {pool_of(1000, late)}, 2000);
  CHECK(u.tranche_probability[1][0] == 1);
  const auto refuses = [](std::uint32_t draw, std::span<double> value) {
    if (draw >= 10)
      throw PluginError(Fault::data, "plugin deaths 1.0.0", "has no rate for half a death", "tell its author");
    value[0] = value[1] = 1;
  };
  const FigurePools pools{pool_of(10, refuses)};
  CHECK_THROWS_AS(drawn_from(c, pools, 20, 2), PluginError);
  CHECK_NOTHROW(drawn_from(c, pools, 10, 2));
}

TEST_CASE("a figure drawn towards a larger area keeps its own error, and figures held fixed need no pool") {
  DecideCase c = two_rates();
  c.indicators[0].shrunk = {28, 22};
  c.indicators[0].shrunk_error = {1e-6, 1e-6};
  c.indicators[0].shrunk_towards = "England";
  c.indicators[0].shrunk_in_index = true;
  const FigurePools pools{pool_of(300, by_thirds)};
  const Uncertainty u = drawn_from(c, pools, 300);
  CHECK(u.tranche_probability[1][0] == 0);
  CHECK(u.recomputed.empty());
  UncertaintySettings settings;
  settings.figures = false;
  settings.draws = 300;
  const DecideCase plain = two_rates();
  CHECK(estimate_uncertainty(plain.decide(), plain.candidates(), plain.indicators, plain.index, plain.tranches,
                             plain.allocation, settings, 1, pools)
            .recomputed.empty());
}

TEST_CASE("the sensitivity draws from the same pools") {
  DecideCase c = two_rates();
  UncertaintySettings settings;
  settings.weights.concentration = 100;
  const auto never = [](std::uint32_t, std::span<double> value) {
    value[0] = 30;
    value[1] = 20;
  };
  const Sensitivity s = estimate_sensitivity(c.decide(), c.candidates(), c.indicators, c.index, c.tranches,
                                             c.allocation, settings, {64, 10, 1}, FigurePools{pool_of(1, never)});
  for (const auto& alone : s.alone) CHECK(alone.mean_shift == 0); // by the counts themselves it would be about 0.16
}
