// The steps of the recipe that may stand for the whole index or for one indicator: normalise, treat; and impute.
#include <algorithm>
#include <cmath>

#include "settings/recipe_words.hpp"
#include "settings/sections.hpp"

namespace tranche {
namespace {

/// Keys that belong to one method only: a key beside another method would be silently without effect.
void belongs(const YamlReader& reader, const char* key, bool its_method, const char* method) {
  if (reader.is_map() && reader.has(key) && !its_method)
    reader.complain(std::string("'") + key + "' belongs to " + method,
                    std::string("remove it, or use ") + (std::string_view(method).find(' ') == std::string_view::npos
                                                             ? method
                                                             : "one of these methods"));
}

std::vector<double> numbers(YamlReader reader) {
  std::vector<double> list;
  for (YamlReader& item : reader.items()) list.push_back(item.as_number().value_or(0));
  return list;
}

void read_goalposts(YamlReader reader, NormaliseSettings& settings) {
  const std::vector<double> ends = numbers(reader);
  if (!reader.present() || reader.dry()) return;
  if (ends.size() != 2 || !(ends[0] < ends[1])) {
    reader.complain("must be two numbers, the lower first", "write, for example, goalposts: [0, 100]");
    return;
  }
  settings.goalposts = {ends[0], ends[1]};
}

void read_categories(YamlReader& reader, NormaliseSettings& settings) {
  YamlReader at = reader.child("at"), scores = reader.child("scores");
  settings.at = numbers(at);
  settings.scores = numbers(scores);
  settings.percentiles = reader.flag("percentiles", false);
  if (!reader.present() || reader.dry() || settings.method != Normalise::categorical) return;
  if (settings.at.empty() || !std::is_sorted(settings.at.begin(), settings.at.end(), std::less_equal<>{}))
    at.complain("must be ascending numbers, where the next category begins", "write, for example, at: [25, 50, 75]");
  else if (settings.scores.size() != settings.at.size() + 1)
    scores.complain("must be one number more than 'at'", "give each category its score, as in scores: [0, 1, 2, 3]");
  else if (!std::is_sorted(settings.scores.begin(), settings.scores.end()))
    scores.complain("must not fall from one category to the next", "list them from the least need to the greatest");
  if (settings.percentiles && !settings.at.empty() && !(settings.at.front() > 0 && settings.at.back() < 100))
    at.complain("percentiles lie between 0 and 100", "write, for example, at: [5, 15, 25, 50, 65, 75, 85, 95]");
}

} // namespace

NormaliseSettings read_normalise(YamlReader reader, NormaliseSettings settings) {
  const auto method = read_method<Normalise>(reader, words_of::normalise(), "{method: min_max, low: 1, high: 100}");
  settings.method = method.value_or(settings.method);
  if (reader.is_scalar()) {
    if (settings.method == Normalise::categorical)
      reader.complain("categorical needs 'at' and 'scores'",
                      "write {method: categorical, at: [25, 50, 75], scores: [0, 1, 2, 3]}");
    return settings;
  }
  const bool min_max = settings.method == Normalise::min_max, z_score = settings.method == Normalise::z_score;
  for (const char* key : {"low", "high", "goalposts"}) belongs(reader, key, !method || min_max, "min_max");
  for (const char* key : {"mean", "deviation"}) belongs(reader, key, !method || z_score, "z_score");
  settings.low = reader.number("low", settings.low);
  settings.high = reader.number("high", settings.high);
  if (settings.low >= settings.high)
    reader.complain("low must be below high", "write, for example, low: 1 and high: 100");
  read_goalposts(reader.child("goalposts"), settings);
  settings.mean = reader.number("mean", settings.mean);
  settings.deviation = reader.number("deviation", settings.deviation, above_zero);
  const bool referred = settings.method == Normalise::reference_ratio ||
                        settings.method == Normalise::reference_difference ||
                        settings.method == Normalise::distance_to_reference;
  belongs(reader, "reference", !method || referred, "reference_ratio, reference_difference and distance_to_reference");
  settings.reference = reader.text("reference", settings.reference);
  belongs(reader, "margin", !method || settings.method == Normalise::above_below_mean, "above_below_mean");
  settings.margin = reader.number("margin", settings.margin, zero_or_more);
  for (const char* key : {"at", "percentiles", "scores"})
    belongs(reader, key, !method || settings.method == Normalise::categorical, "categorical");
  read_categories(reader, settings);
  reader.finish();
  return settings;
}

TreatSettings read_treat(YamlReader reader, TreatSettings settings) {
  const auto method = read_method<Treat>(reader, words_of::treat(), "{method: skew_kurtosis, points: 5}");
  settings.method = method.value_or(settings.method);
  if (reader.is_scalar()) return settings;
  const Treat is = settings.method;
  const bool winsorises = !method || is == Treat::skew_kurtosis || is == Treat::winsorise;
  for (const char* key : {"skewness", "kurtosis", "points"})
    belongs(reader, key, winsorises, "skew_kurtosis and winsorise");
  belongs(reader, "then", !method || is == Treat::skew_kurtosis, "skew_kurtosis");
  belongs(reader, "lambda", !method || is == Treat::box_cox, "box_cox");
  for (const char* key : {"low", "high"}) belongs(reader, key, !method || is == Treat::cap, "cap");
  settings.skewness = reader.number("skewness", settings.skewness, above_zero);
  settings.kurtosis = reader.number("kurtosis", settings.kurtosis, above_zero);
  settings.points = static_cast<int>(reader.integer("points", settings.points, 0, 1'000'000));
  static const std::vector<std::string> transforms{"none", "log", "shifted_log", "box_cox"};
  const std::string then = reader.word("then", transforms, std::string(name_of(settings.then)));
  for (const Treat transform : {Treat::none, Treat::log, Treat::shifted_log, Treat::box_cox})
    if (then == name_of(transform)) settings.then = transform;
  if (const auto lambda = reader.child("lambda").as_number()) settings.lambda = *lambda;
  settings.low = reader.number("low", settings.low, share_range);
  settings.high = reader.number("high", settings.high, share_range);
  if (settings.low >= settings.high)
    reader.complain("low must be below high", "write, for example, low: 0.05 and high: 0.95");
  reader.finish();
  return settings;
}

ImputeSettings read_impute(YamlReader reader) {
  ImputeSettings settings;
  const auto method = read_method<Impute>(reader, words_of::impute(), "{method: nearest, neighbours: 5}");
  settings.method = method.value_or(settings.method);
  if (reader.is_scalar()) return settings;
  belongs(reader, "neighbours", !method || settings.method == Impute::nearest, "nearest");
  settings.neighbours = static_cast<int>(reader.integer("neighbours", settings.neighbours, 1, 1'000'000));
  reader.finish();
  return settings;
}

} // namespace tranche
