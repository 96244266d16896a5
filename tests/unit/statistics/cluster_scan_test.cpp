#include "tranche/statistics/cluster_scan.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "dense_weights.hpp"
#include "missing.hpp"
#include "tranche/finding.hpp"

using namespace tranche::statistics;

namespace {

struct ScanMap {
  std::vector<double> cases, people, x, y;
};

/// A lattice of uneven populations, with about `rate` of them cases, `raised` times as many within the block.
ScanMap scan_map(std::size_t columns, std::size_t rows, std::uint64_t seed, double rate, double raised = 1) {
  ScanMap map;
  for (std::uint32_t i = 0; i < columns * rows; ++i) {
    Stream stream(seed, i, 0, 0);
    const auto column = static_cast<double>(i % columns), row = static_cast<double>(i / columns);
    map.x.push_back(column + 0.2 * stream.uniform());
    map.y.push_back(row + 0.2 * stream.uniform());
    map.people.push_back(std::floor(100 + 400 * stream.uniform()));
    const bool within = column >= 2 && column <= 3 && row >= 2 && row <= 3;
    map.cases.push_back(std::floor(map.people.back() * rate * (within ? raised : 1) * (0.7 + 0.6 * stream.uniform())));
  }
  return map;
}

double log_likelihood(double c, double n) { // of c in n, a rate each its own
  return (c > 0 ? c * std::log(c / n) : 0) + (n - c > 0 ? (n - c) * std::log((n - c) / n) : 0);
}

double ratio_by_hand(const ScanMap& map, const std::set<std::size_t>& zone, ScanModel model) {
  double c = 0, n = 0, all_c = 0, all_n = 0;
  for (std::size_t i = 0; i < map.cases.size(); ++i) {
    if (zone.contains(i)) c += map.cases[i], n += map.people[i];
    all_c += map.cases[i], all_n += map.people[i];
  }
  if (c / n <= all_c / all_n) return 0;
  if (model == ScanModel::bernoulli)
    return log_likelihood(c, n) + log_likelihood(all_c - c, all_n - n) - log_likelihood(all_c, all_n);
  const double e = n * all_c / all_n;
  return c * std::log(c / e) + (c < all_c ? (all_c - c) * std::log((all_c - c) / (all_c - e)) : 0);
}

using Family = std::set<std::set<std::size_t>>;

double people_in(const ScanMap& map, const std::set<std::size_t>& zone) {
  double sum = 0;
  for (const std::size_t i : zone) sum += map.people[i];
  return sum;
}

/// Every circle: all units no further from a centre than some unit is.
Family circles(const ScanMap& map, double share) {
  Family family;
  const double most = share * std::accumulate(map.people.begin(), map.people.end(), 0.0);
  const auto away = [&](std::size_t a, std::size_t b) { return std::hypot(map.x[a] - map.x[b], map.y[a] - map.y[b]); };
  for (std::size_t centre = 0; centre < map.x.size(); ++centre)
    for (std::size_t edge = 0; edge < map.x.size(); ++edge) {
      std::set<std::size_t> zone;
      for (std::size_t i = 0; i < map.x.size(); ++i)
        if (away(centre, i) <= away(centre, edge)) zone.insert(i);
      if (people_in(map, zone) <= most) family.insert(zone);
    }
  return family;
}

/// Every connected subset, by trying all.
Family connected_sets(const ScanMap& map, const Dense& w, std::size_t nearest) {
  Family family;
  const std::size_t n = map.x.size();
  for (std::size_t centre = 0; centre < n; ++centre) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::hypot(map.x[a] - map.x[centre], map.y[a] - map.y[centre]) <
             std::hypot(map.x[b] - map.x[centre], map.y[b] - map.y[centre]);
    });
    for (std::uint32_t set = 1; set < (1U << nearest); set += 2) { // the centre is the first
      std::uint32_t reached = 1, before = 0;
      while (reached != before) {
        before = reached;
        for (std::size_t a = 0; a < nearest; ++a)
          for (std::size_t b = 0; b < nearest; ++b)
            if ((reached >> a & 1U) != 0 && (set >> b & 1U) != 0 && w[order[a]][order[b]] > 0) reached |= 1U << b;
      }
      if (reached != set) continue;
      std::set<std::size_t> zone;
      for (std::size_t a = 0; a < nearest; ++a)
        if ((set >> a & 1U) != 0) zone.insert(order[a]);
      family.insert(zone);
    }
  }
  return family;
}

/// The clusters one after the other: greatest ratio, no unit twice.
std::vector<std::set<std::size_t>> clusters_by_hand(const ScanMap& map, Family family, ScanModel model) {
  std::vector<std::set<std::size_t>> clusters;
  while (true) {
    double best = 1e-9;
    const std::set<std::size_t>* found = nullptr;
    for (const auto& zone : family) {
      const double ratio = ratio_by_hand(map, zone, model);
      if (ratio > best) best = ratio, found = &zone;
    }
    if (!found) return clusters;
    clusters.push_back(*found);
    std::erase_if(family, [&](const auto& zone) {
      return std::any_of(zone.begin(), zone.end(), [&](std::size_t i) { return clusters.back().contains(i); });
    });
  }
}

void check_clusters(const ScanResult& result, const ScanMap& map, const Family& family, ScanModel model) {
  const auto by_hand = clusters_by_hand(map, family, model);
  REQUIRE(result.clusters.size() == by_hand.size());
  for (std::size_t k = 0; k < by_hand.size(); ++k) {
    const std::vector<std::size_t>& units = result.clusters[k].units;
    CHECK(std::set<std::size_t>(units.begin(), units.end()) == by_hand[k]);
    CHECK(result.clusters[k].llr == Approx(ratio_by_hand(map, by_hand[k], model)).margin(1e-9));
  }
}

ScanOptions scan_options(ScanModel model, std::uint32_t simulations) {
  ScanOptions options;
  options.model = model;
  options.clusters = 100;
  options.simulations = simulations;
  return options;
}

} // namespace

TEST_CASE("circular and flexible scans find the clusters that trying every zone finds") {
  for (const ScanModel model : {ScanModel::poisson, ScanModel::bernoulli})
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const ScanMap map = scan_map(6, 5, seed, 0.05, 1.5);
      const SpatialWeights w = spatial_weights(lattice(6, 5), 30, RowScheme::binary);
      ScanOptions options = scan_options(model, 0);
      options.max_share = 0.3;
      options.nearest = 7;
      CAPTURE(seed);
      check_clusters(circular_scan(map.cases, map.people, map.x, map.y, options), map, circles(map, 0.3), model);
      check_clusters(flexible_scan(map.cases, map.people, map.x, map.y, w, options), map,
                     connected_sets(map, dense(w), 7), model);
    }
}

TEST_CASE("units at one distance come into a circle together") {
  ScanMap map; // a cross: four units at distance 1 from the middle
  map.x = {0, 1, -1, 0, 0, 9};
  map.y = {0, 0, 0, 1, -1, 9};
  map.people = {100, 100, 100, 100, 100, 2000};
  map.cases = {9, 9, 1, 1, 1, 20};
  ScanOptions options = scan_options(ScanModel::poisson, 0);
  check_clusters(circular_scan(map.cases, map.people, map.x, map.y, options), map, circles(map, 0.5),
                 ScanModel::poisson);
}

TEST_CASE("each zone is looked at once from each of its centres") {
  // Four units in a row: of the connected sets (i + 1)(4 - i) hold unit i; circles of unit 1 are {1}, {0, 1, 2} and
  // all.
  const std::vector<double> x{0, 1, 2, 3}, y(4, 0.0), people(4, 10.0), cases{1, 2, 3, 4};
  ScanOptions options = scan_options(ScanModel::poisson, 0);
  options.max_share = 1;
  CHECK(circular_scan(cases, people, x, y, options).zones == 4 + 3 + 3 + 4);
  const SpatialWeights row = spatial_weights(lattice(4, 1), 4, RowScheme::binary);
  CHECK(flexible_scan(cases, people, x, y, row, options).zones == 4 + 6 + 6 + 4);
}

TEST_CASE("the p-value is the share of simulated maps whose greatest ratio is as great") {
  // Two units: the zones are each alone, the case counts binomial, so that the distribution can be summed up.
  const std::vector<double> people{40, 60}, x{0, 10}, y{0, 0};
  for (const double cases : {9.0, 11.0, 13.0}) {
    const std::vector<double> counts{cases, 20 - cases};
    ScanOptions options = scan_options(ScanModel::poisson, 20000);
    options.max_share = 0.7;
    const ScanResult found = circular_scan(counts, people, x, y, options);
    REQUIRE(found.clusters.size() == 1);
    double p = 0;
    for (double k = 0; k <= 20; ++k) {
      const ScanMap map{{k, 20 - k}, people, x, y};
      const double greatest =
          std::max(ratio_by_hand(map, {0}, ScanModel::poisson), ratio_by_hand(map, {1}, ScanModel::poisson));
      if (greatest >= found.clusters[0].llr - 1e-9)
        p += std::exp(std::lgamma(21) - std::lgamma(k + 1) - std::lgamma(21 - k)) * std::pow(0.4, k) *
             std::pow(0.6, 20 - k);
    }
    CHECK(found.clusters[0].p == Approx(p).margin(4 * std::sqrt(p * (1 - p) / 20000)));
  }
  // Bernoulli: of 100 people 20, hypergeometric.
  const std::vector<double> counts{13, 7};
  ScanOptions options = scan_options(ScanModel::bernoulli, 20000);
  options.max_share = 0.7;
  const ScanResult found = circular_scan(counts, people, x, y, options);
  double p = 0;
  const auto choose = [](double n, double k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
  };
  for (double k = 0; k <= 20; ++k) {
    const ScanMap map{{k, 20 - k}, people, x, y};
    const double greatest =
        std::max(ratio_by_hand(map, {0}, ScanModel::bernoulli), ratio_by_hand(map, {1}, ScanModel::bernoulli));
    if (greatest >= found.clusters[0].llr - 1e-9) p += std::exp(choose(40, k) + choose(60, 20 - k) - choose(100, 20));
  }
  CHECK(found.clusters[0].p == Approx(p).margin(4 * std::sqrt(p * (1 - p) / 20000)));
}

TEST_CASE("a planted cluster is found with a small p, and maps without one seldom have a small p") {
  const ScanMap planted = scan_map(8, 8, 5, 0.05, 3);
  const ScanResult found = circular_scan(planted.cases, planted.people, planted.x, planted.y);
  REQUIRE(!found.clusters.empty());
  std::size_t within = 0; // the block is no circle
  for (const std::size_t unit : {18U, 19U, 26U, 27U})
    within += std::count(found.clusters[0].units.begin(), found.clusters[0].units.end(), unit) == 1;
  CHECK(within >= 3);
  CHECK(found.clusters[0].units.size() <= 6);
  CHECK(found.clusters[0].p == 0.001);
  CHECK(found.clusters[0].relative_risk == Approx(3).margin(1));

  int small = 0;
  const int maps = 200;
  for (std::uint32_t k = 0; k < maps; ++k) {
    ScanMap map = scan_map(6, 6, 100, 0.05);
    std::fill(map.cases.begin(), map.cases.end(), 0.0);
    for (std::uint32_t one = 0; one < 300; ++one) { // each case falls on a person
      double left = Stream(7, k, one, 0).uniform() * people_in(map, [&] {
                      std::set<std::size_t> all;
                      for (std::size_t i = 0; i < 36; ++i) all.insert(i);
                      return all;
                    }());
      std::size_t i = 0;
      while (i + 1 < 36 && left >= map.people[i]) left -= map.people[i++];
      ++map.cases[i];
    }
    ScanOptions options = scan_options(ScanModel::poisson, 99);
    options.clusters = 1;
    small += circular_scan(map.cases, map.people, map.x, map.y, options).clusters[0].p <= 0.1;
  }
  CHECK(small / double{maps} == Approx(0.1).margin(0.07)); // three standard errors
}

TEST_CASE("low rates are found where asked for, and the other way round") {
  ScanMap map = scan_map(6, 6, 3, 0.05);
  for (const std::size_t i : {14U, 15U, 20U, 21U}) map.cases[i] = 0;
  ScanOptions options = scan_options(ScanModel::poisson, 99);
  options.rates = ScanFor::low;
  const ScanResult low = circular_scan(map.cases, map.people, map.x, map.y, options);
  REQUIRE(!low.clusters.empty());
  CHECK(low.clusters[0].cases < low.clusters[0].expected);
  CHECK(low.clusters[0].p == 0.01);
  options.rates = ScanFor::either;
  const ScanResult either = circular_scan(map.cases, map.people, map.x, map.y, options);
  CHECK(either.clusters[0].units == low.clusters[0].units);
}

TEST_CASE("scans do not depend on the number of threads") {
  const ScanMap map = scan_map(7, 7, 8, 0.02, 1.2);
  const SpatialWeights w = spatial_weights(lattice(7, 7), 49, RowScheme::binary);
  for (const ScanModel model : {ScanModel::poisson, ScanModel::bernoulli}) {
    ScanOptions options = scan_options(model, 200);
    const ScanResult one = circular_scan(map.cases, map.people, map.x, map.y, options),
                     flexible = flexible_scan(map.cases, map.people, map.x, map.y, w, options);
    options.threads = 3;
    const ScanResult three = circular_scan(map.cases, map.people, map.x, map.y, options),
                     flexible_three = flexible_scan(map.cases, map.people, map.x, map.y, w, options);
    for (std::size_t k = 0; k < one.clusters.size(); ++k) CHECK(one.clusters[k].p == three.clusters[k].p);
    for (std::size_t k = 0; k < flexible.clusters.size(); ++k)
      CHECK(flexible.clusters[k].p == flexible_three.clusters[k].p);
  }
}

TEST_CASE("scans of nothing, of one unit, of missing figures and of all cases in one place are defined") {
  const std::vector<double> x{0, 1, 2, 3}, y(4, 0.0), people{10, 20, 30, 40};
  const ScanOptions options = scan_options(ScanModel::poisson, 99);
  CHECK(circular_scan(std::vector<double>(4, 0.0), people, x, y, options).clusters.empty());
  CHECK(circular_scan({}, {}, {}, {}, options).clusters.empty());
  CHECK(circular_scan(std::vector<double>(4, 0.0), std::vector<double>(4, 0.0), x, y, options).clusters.empty());
  CHECK(
      circular_scan(std::vector{3.0}, std::vector{9.0}, std::vector{0.0}, std::vector{0.0}, options).clusters.empty());
  const ScanResult gaps =
      circular_scan(std::vector<double>{5, missing, 1, 1}, std::vector<double>{10, 20, missing, 40}, x, y, options);
  CHECK(gaps.missing == std::vector<std::size_t>{1, 2});
  CHECK(gaps.cases == 6);
  const ScanResult one = circular_scan(std::vector<double>{8, 0, 0, 0}, people, x, y, options);
  CHECK(one.clusters[0].units == std::vector<std::size_t>{0});
  CHECK(one.clusters[0].llr == Approx(8 * std::log(10)));
  CHECK(std::isinf(one.clusters[0].relative_risk));
  const SpatialWeights none = spatial_weights(UnitPairs{}, 4, RowScheme::binary);
  CHECK(flexible_scan(std::vector<double>{8, 1, 0, 2}, people, x, y, none, options).zones == 4); // each unit alone
}

TEST_CASE("scans refuse figures that are no counts") {
  const std::vector<double> at{0, 1};
  const auto scan = [&](std::vector<double> cases, std::vector<double> people, ScanModel model) {
    return circular_scan(cases, people, at, at, scan_options(model, 0));
  };
  CHECK_THROWS_AS(scan({1.5, 2}, {10, 10}, ScanModel::poisson), tranche::Error);
  CHECK_THROWS_AS(scan({1, 2}, {10, 0}, ScanModel::poisson), tranche::Error);
  CHECK_THROWS_AS(scan({11, 2}, {10, 10}, ScanModel::bernoulli), tranche::Error);
  CHECK_THROWS_AS(scan({1, 2}, {10, 10.5}, ScanModel::bernoulli), tranche::Error);
  ScanOptions wide = scan_options(ScanModel::poisson, 0);
  wide.nearest = 31;
  CHECK_THROWS_AS(
      flexible_scan(at, std::vector<double>{5, 5}, at, at, spatial_weights(UnitPairs{}, 2, RowScheme::binary), wide),
      tranche::Error);
}
