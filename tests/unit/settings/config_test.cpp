// The shipped assessments: what they say must be what the reader knows and what the variants claim to change.
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "documented_keys.hpp"
#include "scratch.hpp"
#include "tranche/settings/assessment.hpp"

using namespace tranche;

namespace {

const std::filesystem::path config = std::filesystem::path(TRANCHE_SOURCE_DIR) / "config";

Assessment shipped(const std::string& name) { return read_assessment(config / (name + ".yaml")); }

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// A key inside `section` that does not stand under index.section.
bool explained_elsewhere(const std::string& key, const std::string& section) {
  return key.find("." + section + ".") != std::string::npos && key.rfind("index." + section + ".", 0) != 0;
}

std::vector<std::string> ids(const Assessment& assessment) {
  std::vector<std::string> result;
  for (const IndicatorSettings& indicator : assessment.indicators) result.push_back(indicator.id);
  return result;
}

} // namespace

TEST_CASE("default.yaml documents exactly the keys that the reader knows") {
  const std::vector<std::string> list = known_assessment_keys();
  const std::set<std::string> known(list.begin(), list.end());
  CHECK(known.count("areas.join.members"));
  CHECK(known.count("indicators.inputs.*.min_coverage"));
  CHECK(known.count("index.weights.*.of.*.weight"));
  std::set<std::string> documented;
  gather_keys(with_optional_keys(config / "default.yaml"), "", known, documented);
  for (const std::string& key : known) {
    // Said once: a population is bound like an input, domains nest without end, parameters belong to plugins, and what
    // an indicator or a domain may have of its own is explained where it stands for the whole index.
    const bool in_a_domain = key.rfind("index.weights.*.of.*.of.*.", 0) == 0 ||
                             (key.rfind("index.weights.*.of.*.", 0) == 0 && !ends_with(key, ".weight"));
    const bool own =
        explained_elsewhere(key, "normalise") || explained_elsewhere(key, "treat") || explained_elsewhere(key, "weigh");
    const bool deeper =
        key.rfind("areas.population.", 0) == 0 || in_a_domain || own || key.rfind("indicators.params.", 0) == 0;
    INFO(key);
    CHECK((deeper || documented.count(key)));
  }
  for (const std::string& key : documented) {
    INFO(key);
    CHECK(known.count(key));
  }
}

TEST_CASE("default.yaml states the defaults") {
  const Assessment stated = shipped("default");
  const Scratch folder;
  const Assessment bare = read_assessment(folder.write(
      "bare.yaml",
      "assessment: bare\nareas: {geography: utla21}\nindicators: [{id: a, plugin: p, measure: m, inputs: {x: l}}]\n"));
  CHECK(stated.areas.crs == bare.areas.crs);
  CHECK(stated.indicators[0].kind == bare.indicators[0].kind);
  CHECK(stated.indicators[0].optional == bare.indicators[0].optional);
  CHECK(stated.index.normalise.method == bare.index.normalise.method);
  const YamlNode root = with_optional_keys(config / "default.yaml");
  const YamlNode& scale = *root.find("index")->find("normalise");
  CHECK(std::stod(scale.find("low")->text) == bare.index.normalise.low);
  CHECK(std::stod(scale.find("high")->text) == bare.index.normalise.high);
  CHECK(stated.index.aggregate == bare.index.aggregate);
  CHECK(stated.index.require == bare.index.require);
  for (const WeightNode& node : stated.index.weights) CHECK(node.weight == bare.index.weights[0].weight);
  CHECK(stated.tranches.unranked_last == bare.tranches.unranked_last);
  CHECK(stated.allocation.need == bare.allocation.need);
  CHECK(stated.allocation.need_power == bare.allocation.need_power);
  CHECK(stated.allocation.population_power == bare.allocation.population_power);
  CHECK(stated.allocation.floor_pence == bare.allocation.floor_pence);
  CHECK(stated.uncertainty.draws == bare.uncertainty.draws);
  CHECK(stated.uncertainty.seed == bare.uncertainty.seed);
  CHECK(stated.uncertainty.level == bare.uncertainty.level);
  CHECK(stated.report.author == bare.report.author);
  CHECK(stated.report.audience == bare.report.audience);
  CHECK(stated.report.confidence == bare.report.confidence);
  CHECK(stated.report.dpi == bare.report.dpi);
  CHECK(stated.report.maps.paper == bare.report.maps.paper);
  CHECK(stated.report.maps.landscape == bare.report.maps.landscape);
  CHECK(stated.report.maps.breaks == bare.report.maps.breaks);
  CHECK(stated.report.maps.classes == bare.report.maps.classes);
}

TEST_CASE("every shipped assessment reads, says why, and gives its authors") {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(config)) {
    if (entry.path().extension() != ".yaml") continue;
    INFO(entry.path().filename());
    const Assessment assessment = read_assessment(entry.path());
    CHECK_FALSE(assessment.decisions.empty());
    CHECK(assessment.areas.geography == "utla21");
    CHECK(assessment.areas.boundaries == "england/hexmap");
    ++count;
  }
  CHECK(count == 10);
}

TEST_CASE("the treatment programme is as announced, and its variants change what they say") {
  const Assessment base = shipped("enhanced-treatment");
  std::map<std::string, std::int64_t> pots; // announced for England
  for (const Pot& pot : base.allocation.pots) pots[pot.name] = pot.pence;
  CHECK(pots["2022-23"] == 8570000000);
  CHECK(pots["2022-23 Project ADDER"] == 1550000000);
  CHECK(pots["2022-23 as in 2021-22"] == 8000000000);
  CHECK(pots["2023-24"] == 15430000000);
  CHECK(pots["2024-25"] == 26670000000);
  CHECK(base.tranches.cut[0].amount == 50);
  CHECK(base.tranches.cut[1].amount == 50);
  CHECK(base.tranches.cut[2].by == Cut::By::rest);
  CHECK(base.areas.join.size() == 2);
  CHECK(base.indicators[3].optional);

  const Assessment apart = shipped("enhanced-treatment-apart");
  CHECK(apart.areas.join.empty());
  CHECK(ids(apart) == ids(base));

  const Assessment domains = shipped("enhanced-treatment-imd-domains");
  CHECK(ids(domains) ==
        std::vector<std::string>{"deaths", "income", "employment", "education", "environment", "crime", "opiates"});
  CHECK(domains.areas.join.size() == 2);
  REQUIRE(domains.index.weights[1].id == "deprivation");
  CHECK(domains.index.weights[1].of.size() == 4);
  for (const Assessment* variant : {&apart, &domains}) {
    CHECK(variant->allocation.pots.size() == base.allocation.pots.size());
    CHECK(variant->tranches.cut.size() == base.tranches.cut.size());
    CHECK(variant->index.normalise.method == base.index.normalise.method);
    CHECK(variant->index.require == base.index.require);
  }
}

TEST_CASE("housing support funds 28, and its strict variant raises nothing") {
  const Assessment base = shipped("housing-support"), strict = shipped("housing-support-strict");
  CHECK(base.index.normalise.method == Normalise::percentile);
  CHECK(base.tranches.cut.at(0).amount == 28);
  CHECK(base.allocation.pots.at(0).pence == 5300000000);
  CHECK(ids(strict) == ids(base));
  const auto missing_quarters = [](const Assessment& assessment) {
    std::string words;
    for (const IndicatorSettings& indicator : assessment.indicators)
      for (const ParameterSetting& parameter : indicator.params)
        if (parameter.name == "missing_quarters") words += parameter.values.at(0) + " ";
    return words;
  };
  CHECK(missing_quarters(base) == "scale scale ");
  CHECK(missing_quarters(strict) == "strict strict ");
  CHECK(strict.index.require == base.index.require);
}
