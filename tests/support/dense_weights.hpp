#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "tranche/statistics/random.hpp"
#include "tranche/statistics/spatial_weights.hpp"

/// Weights as a full matrix, for second computations by double loops; and small maps.
using Dense = std::vector<std::vector<double>>;

inline Dense dense(const tranche::statistics::SpatialWeights& w) {
  Dense matrix(w.size(), std::vector<double>(w.size(), 0.0));
  for (std::size_t i = 0; i < w.size(); ++i)
    for (std::size_t k = 0; k < w.degree(i); ++k) matrix[i][w.neighbours_of(i)[k]] = w.weights_of(i)[k];
  return matrix;
}

using UnitPairs = std::vector<std::pair<std::size_t, std::size_t>>;

/// Rook neighbours of a lattice; round its edges too as a torus.
inline UnitPairs lattice(std::size_t columns, std::size_t rows, bool torus = false) {
  UnitPairs pairs;
  const auto link = [&](std::size_t a, std::size_t b) { pairs.emplace_back(std::min(a, b), std::max(a, b)); };
  for (std::size_t y = 0; y < rows; ++y)
    for (std::size_t x = 0; x < columns; ++x) {
      if (x + 1 < columns || torus) link(y * columns + x, y * columns + (x + 1) % columns);
      if (y + 1 < rows || torus) link(y * columns + x, (y + 1) % rows * columns + x);
    }
  return pairs;
}

/// Links of any weight, most of them one way, unit 0 without neighbours of its own.
inline tranche::statistics::SpatialWeights uneven_weights(std::size_t units, std::uint64_t seed,
                                                          tranche::statistics::RowScheme scheme) {
  std::vector<tranche::statistics::SpatialLink> links;
  for (std::size_t i = 1; i < units; ++i)
    for (std::size_t j = 0; j < units; ++j) {
      tranche::statistics::Stream stream(seed, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), 1);
      if (i != j && stream.uniform() < 0.5) links.push_back({i, j, 0.5 + stream.uniform()});
    }
  return tranche::statistics::spatial_weights(links, units, scheme);
}

inline std::vector<double> skewed_values(std::size_t count, std::uint64_t seed, double from = 0) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(from + tranche::statistics::Stream(seed, static_cast<std::uint32_t>(i), 7, 3).gamma(0.8));
  return values;
}

/// Mean and variance (divisor n) of statistic(arranged) over every arrangement of the units in `movable`.
template <class Statistic>
std::pair<double, double> over_all_arrangements(std::size_t units, std::vector<std::size_t> movable,
                                                Statistic&& statistic) {
  std::vector<std::size_t> order(units), places = movable;
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> results;
  do {
    for (std::size_t k = 0; k < places.size(); ++k) order[places[k]] = movable[k];
    results.push_back(statistic(order));
  } while (std::next_permutation(movable.begin(), movable.end()));
  const auto n = static_cast<double>(results.size());
  const double mean = std::accumulate(results.begin(), results.end(), 0.0) / n;
  double variance = 0;
  for (const double one : results) variance += (one - mean) * (one - mean) / n;
  return {mean, variance};
}
