// decide_settings ASSESSMENT RUN < settings.json
//
// What the tool decides of one assessment under many settings, without a whole run for each: the figures are found once
// and the page is written to RUN (without pictures); then each list of `--set` options is read with the assessment and
// decided on those figures. Prints a list of {rank, tranche, score, pence, pots, joint, units} or {error}, authorities
// by code.
#include <nlohmann/json.hpp>

#include <cmath>
#include <iostream>

#include "tranche/decide/weights.hpp"
#include "tranche/outputs/write_outputs.hpp"
#include "tranche/run/pipeline.hpp"

using namespace tranche;
using nlohmann::json;

namespace {

json texts(const std::vector<std::int64_t>& pence) {
  json list = json::array();
  for (const std::int64_t amount : pence) list.push_back(std::to_string(amount));
  return list;
}

json decided(const Run& run, const Assessment& assessment) {
  IndexSettings index = assessment.index;
  for (const AbsentIndicator& absent : run.absent) drop_indicator(index.weights, absent.id);
  const std::vector<std::string> codes = run.authorities.codes(), regions = run.authorities.regions();
  const Decision decision = decide({codes, run.authorities.population, regions}, run.indicators, index,
                                   assessment.tranches, assessment.allocation);
  json score = json::array(), joint = json::array();
  for (const double x : decision.score) score.push_back(std::isnan(x) ? json() : json(x));
  json pots = json::array();
  for (const std::vector<std::int64_t>& pence : decision.pence) pots.push_back(texts(pence));
  for (const PotShares& shares : decision.shares) {
    joint.push_back(json::array());
    for (const PotShares::Joint& one : shares.joint)
      joint.back().push_back({one.region, one.authorities, std::to_string(one.pence)});
  }
  return {{"rank", decision.rank},  {"tranche", decision.tranche},
          {"score", score},         {"pence", texts(decision.total_pence)},
          {"pots", pots},           {"joint", joint},
          {"units", decision.units}};
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    const json settings = json::parse(std::cin);
    const auto read = [&](const json& sets) { return read_assessment(argv[1], sets.get<std::vector<std::string>>()); };
    RunOptions options;
    Run run = assess(read({"uncertainty.draws=0"}), options);
    json answers = json::array();
    for (const json& sets : settings) {
      try {
        answers.push_back(decided(run, read(sets)));
      } catch (const Error& error) {
        answers.push_back({{"error", error.what()}});
      }
    }
    run.boundaries = run.drawn = {};
    run.shape_unit.clear();
    write_outputs(run, argv[2], true, 2);
    std::cout << answers << "\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
