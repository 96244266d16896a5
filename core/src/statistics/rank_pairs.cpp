#include "statistics/rank_pairs.hpp"
#include "nan.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace tranche::statistics {
namespace {

struct Keyed {
  std::uint64_t key; ///< in the order of the values
  std::uint32_t unit;
};

/// The bits of a number, turned so that they order as whole numbers do.
std::uint64_t key_of(double value) {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0); // -0 becomes 0: they are one value
  return (bits & sign) != 0 ? ~bits : bits | sign;
}

/// Ascending, equals by unit: digit by digit from the last, several times as fast as comparing.
std::vector<Keyed> sort_keys(std::span<const double> values) {
  constexpr unsigned bits = 11, digits = 6, radix = 1U << bits;
  std::vector<Keyed> keys;
  keys.reserve(values.size());
  for (std::size_t unit = 0; unit < values.size(); ++unit)
    if (!std::isnan(values[unit])) keys.push_back({key_of(values[unit]), static_cast<std::uint32_t>(unit)});
  const auto digit = [](const Keyed& keyed, unsigned d) { return (keyed.key >> (d * bits)) & (radix - 1); };
  std::vector<std::array<std::uint32_t, radix>> counts(digits);
  for (const Keyed& keyed : keys)
    for (unsigned d = 0; d < digits; ++d) ++counts[d][digit(keyed, d)];
  std::vector<Keyed> dealt(keys.size());
  for (unsigned d = 0; d < digits && !keys.empty(); ++d) {
    if (counts[d][digit(keys[0], d)] == keys.size()) continue; // all alike: nothing to move
    std::uint32_t place = 0;
    for (std::uint32_t& count : counts[d]) place += std::exchange(count, place);
    for (const Keyed& keyed : keys) dealt[counts[d][digit(keyed, d)]++] = keyed;
    keys.swap(dealt);
  }
  return keys;
}

/// Calls each(first, last) with the runs of equal values in `column.order`, of the units that `other` has too: their
/// places [first, last) in `units`, which is filled on the way.
template <class Each>
void for_runs(const SortedColumn& column, const SortedColumn& other, std::vector<std::uint32_t>& units, Each&& each) {
  units.resize(column.order.size() + 1);
  std::size_t last = 0, i = 0;
  if (column.run_ends.size() == column.order.size()) { // no ties: every unit that remains is a run
    for (const std::uint32_t unit : column.order) {
      units[last] = unit;
      last += other.present[unit];
    }
    for (; i < last; ++i) each(i, i + 1);
    return;
  }
  for (const std::uint32_t end : column.run_ends) {
    const std::size_t first = last;
    for (; i < end; ++i) {
      units[last] = column.order[i]; // written over by the next if the other has no value
      last += other.present[column.order[i]];
    }
    if (last > first) each(first, last);
  }
}

/// Merges [begin, middle) and [middle, end) of `from` into `to`; how many of the first exceed one of the second, in
/// pairs. Without branches on the values, which no processor could foresee.
std::int64_t merge_tail(const std::int32_t* begin, const std::int32_t* middle, const std::int32_t* end,
                        std::int32_t* to) {
  const std::int32_t *left = begin, *right = middle;
  std::int64_t inversions = 0;
  while (left < middle && right < end) {
    const bool take_right = *right < *left;
    *to++ = std::min(*left, *right);
    inversions += (middle - left) * take_right;
    right += take_right;
    left += !take_right;
  }
  std::copy(right, end, std::copy(left, middle, to));
  return inversions;
}

/// The same for halves of one length, from both ends at once: two chains of steps that do not wait for each other.
/// Neither end can run out of a half in as many steps as a half is long.
std::int64_t merge_halves(const std::int32_t* begin, std::size_t half, std::int32_t* to) {
  const auto length = static_cast<std::ptrdiff_t>(half);
  const std::int32_t *middle = begin + length, *left = begin, *right = middle;
  const std::int32_t *left_back = middle - 1, *right_back = middle + length - 1;
  std::int32_t* back = to + 2 * length - 1;
  std::int64_t inversions = 0;
  for (std::ptrdiff_t step = 0; step < length; ++step) {
    const bool take_right = *right < *left;
    *to++ = std::min(*left, *right);
    inversions += (middle - left) * take_right; // all of the first half that are left are greater
    right += take_right;
    left += !take_right;
    const bool take_left = *right_back < *left_back;
    *back-- = std::max(*left_back, *right_back);
    inversions += (middle - 1 - left_back) * !take_left; // those of the first half put down already are greater
    left_back -= take_left;
    right_back -= !take_left;
  }
  return inversions;
}

/// Inversions of a sequence, which is sorted on the way: by insertion in short pieces, then by merging.
std::int64_t sort_and_count(std::vector<std::int32_t>& sequence, std::vector<std::int32_t>& merged) {
  constexpr std::size_t piece = 8;
  const std::size_t n = sequence.size();
  std::int64_t inversions = 0;
  for (std::size_t begin = 0; begin < n; begin += piece)
    for (std::size_t i = begin + 1; i < std::min(n, begin + piece); ++i) {
      const std::int32_t value = sequence[i];
      std::size_t to = i;
      for (; to > begin && sequence[to - 1] > value; --to) sequence[to] = sequence[to - 1];
      sequence[to] = value;
      inversions += static_cast<std::int64_t>(i - to);
    }
  merged.resize(n);
  for (std::size_t width = piece; width < n; width *= 2) {
    for (std::size_t begin = 0; begin < n; begin += 2 * width) {
      const std::int32_t* from = sequence.data() + begin;
      inversions += n - begin >= 2 * width ? merge_halves(from, width, merged.data() + begin)
                                           : merge_tail(from, sequence.data() + std::min(n, begin + width),
                                                        sequence.data() + n, merged.data() + begin);
    }
    sequence.swap(merged);
  }
  return inversions;
}

std::int64_t pairs_of(std::int64_t n) { return n * (n - 1) / 2; }

/// The values of y of the common units, by x and then by y, and the pairs tied in x, in y and in both.
struct KendallTies {
  std::int64_t in_x = 0, in_y = 0, in_both = 0;
};

/// By counting, not by sorting: units in the order of y are dealt out to the runs of x.
KendallTies deal_out(const SortedColumn& x, const SortedColumn& y, PairRoom& room) {
  KendallTies ties;
  std::vector<std::uint32_t>& starts = room.starts;
  starts.assign(x.run_ends.size() + 1, 0);
  for (std::size_t unit = 0; unit < x.code.size(); ++unit)
    if (x.present[unit] && y.present[unit]) ++starts[static_cast<std::size_t>(x.code[unit]) + 1];
  for (std::size_t c = 0; c + 1 < starts.size(); ++c) {
    ties.in_x += pairs_of(starts[c + 1]);
    starts[c + 1] += starts[c];
  }
  room.sequence.resize(starts.back());
  std::int64_t run = 0;
  for (std::size_t c = 0, i = 0; c < y.run_ends.size(); ++c, run = 0)
    for (; i < y.run_ends[c]; ++i) {
      const std::int32_t at = x.code[y.order[i]];
      if (at < 0) continue;
      ties.in_y += run++;
      room.sequence[starts[static_cast<std::size_t>(at)]++] = static_cast<std::int32_t>(c);
    }
  // Each start has become the end of its run. A unit is tied in both with every one before it of the same run and y.
  std::size_t place = 0;
  for (std::size_t c = 0; c < x.run_ends.size(); ++c) {
    run = 0;
    for (const std::size_t first = place; place < starts[c]; ++place) {
      run = place > first && room.sequence[place] == room.sequence[place - 1] ? run + 1 : 0;
      ties.in_both += run;
    }
  }
  return ties;
}

} // namespace

SortedColumn sort_column(std::span<const double> values) {
  SortedColumn column;
  const std::vector<Keyed> sorted = sort_keys(values);
  column.order.reserve(sorted.size());
  column.code.assign(values.size(), -1);
  column.present.assign(values.size(), 0);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i == 0 || sorted[i].key != sorted[i - 1].key) column.run_ends.push_back(0);
    column.order.push_back(sorted[i].unit);
    column.code[sorted[i].unit] = static_cast<std::int32_t>(column.run_ends.size()) - 1;
    column.present[sorted[i].unit] = 1;
    column.run_ends.back() = static_cast<std::uint32_t>(i) + 1;
  }
  return column;
}

std::vector<double> centred_double_ranks(const SortedColumn& column) {
  std::vector<double> ranks(column.code.size());
  const auto n = static_cast<double>(column.order.size());
  // Places first + 1 .. last: twice their mean is first + last + 1, less the twofold mean n + 1.
  std::size_t first = 0;
  for (const std::uint32_t last : column.run_ends)
    for (const std::size_t begin = first; first < last; ++first)
      ranks[column.order[first]] = static_cast<double>(begin + last) - n;
  return ranks;
}

Correlation spearman_pair(const SortedColumn& x, const SortedColumn& y, PairRoom& room) {
  std::size_t n = 0;
  for (std::size_t unit = 0; unit < x.present.size(); ++unit) n += x.present[unit] & y.present[unit];
  room.ranks.resize(x.code.size());
  const auto rank = [n](std::size_t first, std::size_t last) {
    return static_cast<std::int32_t>(static_cast<std::int64_t>(first + last) - static_cast<std::int64_t>(n));
  };
  double xx = 0, yy = 0, xy = 0;
  for_runs(y, x, room.units, [&](std::size_t first, std::size_t last) {
    const std::int32_t both = rank(first, last);
    for (std::size_t i = first; i < last; ++i) room.ranks[room.units[i]] = both;
    yy += static_cast<double>(last - first) * both * both;
  });
  for_runs(x, y, room.units, [&](std::size_t first, std::size_t last) {
    const std::int32_t both = rank(first, last);
    std::int64_t sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += room.ranks[room.units[i]];
    xx += static_cast<double>(last - first) * both * both;
    xy += both * static_cast<double>(sum);
  });
  if (xx == 0 || yy == 0) return {nan, n};
  return {std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0), n};
}

Correlation kendall_pair(const SortedColumn& x, const SortedColumn& y, PairRoom& room) {
  const KendallTies ties = deal_out(x, y, room);
  const std::size_t n = room.sequence.size();
  const std::int64_t all = pairs_of(static_cast<std::int64_t>(n));
  if (all == ties.in_x || all == ties.in_y) return {nan, n};
  const std::int64_t discordant = sort_and_count(room.sequence, room.merged);
  const std::int64_t surplus = all - ties.in_x - ties.in_y + ties.in_both - 2 * discordant;
  const double untied_x = static_cast<double>(all - ties.in_x), untied_y = static_cast<double>(all - ties.in_y);
  const double r = static_cast<double>(surplus) / std::sqrt(untied_x * untied_y);
  return {std::clamp(r, -1.0, 1.0), n};
}

} // namespace tranche::statistics
