#include "tranche/settings/assessment.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "scratch.hpp"

using namespace tranche;

namespace {

/// The example of the vocabulary, as people copy it.
const char* const example = R"(
assessment: Enhanced drug treatment funding
decisions:                        # printed in report and manifest
  - {date: 2026-11-20, author: A. Analyst, choice: personal crime index for 2020, reason: last true year}
areas:
  geography: utla21
  boundaries: england/hexmap      # or a layer of the user's cache
  join: [{code: E09000012, name: Hackney and City of London, members: [E09000012, E09000001]}]
indicators:
  - {id: deaths, plugin: drug_deaths, measure: rate, params: {years: [2018, 2019, 2020]},
     inputs: {deaths: {layer: england/drug_poisoning_deaths}, population: {layer: england/districts}}}
  - {id: opiates, plugin: opiate_crack, measure: prevalence, optional: true, inputs: {estimates: {layer: my/ocu}}}
  - {id: crime, plugin: crime, measure: index, inputs: {index: {layer: england/crime}}}
  - {id: deprivation, plugin: deprivation, measure: average_score, inputs: {score: {layer: england/deprivation}}}
index:
  normalise: z_score
  aggregate: arithmetic
  missing: {require: 0.66}
  weights: {harm: {weight: 2, of: {deaths: 1, opiates: 1}}, crime: 1, deprivation: 1}
tranches:
  unranked: last                  # or none
  cut: [{name: "2022-23", count: 50}, {name: "2023-24", count: 50}, {name: "2024-25", count: rest}]
allocation: {pot_gbp: 53000000, by: {need: 1, population: 1}, floor_gbp: 100000}
)";

/// The least that is an assessment.
const std::string least = R"(
assessment: Least
areas: {geography: utla21}
indicators:
  - {id: a, plugin: p, measure: m, inputs: {x: l/one}}
)";

/// A file for the length of a test.
class File {
public:
  explicit File(const std::string& text) : m_path(m_folder.write("tranche-settings-test.yaml", text)) {}
  const std::filesystem::path& path() const { return m_path; }

private:
  Scratch m_folder; // each case runs in a process of its own, several at once
  std::filesystem::path m_path;
};

Assessment read(const std::string& text, const std::vector<std::string>& overrides = {}) {
  return read_assessment(File(text).path(), overrides);
}

/// What is said of a text that is no good, and that it is the settings' fault.
std::string refused(const std::string& text, const std::vector<std::string>& overrides = {}) {
  try {
    read(text, overrides);
  } catch (const Error& error) {
    CHECK(error.exit_code() == 2);
    return error.what();
  }
  return "accepted";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

} // namespace

TEST_CASE("the example of the vocabulary reads as written") {
  const Assessment a = read(example);
  CHECK(a.name == "Enhanced drug treatment funding");
  CHECK(a.id == "tranche-settings-test");
  REQUIRE(a.decisions.size() == 1);
  CHECK(a.decisions[0].reason == "last true year");
  CHECK_FALSE(a.signed_off_by);
  CHECK(a.areas.geography == "utla21");
  REQUIRE(a.areas.join.size() == 1);
  CHECK(a.areas.join[0].members == std::vector<std::string>{"E09000012", "E09000001"});
  CHECK(a.areas.crs == "EPSG:27700");
  REQUIRE(a.indicators.size() == 4);
  const IndicatorSettings& deaths = a.indicators[0];
  CHECK(deaths.kind == "plugin");
  REQUIRE(deaths.params.size() == 1);
  CHECK(deaths.params[0].list);
  CHECK(deaths.params[0].values == std::vector<std::string>{"2018", "2019", "2020"});
  REQUIRE(deaths.inputs.size() == 2);
  CHECK(deaths.inputs[1].first == "population");
  CHECK(deaths.inputs[1].second.layer == "england/districts");
  CHECK(deaths.inputs[1].second.value.empty());
  CHECK(deaths.inputs[1].second.place.line == 11);
  CHECK(a.indicators[1].optional);
  CHECK(a.index.normalise.method == Normalise::z_score);
  CHECK(a.index.require == 0.66);
  REQUIRE(a.index.weights.size() == 3);
  CHECK(a.index.weights[0].weight == 2);
  CHECK(a.index.weights[0].of[1].id == "opiates");
  CHECK(a.tranches.unranked_last);
  REQUIRE(a.tranches.cut.size() == 3);
  CHECK(a.tranches.cut[1].amount == 50);
  CHECK(a.tranches.cut[2].by == Cut::By::rest);
  REQUIRE(a.allocation.pots.size() == 1);
  CHECK(a.allocation.pots[0].pence == 5300000000);
  CHECK(a.allocation.floor_pence == 10000000);
  CHECK_FALSE(a.allocation.cap_pence);
}

TEST_CASE("what the example leaves out has a default") {
  const Assessment a = read(least);
  REQUIRE(a.index.weights.size() == 1);
  CHECK(a.index.weights[0].id == "a");
  CHECK(a.index.weights[0].weight == 1);
  CHECK(a.index.require == 1);
  CHECK(a.tranches.cut.empty());
  CHECK(a.allocation.pots.empty());
  CHECK(a.uncertainty.draws == 1000);
  CHECK(a.report.confidence == std::vector<double>{0.95});
  CHECK(a.report.author == "the author of this assessment");
}

TEST_CASE("the short and the long forms mean the same") {
  const auto input = [](const std::string& text) {
    return read(replaced(least, "l/one", text)).indicators[0].inputs[0].second;
  };
  CHECK(input("l/one:v").value == "v");
  CHECK(input("l/one:v:2020").periods == std::vector<std::string>{"2020"});
  const Binding full =
      input("{layer: l/one, value: v, periods: [2019, \"2020\"], categories: c, weight: w, min_coverage: 0.7}");
  CHECK(full.layer == "l/one");
  CHECK(full.periods == std::vector<std::string>{"2019", "2020"});
  CHECK(full.categories == std::vector<std::string>{"c"});
  CHECK(full.weight == "w");
  CHECK(full.min_coverage == 0.7);
  const Assessment scaled = read(least + "index: {normalise: {method: min_max, low: 1, high: 10}}\n");
  CHECK(scaled.index.normalise.method == Normalise::min_max);
  CHECK(scaled.index.normalise.low == 1);
  CHECK(scaled.index.normalise.high == 10);
}

TEST_CASE("a rate needs no plugin, and money may come by years") {
  const Assessment a =
      read(replaced(least, "plugin: p, measure: m, inputs: {x: l/one}",
                    "kind: rate, title: T, unit: per 1, per: 100000, limits: byar, "
                    "direction: higher_is_better, inputs: {numerator: l/n:n, denominator: l/d:d}") +
           "tranches: {cut: [{name: \"1\", score: 2.5}, {name: \"2\", budget_gbp: 10.50}]}\n"
           "allocation: {years: [{name: \"1\", pot_gbp: 1}, {name: \"2\", pot_gbp: 2.05}], by: {need: 2}, "
           "need: a, cap_gbp: 7}\n"
           "signed_off_by: {name: N, role: R, date: 2026-11-24}\n");
  CHECK(a.indicators[0].kind == "rate");
  CHECK(a.indicators[0].per == 100000);
  CHECK(a.indicators[0].direction == -1);
  CHECK(a.tranches.cut[0].by == Cut::By::score);
  CHECK(a.tranches.cut[1].by == Cut::By::budget);
  CHECK(a.tranches.cut[1].amount == 10.5);
  REQUIRE(a.allocation.pots.size() == 2);
  CHECK(a.allocation.pots[1].pence == 205);
  CHECK(a.allocation.need_power == 2);
  CHECK(a.allocation.population_power == 0);
  CHECK(a.allocation.cap_pence == 700);
  REQUIRE(a.signed_off_by);
  CHECK(a.signed_off_by->date == "2026-11-24");
}

TEST_CASE("layers of the assessment's own keep their lines") {
  const Assessment a = read(least + "layers:\n  my/one: {file: one.csv}\n");
  REQUIRE(a.layers.items.size() == 1);
  CHECK(a.layers.items[0].key_place.line == 7);
  CHECK(a.layers.items[0].key_place.path == "layers.my/one");
  CHECK(read(least).layers.kind == YamlNode::Kind::nothing);
}

TEST_CASE("each fault of an assessment is one sentence with place and remedy") {
  const std::string ab =
      replaced(least, "  - {id: a", "  - {id: b, plugin: p, measure: m, inputs: {x: l/one}}\n  - {id: a");
  const std::pair<std::string, const char*> cases[] = {
      {"[a]", "is not a map of settings"},
      {replaced(least, "assessment: Least\n", ""), "assessment: is missing; name it"},
      {replaced(least, "geography: utla21", "boundaries: b"),
       "areas: names no areas; write either 'geography: utla21'"},
      {replaced(least, "utla21", "utla21, table: t.csv, key: k"), "names both a geography and a table"},
      {replaced(least, "geography: utla21", "table: t.csv"), "the table has no key"},
      {replaced(least, "utla21", "utla21, key: k"), "key, name, region and missing belong to a table"},
      {replaced(least, "utla21", "utla21, join: [{code: c, name: n, members: [c]}]"),
       "a unit joins at least two areas"},
      {replaced(least, "utla21", "utla21, join: [{code: c, name: n, members: [c, c]}]"), "'c' stands twice"},
      {replaced(least, "utla21",
                "utla21, join: [{code: c, name: n, members: [c, d]}, {code: e, name: n, members: [e, d]}]"),
       "areas.join.e: 'd' is a member of another unit too"},
      {replaced(least, "utla21", "utla21, join: [{code: c, name: n, members: [0123, d]}]"),
       "0123 looks like an octal number"},
      {replaced(least, "id: a", "id: A1"), "'A1' cannot be an id"},
      {replaced(least, "id: a, ", ""), "indicators.0.id: is missing"},
      {replaced(least, "plugin: p, ", ""), "names no plugin"},
      {replaced(least, "measure: m, ", ""), "names no measure"},
      {replaced(least, ", inputs: {x: l/one}", ""), "has no inputs"},
      {replaced(least, "l/one", "'l/one:'"), "must be LAYER, LAYER:VALUE or LAYER:VALUE:PERIOD"},
      {replaced(least, "l/one", "{value: v}"), "indicators.a.inputs.x.layer: is missing"},
      {replaced(least, "plugin: p", "plugin: p, per: 1000"), "'per' belongs to the kinds without C++"},
      {replaced(least, "plugin: p", "kind: rate"), "a rate has no plugin, measure or params"},
      {replaced(least, "plugin: p", "kind: rate"), "inputs numerator and denominator"},
      {replaced(least, "plugin: p", "plgin: p"), "indicators.a.plgin: unknown key; did you mean 'plugin'?"},
      {replaced(ab, "id: b", "id: a"), "another indicator has the id 'a'"},
      {least + "index: {weights: {a: heavy}}", ":6:22: index.weights.a: must be a number of 0 or more, got 'heavy'"},
      {least + "index: {weights: {a: -1}}", "must be a number of 0 or more, got '-1'"},
      {least + "index: {weights: {a: 0}}", "index.weights: all weights are zero"},
      {ab + "index: {weights: {d: {weight: 1, of: {a: 0, b: 0}}}}", "index.weights.d.of: all weights are zero"},
      {ab + "index: {weights: {a: 1}}", "indicators.b: has no weight; add it to index.weights"},
      {least + "index: {weights: {a: 1, aa: 1}}", "there is no indicator 'aa'"},
      {least + "index: {weights: {d: {of: {a: 1}}, a: 1}}", "'a' is weighted twice"},
      {least + "index: {normalise: zscore}", "did you mean 'z_score'?"},
      {least + "index: {normalise: {method: min_max, low: 5, high: 1}}", "low must be below high"},
      {least + "index: {normalise: {method: rank, low: 5}}", "'low' belongs to min_max"},
      {least + "index: {aggregate: geometric}", "a geometric mean cannot take values of 0 or less"},
      {least + "index: {missing: {require: 1.5}}", "must be a number from 0 to 1"},
      {least + "tranches: {cut: [{name: n}]}", "exactly one of count, score, budget_gbp and population"},
      {least + "tranches: {cut: [{name: n, count: 1, score: 1}]}",
       "exactly one of count, score, budget_gbp and population"},
      {least + "tranches: {cut: [{name: n, count: rest}, {name: m, count: 1}]}",
       "tranches.cut.n.count: 'rest' leaves nothing"},
      {least + "tranches: {cut: [{name: n, count: 0}]}", "must be a whole number from 1"},
      {least + "tranches: {cut: [{name: n, count: 1}, {name: n, count: 1}]}", "another tranche is named 'n'"},
      {least + "tranches: {cut: []}", "names no tranche"},
      {least + "allocation: {years: [{name: n, pot_gbp: 1}]}",
       "add tranches, or give one pot_gbp for all that are ranked"},
      {least + "allocation: {by: {need: 1}}", "has no money"},
      {least + "allocation: {pot_gbp: 1, years: [{name: n, pot_gbp: 1}]}",
       "has more than one of pot_gbp, years and pots"},
      {least + "allocation: {pot_gbp: 1.005}", "must be whole pounds, or pounds with two decimals"},
      {least + "allocation: {pot_gbp: 1000000000000000000}", "is more than can be shared to the penny"},
      {least + "allocation: {pot_gbp: 1, floor_gbp: 2, cap_gbp: 1}", "allocation.cap_gbp: is below floor_gbp"},
      {least + "tranches: {cut: [{name: n, count: 1}]}\nallocation: {years: [{name: m, pot_gbp: 1}]}",
       "no tranche begins in the year 'm'"},
      {least + "tranches: {cut: [{name: n, count: 1}]}\nallocation: {pot_gbp: 1, need: score}",
       "money cannot be multiplied by this need score"},
      {least + "tranches: {cut: [{name: n, count: 1}]}\nallocation: {pot_gbp: 1, need: relativ}",
       "did you mean 'relative'?"},
      {least + "uncertainty: {level: 1}", "uncertainty.level: must be a number between 0 and 1"},
      {least + "report: {confidence: [0.95, 0.95]}", "the same level stands twice"},
      {least + "decisions: [{date: 2026-11-31, author: a, choice: c, reason: r}]", "must be a date, got '2026-11-31'"},
      {least + "decisions: [{date: 2026-11-30, author: a, choice: c}]", "a choice without a reason cannot be judged"},
      {least + "signed_off_by: {name: N}", "signed_off_by.role: is missing"},
      {least + "alocation: {pot_gbp: 1}", "alocation: unknown key; did you mean 'allocation'?"},
  };
  for (const auto& [text, message] : cases) {
    INFO(text);
    CHECK_THAT(refused(text), Catch::Contains(message));
  }
}

TEST_CASE("pots that tables would give the same column are refused by line and name") {
  const std::string base =
      "assessment: A\nareas: {geography: utla21}\nindicators: [{id: a, plugin: p, measure: m, inputs: {x: l/one}}]\n"
      "tranches: {cut: [{name: \"2022-23\", count: 1}]}\nallocation:\n";
  const auto pots = [&](const std::string& key, const std::string& rest, const std::string& a, const std::string& b) {
    return base + "  " + key + ":\n    - {name: \"" + a + "\", " + rest + "}\n    - {name: \"" + b + "\", " + rest +
           "}\n";
  };
  const std::string paid = "pot_gbp: 1, pays: all", counted = "unit: posts, units: 5";
  const std::string same = "differ in marks, spaces or capitals only: in tables both would be the column ";
  CHECK_THAT(refused(pots("pots", paid, "2022-23", "2022/23")),
             Catch::Contains(":8:7: allocation.pots.2022/23: '2022/23' and '2022-23' (line 7) " + same +
                             "allocation_gbp_2022_23; let the names differ in a letter or a digit"));
  CHECK_THAT(refused(pots("units", counted, "Core posts", "core (posts)")),
             Catch::Contains("'core (posts)' and 'Core posts' (line 7) " + same + "units_core_posts"));
  CHECK_THAT(refused(pots("units", counted, "posts", "posts")), Catch::Contains("other units are named 'posts'"));
  const std::string both = pots("units", counted, "posts", "kits") + "  pots: [{name: kits, " + paid + "}]\n";
  CHECK(refused(both) == "accepted"); // columns of their own
  CHECK_THAT(refused(both + "  effects: [{name: e, amount: 1, follows: kits, assumption: a}]\n"),
             Catch::Contains("follows: 'kits' is a pot of money and one of units; give one of them another name"));
}

TEST_CASE("every fault of a file is told in one error") {
  try {
    read("assessment: X\nareas: {geography: utla21}\nindicators: [{id: A}]\nindex: {normalise: nothing}\nreport: {dpi: "
         "x}\n");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.findings().size() == 6); // id, plugin, measure, inputs, normalise, dpi
    for (const Finding& finding : error.findings()) {
      CHECK_FALSE(finding.remedy.empty());
      CHECK_THAT(finding.where, Catch::Contains(".yaml:"));
    }
  }
}

TEST_CASE("overrides reach every kind of place and are judged like the file") {
  const Assessment a =
      read(example, {"index.weights.crime=2", "indicators.deaths.params.years=[2020]", "tranches.cut.0.count=30",
                     "tranches.cut.2023-24.count=20", "report.dpi=150", "areas.join.E09000012.name=Both",
                     "indicators.deaths.inputs.population=a/b:c", "report.author=\"A = B\""});
  CHECK(a.index.weights[1].weight == 2);
  CHECK(a.index.weights[1].place.text() == "--set: index.weights.crime");
  CHECK(a.indicators[0].params[0].values == std::vector<std::string>{"2020"});
  CHECK(a.indicators[0].inputs[1].second.layer == "a/b");
  CHECK(a.tranches.cut[0].amount == 30);
  CHECK(a.tranches.cut[1].amount == 20);
  CHECK(a.report.dpi == 150);
  CHECK(a.report.author == "A = B");
  CHECK(a.areas.join[0].name == "Both");
  REQUIRE(a.overrides.size() == 8);
  CHECK(a.overrides[0] == std::pair<std::string, std::string>{"index.weights.crime", "2"});
}

TEST_CASE("wrong overrides get a sentence") {
  const std::pair<const char*, const char*> cases[] = {
      {"index.weights.crime", "--set index.weights.crime: must be KEY=VALUE"},
      {"index.weights.crime=heavy", "--set: index.weights.crime: must be a number of 0 or more, got 'heavy'"},
      {"index.wieghts.crime=1", "--set: index.wieghts: unknown key; did you mean 'weights'?"},
      {"indicators.death.title=x", "indicators has no member 'death'; name a member by its id, code, name or position"},
      {"tranches.cut.3.count=1", "it has 2022-23, 2023-24 and 2024-25"},
      {"assessment.name=x", "assessment is 'Enhanced drug treatment funding', not a map with a key 'name'"},
      {"index.weights.crime=[1", "--set index.weights.crime: a '[' or '{' is not closed"},
      {"index.weights.crime=", "--set index.weights.crime: has no value"},
      {"index..crime=1", "a step of the key is empty"},
      {"=1", "must be KEY=VALUE"},
  };
  for (const auto& [setting, message] : cases) {
    INFO(setting);
    CHECK_THAT(refused(example, {setting}), Catch::Contains(message));
  }
}

TEST_CASE("the resolved text holds the overrides and reads as the same assessment") {
  const std::vector<std::string> overrides{"index.weights.crime=2", "indicators.deaths.params.years=[2020]",
                                           "report.dpi=150"};
  const Assessment first = read(example, overrides);
  const Assessment again = read(first.resolved_yaml);
  CHECK(again.resolved_yaml == first.resolved_yaml);
  CHECK(again.index.weights[1].weight == 2);
  CHECK(again.indicators[0].params[0].values == std::vector<std::string>{"2020"});
  CHECK(again.report.dpi == 150);
  CHECK(again.tranches.cut[2].by == Cut::By::rest);
  CHECK(again.tranches.cut[0].name == "2022-23");
  CHECK(read(example).resolved_yaml == read(example).resolved_yaml);
  CHECK(read(example).resolved_yaml != first.resolved_yaml);
}

TEST_CASE("paper, breaks and limits of maps are read, and refused with what there is") {
  const std::string little = "assessment: X\nareas: {geography: utla21}\nindicators: [{id: a, kind: column, title: A, "
                             "unit: u, inputs: {value: \"t:a\"}}]\nreport: {maps: ";
  const Assessment a = read(little + "{paper: a3, orientation: landscape, breaks: natural, classes: 7, limits: "
                                     "{a: [-1, 0, 2.5]}}}\n");
  CHECK(a.report.maps.paper == MapSettings::Paper::a3);
  CHECK(a.report.maps.landscape);
  CHECK(a.report.maps.breaks == MapSettings::Breaks::natural);
  CHECK(a.report.maps.classes == 7);
  CHECK(a.report.maps.limits.at("a") == std::vector<double>{-1, 0, 2.5});
  const auto refusal = [&](const std::string& maps) { return refused(little + maps + "}\n", {}); };
  CHECK_THAT(refusal("{paper: a5}"), Catch::Contains("a4, a3") && Catch::Contains("slide"));
  CHECK_THAT(refusal("{breaks: jenks}"), Catch::Contains("natural"));
  CHECK_THAT(refusal("{classes: 12}"), Catch::Contains("9"));
  CHECK_THAT(refusal("{limits: {a: [3, 3]}}"), Catch::Contains("must ascend"));
  CHECK_THAT(refusal("{limits: {b: [3]}}"), Catch::Contains("there is no indicator 'b'"));
}
