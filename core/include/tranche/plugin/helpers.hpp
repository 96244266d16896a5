#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <numeric>
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

/// "1", "200000", "0.25": the shortest text that reads back as the same number, whole numbers without an exponent.
inline std::string number_text(double number) {
  std::array<char, 32> text{};
  const bool whole = number == std::trunc(number) && std::abs(number) < 1e15;
  const auto end = whole ? std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed).ptr
                         : std::to_chars(text.data(), text.data() + text.size(), number).ptr;
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

/// Position of a category. @throws Error (settings) when the input has no such category, naming those it has.
inline std::size_t named_category(const Input& input, std::string_view label) {
  const std::size_t position = find_label(input.categories, label);
  if (position < input.categories.size()) return position;
  throw Error(Fault::settings, "role " + std::string(input.role), "has no category " + std::string(label),
              "name the columns under categories: of the value in the catalogue; there are: " +
                  list_text(input.categories));
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

/// The input of a role that holds one figure for each area. @throws Error (settings) when it is not bound or holds
/// more.
inline const Input& single_input(const Request& request, std::string_view role) {
  const Input& input = bound_input(request, role);
  require_one_period(input);
  require_one_category(input);
  return input;
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

/// Adds up the categories named of one row and period; the coverage is the least of them.
/// @throws Error (data) for a negative figure.
inline Figure sum_categories(const Request& request, const Input& input, std::size_t row, std::size_t period,
                             std::span<const std::size_t> categories) {
  Figure sum{0, Status::measured, 1};
  for (const std::size_t category : categories) {
    const Figure figure = count_at(request, input, row, period, category);
    sum.value += figure.value;
    sum.status = worse_of(sum.status, figure.status);
    sum.coverage = std::min(sum.coverage, figure.coverage);
  }
  return sum;
}

/// The same of every category.
inline Figure sum_categories(const Request& request, const Input& input, std::size_t row, std::size_t period) {
  std::vector<std::size_t> all(input.categories.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return sum_categories(request, input, row, period, all);
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

/// True where a figure is absent; the authority then has its status, and a note: "population withheld".
inline bool lacks(Result& result, std::size_t authority, const Figure& figure, std::string_view what) {
  if (has_value(figure.status)) return false;
  set_absent(result, authority, figure.status, std::string(what) + " " + std::string(reason_text(figure.status)));
  return true;
}

/// The same of a sum, with the periods: "deaths not reported for 2019, 2020".
inline bool lacks(Result& result, std::size_t authority, const PeriodSum& sum, std::string_view what) {
  if (has_value(sum.status)) return false;
  set_absent(result, authority, sum.status,
             std::string(what) + " " + std::string(reason_text(sum.status)) + " for " + list_text(sum.absent));
  return true;
}

/// True where what is divided by is 0; the authority is then missing, with a note: "population is 0".
inline bool is_zero(Result& result, std::size_t authority, double base, std::string_view what) {
  if (base > 0) return false;
  set_absent(result, authority, Status::missing, std::string(what) + " is 0");
  return true;
}

/// The same of a sum, when any of its periods is 0: "population is 0 in 2019".
inline bool is_zero(Result& result, std::size_t authority, const PeriodSum& base, std::string_view what) {
  if (base.zero.empty()) return false;
  set_absent(result, authority, Status::missing, std::string(what) + " is 0 in " + list_text(base.zero));
  return true;
}

/// On fewer events (of a rate) or people (of a share) a figure is unreliable.
/// Source: Office for National Statistics, user guide to mortality statistics: rates from fewer than 20 deaths.
inline constexpr double reliable_from = 20;

/// The status of a figure on `number` events or people whose inputs have `status`. @pre has_value(status).
inline Status status_of(double number, Status status) {
  return number < reliable_from ? worse_of(status, Status::unreliable) : status;
}

/// per x count / base, with the limits of a Poisson count (statistics::count_limits) and status_of(count, status).
/// @pre count >= 0, base > 0, has_value(status).
inline void set_count_rate(const Request& request, Result& result, std::size_t authority, double count, double base,
                           double per, Status status) {
  result.numerator[authority] = count;
  result.denominator[authority] = base;
  const double scale = per / base;
  set_value(result, authority, count * scale, status_of(count, status));
  for (std::size_t level = 0; level < request.levels.size(); ++level) {
    const statistics::Interval limits = statistics::count_limits(count, request.levels[level]);
    set_limits(request, result, authority, level, {limits.lower * scale, limits.upper * scale});
  }
}

/// 100 x part / whole, with Wilson's limits (statistics::wilson_limits) and status_of(whole, status).
/// @pre 0 <= part <= whole, whole > 0, has_value(status).
inline void set_share(const Request& request, Result& result, std::size_t authority, double part, double whole,
                      Status status) {
  result.numerator[authority] = part;
  result.denominator[authority] = whole;
  const double share = 100 * part / whole;
  set_value(result, authority, share, status_of(whole, status));
  for (std::size_t level = 0; level < request.levels.size(); ++level) {
    const statistics::Interval limits = statistics::wilson_limits(part, whole, request.levels[level]);
    set_limits(request, result, authority, level, {100 * limits.lower, 100 * limits.upper});
  }
}

/// Keeps an authority's figure, marks it as looking like a fault of recording, and says why.
inline void mark_implausible(Result& result, std::size_t authority, std::string_view note) {
  result.flags[authority] |= flag::implausible;
  result.note(authority, note);
}

/// @throws Error (data) when a part is more than the whole that it belongs to.
inline void require_part(const Request& request, std::size_t authority, double part, std::string_view what,
                         double whole, std::string_view of) {
  if (part <= whole) return;
  throw Error(Fault::data, std::string(request.codes[authority]) + " " + std::string(request.names[authority]),
              std::string(what) + " (" + number_text(part) + ") are more than " + std::string(of) + " (" +
                  number_text(whole) + ")",
              "correct the layers, or bind figures of the same people and year");
}

} // namespace tranche
