#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "tranche/statistics/limits.hpp"

using namespace plugin_test;
using Catch::Matchers::Contains;

namespace {

const std::vector<std::string> categories{"vehicle_crime", "burglary", "arson", "robbery", "theft_from_the_person"};

Table incidents(std::vector<std::string> codes, std::vector<Cell> cells) {
  return {"incidents",     "Recorded incidents, 2021", "incidents", std::move(codes), {"2021"}, categories,
          std::move(cells)};
}

Table residents(std::vector<std::string> codes, std::vector<Cell> cells) {
  return {"population", "Residents", "people", std::move(codes), {"2021"}, {""}, std::move(cells)};
}

} // namespace

TEST_CASE("an index keeps the title and the unit of its publication") {
  const std::vector<std::string> codes{"A", "B", "C"};
  const Table index{"index",
                    "Health Index personal crime, 2020",
                    "index value, unit not stated by the publisher",
                    codes,
                    {"2020"},
                    {""},
                    {74.98, Status::missing, Cell(-1.5, Status::unreliable, 0.8)}};
  const IndicatorColumn column = Plugin("crime").compute("index", codes, {bound(index)});
  CHECK(column.title == "Health Index personal crime, 2020");
  CHECK(column.unit == "index value, unit not stated by the publisher");
  CHECK(column.error_model == "none");
  CHECK(column.value[0] == 74.98);
  CHECK(column.status == std::vector<Status>{Status::measured, Status::missing, Status::unreliable});
  CHECK(column.coverage[2] == 0.8);
  CHECK(notes_on(column, 1) == "the index is not reported\n");
  CHECK_FALSE(column.has_limits(0));
  CHECK_THAT(
      Plugin("crime").refusal("index", {"A"}, {bound({"index", "I", "", {"A"}, {"2019", "2020"}, {""}, {1, 2}})}),
      Contains("2019, 2020"));
}

TEST_CASE("only incidents are said to be neighbourhood crime or per 1,000") {
  const Plugin plugin("crime");
  for (const char* measure : {"index", "severity_score"}) {
    const tranche::MeasureInfo& info = plugin.info().measure(measure);
    CHECK(info.title.find("eighbourhood") == std::string::npos);
    CHECK(info.title.find("1,000") == std::string::npos);
    CHECK(info.unit == "{" + info.roles.at(0).name + "}");
  }
}

TEST_CASE("severity: the parts' own scores, or none") {
  const Table score{"score", "Crime Severity Score",          "score", {"D1", "D2", "D3", "D4", "D5"}, {""},
                    {""},    {10, 20, 30, Status::missing, 7}};
  const std::vector<double> people{100, 300, 10, 90, 5};
  const IndicatorColumn column =
      Plugin("crime").compute("severity_score", {"A", "B", "C"}, {bound_members(score, {2, 2, 1}, people)});
  CHECK(column.value[0] == Approx(17.5).epsilon(1e-12)); // (10 x 100 + 20 x 300) / 400
  CHECK(column.status == std::vector<Status>{Status::measured, Status::missing, Status::measured});
  CHECK(notes_on(column, 1) == "no score of its own: D4\n");
  CHECK(column.coverage[1] == Approx(0.1));
  CHECK(column.value[2] == 7);
  CHECK_THAT(Plugin("crime").refusal("severity_score", {"A", "B", "C"}, {bound_members(score, {2, 2, 1})}),
             Contains("no weight") && Contains("A"));
}

TEST_CASE("neighbourhood crime counts four kinds of incidents once each") {
  const std::vector<std::string> codes{"A", "B"};
  const Table counts = incidents(codes, {10, 20, 500, 30, 40, 0, 0, 9, 0, 0});
  const IndicatorColumn column =
      Plugin("crime").compute("neighbourhood_crime", codes, {bound(counts), bound(residents(codes, {50000, 8000}))});
  CHECK(column.title == "Neighbourhood crime (Recorded incidents, 2021), per 1,000 residents");
  CHECK(column.unit == "per 1,000 residents");
  CHECK(column.value[0] == Approx(2).epsilon(1e-12)); // 100 of 50,000; arson is not neighbourhood crime
  CHECK(column.numerator == std::vector<double>{100, 0});
  CHECK(column.denominator == std::vector<double>{50000, 8000});
  const auto limits = tranche::statistics::count_limits(100, 0.95);
  CHECK(column.lower[0] == Approx(limits.lower / 50).epsilon(1e-12));
  CHECK(column.upper[0] == Approx(limits.upper / 50).epsilon(1e-12));
  CHECK(column.value[1] == 0);
  CHECK(column.lower[1] == 0);
  CHECK(column.upper[1] == Approx(3.688879 / 8).epsilon(1e-6));
}

TEST_CASE("weighted incidents have the limits of a weighted sum of counts") {
  const std::vector<std::string> codes{"A"};
  const auto compute = [&](const std::string& burglary, const std::string& arson) {
    return Plugin("crime").compute("weighted_crime", codes,
                                   {bound(incidents(codes, {10, 20, 80, 30, 40})), bound(residents(codes, {1000}))},
                                   {map("weights", {"burglary", "arson"}, {burglary, arson})});
  };
  const IndicatorColumn column = compute("3", "0.5");
  CHECK(column.title == "Recorded incidents, 2021, weighted by category, per 1,000 residents");
  CHECK(column.value[0] == Approx(100).epsilon(1e-12)); // 3 x 20 + 0.5 x 80
  // Variance 9 x 20 + 0.25 x 80 = 200 of 100 incidents: distances of the count's limits times sqrt(2).
  const auto limits = tranche::statistics::count_limits(100, 0.95);
  CHECK(column.lower[0] == Approx(100 + std::sqrt(2.0) * (limits.lower - 100)).epsilon(1e-12));
  CHECK(column.upper[0] == Approx(100 + std::sqrt(2.0) * (limits.upper - 100)).epsilon(1e-12));
  CHECK(compute("6", "1").lower[0] == Approx(2 * column.lower[0]).epsilon(1e-12)); // scales with the weights
  CHECK(compute("1", "0").value[0] == 20);
}

TEST_CASE("incidents must cover the whole authority, and people must live there") {
  const std::vector<std::string> codes{"A", "B", "C", "D", "E", "F"};
  const Cell part(5, Status::measured, 0.98);
  const Table counts = incidents(codes, {1,
                                         1,
                                         1,
                                         1,
                                         1, //
                                         1,
                                         1,
                                         part,
                                         1,
                                         1, //
                                         1,
                                         1,
                                         1,
                                         part,
                                         1, //
                                         1,
                                         Status::suppressed,
                                         1,
                                         1,
                                         1, //
                                         1,
                                         1,
                                         1,
                                         1,
                                         1, //
                                         1,
                                         1,
                                         1,
                                         1,
                                         Status::missing});
  const IndicatorColumn column = Plugin("crime").compute(
      "neighbourhood_crime", codes, {bound(counts), bound(residents(codes, {0, 9, 9, 9, Status::missing, 9}))});
  CHECK(column.status == std::vector<Status>{Status::missing, Status::measured, Status::missing, Status::suppressed,
                                             Status::missing, Status::missing});
  CHECK(notes_on(column, 0) == "population is 0\n");
  CHECK(notes_on(column, 1).empty()); // only arson is incomplete
  CHECK_THAT(notes_on(column, 2), Contains("0.98"));
  CHECK(notes_on(column, 3) == "incidents withheld: burglary\n");
  CHECK(notes_on(column, 4) == "population not reported\n");
  CHECK(notes_on(column, 5) == "incidents not reported: theft_from_the_person\n");
}

TEST_CASE("weights and counts that make no sense are refused") {
  const Plugin plugin("crime");
  const auto refusal = [&](std::string_view measure, std::vector<std::string> keys, std::vector<std::string> values) {
    return plugin.refusal(measure, {"A"}, {bound(incidents({"A"}, {1, 1, 1, 1, 1})), bound(residents({"A"}, {9}))},
                          {map("weights", std::move(keys), std::move(values))});
  };
  CHECK_THAT(refusal("weighted_crime", {"fraud"}, {"1"}),
             Contains("weights.fraud") && Contains("vehicle_crime, burglary"));
  CHECK_THAT(refusal("weighted_crime", {"arson"}, {"-1"}), Contains("0 or more"));
  CHECK_THAT(refusal("weighted_crime", {"arson"}, {"0"}), Contains("no category has a weight above 0"));
  CHECK_THAT(refusal("neighbourhood_crime", {"burglary", "robbery"}, {"1", "1"}), Contains("needs all of"));
  CHECK_THAT(refusal("neighbourhood_crime", {"arson"}, {"1"}), Contains("weighted_crime"));
  CHECK_THAT(refusal("neighbourhood_crime", {"burglary"}, {"2"}), Contains("weighted_crime"));
  CHECK_THAT(plugin.refusal("neighbourhood_crime", {"A"},
                            {bound(incidents({"A"}, {1, -1, 1, 1, 1})), bound(residents({"A"}, {9}))}),
             Contains("A Town A") && Contains("burglary") && Contains("-1"));
}
