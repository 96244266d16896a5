// What a programme promised against what came of it.
#include <catch2/catch.hpp>
#include <cmath>
#include <fmt/format.h>

#include "faults.hpp"
#include "missing.hpp"
#include "monitored.hpp"
#include "tranche/statistics/random.hpp"

using namespace tranche;
using Catch::Contains;
using statistics::Verdict;

namespace {

constexpr const char* falling = "direction: down, model: rate, per: 1000, "
                                "baseline: {start: 2018-01-01, end: 2020-12-31}, from: 2021-12-31, "
                                "target: {date: 2025-12-31, change_percent: -40}";

std::string year_row(const std::string& code, int year, double events, double people, const std::string& rest = ",") {
  const std::string y = std::to_string(year);
  return fmt::format("m,{},{}-01-01,{}-12-31,{},{},{}\n", code, y, y, events, people, rest);
}

/// 300 events a year among 100,000 people in the baseline.
std::string baseline_rows(const std::string& code = "", const std::string& rest = ",") {
  return year_row(code, 2018, 300, 100000, rest) + year_row(code, 2019, 290, 100000, rest) +
         year_row(code, 2020, 310, 100000, rest);
}

std::string three_years(const std::string& code, double events, const std::string& rest = ",") {
  return year_row(code, 2021, events, 100000, rest) + year_row(code, 2022, events, 100000, rest) +
         year_row(code, 2023, events, 100000, rest);
}

} // namespace

TEST_CASE("monitor: a pooled baseline is compared with as many years, and the path is followed to their end") {
  const Monitored monitored{falling};
  const MeasureProgress one = monitored.of(baseline_rows() + three_years("", 230)).national.at(0);
  CHECK(one.baseline.events == 900);
  CHECK(one.baseline_value == Approx(3));
  CHECK(one.period == "2021 to 2023");
  CHECK(one.actual.events == 690);
  CHECK(one.value == Approx(2.3));
  // Two of four years lie behind: a fifth less than 3, whatever leap years do.
  CHECK(one.required == Approx(2.4).margin(0.002));
  CHECK(one.target == Approx(1.8));
  CHECK(one.judged.verdict == Verdict::on_track);
  CHECK(one.judged.because == statistics::Because::improved);
  CHECK(one.gap == Approx(-30).margin(1));
  CHECK_THAT(one.reason, Contains("2.30 (2.13 to 2.48), where the path asks for 2.40"));

  const MeasureProgress behind = monitored.of(baseline_rows() + three_years("", 300)).national.at(0);
  CHECK(behind.judged.verdict == Verdict::behind);
  CHECK(behind.gap == Approx(180).margin(1));

  const MeasureProgress early =
      monitored.of(baseline_rows() + year_row("", 2021, 500, 100000) + year_row("", 2022, 500, 100000)).national.at(0);
  CHECK(early.judged.verdict == Verdict::too_early);
  CHECK(early.obstacle == Obstacle::not_pooled);
  CHECK(std::isnan(early.value));

  CHECK_THAT(fault_of([&] { monitored.of(baseline_rows() + "m,,2021-01-01,2022-12-31,500,200000,,\n"); }),
             Contains("a.csv:5: covers 24 months, and the baseline of 'm' pools 36"));
}

TEST_CASE("monitor: figures after the day of judgement do not count") {
  const Monitored monitored{falling};
  const std::string rows = baseline_rows() + three_years("", 300) + year_row("", 2024, 10, 100000);
  CHECK(monitored.of(rows).national[0].period == "2022 to 2024");
  const Monitoring before = monitored.of(rows, 19800); // in March 2024
  CHECK(before.national[0].period == "2021 to 2023");
  CHECK(before.id != monitored.of(rows).id);
  CHECK(before.id == monitored.of(rows, 19800).id);
}

TEST_CASE("monitor: deaths by registration are shown and not judged until they are there by occurrence") {
  const Monitored monitored{std::string(falling) + ", registered_late: true"};
  const std::string registered = baseline_rows("", ",registration") + three_years("", 500, ",registration");
  const MeasureProgress late = monitored.of(registered).national.at(0);
  CHECK(late.judged.verdict == Verdict::too_early);
  CHECK(late.obstacle == Obstacle::registered_late);
  CHECK(late.by_registration);
  CHECK(late.value == Approx(5));
  CHECK_THAT(late.reason, Contains("Too early to tell") && Contains("by date of occurrence are not there"));

  // By occurrence, but without a baseline that is counted alike: nothing to compare with.
  const MeasureProgress unlike = monitored.of(registered + three_years("", 320, ",occurrence")).national.at(0);
  CHECK(unlike.judged.verdict == Verdict::no_figure);
  CHECK(unlike.obstacle == Obstacle::no_baseline);

  const MeasureProgress judged =
      monitored.of(registered + baseline_rows("", ",occurrence") + three_years("", 320, ",occurrence")).national.at(0);
  CHECK(judged.judged.verdict == Verdict::behind);
  CHECK_FALSE(judged.by_registration);
  const MeasureProgress provisional =
      monitored.of(baseline_rows("", ",occurrence") + three_years("", 320, "provisional,occurrence")).national.at(0);
  CHECK(provisional.obstacle == Obstacle::provisional);
}

TEST_CASE("monitor: too early also by time, by few events, by a date not reached, and without a baseline") {
  const Monitored soon{"direction: down, model: rate, baseline: {start: 2020-01-01, end: 2020-12-31}, "
                       "from: 2021-06-30, target: {date: 2025-12-31, change_percent: -40}"};
  const auto verdict = [](const Monitored& monitored, const std::string& rows) {
    const Monitoring result = monitored.of(rows);
    return std::pair(result.national.at(0).judged.verdict, result.national.at(0).obstacle);
  };
  CHECK(verdict(soon, year_row("", 2020, 300, 1000) + year_row("", 2021, 900, 1000)) ==
        std::pair(Verdict::too_early, Obstacle::short_time));
  const Monitoring few = soon.of(year_row("", 2020, 5, 1000) + year_row("", 2023, 9, 1000));
  CHECK(few.national[0].judged.because == statistics::Because::few_events);
  CHECK(verdict(soon, year_row("", 2023, 9, 1000)) == std::pair(Verdict::no_figure, Obstacle::no_baseline));
  CHECK(verdict(soon, year_row("", 2020, 5, 1000)) == std::pair(Verdict::no_figure, Obstacle::no_actual));
  CHECK(verdict(soon, year_row("", 2020, 5, 1000) + "m,,2023-01-01,2023-12-31,,,suppressed,\n") ==
        std::pair(Verdict::no_figure, Obstacle::suppressed));

  const Monitored step{"direction: up, model: whole, baseline: {end: 2022-03-31, value: 0}, "
                       "target: {date: 2025-03-31, value: 152, path: step}"};
  CHECK(verdict(step, "m,,,2024-03-31,90,,,\n") == std::pair(Verdict::too_early, Obstacle::not_due));
  CHECK(verdict(step, "m,,,2025-03-31,151,,,\n") == std::pair(Verdict::behind, Obstacle::none));
  CHECK(verdict(step, "m,,,2025-03-31,152,,,\n") == std::pair(Verdict::on_track, Obstacle::none));
}

TEST_CASE("monitor: the strategy's recruits of the first year against a third of the way") {
  const Monitored posts{"direction: up, model: whole, baseline: {end: 2022-03-31, value: 0}, "
                        "target: {date: 2025-03-31, value: 800}"};
  const MeasureProgress first = posts.of("m,,,2023-03-31,170,,,\n").national.at(0);
  CHECK(first.required == 267); // 800 x 365/1096 = 266.4, and there is no part of a person
  CHECK(first.judged.verdict == Verdict::behind);
  CHECK_THAT(first.reason, Contains("170, where the path asks for 267: short by 97"));
  CHECK(posts.of("m,,,2023-03-31,267,,,\n").national[0].judged.verdict == Verdict::on_track);
}

TEST_CASE("monitor: without a target a figure is held against its baseline") {
  const Monitored wanted{"direction: down, model: count, baseline: {start: 2020-01-01, end: 2020-12-31}"};
  const auto verdict = [&](int events) {
    return wanted.of("m,,2020-01-01,2020-12-31,400,,,\nm,,2023-01-01,2023-12-31," + std::to_string(events) + ",,,\n")
        .national.at(0)
        .judged.verdict;
  };
  CHECK(verdict(400) == Verdict::too_early);
  CHECK(verdict(300) == Verdict::on_track);
  CHECK(verdict(500) == Verdict::behind);
}

TEST_CASE("monitor: the attention list ranks by evidence, then size, and says why") {
  Monitored monitored{std::string(falling) + ", areas: both"};
  std::string rows;
  for (std::uint32_t i = 1; i <= 40; ++i) {
    statistics::Stream random(5, 0, 0, i);
    const double people = i % 2 ? 20000 : 100000, share = people / 100000;
    const double now = i <= 3 ? 420 : 240; // of 100,000, where 240 are asked for
    const std::string code = "A" + std::to_string(100 + i);
    const auto drawn = [&](double mean) { return std::round(mean + std::sqrt(mean) * random.normal()); };
    for (int year = 2018; year <= 2020; ++year) rows += year_row(code, year, drawn(300 * share), people);
    for (int year = 2021; year <= 2023; ++year) rows += year_row(code, year, drawn(now * share), people);
  }
  const Monitoring result = monitored.of(rows);
  REQUIRE(result.local.size() == 40);
  const LocalSummary& summary = result.summaries.at(0);
  CHECK(summary.tested == 40);
  CHECK(summary.false_behind == Approx(1));
  CHECK(summary.verdicts[static_cast<std::size_t>(Verdict::behind)] >= 3);
  REQUIRE(result.attention.size() >= 3);
  CHECK(result.attention[0].code == "A102"); // five times the people of the others
  for (std::size_t i = 0; i < result.attention.size(); ++i) {
    const AttentionReason& reason = result.attention[i].reasons.at(0);
    CHECK(reason.stands_out == (result.attention[i].code <= "A103"));
    CHECK(reason.gap > 0);
    CHECK(reason.q >= reason.p);
    CHECK_THAT(reason.text, Contains("Measure, 2021 to 2023: ") && Contains("worse by more than chance"));
  }
  // The order of rows in the file is nothing to the result.
  std::string turned;
  for (std::size_t end = rows.size(); end > 0;) {
    const std::size_t begin = rows.rfind('\n', end - 2);
    const std::size_t from = begin == std::string::npos ? 0 : begin + 1;
    turned += rows.substr(from, end - from);
    end = from;
  }
  const Monitoring again = monitored.of(turned);
  REQUIRE(again.attention.size() == result.attention.size());
  for (std::size_t i = 0; i < again.attention.size(); ++i) CHECK(again.attention[i].code == result.attention[i].code);
}

TEST_CASE("monitor: charts fill gaps, take what was before as their measure, and bring attention for the worse") {
  const Monitored monitored{"direction: down, areas: both, model: count, "
                            "baseline: {start: 2021-12-01, end: 2021-12-31}"};
  std::string rows;
  for (int month = 0; month < 30; ++month) {
    if (month == 20) continue;
    const int year = 2020 + month / 12 + 1, in_year = month % 12 + 1; // from January 2021
    const int last = in_year == 2                                                      ? (year % 4 ? 28 : 29)
                     : (in_year == 4 || in_year == 6 || in_year == 9 || in_year == 11) ? 30
                                                                                       : 31;
    const int events = month < 12 ? 100 + (month % 3 - 1) * 6 : month < 22 ? 104 - (month % 2) * 8 : 150;
    rows += fmt::format("m,A105,{}-{:02}-01,{}-{:02}-{},{},,,\n", year, in_year, year, in_year, last, events);
  }
  const Monitoring result = monitored.of(rows);
  REQUIRE(result.charts.size() == 1);
  const MeasureChart& chart = result.charts[0];
  CHECK(chart.kind == "C\u2032");
  CHECK(chart.ends.size() == 30);
  CHECK(std::isnan(chart.chart.value[20]));
  CHECK(chart.chart.based_on == 12);
  CHECK(chart.chart.centre == Approx(100));
  CHECK_FALSE(chart.recent_worse.empty());
  CHECK(result.summaries.at(0).charts == 1);
  CHECK(result.summaries[0].false_alarms > 0.1);
  REQUIRE(result.attention.size() == 1);
  bool told = false;
  for (const AttentionReason& reason : result.attention[0].reasons)
    told = told || reason.text.find("special cause for the worse") != std::string::npos;
  CHECK(told);
}
