// Maps of where figures gather.
#include <charconv>
#include <cmath>
#include <limits>

#include "settings/sections.hpp"

namespace tranche {

Neighbours neighbours_from(std::string_view text) {
  using Kind = Neighbours::Kind;
  if (text == "queen") return {Kind::queen, 0, 0};
  if (text == "rook") return {Kind::rook, 0, 0};
  if (text == "points") return {Kind::points, 0, 0};
  if (text.empty() || text == "automatic") return {};
  const std::size_t colon = text.find(':');
  const std::string_view kind = text.substr(0, colon), amount = colon < text.size() ? text.substr(colon + 1) : "";
  double number = 0;
  const auto [end, fault] = std::from_chars(amount.data(), amount.data() + amount.size(), number);
  const bool good = fault == std::errc{} && end == amount.data() + amount.size() && number > 0 && number <= 1e7;
  if (kind == "k" && good && number == std::floor(number) && number <= 1000)
    return {Kind::nearest, static_cast<std::size_t>(number), 0};
  if (kind == "band" && good) return {Kind::band, 0, number};
  throw Error(Fault::usage, "neighbours", "'" + std::string(text) + "' is no rule",
              "write queen, rook, points, k:N (1 to 1,000 nearest) or band:METRES");
}

const std::vector<std::string>& cluster_statistics() {
  static const std::vector<std::string> words{"moran", "geary", "gi", "gi_star"};
  return words;
}

const std::vector<std::string>& cluster_corrections() {
  static const std::vector<std::string> words{"none", "bonferroni", "fdr"};
  return words;
}

const std::vector<std::string>& cluster_alternatives() {
  static const std::vector<std::string> words{"two_sided", "directed"};
  return words;
}

ClusterSettings read_clusters(YamlReader reader) {
  ClusterSettings settings;
  settings.place = reader.place();
  settings.of = reader.texts("of");
  if (reader.is_map() && settings.of.empty())
    reader.complain("names no figure", "say of what: 'of: [score]', or ids of indicators");
  settings.statistic = reader.word("statistic", cluster_statistics(), settings.statistic);
  settings.empirical_bayes = reader.flag("empirical_bayes", settings.empirical_bayes);
  const std::string rule = reader.text("neighbours");
  try {
    settings.neighbours = neighbours_from(rule);
  } catch (const Error& error) {
    reader.child("neighbours").complain(error.findings()[0].what, error.findings()[0].remedy);
  }
  settings.correction = reader.word("correction", cluster_corrections(), settings.correction);
  settings.alternative = reader.word("alternative", cluster_alternatives(), settings.alternative);
  settings.alpha = reader.number("alpha", settings.alpha, open_share);
  if (reader.has("permutations") || reader.dry())
    settings.permutations = static_cast<std::uint32_t>(reader.integer("permutations", 999, 99, 9'999'999));
  settings.seed = static_cast<std::uint64_t>(
      reader.integer("seed", static_cast<std::int64_t>(settings.seed), 0, std::numeric_limits<std::int64_t>::max()));
  reader.finish();
  return settings;
}

} // namespace tranche
