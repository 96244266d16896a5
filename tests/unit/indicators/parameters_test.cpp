#include <algorithm>
#include <catch2/catch.hpp>

#include "tranche/indicators/plugin_host.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

const Place indicator{"a.yaml", 3, 5, "indicators.x"};

ParameterSetting given(const std::string& name, std::vector<std::string> values, bool list = false,
                       std::vector<std::string> keys = {}) {
  return {name, std::move(keys), std::move(values), list, {"a.yaml", 4, 9, "indicators.x.params." + name}};
}

/// The parameters of an embedded plugin, and every finding as one text.
struct Resolved {
  std::vector<ParameterValue> values;
  std::string findings;
};

Resolved resolve(const std::string& plugin, std::vector<ParameterSetting> settings) {
  Findings findings;
  Resolved resolved;
  resolved.values = PluginHost().load(plugin).resolve_parameters(settings, indicator, findings);
  for (const Finding& finding : findings.items()) resolved.findings += finding.text() + "\n";
  return resolved;
}

std::string said(const std::string& plugin, ParameterSetting setting) {
  return resolve(plugin, {std::move(setting)}).findings;
}

} // namespace

TEST_CASE("defaults are read from the descriptor's YAML") {
  const Resolved deaths = resolve("drug_deaths", {});
  CHECK(deaths.findings == "");
  CHECK(deaths.values.at(0).labels == std::vector<std::string>{"2018", "2019", "2020"});
  const Resolved crime = resolve("crime", {});
  CHECK(crime.values.at(0).labels.size() == 4);
  CHECK(crime.values.at(0).numbers == std::vector<double>{1, 1, 1, 1});
  CHECK(resolve("opiate_crack", {}).values.at(0).number == 0.95);
  CHECK(resolve("deprivation", {}).values.at(0).number == 32844);
  CHECK(resolve("homelessness", {}).values.at(1).text == "strict");
}

TEST_CASE("given parameters replace the defaults, in the descriptor's order") {
  const Resolved homeless =
      resolve("homelessness", {given("missing_quarters", {"scale"}), given("quarters", {"2021Q2"})});
  CHECK(homeless.findings == "");
  CHECK(homeless.values.at(0).name == "quarters");
  CHECK(homeless.values.at(0).labels == std::vector<std::string>{"2021Q2"});
  CHECK(homeless.values.at(1).text == "scale");
  const Resolved crime = resolve("crime", {given("weights", {"2", "0.5"}, false, {"burglary", "robbery"})});
  CHECK(crime.values.at(0).labels == std::vector<std::string>{"burglary", "robbery"});
  CHECK(crime.values.at(0).numbers == std::vector<double>{2, 0.5});
}

TEST_CASE("each wrong parameter is told with its place, what was found and a remedy") {
  const std::string place = "a.yaml:4:9: indicators.x.params.";
  CHECK_THAT(said("drug_deaths", given("yaers", {"2020"}, true)),
             Contains(place + "yaers: the plugin drug_deaths has no parameter 'yaers'; did you mean 'years'?"));
  CHECK_THAT(said("drug_deaths", given("colour", {"red"})), Contains("it has: years"));
  CHECK_THAT(said("drug_deaths", given("years", {}, true)), Contains(place + "years: is an empty list"));
  CHECK_THAT(said("drug_deaths", given("years", {"2019", "2020", "2019"}, true)), Contains("names 2019 twice"));
  CHECK_THAT(said("drug_deaths", given("years", {"1"}, false, {"from"})), Contains("must be a list of periods"));
  CHECK_THAT(said("opiate_crack", given("published_level", {"heavy"})), Contains("must be a number, got 'heavy'"));
  CHECK_THAT(said("opiate_crack", given("published_level", {"nan"})), Contains("must be a number, got 'nan'"));
  CHECK_THAT(said("opiate_crack", given("published_level", {"95"})), Contains("must be 0.5 to 0.999, got 95"));
  CHECK_THAT(said("opiate_crack", given("published_level", {"0.9", "0.95"}, true)), Contains("must be one value"));
  CHECK_THAT(said("deprivation", given("ranked", {"32844.5"})), Contains("must be a whole number, got '32844.5'"));
  CHECK_THAT(said("homelessness", given("missing_quarters", {"scaled"})),
             Contains("got 'scaled'; did you mean 'scale'?"));
  CHECK_THAT(said("crime", given("weights", {"1", "2"}, true)), Contains("must be names with numbers"));
  CHECK_THAT(said("crime", given("weights", {"one"}, false, {"burglary"})), Contains("must be a number, got 'one'"));
}

TEST_CASE("every fault is told at once") {
  const std::string all =
      resolve("homelessness", {given("missing_quarters", {"never"}), given("quarters", {}, true), given("x", {"1"})})
          .findings;
  CHECK(std::count(all.begin(), all.end(), '\n') == 3);
}
