#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

/// Chance that falls the same way everywhere.
namespace tranche::hexmap {

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine, which std::distribution does not give.
class Random {
public:
  explicit Random(std::uint64_t seed) : m_state(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(((next() >> 32) * n) >> 32); }

private:
  std::uint64_t next() {
    std::uint64_t z = m_state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::uint64_t m_state;
};

/// Rounded, so that the last bit of a machine's log() or pow() decides nothing.
inline double rounded(double value) { return std::round(value * 1e9) / 1e9; }

/// Minus logarithms of evenly spaced chances: a change that costs up to temperature times one of them is accepted
/// (Metropolis' rule).
inline std::vector<double> patience_table() {
  std::vector<double> table(4096);
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = rounded(-std::log((static_cast<double>(i) + 0.5) / static_cast<double>(table.size())));
  return table;
}

} // namespace tranche::hexmap
