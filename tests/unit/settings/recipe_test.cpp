// What is said of a recipe that is no good: what is wrong, where, and what to do.
#include <catch2/catch.hpp>

#include "scratch.hpp"
#include "tranche/settings/assessment.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

/// Three indicators on a table of units, each a line of its own; {} is where more is said of the first.
std::string with(const std::string& index, const std::string& first = "") {
  return "assessment: Recipe\n"
         "areas: {table: units.csv, key: code}\n"
         "indicators:\n"
         "  - {id: a, kind: column, column: A, title: A, unit: u" +
         first +
         "}\n"
         "  - {id: b, kind: column, column: B, title: B, unit: u}\n"
         "  - {id: c, kind: column, column: C, title: C, unit: u}\n" +
         index;
}
std::string index(const std::string& text) { return with("index: {" + text + "}\n"); }
std::string kind(const std::string& text) {
  return "assessment: Kind\nareas: {geography: utla21}\nindicators:\n  - {id: a, title: A, unit: u, " + text + "}\n";
}

std::string refusal_of(const std::string& text) {
  const Scratch folder;
  try {
    read_assessment(folder.write("recipe.yaml", text));
  } catch (const Error& error) {
    CHECK(error.exit_code() == 2);
    for (const Finding& finding : error.findings()) {
      CHECK_FALSE(finding.remedy.empty());
      CHECK_THAT(finding.where, Catch::Contains("recipe.yaml:"));
    }
    return error.what();
  }
  return "accepted";
}

void check(const std::vector<std::pair<std::string, const char*>>& cases) {
  for (const auto& [text, message] : cases) {
    INFO(text);
    CHECK_THAT(refusal_of(text), Catch::Contains(message));
  }
}

} // namespace

TEST_CASE("recipe: what is no good in normalise is said in a sentence") {
  check({
      {index("normalise: zscore"), "index.normalise: must be z_score, min_max"},
      {index("normalise: {mean: 1}"), "index.normalise.method: is missing; write {method: min_max"},
      {index("normalise: {method: min_max, low: 5, high: 1}"), "index.normalise: low must be below high"},
      {index("normalise: {method: min_max, goalposts: [5, 1]}"), "index.normalise.goalposts: must be two numbers"},
      {index("normalise: {method: min_max, goalposts: [0, x]}"), "must be a number, got 'x'"},
      {index("normalise: {method: min_max, mean: 1}"), "'mean' belongs to z_score; remove it, or use z_score"},
      {index("normalise: {method: z_score, deviation: 0}"), "index.normalise.deviation: must be a number above 0"},
      {index("normalise: {method: z_score, goalposts: [0, 1]}"), "'goalposts' belongs to min_max"},
      {index("normalise: {method: rank, reference: mean}"), "'reference' belongs to reference_ratio"},
      {index("normalise: {method: rank, margin: 0.1}"), "'margin' belongs to above_below_mean"},
      {index("normalise: {method: above_below_mean, margin: -1}"), "margin: must be a number of 0 or more"},
      {index("normalise: {method: rank, at: [1]}"), "'at' belongs to categorical"},
      {index("normalise: categorical"), "index.normalise: categorical needs 'at' and 'scores'"},
      {index("normalise: {method: categorical}"), "index.normalise.at: must be ascending numbers"},
      {index("normalise: {method: categorical, at: [2, 1], scores: [1, 2, 3]}"), "must be ascending numbers"},
      {index("normalise: {method: categorical, at: [1, 2], scores: [1, 2]}"), "must be one number more than 'at'"},
      {index("normalise: {method: categorical, at: [1, 2], scores: [3, 2, 1]}"), "must not fall"},
      {index("normalise: {method: categorical, at: [1, 200], percentiles: true, scores: [1, 2, 3]}"),
       "percentiles lie between 0 and 100"},
      {index("normalise: {method: rank, wight: 1}"), "index.normalise.wight: unknown key"},
      {with("", ", normalise: {method: min_max, low: 3, high: 3}"), "indicators.a.normalise: low must be below high"},
  });
}

TEST_CASE("recipe: what is no good in treat and impute is said in a sentence") {
  check({
      {index("treat: winsorize"), "did you mean 'winsorise'?"},
      {index("treat: {points: 3}"), "index.treat.method: is missing; write {method: skew_kurtosis"},
      {index("treat: {method: log, skewness: 2}"), "'skewness' belongs to skew_kurtosis and winsorise"},
      {index("treat: {method: skew_kurtosis, kurtosis: 0}"), "index.treat.kurtosis: must be a number above 0"},
      {index("treat: {method: winsorise, points: -1}"), "index.treat.points: must be a whole number from 0"},
      {index("treat: {method: winsorise, then: log}"), "'then' belongs to skew_kurtosis"},
      {index("treat: {method: skew_kurtosis, then: cap}"),
       "index.treat.then: must be none, log, shifted_log or box_cox"},
      {index("treat: {method: log, lambda: 1}"), "'lambda' belongs to box_cox"},
      {index("treat: {method: box_cox, lambda: x}"), "index.treat.lambda: must be a number, got 'x'"},
      {index("treat: {method: cap, low: 5}"), "index.treat.low: must be a number from 0 to 1"},
      {index("treat: {method: cap, low: 0.9, high: 0.1}"), "index.treat: low must be below high"},
      {with("", ", treat: {method: none, high: 1}"), "indicators.a.treat: 'high' belongs to cap"},
      {index("missing: {impute: average}"), "index.missing.impute: must be none, mean"},
      {index("missing: {impute: {neighbours: 3}}"), "index.missing.impute.method: is missing"},
      {index("missing: {impute: {method: mean, neighbours: 3}}"), "'neighbours' belongs to nearest"},
      {index("missing: {impute: {method: nearest, neighbours: 0}}"), "must be a whole number from 1"},
      {index("missing: {require: 0}"), "an authority without any figure cannot be ranked"},
  });
}

TEST_CASE("recipe: what is no good in weighing is said in a sentence") {
  const std::string three = "weights: {a: 1, b: 1, c: 1}, weigh: ";
  const std::string domain = "weights: {c: 1, d: {of: {a: 1, b: 1}, ";
  check({
      {index(three + "pca"), "index.weigh: must be given, equal, components"},
      {index(three + "{comparisons: {a: {b: 2}}}"), "index.weigh.method: is missing; write {method: ahp"},
      {index(three + "ahp"), "does not compare a with b; say how many times more the first matters"},
      {index(three + "{method: ahp, comparisons: {a: {b: 2, c: 3}}}"), "index.weigh: does not compare b with c"},
      {index("weigh: {method: ahp, comparisons: {a: {b: 2, c: 3}}}"), "does not compare b with c"}, // no weights given
      {index(three + "{method: ahp, comparisons: {a: {b: 2, c: 3}, b: {c: 1, a: 2}}}"),
       "index.weigh.comparisons.b.a: compares a pair that was compared before"},
      {index(three + "{method: ahp, comparisons: {a: {a: 1, b: 2, c: 3}, b: {c: 1}}}"),
       "compares a member with itself"},
      {index(three + "{method: ahp, comparisons: {a: {b: 0, c: 3}, b: {c: 1}}}"), "must be a number above 0, got '0'"},
      {index(three + "{method: ahp, comparisons: {a: {b: 2, c: 3, dd: 1}, b: {c: 1}}}"),
       "names 'dd', which is no member of this level"},
      {index("weigh: {method: benefit_of_doubt, shares: {dd: [0, 1]}}"), "names 'dd', which is no member"},
      {index(three + "{method: equal, comparisons: {a: {b: 2}}}"), "belong to ahp; remove them"},
      {index(three + "{method: ahp, shares: {a: [0, 1]}}"), "belong to benefit_of_doubt; remove them"},
      {index(three + "{method: benefit_of_doubt, shares: {a: [0.6, 0.1]}}"),
       "must be the least and the greatest share"},
      {index(three + "{method: benefit_of_doubt, shares: {a: [0.6, 1.1]}}"), "must be a number from 0 to 1"},
      {index(three + "{method: benefit_of_doubt, shares: {a: [0.6, 1], b: [0.6, 1]}}"),
       "the least shares sum to 1.2, above the whole"},
      {index(three + "{method: benefit_of_doubt, shares: {a: [0, 0.2], b: [0, 0.2], c: [0, 0.2]}}"),
       "the greatest shares sum to 0.6, below the whole"},
      {index(three + "benefit_of_doubt, aggregate: geometric, normalise: {method: min_max, low: 1, high: 9}"),
       "benefit_of_doubt weighs a sum, and this level is geometric; write aggregate: arithmetic"},
      {index(three + "benefit_of_doubt"), "benefit_of_doubt cannot take values below 0, which a has under z_score"},
      {index(domain + "weigh: benefit_of_doubt, aggregate: median}}"),
       "index.weights.d: benefit_of_doubt weighs a sum"},
  });
}

TEST_CASE("recipe: what is no good in domains and aggregation is said in a sentence") {
  const std::string domain = "weights: {c: 1, d: {of: {a: 1, b: 1}, ";
  check({
      {index("aggregate: mean"), "index.aggregate: must be arithmetic, geometric"},
      {index("aggregate: harmonic"), "a harmonic mean cannot take values of 0 or less, which a has under z_score"},
      {index("aggregate: geometric, normalise: borda"), "which a has under borda"},
      {index(domain + "aggregate: geometric}}"), "index.weights.d: a geometric mean cannot take"},
      {index(domain + "aggregate: geo}}"), "index.weights.d.aggregate: must be arithmetic"},
      {index(domain + "require: 2}}"), "index.weights.d.require: must be a number from 0 to 1"},
      {index(domain + "normalise: zz}}"), "index.weights.d.normalise: must be z_score"},
      {index("weights: {a: {weight: 1, aggregate: geometric}, b: 1, c: 1}"),
       "index.weights.a: 'aggregate' belongs to a domain; add its members under 'of', or remove it"},
      {index("weights: {d: {of: {}}, a: 1, b: 1, c: 1}"), "index.weights.d.of: the domain is empty"},
      {index("weights: {a: {of: {b: 1, c: 1}}}"), "the domain 'a' has the id of an indicator"},
      {index("weights: {a: 1, b: 1, cc: 1}"), "there is no indicator 'cc'"},
  });
}

TEST_CASE("recipe: what is no good in a kind without C++ is said in a sentence") {
  const std::string nd = "inputs: {numerator: l/n:n, denominator: l/d:d}";
  check({
      {kind("kind: ratio, " + nd), "indicators.a.kind: must be plugin, rate, proportion"},
      {kind("kind: rate, per: 0, " + nd), "indicators.a.per: must be a number above 0"},
      {kind("kind: rate, limits: dobson, " + nd),
       "limits: dobson do not belong to 'kind: rate'; write none, byar or wilson"},
      {kind("kind: rate, inputs: {numerator: l/n:n}"),
       "a rate has the inputs numerator and denominator, and no others"},
      {kind("kind: mean, " + nd), "a mean has the inputs value, and may have standard_deviation and count"},
      {kind("kind: rate, column: X, " + nd), "'column' belongs to 'kind: column'"},
      {kind("kind: rate, output: rate, " + nd), "'output' belongs to 'kind: indirect'; remove it"},
      {kind("kind: rate, params: {x: 1}, " + nd), "a rate has no plugin, measure or params"},
      {kind("kind: column, column: X"), "'column' is a column of the table of units, and areas names none"},
      {kind("kind: column, unit2: x, column: X"), "indicators.a.unit2: unknown key"},
      {kind("kind: rate, direction: up, " + nd), "indicators.a.direction: must be higher_is_worse or higher_is_better"},
  });
}

TEST_CASE("uncertainty may be of figures, weights and methods, each stated") {
  const Scratch folder;
  const std::string head =
      "assessment: a\nareas: {geography: utla21}\nindicators: [{id: a, plugin: p, measure: m, inputs: {x: l}}]\n";
  const auto read = [&](const std::string& text) {
    return read_assessment(folder.write("uncertain.yaml", head + "uncertainty: " + text + "\n")).uncertainty;
  };
  const UncertaintySettings settings =
      read("{until: 0.005, figures: false, weights: {concentration: 50}, methods: {normalise: [percentile, {method: "
           "min_max, low: 1, high: 100}], treat: winsorise, aggregate: [median], impute: nearest, leave_out: true}}");
  CHECK(settings.until == 0.005);
  CHECK_FALSE(settings.figures);
  CHECK(settings.weights.concentration == 50);
  REQUIRE(settings.methods.normalise.size() == 2);
  CHECK(settings.methods.normalise[1].low == 1);
  CHECK(settings.methods.treat.size() == 1);
  CHECK(settings.methods.aggregate == std::vector{Aggregate::median});
  CHECK(settings.methods.impute[0].method == Impute::nearest);
  CHECK(settings.methods.leave_out);
  CHECK(read("{weights: {ranges: {a: [0.5, 2]}}}").weights.ranges.at("a") == std::pair{0.5, 2.0});
  CHECK_THROWS_WITH(read("{weights: {concentration: 5, ranges: {a: [1, 2]}}}"), Contains("state one of the two"));
  CHECK_THROWS_WITH(read("{weights: {ranges: {a: [2, 1]}}}"), Contains("least and the greatest weight"));
  CHECK_THROWS_WITH(read("{methods: {aggregate: [mean]}}"), Contains("uncertainty.methods.aggregate"));
  CHECK_THROWS_WITH(read("{until: 2}"), Contains("until"));
}
