#include <algorithm>

#include <fmt/format.h>

#include "indicators/cells.hpp"
#include "tranche/indicators/kinds.hpp"
#include "tranche/indicators/plugin_host.hpp"
#include "tranche/statistics/limits.hpp"

namespace tranche {
namespace {

/// "Falls per 100,000, 2020", for columns without a title of their own.
std::string ratio_title(const BoundInput& above, double per) {
  const std::string periods = periods_text(above.cube.periods);
  return above.cube.title + " per " + grouped_number(per) + (periods.empty() ? "" : ", " + periods);
}

/// Limits of a rate at every level. @pre denominator > 0
std::vector<statistics::Interval> limits_of(const std::string& kind, double top, double bottom, double per,
                                            std::span<const double> levels) {
  std::vector<statistics::Interval> limits;
  for (const double level : levels) {
    const statistics::Interval one =
        kind == "byar" ? statistics::count_limits(top, level) : statistics::wilson_limits(top, bottom, level);
    const double scale = kind == "byar" ? per / bottom : per;
    limits.push_back({one.lower * scale, one.upper * scale});
  }
  return limits;
}

} // namespace

IndicatorColumn compute_rate(const IndicatorSettings& settings, std::span<const std::string> codes,
                             std::span<const std::string> names, std::span<const double> levels,
                             std::span<const BoundInput> inputs) {
  const BoundInput& above = needed_input(inputs, "numerator", settings);
  const BoundInput& below = needed_input(inputs, "denominator", settings);
  check_periods(above, below, settings);
  const double per = settings.per.value_or(1);
  const bool part = settings.kind == "proportion" || settings.limits == "wilson";
  IndicatorColumn column = blank_column(settings, ratio_title(above, per), codes.size(), levels,
                                        settings.limits == "byar"     ? "poisson"
                                        : settings.limits == "wilson" ? "binomial"
                                                                      : "none");
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::string name = called(codes, names, i);
    const Cells top = cells_of(above, i, name), bottom = cells_of(below, i, name);
    const double events = top.sum(), base = bottom.sum();
    column.coverage[i] = std::min(top.coverage, bottom.coverage);
    column.status[i] = worse(top.status, bottom.status);
    column.numerator[i] = events;
    column.denominator[i] = base;
    if (!has_value(column.status[i])) continue;
    if (base == 0) {
      column.status[i] = Status::missing;
      column.notes.emplace_back(i, "the denominator is 0: no " + std::string(part ? "share" : "rate"));
      continue;
    }
    if (part && events > base)
      throw Error(
          Fault::data, above.cube.layer,
          fmt::format("the numerator of {} ({}) is above its denominator ({}), so it is no share", name, events, base),
          "say `kind: rate` and `limits: byar` for a rate of events, or correct the figures");
    column.value[i] = per * events / base;
    if (column.error_model != "none") put_limits(column, i, limits_of(settings.limits, events, base, per, levels));
  }
  return column;
}

} // namespace tranche
