#include <set>

#include "settings/sections.hpp"

namespace tranche {
namespace {

void read_normalise(YamlReader reader, IndexSettings& index) {
  static const std::vector<std::string> words{"z_score", "min_max", "rank", "percentile", "imd_exponential"};
  std::optional<std::string> method;
  if (reader.is_scalar()) {
    method = reader.as_word(words);
  } else {
    YamlReader name = reader.child("method");
    method = name.as_word(words);
    if (reader.is_map() && !reader.has("method"))
      name.complain("is missing", "write {method: min_max, low: 1, high: 100}");
    const bool bounds = reader.has("low") || reader.has("high");
    index.low = reader.number("low", index.low);
    index.high = reader.number("high", index.high);
    if (bounds && method && *method != "min_max")
      reader.complain("low and high belong to min_max", "remove them, or use min_max");
    if (index.low >= index.high) reader.complain("low must be below high", "write, for example, low: 1 and high: 100");
    reader.finish();
  }
  for (std::size_t i = 0; method && i < words.size(); ++i)
    if (*method == words[i]) index.normalise = static_cast<Normalise>(i);
}

/// depth stops the dry run, which has a member in every map; files are stopped by the depth of YAML itself.
WeightNode read_weight(YamlReader reader, int depth) {
  WeightNode node;
  node.id = reader.key();
  node.place = reader.place();
  if (reader.present()) check_id(reader, node.id);
  if (!reader.is_map() && !reader.dry()) {
    node.weight = reader.as_number(zero_or_more).value_or(1);
    return node;
  }
  node.weight = reader.number("weight", 1, zero_or_more);
  YamlReader of = reader.child("of");
  if (reader.dry() && depth > 1) return node;
  double sum = 0;
  for (YamlReader& entry : of.entries()) {
    node.of.push_back(read_weight(entry, depth + 1));
    sum += node.of.back().weight;
  }
  if (of.is_map() && node.of.empty()) of.complain("the domain is empty", "list its indicators, as in of: {deaths: 1}");
  if (!node.of.empty() && sum <= 0) of.complain("all weights are zero", "give at least one a weight above 0");
  reader.finish();
  return node;
}

} // namespace

IndexSettings read_index(YamlReader reader) {
  IndexSettings index;
  index.place = reader.place();
  read_normalise(reader.child("normalise"), index);
  const std::string aggregate = reader.word("aggregate", {"arithmetic", "geometric"}, "arithmetic");
  index.aggregate = aggregate == "geometric" ? Aggregate::geometric : Aggregate::arithmetic;
  YamlReader missing = reader.child("missing");
  index.require = missing.number("require", index.require, share);
  if (index.require <= 0)
    missing.child("require").complain("must be above 0", "an authority without any figure cannot be ranked");
  missing.finish();
  YamlReader weights = reader.child("weights");
  double sum = 0;
  for (YamlReader& entry : weights.entries()) {
    index.weights.push_back(read_weight(entry, 0));
    sum += index.weights.back().weight;
  }
  if (weights.is_map() && index.weights.empty())
    weights.complain("is empty", "give each indicator a weight, or remove the key so that each counts 1");
  if (!index.weights.empty() && sum <= 0 && weights.is_map())
    weights.complain("all weights are zero", "give at least one a weight above 0");
  reader.finish();
  return index;
}

} // namespace tranche
