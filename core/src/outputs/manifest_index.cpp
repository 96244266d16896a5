#include "outputs/manifest_index.hpp"
#include "json_number.hpp"

namespace tranche::manifest {
namespace {

using json = nlohmann::ordered_json;

json normalise_part(const NormaliseSettings& settings) {
  json part{{"method", name_of(settings.method)}};
  switch (settings.method) {
  case Normalise::z_score:
    part["mean"] = settings.mean;
    part["deviation"] = settings.deviation;
    break;
  case Normalise::min_max:
    part["low"] = settings.low;
    part["high"] = settings.high;
    if (settings.goalposts) part["goalposts"] = {settings.goalposts->first, settings.goalposts->second};
    break;
  case Normalise::reference_ratio:
  case Normalise::reference_difference:
  case Normalise::distance_to_reference:
    part["reference"] = settings.reference;
    break;
  case Normalise::categorical:
    part["at"] = settings.at;
    part["percentiles"] = settings.percentiles;
    part["scores"] = settings.scores;
    break;
  case Normalise::above_below_mean:
    part["margin"] = settings.margin;
    break;
  default:
    break;
  }
  return part;
}

json treat_part(const TreatSettings& settings) {
  json part{{"method", name_of(settings.method)}};
  if (settings.method == Treat::skew_kurtosis || settings.method == Treat::winsorise)
    part.update({{"skewness", settings.skewness}, {"kurtosis", settings.kurtosis}, {"points", settings.points}});
  if (settings.method == Treat::skew_kurtosis) part["then"] = name_of(settings.then);
  if (settings.method == Treat::box_cox) part["lambda"] = settings.lambda ? json(*settings.lambda) : json(nullptr);
  if (settings.method == Treat::cap) part.update({{"low", settings.low}, {"high", settings.high}});
  return part;
}

json weights_part(const std::vector<WeightNode>& nodes) {
  json list = json::array();
  for (const WeightNode& node : nodes) {
    json part{{"id", node.id}, {"weight", node.weight}};
    if (node.is_domain()) {
      if (node.aggregate) part["aggregate"] = name_of(*node.aggregate);
      if (node.require) part["require"] = *node.require;
      if (node.normalise) part["normalise"] = normalise_part(*node.normalise);
      if (node.weigh.method != Weigh::given) part["weigh"] = name_of(node.weigh.method);
      part["of"] = weights_part(node.of);
    }
    list.push_back(std::move(part));
  }
  return list;
}

json fitted_part(const Decision& decision) {
  json list = json::array();
  for (const FittedWeights& level : decision.fitted) {
    json weights = json::object();
    for (const auto& [member, weight] : level.weights) weights[member] = json_number(weight);
    list.push_back({{"level", level.level.empty() ? "index" : level.level},
                    {"method", name_of(level.method)},
                    {"weights", std::move(weights)},
                    {"remark", level.remark}});
  }
  return list;
}

json imputed_part(const Run& run) {
  json list = json::array();
  for (const ImputedFigure& figure : run.decision.imputed)
    list.push_back({{"indicator", run.decision.columns[figure.column].id},
                    {"code", run.authorities.units[figure.authority].code},
                    {"value", json_number(figure.value)},
                    {"how", figure.how},
                    {"rank", run.decision.rank[figure.authority]},
                    {"rank_left_out", figure.rank_without},
                    {"rank_if_least", figure.rank_least},
                    {"rank_if_greatest", figure.rank_greatest}});
  return list;
}

json scale_part(const Scale& scale) {
  json part{{"method", name_of(scale.method)}, {"direction", scale.direction}};
  if (scale.method == Normalise::z_score) {
    part["centre"] = json_number(scale.centre);
    part["spread"] = json_number(scale.spread);
  } else if (scale.sorted.empty()) {
    part["minimum"] = json_number(scale.minimum);
    part["maximum"] = json_number(scale.maximum);
    if (scale.method == Normalise::min_max)
      part.update(
          {{"from", json_number(scale.from)}, {"to", json_number(scale.to)}, {"low", scale.low}, {"high", scale.high}});
    if (scale.method == Normalise::reference_ratio || scale.method == Normalise::reference_difference ||
        scale.method == Normalise::distance_to_reference)
      part["reference"] = json_number(scale.reference);
  } else {
    part["values"] = scale.sorted.size();
  }
  return part;
}

std::string_view name_of_treat(statistics::Treat method) {
  switch (method) {
  case statistics::Treat::none:
  case statistics::Treat::skew_rule:
    return "none";
  case statistics::Treat::winsorise:
    return "winsorise";
  case statistics::Treat::log:
    return "log";
  case statistics::Treat::shifted_log:
    return "shifted_log";
  case statistics::Treat::box_cox:
    return "box_cox";
  case statistics::Treat::percentile_caps:
    return "cap";
  }
  return "none";
}

json shape_part(const statistics::Shape& shape) {
  return {{"skewness", shape.skewness ? json_number(*shape.skewness) : json(nullptr)},
          {"kurtosis", shape.kurtosis ? json_number(*shape.kurtosis) : json(nullptr)}};
}

json treatment_part(const statistics::Treated& treated, const Authorities& authorities) {
  const statistics::Treatment& treatment = treated.treatment;
  json part{{"method", name_of_treat(treatment.method)},
            {"before", shape_part(treated.before)},
            {"after", shape_part(treated.after)},
            {"passes_skew_kurtosis", treated.passed}};
  if (treatment.method == statistics::Treat::box_cox) part["lambda"] = json_number(treatment.lambda);
  if (treatment.method == statistics::Treat::shifted_log) part["shift"] = json_number(treatment.shift);
  json changes = json::array();
  for (const statistics::TreatedPoint& point : treated.changes)
    changes.push_back({{"code", authorities.units[point.unit].code},
                       {"before", json_number(point.before)},
                       {"after", json_number(point.after)}});
  part["changes"] = std::move(changes);
  return part;
}

} // namespace

json index_part(const Run& run) {
  const IndexSettings& index = run.assessment.index;
  return {{"normalise", name_of(index.normalise.method)},
          {"normalise_settings", normalise_part(index.normalise)},
          {"treat", treat_part(index.treat)},
          {"aggregate", name_of(index.aggregate)},
          {"burden", index.burden ? json(*index.burden) : json(nullptr)},
          {"require", index.require},
          {"impute", name_of(index.impute.method)},
          {"weigh", name_of(index.weigh.method)},
          {"weights", weights_part(index.weights)},
          {"fitted_weights", fitted_part(run.decision)},
          {"imputed", imputed_part(run)}};
}

json index_column_part(const IndexColumn& column, const Authorities& authorities) {
  json part{{"scale", scale_part(column.scale)}};
  if (column.treatment.treatment.method != statistics::Treat::none)
    part["treatment"] = treatment_part(column.treatment, authorities);
  return part;
}

} // namespace tranche::manifest
