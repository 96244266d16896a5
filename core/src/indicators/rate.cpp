#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "tranche/indicators/kinds.hpp"
#include "tranche/indicators/plugin_host.hpp"
#include "tranche/statistics/limits.hpp"

namespace tranche {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

const BoundInput& role(std::span<const BoundInput> inputs, const std::string& name, const IndicatorSettings& settings) {
  for (const BoundInput& input : inputs)
    if (input.role == name && !input.members) return input;
  throw Error(Fault::settings, settings.place.text(), "`kind: rate` needs the input '" + name + "'",
              "bind numerator and denominator to a layer each");
}

/// "100,000"; numbers that are not whole as they are.
std::string grouped(double number) {
  std::string text = fmt::format("{}", number);
  if (number != std::floor(number) || !(number < 1e15)) return text;
  text = fmt::format("{:.0f}", number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

/// Whether all labels are quarters of one year: "2021Q2", "2021Q3", "2021Q4", "2022Q1".
bool quarters_of_a_year(const std::vector<std::string>& labels) {
  return labels.size() <= 4 && std::all_of(labels.begin(), labels.end(), [](const std::string& label) {
           return label.size() == 6 && label[4] == 'Q';
         });
}

/// Three years of events over one year of people would be three times too high, and nobody would see it.
void check_periods(const BoundInput& above, const BoundInput& below, const IndicatorSettings& settings) {
  const std::vector<std::string>&top = above.cube.periods, &bottom = below.cube.periods;
  if (top.size() == bottom.size() || (bottom.size() == 1 && quarters_of_a_year(top))) return;
  const auto shown = [](const std::vector<std::string>& labels) {
    return fmt::format("{} period{} ({})", labels.size(), labels.size() == 1 ? "" : "s", periods_text(labels));
  };
  throw Error(Fault::settings, settings.place.text(),
              "the numerator has " + shown(top) + " and the denominator has " + shown(bottom),
              "name the same number of periods: for both inputs");
}

/// Of two statuses, the one that a figure made of both has: no figure outweighs one, and not reported outweighs
/// withheld.
Status worse(Status a, Status b) {
  if (has_value(a) && has_value(b)) return a == Status::measured ? b : a;
  if (has_value(a) || b == Status::missing) return b;
  return a;
}

/// One authority's numerator or denominator: its cells summed over periods and categories.
struct Part {
  double sum = 0, coverage = 1;
  Status status = Status::measured;
};

/// What the messages call an authority: "Hartlepool (E06000001)".
std::string called(std::span<const std::string> codes, std::span<const std::string> names, std::size_t authority) {
  return names[authority] + " (" + codes[authority] + ")";
}

Part part_of(const BoundInput& input, std::size_t authority, const std::string& authority_name) {
  const Cube& cube = input.cube;
  const std::size_t cells = cube.cells_per_area();
  Part part;
  for (std::size_t cell = authority * cells; cell < (authority + 1) * cells; ++cell) {
    part.coverage = std::min(part.coverage, cube.coverage[cell]);
    const Status status = cube.status[cell];
    if (has_value(status) && cube.value[cell] < 0)
      throw Error(Fault::data, cube.layer,
                  fmt::format("the {} of {} is negative ({})", input.role, authority_name, cube.value[cell]),
                  "correct the figure in the file");
    part.status = worse(part.status, status);
    if (has_value(status)) part.sum += cube.value[cell];
  }
  return part;
}

/// Limits of a rate; rounding may not push them past the value. @pre denominator > 0
statistics::Interval limits_of(const std::string& kind, const Part& top, const Part& bottom, double per, double level) {
  const double value = per * top.sum / bottom.sum;
  statistics::Interval limits =
      kind == "byar" ? statistics::count_limits(top.sum, level) : statistics::wilson_limits(top.sum, bottom.sum, level);
  const double scale = kind == "byar" ? per / bottom.sum : per;
  return {std::min(limits.lower * scale, value), std::max(limits.upper * scale, value)};
}

/// The column before any authority: its words, and every figure missing.
IndicatorColumn blank(const IndicatorSettings& settings, const Cube& above, std::size_t authorities) {
  IndicatorColumn column;
  const std::string periods = periods_text(above.periods);
  column.id = settings.id;
  column.title = settings.title;
  if (column.title.empty())
    column.title = above.title + " per " + grouped(settings.per.value_or(1)) + (periods.empty() ? "" : ", " + periods);
  column.unit = settings.unit.empty() ? "per " + grouped(settings.per.value_or(1)) : settings.unit;
  column.source = "rate";
  column.error_model = settings.limits == "byar" ? "poisson" : settings.limits == "wilson" ? "binomial" : "none";
  column.direction = settings.direction.value_or(1);
  column.value.assign(authorities, nothing);
  column.lower = column.upper = column.numerator = column.denominator = column.value;
  column.coverage.assign(authorities, 1);
  column.status.assign(authorities, Status::missing);
  column.flags.assign(authorities, 0);
  return column;
}

} // namespace

IndicatorColumn compute_rate(const IndicatorSettings& settings, std::span<const std::string> codes,
                             std::span<const std::string> names, std::span<const double> levels,
                             std::span<const BoundInput> inputs) {
  const BoundInput& above = role(inputs, "numerator", settings);
  const BoundInput& below = role(inputs, "denominator", settings);
  check_periods(above, below, settings);
  IndicatorColumn column = blank(settings, above.cube, codes.size());
  column.levels.assign(levels.begin(), levels.end());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::string name = called(codes, names, i);
    const Part top = part_of(above, i, name), bottom = part_of(below, i, name);
    column.coverage[i] = std::min(top.coverage, bottom.coverage);
    column.status[i] = worse(top.status, bottom.status);
    if (has_value(top.status)) column.numerator[i] = top.sum;
    if (has_value(bottom.status)) column.denominator[i] = bottom.sum;
    if (!has_value(column.status[i])) continue;
    if (bottom.sum == 0) {
      column.status[i] = Status::missing;
      column.notes.emplace_back(i, "the denominator is 0: no rate");
      continue;
    }
    column.value[i] = settings.per.value_or(1) * top.sum / bottom.sum;
    if (column.error_model == "none" || levels.empty()) continue;
    if (column.error_model == "binomial" && top.sum > bottom.sum)
      throw Error(Fault::data, above.cube.layer,
                  fmt::format("the numerator of {} ({}) is above its denominator ({}), so it is no share", name,
                              top.sum, bottom.sum),
                  "say `limits: byar` for a rate of events, or correct the figures");
    const statistics::Interval limits = limits_of(settings.limits, top, bottom, settings.per.value_or(1), levels[0]);
    column.lower[i] = limits.lower;
    column.upper[i] = limits.upper;
  }
  return column;
}

} // namespace tranche
