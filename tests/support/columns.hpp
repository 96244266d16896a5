#pragma once
#include <cstdint>
#include <limits>
#include <vector>

#include "missing.hpp"
#include "tranche/statistics/random.hpp"

/// Made-up indicators for tests; the same in every run.

/// Indicators that share one cause, so that they correlate.
/// @param levels above 0: values are cut to so many levels, so that they tie
/// @param gaps share of values that are missing
inline std::vector<std::vector<double>> made_columns(std::size_t indicators, std::size_t units, int levels = 0,
                                                     double gaps = 0, std::uint64_t seed = 1) {
  std::vector<std::vector<double>> columns(indicators, std::vector<double>(units));
  for (std::size_t unit = 0; unit < units; ++unit) {
    const double cause = tranche::statistics::Stream(seed, 1, 0, static_cast<std::uint32_t>(unit)).normal();
    for (std::size_t i = 0; i < indicators; ++i) {
      tranche::statistics::Stream stream(seed, 2, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(unit));
      double value = stream.normal() + cause * (i % 3 == 2 ? -1.0 : 0.7);
      if (levels > 0) value = static_cast<double>(static_cast<int>(value * levels));
      columns[i][unit] = stream.uniform() < gaps ? missing : value;
    }
  }
  return columns;
}
