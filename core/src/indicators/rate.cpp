#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "tranche/indicators/plugin_host.hpp"
#include "tranche/statistics/limits.hpp"

namespace tranche {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

const BoundInput& role(std::span<const BoundInput> inputs, const std::string& name, const IndicatorSettings& settings) {
  for (const BoundInput& input : inputs)
    if (input.role == name) return input;
  throw Error(Fault::settings, settings.place.text(), "`kind: rate` needs the input '" + name + "'",
              "bind numerator and denominator to a layer each");
}

/// A figure made of two is as good as the worse of them.
Status worse(Status a, Status b) {
  if (!has_value(a)) return a;
  return b == Status::measured ? a : b;
}

/// One authority's share of a rate: its cells summed over periods and categories.
struct Part {
  double sum = 0, coverage = 1;
  Status status = Status::measured;
};

Part part_of(const BoundInput& input, std::size_t authority, const std::string& name, std::span<const std::string> names) {
  const Cube& cube = input.cube;
  const std::size_t cells = cube.cells_per_area();
  Part part;
  for (std::size_t cell = authority * cells; cell < (authority + 1) * cells; ++cell) {
    part.coverage = std::min(part.coverage, cube.coverage[cell]);
    const Status status = cube.status[cell];
    if (has_value(status) && cube.value[cell] < 0)
      throw Error(Fault::data, cube.layer, fmt::format("the {} of {} is negative ({})", name, names[authority], cube.value[cell]),
                  "correct the figure in the file");
    if (!has_value(status)) {
      if (has_value(part.status) || status == Status::missing) part.status = status;
    } else {
      part.sum += cube.value[cell];
      if (status == Status::unreliable && part.status == Status::measured) part.status = status;
    }
  }
  return part;
}

statistics::Interval limits_of(const std::string& kind, double numerator, double denominator, double per, double level) {
  if (kind == "byar") {
    const statistics::Interval count = statistics::count_limits(numerator, level);
    return {count.lower * per / denominator, count.upper * per / denominator};
  }
  const statistics::Interval share = statistics::wilson_limits(numerator, denominator, level);
  return {share.lower * per, share.upper * per};
}

} // namespace

IndicatorColumn compute_rate(const IndicatorSettings& settings, std::span<const std::string> codes, std::span<const std::string> names,
                             std::span<const double> levels, std::span<const BoundInput> inputs) {
  const BoundInput& above = role(inputs, "numerator", settings);
  const BoundInput& below = role(inputs, "denominator", settings);
  IndicatorColumn column;
  column.id = settings.id;
  column.title = settings.title.empty() ? fmt::format("{} per {}, {}", above.cube.title, settings.per, periods_text(above.cube.periods)) : settings.title;
  column.unit = settings.unit.empty() ? fmt::format("per {}", settings.per) : settings.unit;
  column.source = "rate";
  column.error_model = settings.limits == "byar" ? "poisson" : settings.limits == "wilson" ? "binomial" : "none";
  column.direction = settings.direction.value_or(1);
  column.levels.assign(levels.begin(), levels.end());
  const std::size_t n = codes.size();
  column.value.assign(n, nothing);
  column.lower = column.upper = column.numerator = column.denominator = column.value;
  column.coverage.assign(n, 1);
  column.status.assign(n, Status::missing);
  column.flags.assign(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const Part top = part_of(above, i, "numerator", names), bottom = part_of(below, i, "denominator", names);
    column.coverage[i] = std::min(top.coverage, bottom.coverage);
    column.status[i] = worse(top.status, bottom.status);
    if (has_value(top.status)) column.numerator[i] = top.sum;
    if (has_value(bottom.status)) column.denominator[i] = bottom.sum;
    if (!has_value(column.status[i])) continue;
    if (bottom.sum <= 0) {
      column.status[i] = Status::missing;
      column.notes.emplace_back(i, "the denominator is 0: no rate");
      continue;
    }
    column.value[i] = settings.per * top.sum / bottom.sum;
    if (column.error_model == "none" || levels.empty()) continue;
    if (column.error_model == "binomial" && top.sum > bottom.sum)
      throw Error(Fault::data, above.cube.layer, fmt::format("the numerator of {} ({}) is above its denominator ({}), so it is no share", names[i], top.sum, bottom.sum),
                  "say `limits: byar` for a rate of events, or correct the figures");
    const statistics::Interval limits = limits_of(settings.limits, top.sum, bottom.sum, settings.per, levels[0]);
    column.lower[i] = limits.lower;
    column.upper[i] = limits.upper;
  }
  return column;
}

} // namespace tranche
