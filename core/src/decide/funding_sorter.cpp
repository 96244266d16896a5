#include "decide/funding_sorter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "decide/cut.hpp"
#include "statistics/score_steps.hpp"
#include "tranche/statistics/ranking.hpp"
#include "wide.hpp"

namespace tranche {
namespace {

struct Range {
  double least = 0, most = 0;
  bool gaps = false, too_large = false; ///< some have no score; some are beyond what steps count
};

TRANCHE_WIDE void round_to_steps(std::span<const double> exact, std::span<double> score, std::span<double> steps) {
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double step = statistics::score_steps(exact[i]);
    steps[i] = step;
    score[i] = step / statistics::steps_per_score + 0.0;
  }
}

using Four __attribute__((vector_size(32))) = double;

/// Four at a time: a compiler that minds NaN does not reorder a minimum by itself.
TRANCHE_WIDE Range range_of(std::span<const double> steps) {
  constexpr std::size_t width = sizeof(Four) / sizeof(double);
  constexpr double infinite = std::numeric_limits<double>::infinity();
  Four least = Four{} + infinite, most = Four{} - infinite, none{}, step;
  std::size_t i = 0;
  for (; i + width <= steps.size(); i += width) {
    std::memcpy(&step, steps.data() + i, sizeof step);
    none = step == step ? none : Four{} + 1.0;
    least = step < least ? step : least;
    most = step > most ? step : most;
  }
  Range range{infinite, -infinite};
  const auto take = [&range](double one, double other, bool gap) {
    range.least = std::min(range.least, one);
    range.most = std::max(range.most, other);
    range.gaps = range.gaps || gap;
  };
  for (std::size_t k = 0; k < width; ++k) take(least[k], most[k], none[k] > 0);
  for (; i < steps.size(); ++i)
    std::isnan(steps[i]) ? take(infinite, -infinite, true) : take(steps[i], steps[i], false);
  range.too_large = !(std::max(-range.least, range.most) < statistics::most_steps);
  return range;
}

/// In place of the steps.
TRANCHE_WIDE void fill_keys(std::span<double> steps, double most, double places, std::span<const double> place) {
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = (most - steps[i]) * places + place[i];
}

bool rank_in(std::span<const std::size_t> order, std::span<const double> score, std::span<std::int32_t> rank) {
  bool ties = false;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const bool tied = k > 0 && score[order[k]] == score[order[k - 1]];
    rank[order[k]] = tied ? rank[order[k - 1]] : static_cast<std::int32_t>(k) + 1;
    ties = ties || tied;
  }
  return ties;
}

} // namespace

FundingSorter::FundingSorter(const Candidates& candidates)
    : m_candidates(candidates), m_place(candidates.codes.size()),
      m_places(static_cast<std::int64_t>(std::bit_ceil(candidates.codes.size()))) {
  const std::vector<double> all_the_same(candidates.codes.size(), 0.0);
  for (const std::size_t i : funding_order(all_the_same, candidates)) {
    m_place[i] = static_cast<double>(m_at.size());
    m_at.push_back(static_cast<std::uint32_t>(i));
  }
}

/// One whole number for score and place in the place of each score's steps, from 0; that of the first to be funded the
/// least. @return the largest there may be; 0 where a double does not count so far.
double FundingSorter::make_keys(double least, double most, bool gaps, std::vector<double>& steps) const {
  constexpr double countable = 0x1p53;
  const auto places = static_cast<double>(m_places);
  const double last = (most - least + 1) * places - 1;
  if (!(last < countable)) return 0;
  fill_keys(steps, most, places, m_place);
  if (gaps)
    steps.erase(std::remove_if(steps.begin(), steps.end(), [](double key) { return std::isnan(key); }), steps.end());
  return last;
}

bool FundingSorter::sort(std::span<const double> exact, Workspace& workspace, std::vector<double>& score,
                         std::vector<std::size_t>& order, std::vector<std::int32_t>& rank) const {
  const std::size_t n = exact.size();
  score.resize(n);
  rank.assign(n, 0);
  std::vector<double>& steps = workspace.keys;
  steps.resize(n);
  round_to_steps(exact, score, steps);
  const auto [least, most, gaps, too_large] = range_of(steps);
  if (too_large)
    for (std::size_t i = 0; i < n; ++i) score[i] = statistics::round_score(exact[i]);
  const bool some = !too_large && least <= most;
  if (some && !gaps && n <= few_to_order) {
    if (order_few(steps, least, most, m_place, workspace.few, order)) return rank_in(order, score, rank);
    for (std::size_t i = 0; i < n; ++i) rank[i] = workspace.few.above[i] + 1;
    return false;
  }
  const double last = some ? make_keys(least, most, gaps, steps) : 0;
  if (last == 0) {
    order = funding_order(score, m_candidates);
    return rank_in(order, score, rank);
  }
  bucket_sort(workspace.keys, 0, last, workspace.sorted, workspace.room);
  const auto bits = static_cast<unsigned>(std::countr_zero(static_cast<std::uint64_t>(m_places)));
  order.resize(workspace.sorted.size());
  std::int64_t above = -1; // the score before, as steps below the best
  std::int32_t shared = 0;
  bool ties = false;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto key = static_cast<std::int64_t>(workspace.sorted[k]);
    const std::int64_t below = key >> bits;
    shared = below == above ? shared : static_cast<std::int32_t>(k) + 1;
    ties |= below == above;
    above = below;
    const std::size_t i = m_at[static_cast<std::size_t>(key & (m_places - 1))];
    order[k] = i;
    rank[i] = shared;
  }
  return ties;
}

} // namespace tranche
