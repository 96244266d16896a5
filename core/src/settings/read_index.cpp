#include <algorithm>
#include <set>

#include "settings/recipe_words.hpp"
#include "settings/sections.hpp"

namespace tranche {
namespace {

/// comparisons: {deaths: {crime: 3, deprivation: 2}, crime: {deprivation: 0.5}}: each pair once.
void read_comparisons(YamlReader reader, WeightNode::Weighing& weighing) {
  std::set<std::pair<std::string, std::string>> seen;
  for (YamlReader& row : reader.entries())
    for (YamlReader& cell : row.entries()) {
      const std::string first = row.key(), second = cell.key();
      const double ratio = cell.as_number(above_zero).value_or(1);
      if (!reader.dry() && (first == second || !seen.insert(std::minmax(first, second)).second))
        cell.complain(first == second ? "compares a member with itself" : "compares a pair that was compared before",
                      "name each pair of members once; the reverse follows");
      weighing.comparisons.push_back({{first, second}, ratio});
    }
}

void read_shares(YamlReader reader, WeightNode::Weighing& weighing) {
  for (YamlReader& entry : reader.entries()) {
    std::vector<double> ends;
    for (YamlReader& item : entry.items()) ends.push_back(item.as_number(share_range).value_or(0));
    if (reader.dry()) continue;
    if (ends.size() != 2 || ends[0] > ends[1])
      entry.complain("must be the least and the greatest share", "write, for example, deaths: [0.1, 0.5]");
    else
      weighing.shares[entry.key()] = {ends[0], ends[1]};
  }
}

/// How the weights of one level are found; check_recipe() holds the names against the members.
WeightNode::Weighing read_weighing(YamlReader reader) {
  WeightNode::Weighing weighing;
  weighing.place = reader.place();
  const auto method = read_method<Weigh>(reader, words_of::weigh(), "{method: ahp, comparisons: {deaths: {crime: 3}}}");
  weighing.method = method.value_or(Weigh::given);
  if (reader.is_scalar()) return weighing;
  YamlReader comparisons = reader.child("comparisons"), shares = reader.child("shares");
  read_comparisons(comparisons, weighing);
  read_shares(shares, weighing);
  if (comparisons.present() && method && weighing.method != Weigh::ahp)
    comparisons.complain("belong to ahp", "remove them, or write method: ahp");
  if (shares.present() && method && weighing.method != Weigh::benefit_of_doubt)
    shares.complain("belong to benefit_of_doubt", "remove them, or write method: benefit_of_doubt");
  reader.finish();
  return weighing;
}

double sum_of(const std::vector<WeightNode>& nodes) {
  double sum = 0;
  for (const WeightNode& node : nodes) sum += node.weight;
  return sum;
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
  for (YamlReader& entry : of.entries()) node.of.push_back(read_weight(entry, depth + 1));
  node.title = reader.text("title");
  if (YamlReader aggregate = reader.child("aggregate"); aggregate.present())
    node.aggregate = as_enum<Aggregate>(aggregate, words_of::aggregate());
  node.require = reader.child("require").as_number(share_range);
  if (YamlReader normalise = reader.child("normalise"); normalise.present() || normalise.dry())
    node.normalise = read_normalise(normalise, {});
  node.weigh = read_weighing(reader.child("weigh"));
  if (of.is_map() && node.of.empty()) of.complain("the domain is empty", "list its indicators, as in of: {deaths: 1}");
  if (!node.of.empty() && sum_of(node.of) <= 0)
    of.complain("all weights are zero", "give at least one a weight above 0");
  if (node.of.empty() && !reader.dry())
    for (const char* key : {"aggregate", "require", "normalise", "weigh", "title"})
      if (reader.has(key))
        reader.complain(std::string("'") + key + "' belongs to a domain", "add its members under 'of', or remove it");
  reader.finish();
  return node;
}

} // namespace

IndexSettings read_index(YamlReader reader) {
  IndexSettings index;
  index.place = reader.place();
  index.normalise = read_normalise(reader.child("normalise"), index.normalise);
  index.treat = read_treat(reader.child("treat"), index.treat);
  if (const YamlReader aggregate = reader.child("aggregate"); aggregate.present())
    index.aggregate = as_enum<Aggregate>(aggregate, words_of::aggregate()).value_or(index.aggregate);
  index.burden = reader.child("burden").as_number(share_range);
  YamlReader missing = reader.child("missing");
  index.require = missing.number("require", index.require, share_range);
  if (index.require <= 0)
    missing.child("require").complain("must be above 0", "an authority without any figure cannot be ranked");
  index.impute = read_impute(missing.child("impute"));
  missing.finish();
  YamlReader weights = reader.child("weights");
  for (YamlReader& entry : weights.entries()) index.weights.push_back(read_weight(entry, 0));
  index.weigh = read_weighing(reader.child("weigh"));
  if (weights.is_map() && index.weights.empty())
    weights.complain("is empty", "give each indicator a weight, or remove the key so that each counts 1");
  if (!index.weights.empty() && sum_of(index.weights) <= 0 && weights.is_map())
    weights.complain("all weights are zero", "give at least one a weight above 0");
  reader.finish();
  return index;
}

} // namespace tranche
