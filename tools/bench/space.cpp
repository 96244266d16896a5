// Patterns in space: local Moran with conditional permutations, against the plain way of doing it (for every area and
// permutation the neighbours' values drawn afresh, one after the other) in the same process; and the circular scan.
//   bench_space /vsizip/lsoa_2021_england.gpkg.zip/lsoa_2021_england.gpkg
//   bench_space               made-up areas, as many as England has neighbourhoods
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>

#include "shapes.hpp"
#include "tranche/geography/neighbours.hpp"
#include "tranche/statistics/autocorrelation.hpp"
#include "tranche/statistics/cluster_scan.hpp"
#include "tranche/statistics/local_association.hpp"
#include "tranche/statistics/random.hpp"

namespace {

using namespace tranche::statistics;

/// Wall time, best of three, in milliseconds.
template <class Work> double milliseconds(Work&& work, int times = 3) {
  double best = INFINITY;
  for (int i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

/// Pseudo p-values of local Moran as one writes them down first; z are standard scores.
std::vector<double> plain_local_moran(std::span<const double> z, const SpatialWeights& w, int draws) {
  std::vector<double> p(z.size(), NAN);
  std::mt19937_64 random(1);
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (w.degree(i) == 0) continue;
    double own = 0;
    for (std::size_t k = 0; k < w.degree(i); ++k) own += w.weights_of(i)[k] * z[w.neighbours_of(i)[k]];
    int greater = 0;
    for (int draw = 0; draw < draws; ++draw) {
      chosen.clear();
      double lag = 0;
      std::uniform_int_distribution<std::size_t> any(0, z.size() - 1);
      while (chosen.size() < w.degree(i)) {
        const std::size_t j = any(random);
        if (j == i || std::find(chosen.begin(), chosen.end(), j) != chosen.end()) continue;
        lag += w.weights_of(i)[chosen.size()] * z[j];
        chosen.push_back(j);
      }
      greater += z[i] * lag >= z[i] * own;
    }
    p[i] = (std::min(greater, draws - greater) + 1.0) / (draws + 1.0);
  }
  return p;
}

void bench_local(const SpatialWeights& w) {
  std::vector<double> values, z;
  for (std::uint32_t i = 0; i < w.size(); ++i) values.push_back(Stream(1, i, 0, 0).gamma(2));
  double mean = 0, squares = 0;
  for (const double x : values) mean += x / static_cast<double>(values.size());
  for (const double x : values) squares += (x - mean) * (x - mean);
  for (const double x : values) z.push_back((x - mean) / std::sqrt(squares / static_cast<double>(values.size())));
  LocalStatistics one, two;
  const auto run = [&](int threads) {
    return local_moran(values, w, {Divisor::sample, Moments::conditional, {999, 1, threads}});
  };
  const double single = milliseconds([&] { one = run(1); }), both = milliseconds([&] { two = run(2); });
  std::vector<double> plain;
  const double by_hand = milliseconds([&] { plain = plain_local_moran(z, w, 99); }, 1) * 999 / 99;
  const std::vector<double> p = one.p(Alternative::directed);
  double apart = 0;
  for (std::size_t i = 0; i < p.size(); ++i)
    apart += std::isnan(p[i]) ? 0 : (p[i] - plain[i]) / static_cast<double>(p.size());
  bool same = true;
  for (std::size_t i = 0; i < p.size(); ++i)
    same = same && one.permutation[i].at_least == two.permutation[i].at_least &&
           one.permutation[i].at_most == two.permutation[i].at_most;
  fmt::print("local Moran, {} areas, {} links, 999 permutations\n", w.size(), w.neighbours.size());
  fmt::print("  1 thread   {:9.1f} ms\n  2 threads  {:9.1f} ms, p-values {}\n", single, both,
             same ? "identical" : "DIFFERENT");
  fmt::print(
      "  plain      {:9.1f} ms (from 99 permutations, 1 thread); ours is {:.1f} x as fast on one thread, {:.1f} x "
      "on two; mean difference of p {:.4f}\n",
      by_hand, by_hand / single, by_hand / both, apart);
  GlobalStatistic moran;
  const double global = milliseconds([&] { moran = morans_i(values, w, {999, 1, 2}); });
  fmt::print("Moran's I, 999 permutations, 2 threads  {:9.1f} ms, I = {:.4f}\n", global, moran.value);
}

void bench_scan() {
  std::vector<double> cases, people, x, y;
  for (std::uint32_t i = 0; i < 309; ++i) {
    Stream stream(2, i, 0, 0);
    people.push_back(std::floor(30000 + 300000 * stream.uniform()));
    cases.push_back(std::floor(people.back() * 1e-4 * stream.gamma(4)));
    x.push_back(stream.uniform());
    y.push_back(stream.uniform());
  }
  const tranche::NeighbourLists lists = tranche::nearest_neighbours(x, y, 6);
  const SpatialWeights w = spatial_weights(lists, RowScheme::binary);
  for (const bool circular : {true, false})
    for (const std::uint32_t simulations : {999U, 9999U}) {
      ScanOptions options;
      options.simulations = simulations;
      options.threads = 2;
      ScanResult result;
      const double time = milliseconds(
          [&] {
            result =
                circular ? circular_scan(cases, people, x, y, options) : flexible_scan(cases, people, x, y, w, options);
          },
          1);
      fmt::print("{} scan, 309 districts, {} zones, {} cases, {} simulations, 2 threads  {:9.1f} ms\n",
                 circular ? "circular" : "flexible", result.zones, result.cases, simulations, time);
    }
}

} // namespace

int main(int argc, char** argv) {
  try {
    const bench::Shapes shapes = argc > 1 ? bench::read(argv[1]) : bench::made_up(552000, 184, 184, 3);
    bench_local(spatial_weights(tranche::queen_neighbours(shapes), shapes.size(), RowScheme::standardised));
    bench_scan();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_space: {}\n", error.what());
    return 1;
  }
}
