#include <limits>

#include "settings/recipe_words.hpp"
#include "settings/sections.hpp"

namespace tranche {
namespace {

/// concentration: 100, or ranges: {deaths: [0.5, 2]}.
WeightUncertainty read_weight_uncertainty(YamlReader reader) {
  WeightUncertainty weights;
  weights.concentration = reader.number("concentration", 0, zero_or_more);
  YamlReader ranges = reader.child("ranges");
  for (YamlReader& entry : ranges.entries()) {
    std::vector<double> ends;
    for (YamlReader& item : entry.items()) ends.push_back(item.as_number(zero_or_more).value_or(0));
    if (reader.dry()) continue;
    if (ends.size() != 2 || !(ends[0] < ends[1]))
      entry.complain("must be the least and the greatest weight", "write, for example, deaths: [0.5, 2]");
    else
      weights.ranges[entry.key()] = {ends[0], ends[1]};
  }
  if (weights.concentration > 0 && !weights.ranges.empty())
    ranges.complain("weights are drawn by 'concentration' already", "state one of the two");
  reader.finish();
  return weights;
}

/// A list of alternatives, or one.
std::vector<YamlReader> alternatives(YamlReader reader) {
  if (!reader.present() && !reader.dry()) return {};
  return reader.is_list() || reader.dry() ? reader.items() : std::vector{reader};
}

MethodUncertainty read_method_uncertainty(YamlReader reader) {
  MethodUncertainty methods;
  for (YamlReader& item : alternatives(reader.child("normalise")))
    methods.normalise.push_back(read_normalise(item, {}));
  for (YamlReader& item : alternatives(reader.child("treat"))) methods.treat.push_back(read_treat(item, {}));
  for (YamlReader& item : alternatives(reader.child("aggregate")))
    if (const auto word = as_enum<Aggregate>(item, words_of::aggregate())) methods.aggregate.push_back(*word);
  for (YamlReader& item : alternatives(reader.child("impute"))) methods.impute.push_back(read_impute(item));
  methods.leave_out = reader.flag("leave_out", false);
  reader.finish();
  return methods;
}

} // namespace

UncertaintySettings read_uncertainty(YamlReader reader) {
  UncertaintySettings settings;
  settings.place = reader.place();
  settings.draws = static_cast<int>(reader.integer("draws", settings.draws, 0, 1'000'000));
  settings.seed = static_cast<std::uint64_t>(
      reader.integer("seed", static_cast<std::int64_t>(settings.seed), 0, std::numeric_limits<std::int64_t>::max()));
  settings.level = reader.number("level", settings.level, open_share);
  settings.until = reader.child("until").as_number(open_share).value_or(0);
  const std::string figures = reader.word("figures", {"true", "limits", "false"}, "true");
  settings.figures = figures != "false";
  settings.resample = figures == "true";
  settings.weights = read_weight_uncertainty(reader.child("weights"));
  settings.methods = read_method_uncertainty(reader.child("methods"));
  reader.finish();
  return settings;
}

} // namespace tranche
