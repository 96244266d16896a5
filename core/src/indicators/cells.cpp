#include "indicators/cells.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tranche/indicators/plugin_host.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

/// Whether all labels are quarters of one year: "2021Q2", "2021Q3", "2021Q4", "2022Q1".
bool quarters_of_a_year(const std::vector<std::string>& labels) {
  return labels.size() <= 4 && std::all_of(labels.begin(), labels.end(), [](const std::string& label) {
           return label.size() == 6 && label[4] == 'Q';
         });
}

/// Labels of the first that the second lacks.
std::vector<std::string> lacking(const std::vector<std::string>& wanted, const std::vector<std::string>& there) {
  std::vector<std::string> list;
  for (const std::string& label : wanted)
    if (std::find(there.begin(), there.end(), label) == there.end()) list.push_back("'" + label + "'");
  return list;
}

} // namespace

const BoundInput* find_input(std::span<const BoundInput> inputs, const std::string& role) {
  for (const BoundInput& input : inputs)
    if (input.role == role && !input.members) return &input;
  return nullptr;
}

const BoundInput& needed_input(std::span<const BoundInput> inputs, const std::string& role,
                               const IndicatorSettings& settings) {
  if (const BoundInput* input = find_input(inputs, role)) return *input;
  throw Error(Fault::settings, settings.place.text(), "`kind: " + settings.kind + "` needs the input '" + role + "'",
              "bind it to a layer: inputs: {" + role + ": LAYER:VALUE}");
}

const Cube& single_cells(const BoundInput& input, const IndicatorSettings& settings) {
  if (input.cube.cells_per_area() == 1) return input.cube;
  throw Error(Fault::settings, settings.place.text(),
              fmt::format("the {} of {} has {} figures for each authority", input.role, input.cube.layer,
                          input.cube.cells_per_area()),
              "name one period and one category, as in LAYER:VALUE:PERIOD");
}

void check_periods(const BoundInput& above, const BoundInput& below, const IndicatorSettings& settings) {
  const std::vector<std::string>&top = above.cube.periods, &bottom = below.cube.periods;
  if (top.size() == bottom.size() || (bottom.size() == 1 && quarters_of_a_year(top))) return;
  const auto shown = [](const std::vector<std::string>& labels) {
    return fmt::format("{} period{} ({})", labels.size(), labels.size() == 1 ? "" : "s", periods_text(labels));
  };
  throw Error(Fault::settings, settings.place.text(),
              fmt::format("the {} has {} and the {} has {}", above.role, shown(top), below.role, shown(bottom)),
              "name the same number of periods: for both inputs");
}

std::vector<std::size_t> matched_categories(const BoundInput& labels, const BoundInput& input,
                                            const IndicatorSettings& settings) {
  const std::vector<std::string>&wanted = labels.cube.categories, &there = input.cube.categories;
  const std::vector<std::string> less = lacking(wanted, there), more = lacking(there, wanted);
  if (!less.empty() || !more.empty())
    throw Error(Fault::settings, settings.place.text(),
                fmt::format("the {} of {} and the {} of {} have different categories:{}{}{}", labels.role,
                            labels.cube.layer, input.role, input.cube.layer,
                            less.empty() ? "" : " the " + input.role + " lacks " + listed(less, "and"),
                            less.empty() || more.empty() ? "" : ",",
                            more.empty() ? "" : " the " + labels.role + " lacks " + listed(more, "and")),
                "name the same categories: for both inputs, or bring the tables to the same bands");
  std::vector<std::size_t> positions;
  for (const std::string& label : wanted)
    positions.push_back(static_cast<std::size_t>(std::find(there.begin(), there.end(), label) - there.begin()));
  return positions;
}

std::string called(std::span<const std::string> codes, std::span<const std::string> names, std::size_t authority) {
  return names[authority] + " (" + codes[authority] + ")";
}

Status worse(Status a, Status b) {
  if (has_value(a) && has_value(b)) return a == Status::measured ? b : a;
  if (has_value(a) || b == Status::missing) return b;
  return a;
}

double Cells::sum() const {
  double total = 0;
  for (const double figure : figures) total += figure;
  return total;
}

std::vector<double> Cells::by_category(const Cube& cube, std::span<const std::size_t> categories) const {
  std::vector<double> sums;
  sums.reserve(categories.size());
  for (const std::size_t category : categories) {
    double total = 0;
    for (std::size_t period = 0; period < cube.periods.size(); ++period)
      total += figures[cube.index(0, period, category)];
    sums.push_back(total);
  }
  return sums;
}

Cells cells_of(const BoundInput& input, std::size_t authority, const std::string& authority_name, Sign sign) {
  const Cube& cube = input.cube;
  const std::size_t count = cube.cells_per_area();
  Cells cells;
  cells.figures.reserve(count);
  for (std::size_t cell = authority * count; cell < (authority + 1) * count; ++cell) {
    const bool given = has_value(cube.status[cell]);
    if (given && sign == Sign::not_negative && cube.value[cell] < 0)
      throw Error(Fault::data, cube.layer,
                  fmt::format("the {} of {} is negative ({})", input.role, authority_name, cube.value[cell]),
                  "correct the figure in the file");
    cells.coverage = std::min(cells.coverage, cube.coverage[cell]);
    cells.status = worse(cells.status, cube.status[cell]);
    cells.figures.push_back(given ? cube.value[cell] : no_number);
  }
  return cells;
}

std::string grouped_number(double number) {
  std::string text = fmt::format("{}", number);
  if (number != std::floor(number) || !(number < 1e15)) return text;
  text = fmt::format("{:.0f}", number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

IndicatorColumn blank_column(const IndicatorSettings& settings, const std::string& title, std::size_t authorities,
                             std::span<const double> levels, const std::string& error_model) {
  IndicatorColumn column;
  column.id = settings.id;
  column.title = settings.title.empty() ? title : settings.title;
  column.unit = settings.unit.empty() ? "per " + grouped_number(settings.per.value_or(1)) : settings.unit;
  column.source = settings.kind;
  column.error_model = error_model;
  column.direction = settings.direction.value_or(1);
  column.levels.assign(levels.begin(), levels.end());
  column.value.assign(authorities, no_number);
  column.lower = column.upper = column.numerator = column.denominator = column.value;
  column.coverage.assign(authorities, 1);
  column.status.assign(authorities, Status::missing);
  column.flags.assign(authorities, 0);
  if (error_model != "none" && levels.size() > 1) {
    column.further_lower.assign(levels.size() - 1, column.value);
    column.further_upper = column.further_lower;
  }
  return column;
}

void put_limits(IndicatorColumn& column, std::size_t authority, std::span<const statistics::Interval> limits) {
  const double value = column.value[authority];
  for (std::size_t level = 0; level < limits.size(); ++level) {
    if (std::isnan(limits[level].lower) || std::isnan(limits[level].upper)) continue;
    (level == 0 ? column.lower : column.further_lower[level - 1])[authority] = std::min(limits[level].lower, value);
    (level == 0 ? column.upper : column.further_upper[level - 1])[authority] = std::max(limits[level].upper, value);
  }
}

} // namespace tranche
