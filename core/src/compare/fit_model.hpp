#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "decide/cut.hpp"
#include "decide/index.hpp"
#include "tranche/compare/backtest_fit.hpp"

namespace tranche {

using Bits = std::vector<std::uint64_t>; ///< one for each unit of the comparison

std::size_t in_common(const Bits& a, const Bits& b);
std::size_t in_either(const Bits& a, const Bits& b);
inline void set_bit(Bits& bits, std::size_t unit) { bits[unit / 64] |= std::uint64_t{1} << (unit % 64); }
inline bool has_bit(const Bits& bits, std::size_t unit) { return (bits[unit / 64] >> (unit % 64) & 1U) != 0; }

/// The shares of every level's members: the top, then each domain's after its parent's, one after the other.
using Shares = std::vector<double>;

/// What every way of normalising has in common.
struct FitTask {
  FitTask(const Run& run, const Backtest& stated);

  const Run& run;
  std::vector<std::string> codes, regions;
  Candidates candidates;
  std::vector<std::size_t> by_code;
  std::vector<std::size_t> unit_of; ///< by authority
  std::size_t units = 0, last = 0;  ///< tranches up to `last` (1, 2, ...) are funded
  Bits listed, funded;              ///< of the list; by the stated index
  std::vector<std::size_t> ranked;  ///< units
  AllocationSettings allocation;    ///< without money, which nothing here asks for
  TrancheCutter cutter;
};

/// Who is funded under other weights.
class FitModel {
public:
  /// @throws Error where the recipe has no meaning.
  FitModel(const FitTask& task, IndexSettings index);
  FitModel(const FitModel&) = delete; // its parts point at each other
  FitModel& operator=(const FitModel&) = delete;

  struct Outcome {
    Bits funded;
    std::vector<std::uint32_t> beyond; ///< places by which a unit misses the edge; 0: funded, or not ranked
  };
  void evaluate(const Shares& shares, Outcome& into) const;

  struct Level {
    std::size_t begin = 0, end = 0; ///< in Shares
  };
  const std::vector<Level>& levels() const { return m_levels; }
  Shares stated() const;                                      ///< or found, where the recipe finds them
  Shares drawn(std::uint64_t seed, std::uint32_t draw) const; ///< evenly over all weights of each level
  std::vector<double> of_whole(const Shares& shares) const; ///< each node's share of the whole, in the order of Shares
  const std::vector<const IndexNode*>& nodes() const { return m_nodes; } ///< likewise
  double distance(const Shares& shares) const;        ///< total variation of the leaves from the decision's weights
  IndexSettings settings(const Shares& shares) const; ///< the index with these as the stated weights

private:
  const FitTask& m_task;
  IndexSettings m_index;
  IndexModel m_model;
  IndexModel::Evaluation m_base;
  IndexNode m_root; ///< every level's weights are given ones
  std::vector<Level> m_levels;
  std::vector<const IndexNode*> m_nodes;
};

} // namespace tranche
