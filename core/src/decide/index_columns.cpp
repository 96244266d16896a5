#include "decide/index_columns.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <numeric>

#include "nan.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

statistics::Treat treat_method(Treat method) {
  switch (method) {
  case Treat::none:
    return statistics::Treat::none;
  case Treat::skew_kurtosis:
  case Treat::winsorise:
    return statistics::Treat::skew_rule;
  case Treat::log:
    return statistics::Treat::log;
  case Treat::shifted_log:
    return statistics::Treat::shifted_log;
  case Treat::box_cox:
    return statistics::Treat::box_cox;
  case Treat::cap:
    return statistics::Treat::percentile_caps;
  }
  return statistics::Treat::none;
}

statistics::TreatOptions treat_options(const TreatSettings& settings) {
  statistics::TreatOptions options;
  options.method = treat_method(settings.method);
  options.most_skewness = settings.skewness;
  options.most_kurtosis = settings.kurtosis;
  options.most_points = static_cast<std::size_t>(settings.points);
  options.fallback = settings.method == Treat::winsorise ? statistics::Treat::none : treat_method(settings.then);
  options.lambda = settings.lambda;
  options.lower = settings.low;
  options.upper = settings.high;
  return options;
}

void read_reference(ColumnRecipe& recipe, const NormaliseSettings& settings, const IndexSettings& index,
                    std::span<const std::string> codes) {
  const std::string& text = settings.reference;
  if (text == "mean") return;
  if (text == "median") {
    recipe.median_reference = true;
    return;
  }
  double number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec == std::errc() && end.ptr == text.data() + text.size() && std::isfinite(number)) {
    recipe.scale.reference = number;
    return;
  }
  const auto found = std::find(codes.begin(), codes.end(), text);
  if (found == codes.end())
    throw Error(Fault::settings, index.place.text(),
                fmt::format("the reference '{}' is no number and no authority", text),
                "write mean, median, a number in the indicator's unit, or an authority's code");
  recipe.reference_authority = static_cast<std::size_t>(found - codes.begin());
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : std::midpoint(values[half - 1], values[half]);
}

/// The recipe's options in the treated unit: goalposts, cuts and references are stated in the indicator's own.
statistics::ScaleOptions treated_options(const IndicatorColumn& indicator, const ColumnRecipe& recipe,
                                         std::span<const double> figures, const std::vector<double>& values,
                                         const statistics::Treatment& treatment) {
  statistics::ScaleOptions options = recipe.scale;
  const auto treated = [&](std::optional<double>& value) {
    if (value) value = statistics::treat_on(treatment, *value);
  };
  treated(options.goalpost_low);
  treated(options.goalpost_high);
  treated(options.reference);
  if (!options.cuts_are_percentiles)
    for (double& cut : options.cuts) cut = statistics::treat_on(treatment, cut);
  if (recipe.median_reference && !values.empty()) options.reference = median_of(values);
  if (recipe.reference_authority < figures.size()) {
    const double figure = figures[recipe.reference_authority];
    if (std::isnan(figure))
      throw Error(Fault::data, indicator.id, "the authority that is the reference has no figure",
                  "name another reference");
    options.reference = statistics::treat_on(treatment, figure);
  }
  return options;
}

std::vector<int> group_ids(std::span<const std::string> regions, std::span<const std::size_t> order, bool grouped) {
  std::vector<int> ids(order.size(), 0);
  if (!grouped || regions.empty()) return ids;
  std::map<std::string, int> known;
  for (std::size_t row = 0; row < order.size(); ++row)
    ids[row] = known.emplace(regions[order[row]], static_cast<int>(known.size())).first->second;
  return ids;
}

/// Each column by regression on the others, on reported figures only.
std::vector<statistics::ImputedValue> by_regression(const std::vector<std::vector<double>>& columns) {
  std::vector<statistics::ImputedValue> list;
  for (std::size_t target = 0; target < columns.size(); ++target) {
    std::vector<std::vector<double>> others;
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (c != target) others.push_back(columns[c]);
    for (statistics::ImputedValue value : statistics::impute_regression(columns[target], others).imputed) {
      value.indicator = target;
      list.push_back(value);
    }
  }
  return list;
}

/// What figures are multiplied by, about 1: (denominator over its mean)^burden; residents where the indicator has none.
std::vector<double> burden_factors(const IndicatorColumn& indicator, const ColumnRecipe& recipe,
                                   const IndexSettings& index, const Candidates& candidates) {
  const auto refuse = [&](const std::string& what, const std::string& remedy) {
    throw Error(Fault::settings, index.place.text() + ": burden", indicator.id + " " + what, remedy);
  };
  const statistics::ScaleOptions& scale = recipe.scale;
  if (indicator.direction < 0)
    refuse("is a figure of which less is more need, and such need has no burden",
           "leave burden out, or take a figure of which more is more need");
  if (scale.goalpost_low || scale.reference || (!scale.cuts.empty() && !scale.cuts_are_percentiles))
    refuse("is normalised by numbers in the unit of the rate, which a burden does not have",
           "leave out goalposts, limits and references, or burden");
  std::vector<double> size = indicator.denominator;
  for (std::size_t i = 0; i < size.size(); ++i)
    if (enters(indicator, i) && !(size[i] > 0)) size.assign(candidates.population.begin(), candidates.population.end());
  double sum = 0, n = 0;
  for (std::size_t i = 0; i < size.size(); ++i) {
    if (!enters(indicator, i)) continue;
    if (!(size[i] > 0))
      throw Error(Fault::data, "population of " + candidates.codes[i],
                  fmt::format("the burden of {} needs the residents, and they are unknown or none", indicator.id),
                  "bind areas.population to a layer that has them");
    sum += size[i];
    n += 1;
  }
  for (double& one : size) one = one > 0 ? std::pow(one * n / sum, *index.burden) : 1;
  return size;
}

} // namespace

bool enters(const IndicatorColumn& indicator, std::size_t authority) { return has_value(indicator.status[authority]); }

std::vector<std::vector<double>> entering_figures(std::span<const IndicatorColumn> indicators) {
  std::vector<std::vector<double>> figures;
  for (const IndicatorColumn& indicator : indicators) {
    std::vector<double>& column = figures.emplace_back(indicator.value.size(), nan);
    for (std::size_t i = 0; i < column.size(); ++i)
      if (enters(indicator, i)) column[i] = indicator.figure(i);
  }
  return figures;
}

ColumnRecipe recipe_of(const IndicatorColumn& indicator, const IndexSettings& index, const Candidates& candidates) {
  const NormaliseSettings& settings = index.normalise_for(indicator.id);
  ColumnRecipe recipe;
  recipe.direction = indicator.direction;
  recipe.method = settings.method;
  recipe.scale.low = settings.low;
  recipe.scale.high = settings.high;
  if (settings.goalposts) {
    recipe.scale.goalpost_low = settings.goalposts->first;
    recipe.scale.goalpost_high = settings.goalposts->second;
  }
  recipe.scale.mean = settings.mean;
  recipe.scale.sd = settings.deviation;
  recipe.scale.margin = settings.margin;
  if (!settings.at.empty()) {
    recipe.scale.cuts = settings.at;
    recipe.scale.cuts_are_percentiles = settings.percentiles;
    recipe.scale.scores = settings.scores;
  }
  recipe.treat = treat_options(index.treat_for(indicator.id));
  read_reference(recipe, settings, index, candidates.codes);
  if (index.burden.value_or(0) > 0) recipe.factor = burden_factors(indicator, recipe, index, candidates);
  return recipe;
}

PreparedColumn prepare_column(const IndicatorColumn& indicator, const ColumnRecipe& recipe,
                              std::span<const double> figures, std::span<const std::size_t> order) {
  PreparedColumn column;
  prepare_column(indicator, recipe, figures, order, column);
  return column;
}

void prepare_column(const IndicatorColumn& indicator, const ColumnRecipe& recipe, std::span<const double> figures,
                    std::span<const std::size_t> order, PreparedColumn& column) {
  if (!recipe.factor.empty()) {
    column.burdened.resize(figures.size());
    std::transform(figures.begin(), figures.end(), recipe.factor.begin(), column.burdened.begin(), std::multiplies<>{});
    figures = column.burdened;
  }
  std::span<const double> treated = figures;
  std::vector<double>& values = column.values;
  values.clear();
  values.reserve(order.size());
  try {
    if (recipe.treat.method != statistics::Treat::none) {
      column.treated = statistics::treat(figures, recipe.treat);
      treated = column.treated.values;
    }
    for (const std::size_t i : order)
      if (!std::isnan(treated[i])) values.push_back(treated[i]);
    column.scale =
        recipe.as_stated()
            ? statistics::fit_scale(values, recipe.method, recipe.direction, recipe.scale)
            : statistics::fit_scale(values, recipe.method, recipe.direction,
                                    treated_options(indicator, recipe, figures, values, column.treated.treatment));
  } catch (const Error& error) {
    std::vector<Finding> findings = error.findings();
    for (Finding& finding : findings)
      if (finding.where.find(indicator.id) == std::string::npos)
        finding.where = indicator.id + (finding.where.empty() ? "" : ": " + finding.where);
    throw Error(std::move(findings));
  }
  column.normalised.resize(figures.size());
  statistics::normalise_on(column.scale, treated, column.normalised);
}

std::vector<statistics::ImputedValue> impute_figures(const std::vector<std::vector<double>>& figures,
                                                     const ImputeSettings& impute, std::span<const std::size_t> columns,
                                                     std::span<const std::string> regions,
                                                     std::span<const std::size_t> order) {
  std::vector<statistics::ImputedValue> list;
  if (impute.method == Impute::none) return list;
  std::vector<std::vector<double>> counted(columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c)
    for (const std::size_t i : order) counted[c].push_back(figures[columns[c]][i]);
  if (impute.method == Impute::nearest) {
    list = statistics::impute_nearest(counted, static_cast<std::size_t>(impute.neighbours));
  } else if (impute.method == Impute::regression) {
    list = by_regression(counted);
  } else {
    const bool grouped = impute.method == Impute::group_mean || impute.method == Impute::group_median;
    const bool mean = impute.method == Impute::mean || impute.method == Impute::group_mean;
    const std::vector<int> groups = group_ids(regions, order, grouped);
    for (std::size_t c = 0; c < counted.size(); ++c) {
      for (statistics::ImputedValue value : mean ? statistics::impute_group_mean(counted[c], groups)
                                                 : statistics::impute_group_median(counted[c], groups)) {
        value.indicator = c;
        list.push_back(value);
      }
    }
  }
  for (statistics::ImputedValue& value : list) {
    value.indicator = columns[value.indicator];
    value.unit = order[value.unit];
  }
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
    return a.indicator != b.indicator ? a.indicator < b.indicator : a.unit < b.unit;
  });
  return list;
}

} // namespace tranche
