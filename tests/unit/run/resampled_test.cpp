// Figures made again from drawn inputs, through the whole line: the pools of a run are the draws themselves.
#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <fmt/format.h>

#include "faults.hpp"
#include "scratch.hpp"
#include "tranche/run/pipeline.hpp"
#include "tranche/statistics/random.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

RunOptions with_plugins(int threads = 2) {
  RunOptions options;
  options.plugin_dirs = {TRANCHE_PLUGIN_DIR};
  options.threads = threads;
  return options;
}

/// One indicator's draws of one authority.
struct Sample {
  std::vector<double> value;

  double mean() const {
    double sum = 0;
    for (const double v : value) sum += v;
    return sum / static_cast<double>(value.size());
  }
  double with(const Sample& other) const { // covariance
    const double a = mean(), b = other.mean();
    double sum = 0;
    for (std::size_t d = 0; d < value.size(); ++d) sum += (value[d] - a) * (other.value[d] - b);
    return sum / static_cast<double>(value.size() - 1);
  }
  double variance() const { return with(*this); }
  /// Standard deviations between the mean of the draws and the mean of a distribution.
  double off(double expected, double spread) const {
    return std::abs(mean() - expected) / std::sqrt(spread / static_cast<double>(value.size()));
  }
};

Sample drawn(const Run& run, std::size_t indicator, std::size_t authority) {
  const FigurePool& pool = run.figure_pools()[indicator];
  const std::size_t n = run.authorities.size();
  Sample sample;
  for (std::size_t d = 0; d < pool.columns; ++d) sample.value.push_back(pool.value[d * n + authority]);
  return sample;
}

/// Assessments of England's upper-tier authorities, from the embedded tables.
Run england(const std::string& indicators, int draws, const std::string& more = "", int threads = 2) {
  const Scratch folder;
  return assess(
      read_assessment(folder.write("a.yaml", "assessment: England\nareas: {geography: utla21}\n"
                                             "uncertainty: {draws: " +
                                                 std::to_string(draws) + more + "}\nindicators:\n" + indicators)),
      with_plugins(threads));
}

const std::string deaths = "  - id: deaths\n    plugin: drug_deaths\n    measure: rate\n"
                           "    params: {years: [2018, 2019, 2020]}\n"
                           "    inputs: {deaths: england/drug_poisoning_deaths:deaths, population: "
                           "england/population:population}\n";
const std::string homelessness = "    plugin: homelessness\n"
                                 "    params: {missing_quarters: scale, min_reported: 0.7}\n    inputs:\n"
                                 "      duties: england/homelessness_quarters:households_owed_duty\n"
                                 "      households: england/homelessness_quarters:households_thousands\n";
const std::string duties = "  - id: duties\n    measure: duty_rate\n" + homelessness;
const std::string need = "  - id: need\n    measure: drug_need_rate\n" + homelessness +
                         "      drug_need: england/homelessness_quarters:with_drug_dependency_need\n";

/// A few units with their figures in tables of their own.
class Units {
public:
  explicit Units(std::size_t n) {
    std::string text = "code,name,residents\n";
    for (std::size_t i = 0; i < n; ++i) text += fmt::format("U{},Unit {},{}\n", i, i, 1000 * (i + 1));
    m_folder.write("units.csv", text);
  }
  void table(const std::string& name, const std::string& text) const { m_folder.write(name + ".csv", text); }

  Run run(const std::string& layers, const std::string& indicators, int draws, const std::string& more = "") const {
    const std::string text = "assessment: Units\nareas: {table: units.csv, key: code, name: name}\n"
                             "layers:\n  my/units: {file: units.csv, geography: units, key: code, values: {residents: "
                             "{carry: count}}}\n" +
                             layers + "uncertainty: {draws: " + std::to_string(draws) + more + "}\nindicators:\n" +
                             indicators;
    return assess(read_assessment(m_folder.write("a.yaml", text)), with_plugins());
  }

private:
  Scratch m_folder;
};

const std::string crimes_layer = "  my/crimes: {file: crimes.csv, geography: units, key: code, category: {column: "
                                 "kind}, values: {incidents: {carry: count, title: Crimes}}}\n";
const std::string weighted = "  - id: crime\n    plugin: crime\n    measure: weighted_crime\n"
                             "    params: {weights: {theft: 1, assault: 10}}\n"
                             "    inputs: {incidents: my/crimes:incidents, population: my/units:residents}\n";

/// A strip of land from one easting to another, of which towns and hoods are made.
std::string box(std::size_t west, std::size_t east) {
  return fmt::format("\"POLYGON(({0} 300,{1} 300,{1} 400,{0} 400,{0} 300))\"", west, east);
}

/// cases.csv counts by hood, and is carried by ground onto the units' towns; towns.csv, hoods.csv and list.csv beside
/// it.
const std::string hood_layers =
    "  my/towns: {kind: boundaries, file: towns.csv, geography: units, key: code, crs: EPSG:27700}\n"
    "  my/hoods: {kind: boundaries, file: hoods.csv, key: code, crs: EPSG:27700,\n"
    "    geography: {id: hoods, crs: EPSG:27700, codes: {file: list.csv, key: code}}}\n"
    "  my/cases: {file: cases.csv, geography: hoods, key: code,\n"
    "    carry_by: {way: area, boundaries: my/hoods, onto: my/towns},\n"
    "    values: {cases: {carry: count}, people: {carry: count}}}\n";
const std::string hood_rate = "  - {id: rate, kind: rate, title: Rate, unit: per 1000, per: 1000, limits: byar,\n"
                              "     inputs: {numerator: my/cases:cases, denominator: my/cases:people}}\n";

} // namespace

TEST_CASE("a rate of pooled deaths is drawn as the gamma posterior of their sum, by calling its plugin again") {
  constexpr int draws = 2000;
  const Run run = england(deaths, draws);
  const IndicatorColumn& column = run.indicators[0];
  CHECK(run.uncertainty.recomputed == std::vector<std::string>{"deaths"});
  REQUIRE(run.figure_pools()[0].columns == draws);
  double ratio = 0;
  std::size_t compared = 0, far = 0;
  for (std::size_t i = 0; i < column.value.size(); ++i) {
    if (!has_value(column.status[i]) || column.numerator[i] < 20) continue; // few: some draws have no rate
    const Sample sample = drawn(run, 0, i);
    const double scale = 1e5 / column.denominator[i], shape = column.numerator[i] + 0.5;
    far += sample.off(scale * shape, scale * scale * shape) > 3 ? 1 : 0;
    ratio += sample.variance() / (scale * scale * shape);
    ++compared;
  }
  REQUIRE(compared > 140);
  CHECK(far <= 3);                                                         // 0.4 expected
  CHECK(ratio / static_cast<double>(compared) == Approx(1).margin(0.012)); // 4 standard errors
}

TEST_CASE("the draws of one count have the distribution of its gamma, and draws depend on nothing but their number") {
  constexpr int draws = 4000;
  const Run run = england(deaths, draws), other = england(deaths, 100, "", 1);
  const IndicatorColumn& column = run.indicators[0];
  const auto most = static_cast<std::size_t>(std::max_element(column.numerator.begin(), column.numerator.end()) -
                                             column.numerator.begin());
  Sample sample = drawn(run, 0, most);
  const Sample few = drawn(other, 0, most);
  CHECK(std::equal(few.value.begin(), few.value.end(), sample.value.begin()));
  std::sort(sample.value.begin(), sample.value.end());
  const boost::math::gamma_distribution<double> gamma(column.numerator[most] + 0.5, 1e5 / column.denominator[most]);
  double distance = 0; // Kolmogorov and Smirnov
  for (int d = 0; d < draws; ++d) {
    const double p = cdf(gamma, sample.value[static_cast<std::size_t>(d)]);
    distance = std::max({distance, std::abs(p - (d + 0.0) / draws), std::abs(p - (d + 1.0) / draws)});
  }
  CHECK(distance < 1.95 / std::sqrt(static_cast<double>(draws))); // p = 0.001
}

TEST_CASE("a rate of homelessness with gaps varies as its reported households do, raised as the plugin raises them") {
  constexpr int draws = 4000;
  const Run run = england(duties + need, draws);
  REQUIRE(run.uncertainty.recomputed == std::vector<std::string>{"duties", "need"});
  double whole = 0, raised = 0, part = 0;
  std::size_t wholes = 0, raises = 0, parts = 0;
  for (std::size_t i = 0; i < run.authorities.size(); ++i) {
    for (std::size_t c = 0; c < 2; ++c) {
      const IndicatorColumn& column = run.indicators[c];
      if (!has_value(column.status[i]) || column.numerator[i] < 30) continue;
      const double scale = 1000 / column.denominator[i];
      const double ratio = drawn(run, c, i).variance() / (scale * scale * (column.numerator[i] + 0.5));
      if (c == 1) {
        if (!(column.flags[i] & flag::scaled)) part += ratio, ++parts;
      } else if (column.flags[i] & flag::scaled) {
        // One district: count x quarters / reported, so the variance is that of a Poisson count, times 1 / coverage.
        if (run.authorities.units[i].code.substr(0, 3) != "E10" && column.coverage[i] < 1)
          raised += ratio * column.coverage[i], ++raises;
      } else {
        whole += ratio, ++wholes;
      }
    }
  }
  REQUIRE(wholes > 100);
  REQUIRE(parts > 50);
  REQUIRE(raises > 3);
  CHECK(whole / static_cast<double>(wholes) == Approx(1).margin(0.01));
  CHECK(part / static_cast<double>(parts) == Approx(1).margin(0.015));
  CHECK(raised / static_cast<double>(raises) == Approx(1).margin(0.06));
}

TEST_CASE(
    "categories of one authority are drawn by themselves and weighted: the variance is that of the weighted sum") {
  const Units units(3);
  units.table("crimes", "code,kind,incidents\nU0,theft,400\nU0,assault,30\nU1,theft,90\nU1,assault,0\nU2,theft,0\n"
                        "U2,assault,0\n");
  const Run run = units.run(crimes_layer, weighted, 20000);
  const auto expect = [&](std::size_t i, double theft, double assault) {
    // Two counts make the figure, and each has half of Jeffreys's half.
    const double scale = 1 / (static_cast<double>(i) + 1), a = theft + 0.25, b = assault + 0.25;
    const double mean = scale * (a + 10 * b), variance = scale * scale * (a + 100 * b);
    const Sample sample = drawn(run, 0, i);
    CHECK(sample.off(mean, variance) < 4);
    return sample.variance() / variance;
  };
  CHECK(expect(0, 400, 30) == Approx(1).margin(0.045));
  CHECK(expect(1, 90, 0) == Approx(1).margin(0.4)); // of a quarter of an event, ten times: a long tail
  CHECK(expect(2, 0, 0) == Approx(1).margin(0.4));
  CHECK(std::abs(drawn(run, 0, 0).with(drawn(run, 0, 1))) <
        4 * std::sqrt(drawn(run, 0, 0).variance() * drawn(run, 0, 1).variance() / 20000));
  CHECK_THAT(run.uncertainty.assumptions[0], Contains("(incidents)") && Contains("gamma posterior") &&
                                                 Contains("the plugin crime makes each draw's figures of them"));
}

TEST_CASE("noughts everywhere are drawn too, and nobody is told from another") {
  const Units units(4);
  std::string text = "code,kind,incidents\n";
  for (int i = 0; i < 4; ++i) text += fmt::format("U{},theft,0\nU{},assault,0\n", i, i);
  units.table("crimes", text);
  const Run run = units.run(crimes_layer, weighted, 2000);
  for (std::size_t i = 0; i < 4; ++i) {
    const Sample sample = drawn(run, 0, i);
    CHECK(std::all_of(sample.value.begin(), sample.value.end(), [](double v) { return v >= 0 && std::isfinite(v); }));
    CHECK(sample.mean() > 0);
  }
  CHECK(run.uncertainty.rank_low[0] == 1);
  CHECK(run.uncertainty.rank_high[0] == 4);
}

TEST_CASE(
    "a district that is shared out is drawn once, before it is carried: its authorities go up and down together") {
  const Units units(2);
  units.table("towns", "code,WKT\nU0," + box(0, 2000) + "\nU1," + box(2000, 4000) + "\n");
  units.table("hoods", "code,WKT\nH1," + box(0, 1000) + "\nH2," + box(1000, 3000) + "\nH3," + box(3000, 4000) + "\n");
  units.table("list", "code\nH1\nH2\nH3\n");
  units.table("cases", "code,cases,people\nH1,40,1000\nH2,90,2000\nH3,20,1000\n");
  const Run run = units.run(hood_layers, hood_rate, 20000);
  REQUIRE(run.indicators[0].numerator == std::vector<double>{85, 65});
  CHECK(run.uncertainty.recomputed == std::vector<std::string>{"rate"});
  const Sample first = drawn(run, 0, 0), second = drawn(run, 0, 1);
  const double scale = 0.5; // per 1,000 of 2,000 people; two counts make each figure
  CHECK(first.off(scale * (40.25 + 90.25 / 2), scale * scale * (40.25 + 90.25 / 4)) < 4);
  CHECK(first.variance() == Approx(scale * scale * (40.25 + 90.25 / 4)).epsilon(0.04));
  CHECK(second.variance() == Approx(scale * scale * (20.25 + 90.25 / 4)).epsilon(0.04));
  CHECK(first.with(second) == Approx(scale * scale * 90.25 / 4).epsilon(0.08));
}

TEST_CASE("a share of two districts varies as each of them does, not as one count of both") {
  const Units units(1);
  units.table("towns", "code,WKT\nU0," + box(0, 3000) + "\n");
  units.table("hoods", "code,WKT\nH1," + box(0, 1000) + "\nH2," + box(1000, 3000) + "\n");
  units.table("list", "code\nH1\nH2\n");
  units.table("cases", "code,cases,people\nH1,10,100\nH2,180,200\n");
  const std::string share = "  - {id: share, plugin: treatment, measure: successful_completion,\n"
                            "     inputs: {completions: my/cases:cases, in_treatment: my/cases:people}}\n";
  const Run run = units.run(hood_layers, share, 20000);
  REQUIRE(run.indicators[0].value[0] == Approx(100 * 190.0 / 300));
  CHECK(run.uncertainty.recomputed == std::vector<std::string>{"share"});
  // Two cells make the figure, so each has the prior 1/4; the mean and variance of a beta are closed forms.
  const auto mean = [](double a, double b) { return a / (a + b); };
  const auto variance = [](double a, double b) { return a * b / ((a + b) * (a + b) * (a + b + 1)); };
  const double expected = (100 * mean(10.25, 90.25) + 200 * mean(180.25, 20.25)) / 3;
  const double spread = (1e4 * variance(10.25, 90.25) + 4e4 * variance(180.25, 20.25)) / 9;
  const Sample sample = drawn(run, 0, 0);
  CHECK(sample.off(expected, spread) < 4);
  CHECK(sample.variance() == Approx(spread).epsilon(0.04)); // as one count it would be 2.6 times that
}

TEST_CASE("ranges of figures made again from districts hold the truth as often as they say") {
  // A row of towns. Each has a hood of its own and half of the hoods on both sides; counts are Poisson around known
  // means. One run is a trial for every town.
  constexpr std::size_t towns = 800;
  constexpr int people = 1000;
  std::string town_rows = "code,WKT\n", hood_rows = town_rows, codes = "code\n", cases = "code,cases,people\n";
  std::vector<double> truth(towns, 0);
  for (std::size_t h = 0; h <= 2 * towns; ++h) { // even: between two towns
    statistics::Stream stream(11, 0, 0, static_cast<std::uint32_t>(h));
    const double mean = 4 + 60 * stream.uniform(), at = stream.uniform();
    int count = 0;
    for (double term = std::exp(-mean), sum = term; sum < at; sum += term) term *= mean / ++count;
    const std::size_t t = h / 2, west = 100 + 400 * t;
    hood_rows += fmt::format("H{},{}\n", h, h % 2 == 1 ? box(west + 50, west + 350) : box(west - 50, west + 50));
    codes += fmt::format("H{}\n", h);
    cases += fmt::format("H{},{},{}\n", h, count, people);
    if (h % 2 == 1) truth[t] += mean;
    if (h % 2 == 0 && t < towns) truth[t] += mean / 2;
    if (h % 2 == 0 && t > 0) truth[t - 1] += mean / 2;
  }
  for (std::size_t t = 0; t < towns; ++t) town_rows += fmt::format("U{},{}\n", t, box(100 + 400 * t, 500 + 400 * t));
  const Units units(towns);
  units.table("towns", town_rows);
  units.table("hoods", hood_rows);
  units.table("list", codes);
  units.table("cases", cases);
  constexpr std::size_t draws = 1000;
  const Run run = units.run(hood_layers, hood_rate, static_cast<int>(draws));
  REQUIRE(run.uncertainty.recomputed == std::vector<std::string>{"rate"});
  int held = 0;
  for (std::size_t a = 0; a < towns; ++a) {
    const auto t = static_cast<std::size_t>(std::stoul(run.authorities.codes()[a].data() + 1));
    const double figure = truth[t] / 2; // per 1,000 of 2,000 people
    std::vector<double> drawn_ones = drawn(run, 0, a).value;
    std::sort(drawn_ones.begin(), drawn_ones.end());
    held += drawn_ones[draws / 20] <= figure && figure <= drawn_ones[draws - draws / 20 - 1] ? 1 : 0;
  }
  const double coverage = static_cast<double>(held) / static_cast<double>(towns);
  CHECK(coverage > 0.88);
  CHECK(coverage < 0.92);
}

TEST_CASE("a standardised rate is a weighted mean of the rates of its bands, and so is its variance") {
  const Units units(1);
  units.table("bands", "code,age,events,people,standard\nU0,young,40,50000,60\nU0,old,90,3000,40\n");
  const std::string layers = "  my/bands: {file: bands.csv, geography: units, key: code, category: {column: age}, "
                             "values: {events: {carry: count}, people: {carry: count}, standard: {carry: count}}}\n";
  const std::string rate = "  - {id: rate, kind: standardised, title: Rate, unit: per 1000, per: 1000,\n     inputs: "
                           "{events: my/bands:events, population: my/bands:people, standard: my/bands:standard}}\n";
  const Run run = units.run(layers, rate, 20000);
  const double young = 0.6 * 1000 / 50000, old = 0.4 * 1000 / 3000;
  const double variance = young * young * 40.25 + old * old * 90.25;
  const Sample sample = drawn(run, 0, 0);
  CHECK(run.indicators[0].value[0] == Approx(young * 40 + old * 90));
  CHECK(sample.off(young * 40.25 + old * 90.25, variance) < 4);
  CHECK(sample.variance() == Approx(variance).epsilon(0.04));
}

TEST_CASE("figures are made again only where the file lets them, and the same on any number of threads") {
  const Run two = england(duties, 64), one = england(duties, 64, "", 1);
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  const std::vector<double>&by_two = two.figure_pools()[0].value, &by_one = one.figure_pools()[0].value;
  CHECK(std::equal(by_two.begin(), by_two.end(), by_one.begin(), by_one.end(), same));
  CHECK(two.uncertainty.rank_low == one.uncertainty.rank_low);
  CHECK(two.uncertainty.tranche_probability == one.uncertainty.tranche_probability);

  const Run limits = england(duties, 64, ", figures: limits");
  CHECK(limits.figure_pools()[0].columns == 0);
  CHECK(limits.uncertainty.recomputed.empty());
  CHECK_THAT(limits.uncertainty.assumptions[0], Contains("the events behind each figure"));

  const Run fixed = england(duties, 64, ", figures: false");
  CHECK(fixed.figure_pools()[0].columns == 0);
  CHECK(fixed.uncertainty.sources.empty());
  CHECK_THAT(fixed.uncertainty.assumptions[0], Contains("held fixed"));
}

TEST_CASE("authorities with so few deaths that a draw has no rate are drawn directly, and that is said") {
  const Run run = england(deaths, 500);
  const FigurePool& pool = run.figure_pools()[0];
  const std::size_t n = run.authorities.size();
  std::size_t without = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (!has_value(run.indicators[0].status[i])) continue;
    bool gap = false;
    for (std::size_t d = 0; d < pool.columns; ++d) gap = gap || std::isnan(pool.value[d * n + i]);
    without += gap ? 1 : 0;
  }
  const std::string& words = run.uncertainty.assumptions[0];
  if (without == 0)
    CHECK_THAT(words, !Contains("drawn directly"));
  else
    CHECK_THAT(words, Contains(fmt::format("; {} with so few events", without)));
}
