// What an assessment may ask of cluster maps.
#include <catch2/catch.hpp>

#include "faults.hpp"
#include "scratch.hpp"
#include "tranche/settings/assessment.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

const std::string without_clusters = "assessment: Least\nareas: {geography: utla21}\n"
                                     "indicators: [{id: a, plugin: p, measure: m, inputs: {x: l/one}}]\n";

ClusterSettings clusters_of(const std::string& section) {
  const Scratch folder;
  return read_assessment(folder.write("clusters.yaml", without_clusters + section)).clusters;
}

} // namespace

TEST_CASE("an assessment has no cluster maps unless it asks for them, and the words are those of the command") {
  CHECK(clusters_of("").of.empty());
  const ClusterSettings few = clusters_of("clusters: {of: score}\n");
  CHECK(few.of == std::vector<std::string>{"score"});
  CHECK(few.statistic == "moran");
  CHECK(few.neighbours.kind == Neighbours::Kind::automatic);
  CHECK(few.correction == "fdr");
  CHECK(few.permutations == 0); // as many as the correction asks for
  const ClusterSettings all =
      clusters_of("clusters: {of: [score, a], statistic: gi_star, neighbours: 'k:5', correction: none, "
                  "alternative: directed, alpha: 0.01, permutations: 9999, seed: 7}\n");
  CHECK(all.of.size() == 2);
  CHECK(all.statistic == "gi_star");
  CHECK((all.neighbours.kind == Neighbours::Kind::nearest && all.neighbours.count == 5));
  CHECK(all.correction == "none");
  CHECK(all.alternative == "directed");
  CHECK(all.alpha == 0.01);
  CHECK(all.permutations == 9999);
  CHECK(all.seed == 7);
}

TEST_CASE("cluster maps of nothing, of strangers, twice, or by an unknown rule are refused") {
  const auto refusal = [](const std::string& section) { return fault_of([&] { clusters_of(section); }); };
  CHECK_THAT(refusal("clusters: {statistic: moran}\n"), Contains("names no figure"));
  CHECK_THAT(refusal("clusters: {of: [scores]}\n"),
             Contains("no indicator 'scores'") && Contains("did you mean 'score'"));
  CHECK_THAT(refusal("clusters: {of: [a, a]}\n"), Contains("twice"));
  CHECK_THAT(refusal("clusters: {of: [a], neighbours: 'k:0'}\n"), Contains("'k:0' is no rule"));
  CHECK_THAT(refusal("clusters: {of: [a], statistic: kulldorff}\n"), Contains("kulldorff"));
  CHECK_THAT(refusal("clusters: {of: [a], permutations: 9}\n"), Contains("permutations"));
}
