#include <catch2/catch.hpp>
#include <cmath>

#include "faults.hpp"
#include "planted_run.hpp"
#include "tranche/run/clusters.hpp"
#include "tranche/statistics/shrink.hpp"

using namespace tranche;
using Catch::Contains;
using planted::at;
using statistics::Pattern;

namespace {

ClusterOptions of_a() {
  ClusterOptions options;
  options.indicators = {"a"};
  return options;
}

/// Neighbours on the board by their columns and rows, those without a figure left out.
std::vector<std::size_t> around(std::size_t unit, bool corners) {
  std::vector<std::size_t> list;
  for (std::size_t other = 0; other < planted::island; ++other) {
    const auto dx = std::abs(static_cast<int>(unit % 8) - static_cast<int>(other % 8));
    const auto dy = std::abs(static_cast<int>(unit / 8) - static_cast<int>(other / 8));
    const bool near = corners ? std::max(dx, dy) == 1 : dx + dy == 1;
    if (near && other != planted::silent) list.push_back(other);
  }
  return list;
}

std::string warnings(const Clusters& clusters) {
  std::string text;
  for (const Finding& finding : clusters.findings.items()) text += finding.text() + "\n";
  return text;
}

} // namespace

TEST_CASE("clusters: the planted corner is high among high, and nothing beside the board is taken for low") {
  const Run run = planted::planted_run();
  const Clusters found = find_clusters(run, of_a());
  REQUIRE(found.cluster.size() == planted::units);
  for (std::size_t i = 0; i < planted::island; ++i) {
    INFO(i);
    if (i == planted::silent) continue;
    if (i % 8 < 2 && i / 8 < 2) CHECK(found.cluster[i] == Pattern::high_high); // all around it is planted
    if (!planted::in_corner(i)) CHECK(found.cluster[i] != Pattern::high_high);
    if (i % 8 > 4 || i / 8 > 4) CHECK(found.cluster[i] != Pattern::high_low);
  }
  CHECK(found.cluster[planted::silent] == Pattern::missing);
  CHECK(found.cluster[planted::dumb] == Pattern::missing);          // though all its neighbours have a figure
  CHECK(found.cluster[planted::island] == Pattern::no_neighbours);  // though its figure is low
  CHECK(found.cluster[planted::cut_off] == Pattern::no_neighbours); // its one neighbour has no figure
  CHECK(found.islands == std::vector<std::size_t>{planted::island});
  CHECK(found.variables[0].why_none[planted::dumb] == "suppressed");
  CHECK(std::isnan(found.p[planted::island]));
  CHECK(found.findings.items().empty());
}

TEST_CASE("clusters: the local Moran by its definition, over queen and rook neighbours of the board") {
  const Run run = planted::planted_run();
  const std::vector<double>& x = run.indicators[0].value;
  double n = 0, mean = 0, squares = 0;
  for (const double v : x)
    if (!std::isnan(v)) n += 1, mean += v;
  mean /= n;
  for (const double v : x)
    if (!std::isnan(v)) squares += (v - mean) * (v - mean);
  for (const bool queen : {true, false}) {
    ClusterOptions options = of_a();
    options.neighbours = neighbours_from(queen ? "queen" : "rook");
    const Clusters found = find_clusters(run, options);
    for (const std::size_t unit : {at(0, 0), at(2, 2), at(5, 5), at(6, 7)}) {
      double lag = 0;
      const std::vector<std::size_t> beside = around(unit, queen);
      for (const std::size_t other : beside) lag += x[other] / static_cast<double>(beside.size());
      CHECK(found.local.lag[unit] == Approx(lag).epsilon(1e-12));
      CHECK(found.local.value[unit] == Approx((x[unit] - mean) * (lag - mean) / (squares / (n - 1))).epsilon(1e-10));
    }
  }
}

TEST_CASE("clusters: as many permutations as the correction asks for, and a warning where there are fewer") {
  const Run run = planted::planted_run(); // 63 authorities are tested
  ClusterOptions options = of_a();
  const Clusters automatic = find_clusters(run, options);
  CHECK(automatic.options.draws == 9999); // 2/1000 > 0.05/63 >= 2/10000
  CHECK(automatic.smallest_p == Approx(0.0002));
  options.correction = statistics::Correction::none;
  CHECK(find_clusters(run, options).options.draws == 999);
  options.correction = statistics::Correction::bonferroni;
  options.draws = 999;
  const Clusters few = find_clusters(run, options);
  CHECK_THAT(warnings(few), Contains("999 permutations can give no p below 0.002") && Contains("none can count"));
  for (const Pattern pattern : few.cluster)
    CHECK((pattern == Pattern::not_significant || pattern == Pattern::missing || pattern == Pattern::no_neighbours));
  options.correction = statistics::Correction::false_discovery; // thirteen at the smallest p pass together
  options.alternative = statistics::Alternative::directed;
  CHECK_THAT(warnings(find_clusters(run, options)), Contains("several must be as unusual"));
}

TEST_CASE("clusters: the tranche of the planted corner joins itself more often than chance") {
  const Clusters found = find_clusters(planted::planted_run(), of_a());
  REQUIRE(found.joins.classes == std::vector<int>{0, 1});
  const statistics::JoinCount& own = found.joins.joins[2];
  CHECK(own.count == 20); // pairs of a 3 by 3 by queen
  CHECK(own.randomisation.z > 5);
  CHECK(found.global[0].name == "Moran's I");
  CHECK(found.global[0].result.value > 0.5);
  CHECK(found.global[0].result.permutation.draws == 999);
  CHECK(found.global[2].result.permutation.p(statistics::Alternative::greater) == 0.001);
}

TEST_CASE("clusters: empirical Bayes is of the rates as standardised, and needs counts") {
  const Run run = planted::planted_run();
  ClusterOptions options = of_a();
  options.empirical_bayes = true;
  options.draws = 99;
  const Clusters found = find_clusters(run, options);
  const auto rates = statistics::assuncao_reis(run.indicators[0].numerator, run.indicators[0].denominator);
  for (std::size_t i = 0; i < planted::units; ++i)
    CHECK((found.variables[0].used[i] == rates[i] || (std::isnan(rates[i]) && std::isnan(found.variables[0].used[i]))));
  CHECK(found.variables[0].reported[0] == run.indicators[0].value[0]);
  CHECK(found.cluster[at(1, 1)] != Pattern::missing);
  options.indicators = {"plain"};
  CHECK_THAT(fault_of([&] { find_clusters(run, options); }), Contains("Plain figure has no such counts"));
  options.indicators = {};
  CHECK_THAT(fault_of([&] { find_clusters(run, options); }), Contains("the need score has none"));
  options = of_a();
  options.empirical_bayes = true;
  options.statistic = LocalStatistic::gi;
  CHECK_THAT(fault_of([&] { find_clusters(run, options); }), Contains("Gi needs figures above 0"));
}

TEST_CASE("clusters: Gi* has a hot spot, two figures agree, and one stands among the other's neighbours") {
  const Run run = planted::planted_run();
  ClusterOptions options = of_a();
  options.statistic = LocalStatistic::gi_star;
  const Clusters hot = find_clusters(run, options);
  CHECK(hot.cluster[at(1, 1)] == Pattern::high_high);
  CHECK(name_of(hot.cluster[at(1, 1)], options.statistic) == "hot spot");

  options = of_a();
  options.indicators = {"a", "b"};
  options.statistic = LocalStatistic::geary;
  const Clusters both = find_clusters(run, options);
  CHECK(both.local.lag.empty());
  CHECK(both.cluster[at(0, 0)] == Pattern::like_others);
  options.statistic = LocalStatistic::moran;
  CHECK_THAT(fault_of([&] { find_clusters(run, options); }), Contains("--statistic geary"));

  options = of_a();
  options.against = "b";
  const Clusters against = find_clusters(run, options);
  CHECK(against.cluster[at(1, 1)] == Pattern::high_high);
  CHECK(against.global.back().name == "bivariate Moran's I");
  CHECK(against.global.back().result.value > 0.5);
  options.against = "a";
  CHECK_THAT(fault_of([&] { find_clusters(run, options); }), Contains("named twice"));
}

TEST_CASE("clusters: the scan finds the planted corner, whatever its shape") {
  const Run run = planted::planted_run();
  ClusterOptions options = of_a();
  options.scan = Scan::flexible;
  const Clusters found = find_clusters(run, options);
  REQUIRE(found.scan);
  REQUIRE_FALSE(found.scan->clusters.empty());
  CHECK(found.scan->clusters[0].p == Approx(0.001));
  CHECK(found.scan->missing == std::vector<std::size_t>{planted::silent, planted::dumb});
  for (std::size_t i = 0; i < planted::units; ++i) CHECK((found.scan_cluster[i] == 1) == planted::in_corner(i));
  options.scan = Scan::circular;
  CHECK(find_clusters(run, options).scan_cluster[at(1, 1)] == 1);
  options.indicators = {"plain"};
  CHECK_THAT(fault_of([&] { find_clusters(run, options); }), Contains("a scan needs events and people"));
}

TEST_CASE("clusters: indicators go by id or plugin, and what is not there is named") {
  Run run = planted::planted_run();
  ClusterOptions options;
  options.draws = 99;
  options.indicators = {"made_up_b"};
  CHECK(find_clusters(run, options).variables[0].id == "b");
  options.indicators = {"c"};
  CHECK_THAT(fault_of([&] { find_clusters(run, options); }), Contains("name one of a, b, plain"));
  run.absent = {{"c", "C", "no layer my/c"}};
  CHECK_THAT(fault_of([&] { find_clusters(run, options); }), Contains("was left out: no layer my/c"));
  options.indicators = {};
  CHECK(find_clusters(run, options).variables[0].id == "score");
  options.indicators = {"plain"}; // figures below 0: no G
  const Clusters plain = find_clusters(run, options);
  CHECK(plain.global[2].why_none == "the values are not above 0");
  run.indicators[0].flags[4] = run.indicators[0].flags[5] = flag::shared;
  options.indicators = {"a"};
  CHECK_THAT(warnings(find_clusters(run, options)), Contains("one figure published for several together"));
}

TEST_CASE("clusters: neighbours by rule, and none by the borders of a schematic map") {
  CHECK(neighbours_from("k:5").count == 5);
  CHECK(neighbours_from("band:30000").metres == 30000);
  for (const char* wrong : {"k", "k:", "k:0", "k:1.5", "k:x", "band:0", "band:-1", "bishop", "queen:2", "k:5 "})
    CHECK_THAT(fault_of([&] { neighbours_from(wrong); }), Contains("is no rule"));
  Run run = planted::planted_run();
  ClusterOptions options = of_a();
  options.draws = 99;
  options.neighbours = neighbours_from("k:3");
  const Clusters nearest = find_clusters(run, options);
  for (std::size_t i = 0; i < planted::units; ++i) CHECK(nearest.links.degree(i) == 3);
  options.neighbours = neighbours_from("band:10000");
  CHECK(find_clusters(run, options).links.degree(at(3, 3)) == 4);

  run.boundaries.schematic = true;
  options.neighbours = {};
  CHECK_THAT(fault_of([&] { find_clusters(run, options); }), Contains("67 of 67 have no point to measure from"));
  for (const Shape& shape : run.boundaries.shapes) {
    run.authorities.x.push_back(shape.box[0]);
    run.authorities.y.push_back(shape.box[1]);
  }
  const Clusters points = find_clusters(run, options);
  CHECK(points.options.neighbours.kind == Neighbours::Kind::points);
  CHECK(points.islands.empty());
  CHECK_THAT(warnings(points), Contains("made/squares is schematic") && Contains("Gabriel"));
  options.neighbours = neighbours_from("queen");
  CHECK_THAT(fault_of([&] { find_clusters(run, options); }), Contains("is a matter of layout"));
}

TEST_CASE("clusters: figures that are all the same, or of nobody, have no pattern and no fault") {
  Run run = planted::planted_run();
  ClusterOptions options;
  options.indicators = {"plain"};
  options.draws = 99;
  std::fill(run.indicators[2].value.begin(), run.indicators[2].value.end(), 4.0);
  const Clusters same = find_clusters(run, options);
  CHECK(same.cluster[0] == Pattern::not_significant);
  CHECK(same.global[0].why_none == "all values are the same");
  std::fill(run.indicators[2].value.begin(), run.indicators[2].value.end(), sample::none);
  const Clusters nobody = find_clusters(run, options);
  CHECK(nobody.cluster[0] == Pattern::missing);
  CHECK(nobody.global[0].why_none == "fewer than two units have a value");
}

TEST_CASE("clusters: what the assessment asks for is what find_clusters is asked") {
  Run run = planted::planted_run();
  CHECK(asked_clusters(run, 2).empty());
  run.assessment.clusters.of = {"score", "a", "gone"};
  run.assessment.clusters.statistic = "gi_star";
  run.assessment.clusters.correction = "bonferroni";
  run.assessment.clusters.alternative = "directed";
  run.assessment.clusters.neighbours = neighbours_from("k:4");
  run.assessment.clusters.alpha = 0.01;
  run.assessment.clusters.permutations = 199;
  run.assessment.clusters.seed = 5;
  run.absent = {{"gone", "Gone", "its layer is not there"}};
  const std::vector<ClusterOptions> asked = asked_clusters(run, 2);
  REQUIRE(asked.size() == 2);         // what was left out of the run has no map
  CHECK(asked[0].indicators.empty()); // the need score
  CHECK(asked[1].indicators == std::vector<std::string>{"a"});
  CHECK(asked[1].statistic == LocalStatistic::gi_star);
  CHECK(asked[1].correction == statistics::Correction::bonferroni);
  CHECK(asked[1].alternative == statistics::Alternative::directed);
  CHECK((asked[1].neighbours.kind == Neighbours::Kind::nearest && asked[1].neighbours.count == 4));
  CHECK(asked[1].alpha == 0.01);
  CHECK(asked[1].draws == 199);
  CHECK(asked[1].seed == 5);
  CHECK(asked[1].threads == 2);
  for (const std::string& word : cluster_statistics()) {
    run.assessment.clusters.statistic = word;
    const std::string title(title_of(asked_clusters(run, 1)[0].statistic));
    CHECK_THAT(title, Contains(word == "moran" ? "Moran" : word == "geary" ? "Geary" : word == "gi" ? "Gi" : "Gi*"));
  }
}

TEST_CASE("clusters: a rule that cannot be met is refused before anything is drawn, a stated one is not warned of") {
  Run run = planted::planted_run();
  check_clusters(run, of_a());
  run.boundaries.schematic = true;
  run.authorities.x.assign(planted::units, 0);
  run.authorities.y.assign(planted::units, 0);
  for (std::size_t i = 0; i < planted::units; ++i) {
    run.authorities.x[i] = run.boundaries.shapes[i].box[0];
    run.authorities.y[i] = run.boundaries.shapes[i].box[1];
  }
  ClusterOptions options = of_a();
  options.draws = 99;
  CHECK_THAT(warnings(find_clusters(run, options)), Contains("schematic"));
  options.neighbours = neighbours_from("points");
  CHECK_THAT(warnings(find_clusters(run, options)), !Contains("schematic"));
  options.neighbours = neighbours_from("queen");
  CHECK_THAT(fault_of([&] { check_clusters(run, options); }), Contains("needs real borders"));
}
