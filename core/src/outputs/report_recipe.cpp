#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "outputs/method_words.hpp"
#include "outputs/report_model.hpp"
#include "outputs/words.hpp"

namespace tranche::report {
namespace {

std::string figure(double value) {
  return std::isnan(value) ? "" : words::grouped(value, words::decimals_for(std::fabs(value)));
}

std::string rank(int value) { return value > 0 ? std::to_string(value) : "unranked"; }

Json imputed(const Run& run) {
  Json list = Json::array();
  for (const ImputedFigure& one : run.decision.imputed) {
    const bool known = one.rank_greatest > 0 && one.rank_least > 0;
    list.push_back({{"name", run.authorities.units[one.authority].name},
                    {"title", run.indicators[one.column].title},
                    {"value", figure(one.value)},
                    {"how", one.how},
                    {"rank", rank(run.decision.rank[one.authority])},
                    {"without", rank(one.rank_without)},
                    {"range", known ? fmt::format("{} to {}", one.rank_greatest, one.rank_least) : ""}});
  }
  return list;
}

std::string treatment_words(const statistics::Treated& treated) {
  std::string how;
  switch (treated.treatment.method) {
  case statistics::Treat::winsorise:
    how = "The most extreme figures were set to the next.";
    break;
  case statistics::Treat::log:
    how = "Every figure was replaced by its logarithm.";
    break;
  case statistics::Treat::shifted_log:
    how = fmt::format("Every figure was replaced by the logarithm of its distance from the {}, plus {:.4g}.",
                      treated.treatment.mirrored ? "greatest" : "least", treated.treatment.shift);
    break;
  case statistics::Treat::box_cox:
    how = fmt::format("Every figure went through Box-Cox with lambda {:.4g}.", treated.treatment.lambda);
    break;
  case statistics::Treat::percentile_caps:
    how = "Figures beyond the percentiles were set to them.";
    break;
  default:
    return {};
  }
  if (treated.before.skewness && treated.after.skewness && treated.before.kurtosis && treated.after.kurtosis)
    how += fmt::format(" Skewness {:.2f} before, {:.2f} after; kurtosis {:.2f} before, {:.2f} after.",
                       *treated.before.skewness, *treated.after.skewness, *treated.before.kurtosis,
                       *treated.after.kurtosis);
  return how;
}

Json treated(const Run& run) {
  Json list = Json::array();
  for (std::size_t c = 0; c < run.decision.columns.size(); ++c) {
    const statistics::Treated& one = run.decision.columns[c].treatment;
    if (one.changes.empty()) continue;
    Json changes = Json::array();
    for (const statistics::TreatedPoint& point : one.changes)
      changes.push_back({{"name", run.authorities.units[point.unit].name},
                         {"before", figure(point.before)},
                         {"after", figure(point.after)}});
    list.push_back({{"title", run.indicators[c].title},
                    {"count", one.changes.size()},
                    {"how", treatment_words(one)},
                    {"changes", std::move(changes)}});
  }
  return list;
}

Json fitted(const Run& run) {
  Json list = Json::array();
  for (const FittedWeights& level : run.decision.fitted) {
    Json weights = Json::array();
    for (const auto& [id, weight] : level.weights)
      weights.push_back({{"id", id}, {"weight", fmt::format("{:.1f} %", 100 * weight)}});
    Json one{{"level", level.level.empty() ? "the index" : level.level},
             {"method", words::weigh_phrase(level.method)},
             {"weights", std::move(weights)}};
    if (!level.remark.empty()) one["remark"] = level.remark;
    list.push_back(std::move(one));
  }
  return list;
}

} // namespace

Json recipe(const Run& run) {
  Json part{{"imputed", imputed(run)}, {"treated", treated(run)}, {"fitted", fitted(run)}};
  part["any_imputed"] = !part["imputed"].empty();
  return part;
}

} // namespace tranche::report
