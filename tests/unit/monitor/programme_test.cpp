// Programmes as YAML: every key documented, faults with their places, and what the shipped ones promise.
#include <catch2/catch.hpp>

#include "documented_keys.hpp"
#include "faults.hpp"
#include "scratch.hpp"
#include "tranche/monitor/programme.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

const std::filesystem::path monitor_config = std::filesystem::path(TRANCHE_SOURCE_DIR) / "config/monitor";

std::string fault_of_programme(const std::string& text) {
  const Scratch folder;
  return fault_of([&] { read_monitor_programme(folder.write("p.yaml", text)); });
}

const ProgressMeasure& measure_of(const MonitorProgramme& programme, const std::string& id) {
  for (const ProgressMeasure& measure : programme.measures)
    if (measure.id == id) return measure;
  throw std::runtime_error("no measure " + id);
}

} // namespace

TEST_CASE("monitor/default.yaml documents exactly the keys that the reader knows") {
  const std::vector<std::string> list = known_monitor_keys();
  const std::set<std::string> known(list.begin(), list.end());
  CHECK(known.count("measures.baseline.denominator"));
  std::set<std::string> documented;
  gather_keys(with_optional_keys(monitor_config / "default.yaml"), "", known, documented);
  CHECK(std::vector<std::string>(documented.begin(), documented.end()) == list);
}

TEST_CASE("monitor/default.yaml states the defaults") {
  const MonitorProgramme stated = read_monitor_programme(monitor_config / "default.yaml");
  const Scratch folder;
  const MonitorProgramme bare = read_monitor_programme(
      folder.write("bare.yaml", "programme: bare\noutcomes: [{id: o, title: O, kind: strategic}]\n"
                                "measures: [{id: m, title: M, outcome: o, direction: down, unit: u, source: s}]\n"));
  CHECK(stated.national_code == bare.national_code);
  CHECK(stated.national_name == bare.national_name);
  CHECK(stated.rules.confidence == bare.rules.confidence);
  CHECK(stated.rules.few_events == bare.rules.few_events);
  CHECK(stated.rules.minimum_months == bare.rules.minimum_months);
  CHECK(stated.rules.false_discovery == bare.rules.false_discovery);
  CHECK(stated.rules.recent == bare.rules.recent);
  CHECK(stated.rules.chart.coverage == bare.rules.chart.coverage);
  CHECK(stated.rules.chart.at_least == bare.rules.chart.at_least);
  CHECK(stated.rules.chart.dispersion == bare.rules.chart.dispersion);
  CHECK(stated.rules.special_causes.name == bare.rules.special_causes.name);
  CHECK(bare.measures[0].model == statistics::FigureModel::rate);
  CHECK(bare.measures[0].per == 1);
  CHECK(bare.measures[0].national);
  CHECK_FALSE(bare.measures[0].local);
}

TEST_CASE("the drug strategy's programme holds what was promised, and invents nothing") {
  const MonitorProgramme strategy = read_monitor_programme(monitor_config / "drug-strategy.yaml");
  const auto target = [&](const char* id) { return measure_of(strategy, id).target.points.at(0); };
  CHECK(target("treatment_places").value == 54500);
  CHECK(target("professionals").value == 800);
  CHECK(target("workers").value == 950);
  CHECK(target("coordinators").value == 152);
  for (const char* id : {"treatment_places", "professionals", "workers", "coordinators"}) {
    CHECK(target(id).date == "2025-03-31");
    CHECK_FALSE(measure_of(strategy, id).lower_is_better);
  }
  CHECK(measure_of(strategy, "drug_deaths").registered_late);
  CHECK(measure_of(strategy, "drug_deaths").target.points.empty());
  std::size_t strategic = 0;
  for (const ProgressOutcome& outcome : strategy.outcomes) strategic += outcome.strategic;
  CHECK(strategic == 3);
  CHECK(strategy.outcomes.size() == 6);
  REQUIRE(strategy.effects.size() == 2);
  CHECK(strategy.effects[0].value == 1000);
  CHECK(strategy.effects[1].value == 250000);
  for (const ProgressMeasure& measure : strategy.measures) CHECK_FALSE(measure.source.empty());
}

TEST_CASE("faults of a programme are told all at once, with their places") {
  const std::string fault = fault_of_programme("programme: p\n"
                                               "outcomes: [{id: harm, title: H, kind: strategic}]\n"
                                               "measures:\n"
                                               "  - id: deaths\n"
                                               "    title: D\n"
                                               "    outcome: harn\n"
                                               "    direction: sideways\n"
                                               "    unit: u\n"
                                               "    source: s\n"
                                               "    areas: local\n"
                                               "    model: whole\n"
                                               "    per: 100\n"
                                               "    baseline: {start: 2018-01-01, end: 2020-12-30}\n"
                                               "    target: {date: 2020-01-01, value: 5, change_percent: 3}\n"
                                               "    colour: red\n");
  CHECK_THAT(fault, Contains("p.yaml:7:16: measures.deaths.direction"));
  CHECK_THAT(fault, Contains("'harn' is not among outcomes; did you mean 'harm'?"));
  CHECK_THAT(fault, Contains("areas.geography names no geography"));
  CHECK_THAT(fault, Contains("'per' is of rates and proportions"));
  CHECK_THAT(fault, Contains("a whole number is of one day"));
  CHECK_THAT(fault, Contains("not of whole months"));
  CHECK_THAT(fault, Contains("exactly one of value and change_percent"));
  CHECK_THAT(fault, Contains("is not after the path begins (2020-12-30)"));
  CHECK_THAT(fault, Contains("p.yaml:15:5: measures.deaths.colour"));
}

TEST_CASE("an assessment is no programme, and a change needs a baseline") {
  CHECK_THAT(fault_of_programme("assessment: a\n"), Contains("is an assessment, which ranks"));
  const std::string measure = "programme: p\noutcomes: [{id: o, title: O, kind: strategic}]\nmeasures:\n"
                              "  - {id: m, title: M, outcome: o, direction: up, unit: u, source: s, ";
  CHECK_THAT(fault_of_programme(measure + "target: {date: 2025-03-31, change_percent: 5}}\n"),
             Contains("a change from a baseline, and it has none"));
  CHECK_THAT(fault_of_programme(measure + "baseline: {end: 2020-12-31}}\n"), Contains("its baseline has no start"));
  CHECK_THAT(fault_of_programme(measure + "target: {date: 2025-03-31, value: 5, milestones: "
                                          "[{date: 2026-03-31, value: 4}]}}\n"),
             Contains("its dates do not ascend: 2026-03-31, then 2025-03-31"));
}
