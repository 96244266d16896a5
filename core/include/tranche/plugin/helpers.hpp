#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/finding.hpp"
#include "tranche/plugin/indicator.hpp"
#include "tranche/statistics/limits.hpp"
#include "tranche/status.hpp"

/// What most plugins need around their formula: finding labels, adding up periods without losing a gap, and errors that
/// name role, authority and period. Throws tranche::Error, which the host passes on with the plugin's name.
namespace tranche {

/// "1", "0.25": the shortest text that reads back as the same number.
inline std::string number_text(double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

/// A list in words: "2018, 2019, 2020".
template <class Labels> std::string list_text(const Labels& labels) {
  std::string text;
  for (const auto& label : labels) text += (text.empty() ? "" : ", ") + std::string(label);
  return text;
}

/// "2021Q2" is "April to June 2021"; any other label stays as it is.
inline std::string period_text(std::string_view label) {
  constexpr std::array<const char*, 4> quarters = {"January to March ", "April to June ", "July to September ",
                                                   "October to December "};
  const bool quarter = label.size() == 6 && label[4] == 'Q' && label[5] >= '1' && label[5] <= '4';
  if (!quarter) return std::string(label);
  return quarters[static_cast<std::size_t>(label[5] - '1')] + std::string(label.substr(0, 4));
}

/// Position of a label, or labels.size() when it is not there.
inline std::size_t find_label(std::span<const std::string_view> labels, std::string_view wanted) {
  return static_cast<std::size_t>(std::ranges::find(labels, wanted) - labels.begin());
}

/// The input of a role that the measure cannot do without. @throws Error (settings) when it is not bound.
inline const Input& bound_input(const Request& request, std::string_view role) {
  if (const Input* input = request.input(role)) return *input;
  throw Error(Fault::settings, std::string(request.measure), "its role " + std::string(role) + " is not bound",
              "name a layer for it under inputs:");
}

/// A parameter of the descriptor. @throws Error (plugin) for a name that the descriptor does not list.
inline const Parameter& given_parameter(const Request& request, std::string_view name) {
  if (const Parameter* parameter = request.parameter(name)) return *parameter;
  throw Error(Fault::plugin, std::string(request.measure), "asks for a parameter " + std::string(name),
              "list it in the plugin's descriptor");
}

/// Which area a row is: "E06000001 Hartlepool" for an authority, the code for a member.
inline std::string row_text(const Request& request, const Input& input, std::size_t row) {
  if (!input.offsets.empty()) return std::string(input.codes[row]);
  return std::string(request.codes[row]) + " " + std::string(request.names[row]);
}

/// @throws Error (settings) unless the input has one category, naming those there are.
inline void require_one_category(const Input& input) {
  if (input.categories.size() == 1) return;
  throw Error(Fault::settings, "role " + std::string(input.role),
              "has " + std::to_string(input.categories.size()) + " categories: " + list_text(input.categories),
              "name one under categories: of this input");
}

/// @throws Error (settings) unless the input has one period, naming those there are.
inline void require_one_period(const Input& input) {
  if (input.periods.size() == 1) return;
  throw Error(Fault::settings, "role " + std::string(input.role),
              "has " + std::to_string(input.periods.size()) + " periods: " + list_text(input.periods),
              "name one under periods: of this input");
}

/// Positions of the labels of a parameter of kind "periods" on the input's axis.
/// @throws Error (settings) when none or one twice is named, or one that the figures do not hold, with those they hold.
inline std::vector<std::size_t> named_periods(const Input& input, const Parameter& wanted) {
  const std::string where = "parameter " + std::string(wanted.name);
  if (wanted.labels.empty()) throw Error(Fault::settings, where, "names no period", "name at least one");
  std::vector<std::size_t> positions;
  for (const std::string_view label : wanted.labels) {
    const std::size_t position = find_label(input.periods, label);
    if (position == input.periods.size())
      throw Error(Fault::settings, where,
                  "names " + std::string(label) + ", which the figures bound as " + std::string(input.role) +
                      " do not hold",
                  "choose from " + list_text(input.periods));
    if (std::ranges::find(positions, position) != positions.end())
      throw Error(Fault::settings, where, "names " + std::string(label) + " twice", "name each period once");
    positions.push_back(position);
  }
  return positions;
}

/// One figure as it stands in an input.
struct Figure {
  double value = 0; ///< 0 where the status carries none
  Status status = Status::missing;
  double coverage = 0;
};

/// A figure that cannot be negative. @throws Error (data) naming role, area and period when it is.
inline Figure count_at(const Request& request, const Input& input, std::size_t row, std::size_t period,
                       std::size_t category = 0) {
  const std::size_t cell = input.index(row, period, category);
  if (!has_value(input.status[cell])) return {0, input.status[cell], input.coverage[cell]};
  const double value = input.value[cell];
  if (!(value >= 0)) {
    std::string where = "role " + std::string(input.role) + ": " + row_text(request, input, row);
    for (const std::string_view label : {input.periods[period], input.categories[category]})
      if (!label.empty()) where += ", " + std::string(label);
    throw Error(Fault::data, where, "must be 0 or more, got " + number_text(value), "correct the layer");
  }
  return {value, input.status[cell], input.coverage[cell]};
}

/// Of two statuses, the one that their sum has: missing outweighs suppressed, that too_few, that unreliable.
inline Status worse_of(Status a, Status b) {
  constexpr std::array<int, 5> weight = {0, 1, 4, 3, 2}; // in the order of Status
  return weight[static_cast<std::size_t>(a)] >= weight[static_cast<std::size_t>(b)] ? a : b;
}

/// "not reported", "withheld", "too few to be given": why there is no figure.
inline std::string_view reason_text(Status status) {
  if (status == Status::suppressed) return "withheld";
  return status == Status::too_few ? "too few to be given" : "not reported";
}

/// A sum over periods that remembers what it lacks.
struct PeriodSum {
  double value = 0; ///< of the periods that have one
  Status status = Status::measured;
  double coverage = 1;             ///< mean over the periods
  std::vector<std::string> absent; ///< periods without a figure, as text
  std::vector<std::string> zero;   ///< periods whose figure is 0
};

/// Adds up one row's figures over periods (positions from named_periods, not empty).
/// @throws Error (data) for a negative figure.
inline PeriodSum sum_periods(const Request& request, const Input& input, std::size_t row,
                             std::span<const std::size_t> periods, std::size_t category = 0) {
  PeriodSum sum;
  double coverage = 0;
  for (const std::size_t period : periods) {
    const Figure figure = count_at(request, input, row, period, category);
    sum.status = worse_of(sum.status, figure.status);
    sum.value += figure.value;
    coverage += figure.coverage;
    if (!has_value(figure.status))
      sum.absent.push_back(period_text(input.periods[period]));
    else if (figure.value == 0)
      sum.zero.push_back(period_text(input.periods[period]));
  }
  sum.coverage = coverage / static_cast<double>(periods.size());
  return sum;
}

/// Gives an authority its value. @pre has_value(status).
inline void set_value(Result& result, std::size_t authority, double value, Status status) {
  result.value[authority] = value;
  result.status[authority] = status;
}

/// Gives an authority its limits at request.levels[level].
inline void set_limits(const Request& request, Result& result, std::size_t authority, std::size_t level,
                       statistics::Interval limits) {
  result.lower[authority * request.levels.size() + level] = limits.lower;
  result.upper[authority * request.levels.size() + level] = limits.upper;
}

/// Leaves an authority without a value and says why. @pre !has_value(status).
inline void set_absent(Result& result, std::size_t authority, Status status, std::string_view note) {
  result.status[authority] = status;
  result.note(authority, note);
}

} // namespace tranche
