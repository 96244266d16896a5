#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"

/// Remarks on figures that look like recording faults. They are kept as published; the authority is flagged.
namespace homelessness {

/// A quarter is a jump when it is more than 2.5 times, or less than 1/2.5 of, the median of the district's other
/// quarters named (at least two), and differs from it by at least 50 households.
inline constexpr double jump_factor = 2.5;
inline constexpr double jump_households = 50;
/// No drug dependency need among so many households or more is not believed.
inline constexpr double zero_among = 100;

/// Households by district and quarter: a role and where the quarters named stand.
struct Counts {
  const tranche::Input* input = nullptr;
  std::vector<std::size_t> quarters;

  tranche::Figure at(const tranche::Request& request, std::size_t row, std::size_t q) const {
    return tranche::count_at(request, *input, row, quarters[q]);
  }
  std::string text(std::size_t q) const { return tranche::period_text(input->periods[quarters[q]]); }
};

inline double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

inline bool is_jump(double value, double median) {
  return std::abs(value - median) >= jump_households && (value > jump_factor * median || value < median / jump_factor);
}

inline void remark(tranche::Result& result, std::size_t authority, const std::string& text) {
  if (has_value(result.status[authority])) result.flags[authority] |= tranche::flag::implausible;
  result.note(authority, text);
}

/// One remark on a district whose quarters jump. what: "households owed a duty".
inline void remark_jumps(const tranche::Request& request, tranche::Result& result, std::size_t authority,
                         const Counts& counts, std::size_t row, const std::string& what) {
  std::vector<std::string> labels;
  std::vector<double> values;
  for (std::size_t q = 0; q < counts.quarters.size(); ++q) {
    const tranche::Figure figure = counts.at(request, row, q);
    if (!has_value(figure.status)) continue;
    labels.push_back(counts.text(q));
    values.push_back(figure.value);
  }
  if (values.size() < 3) return;
  std::string jumps, median;
  std::size_t number = 0;
  for (std::size_t q = 0; q < values.size(); ++q) {
    std::vector<double> others = values;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(q));
    if (!is_jump(values[q], median_of(others))) continue;
    median = tranche::number_text(median_of(others));
    jumps += (number++ > 0 ? ", " : "") + tranche::number_text(values[q]) + " in " + labels[q];
  }
  if (number == 0) return;
  const std::string district = tranche::row_text(request, *counts.input, row) + ": " + what + ": " + jumps;
  remark(result, authority,
         district +
             (number == 1 ? ", where the median of its other quarters is " + median : ", far from its other quarters") +
             "; kept as published");
}

/// Remarks on a district's zeros. @returns the households owed a duty in the quarters whose need is reported.
inline double remark_zeros(const tranche::Request& request, tranche::Result& result, std::size_t authority,
                           const Counts& duties, const Counts& need, std::size_t row) {
  double owed = 0, found = 0;
  std::vector<std::string> quarters;
  for (std::size_t q = 0; q < need.quarters.size(); ++q) {
    const tranche::Figure households = duties.at(request, row, q), needing = need.at(request, row, q);
    if (!has_value(households.status) || !has_value(needing.status)) continue;
    owed += households.value;
    found += needing.value;
    if (needing.value == 0 && households.value >= zero_among)
      quarters.push_back(need.text(q) + " (of " + tranche::number_text(households.value) + ")");
  }
  const std::string district = tranche::row_text(request, *need.input, row);
  if (found == 0 && owed >= zero_among)
    remark(result, authority,
           district + ": no household with a drug dependency need among " + tranche::number_text(owed) +
               " owed a duty; kept as published");
  else if (!quarters.empty())
    remark(result, authority,
           district + ": no household with a drug dependency need in " + tranche::list_text(quarters) +
               "; kept as published");
  return owed;
}

/// Lists jumps of the duties and of the need, and implausible zeros of the need; an authority with no need at all among
/// `zero_among` households or more becomes unreliable. need.input is null for the duty rate. To be called last.
inline void remark_implausible(const tranche::Request& request, tranche::Result& result, std::size_t authority,
                               const Counts& duties, const Counts& need) {
  double owed = 0;
  for (std::size_t row = duties.input->offsets[authority]; row < duties.input->offsets[authority + 1]; ++row) {
    remark_jumps(request, result, authority, duties, row, "households owed a duty");
    if (!need.input) continue;
    remark_jumps(request, result, authority, need, row, "households with a drug dependency need");
    owed += remark_zeros(request, result, authority, duties, need, row);
  }
  if (need.input && has_value(result.status[authority]) && result.numerator[authority] == 0 && owed >= zero_among)
    result.status[authority] = tranche::Status::unreliable;
}

} // namespace homelessness
