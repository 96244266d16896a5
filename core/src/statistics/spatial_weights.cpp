#include "tranche/statistics/spatial_weights.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "tranche/finding.hpp"

namespace tranche::statistics {
namespace {

constexpr std::uint32_t no_unit = std::numeric_limits<std::uint32_t>::max();

void scale_rows(SpatialWeights& w) {
  if (w.scheme != RowScheme::standardised) return;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const auto row = std::span(w.weights).subspan(w.offsets[i], w.degree(i));
    const double total = std::accumulate(row.begin(), row.end(), 0.0);
    for (double& weight : row) weight /= total;
  }
}

[[noreturn]] void refuse_link(std::size_t at, const SpatialLink& link, std::size_t units, const char* what) {
  throw Error(Fault::data, fmt::format("spatial weights, link {}", at),
              fmt::format("{} (from {} to {}, weight {}, {} units)", what, link.from, link.to, link.weight, units),
              "give positions from 0 to the number of units less 1, and finite weights not below 0");
}

void check_links(std::span<const SpatialLink> links, std::size_t units) {
  if (units >= no_unit)
    throw Error(Fault::data, "spatial weights", fmt::format("{} units are too many", units),
                "give fewer than 2^32 - 1");
  for (std::size_t at = 0; at < links.size(); ++at) {
    const SpatialLink& link = links[at];
    if (link.from >= units || link.to >= units) refuse_link(at, link, units, "there is no such unit");
    if (!(link.weight >= 0) || std::isinf(link.weight)) refuse_link(at, link, units, "the weight is no weight");
  }
}

double weight_back(const SpatialWeights& w, std::size_t i, std::size_t j) {
  const auto row = w.neighbours_of(j);
  const auto at = std::lower_bound(row.begin(), row.end(), static_cast<std::uint32_t>(i));
  if (at == row.end() || *at != i) return 0;
  return w.weights_of(j)[static_cast<std::size_t>(at - row.begin())];
}

} // namespace

SpatialWeights spatial_weights(std::vector<SpatialLink> links, std::size_t units, RowScheme scheme) {
  check_links(links, units);
  std::stable_sort(links.begin(), links.end(), [](const SpatialLink& a, const SpatialLink& b) {
    return std::pair(a.from, a.to) < std::pair(b.from, b.to);
  });
  SpatialWeights w;
  w.scheme = scheme;
  w.offsets.assign(units + 1, 0);
  for (std::size_t at = 0; at < links.size(); ++at) {
    const SpatialLink& link = links[at];
    const bool replaced = at + 1 < links.size() && links[at + 1].from == link.from && links[at + 1].to == link.to;
    if (replaced || link.weight == 0) continue;
    w.neighbours.push_back(static_cast<std::uint32_t>(link.to));
    w.weights.push_back(link.weight);
    ++w.offsets[link.from + 1];
  }
  std::partial_sum(w.offsets.begin(), w.offsets.end(), w.offsets.begin());
  scale_rows(w);
  return w;
}

SpatialWeights spatial_weights(std::span<const std::pair<std::size_t, std::size_t>> pairs, std::size_t units,
                               RowScheme scheme) {
  std::vector<SpatialLink> links;
  links.reserve(2 * pairs.size());
  for (const auto& [a, b] : pairs) {
    if (a == b) refuse_link(links.size() / 2, {a, b, 1}, units, "a unit is paired with itself");
    links.push_back({a, b, 1});
    links.push_back({b, a, 1});
  }
  return spatial_weights(std::move(links), units, scheme);
}

SpatialWeights spatial_weights(std::span<const std::vector<std::size_t>> lists, RowScheme scheme) {
  std::vector<SpatialLink> links;
  for (std::size_t i = 0; i < lists.size(); ++i)
    for (const std::size_t j : lists[i]) {
      if (i == j) refuse_link(links.size(), {i, j, 1}, lists.size(), "a unit is its own neighbour");
      links.push_back({i, j, 1});
    }
  return spatial_weights(std::move(links), lists.size(), scheme);
}

SpatialWeights with_self(const SpatialWeights& weights) {
  SpatialWeights w;
  w.scheme = weights.scheme;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto row = weights.neighbours_of(i);
    const auto split = std::lower_bound(row.begin(), row.end(), static_cast<std::uint32_t>(i)) - row.begin();
    const double mean = row.empty() ? 1 : 1 / static_cast<double>(row.size()); // of a row that sums to 1
    w.neighbours.insert(w.neighbours.end(), row.begin(), row.end());
    const auto own = weights.weights_of(i);
    w.weights.insert(w.weights.end(), own.begin(), own.end());
    const auto at = static_cast<std::ptrdiff_t>(w.offsets.back()) + split;
    w.neighbours.insert(w.neighbours.begin() + at, static_cast<std::uint32_t>(i));
    w.weights.insert(w.weights.begin() + at, w.scheme == RowScheme::standardised ? mean : 1);
    w.offsets.push_back(w.neighbours.size());
  }
  scale_rows(w);
  return w;
}

std::vector<std::size_t> islands(const SpatialWeights& weights) {
  std::vector<std::size_t> alone;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto row = weights.neighbours_of(i);
    if (row.empty() || (row.size() == 1 && row[0] == i)) alone.push_back(i);
  }
  return alone;
}

KnownUnits without_missing(const SpatialWeights& weights, std::span<const double> values) {
  KnownUnits known;
  std::vector<std::uint32_t> number(values.size(), no_unit);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) {
      number[i] = static_cast<std::uint32_t>(known.units.size());
      known.units.push_back(i);
    }
  SpatialWeights& w = known.weights;
  w.scheme = weights.scheme;
  for (const std::size_t i : known.units) {
    for (std::size_t at = weights.offsets[i]; at < weights.offsets[i + 1]; ++at) {
      if (number[weights.neighbours[at]] == no_unit) continue;
      w.neighbours.push_back(number[weights.neighbours[at]]);
      w.weights.push_back(weights.weights[at]);
    }
    w.offsets.push_back(w.neighbours.size());
  }
  scale_rows(w);
  const std::vector<std::size_t> before = islands(weights);
  for (const std::size_t unit : islands(w)) {
    known.islands.push_back(known.units[unit]);
    if (!std::binary_search(before.begin(), before.end(), known.units[unit]))
      known.cut_off.push_back(known.units[unit]);
  }
  return known;
}

std::vector<double> spatial_lag(const SpatialWeights& weights, std::span<const double> values) {
  std::vector<double> lag(values.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < values.size(); ++i) {
    double sum = 0, total = 0;
    for (std::size_t at = weights.offsets[i]; at < weights.offsets[i + 1]; ++at) {
      const double value = values[weights.neighbours[at]];
      if (std::isnan(value)) continue;
      sum += weights.weights[at] * value;
      total += weights.weights[at];
    }
    if (total > 0) lag[i] = weights.scheme == RowScheme::standardised ? sum / total : sum;
  }
  return lag;
}

WeightSums weight_sums(const SpatialWeights& weights) {
  WeightSums sums;
  std::vector<double> both(weights.size(), 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i)
    for (std::size_t at = weights.offsets[i]; at < weights.offsets[i + 1]; ++at) {
      const std::size_t j = weights.neighbours[at];
      if (j == i) continue;
      const double there = weights.weights[at], back = weight_back(weights, i, j);
      sums.s0 += there;
      // Of a pair linked both ways each row gives half of (w + w')^2 x 2; linked one way, its row gives both halves.
      sums.s1 += back > 0 ? (there + back) * (there + back) / 2 : there * there;
      both[i] += there;
      both[j] += there;
    }
  for (const double sum : both) sums.s2 += sum * sum;
  return sums;
}

} // namespace tranche::statistics
