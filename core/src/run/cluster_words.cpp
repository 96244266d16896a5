#include <fmt/format.h>

#include "tranche/run/clusters.hpp"

namespace tranche {
namespace {

using statistics::Pattern;

bool is_gi(LocalStatistic statistic) { return statistic == LocalStatistic::gi || statistic == LocalStatistic::gi_star; }

std::string grouped_count(std::uint32_t count) {
  std::string text = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string correction_sentence(const Clusters& clusters) {
  const ClusterOptions& o = clusters.options;
  const double percent = 100 * o.alpha;
  switch (o.correction) {
  case statistics::Correction::false_discovery:
    return clusters.corrected.cut < 0
               ? fmt::format(
                     "Corrected for testing every authority by the false discovery rate at {:g} % (Benjamini and "
                     "Hochberg): no authority's p is small enough.",
                     percent)
               : fmt::format(
                     "Corrected for testing every authority by the false discovery rate at {:g} % (Benjamini and "
                     "Hochberg): p up to {:.2g} count, and of the authorities marked about {:g} % at most are "
                     "expected to be chance.",
                     percent, clusters.corrected.cut, percent);
  case statistics::Correction::bonferroni:
    return fmt::format("Corrected for testing every authority by Bonferroni at {:g} %: p up to {:.2g} count.", percent,
                       clusters.corrected.cut);
  case statistics::Correction::none:
    break;
  }
  return fmt::format("Not corrected for testing every authority: of those without any pattern {:g} % are marked.",
                     (o.alternative == statistics::Alternative::two_sided ? 1 : 2) * percent);
}

} // namespace

std::string_view title_of(LocalStatistic statistic) {
  switch (statistic) {
  case LocalStatistic::moran:
    return "Local Moran";
  case LocalStatistic::geary:
    return "Local Geary";
  case LocalStatistic::gi:
    return "Getis and Ord's Gi";
  case LocalStatistic::gi_star:
    break;
  }
  return "Getis and Ord's Gi*";
}

std::string name_of(Pattern pattern, LocalStatistic statistic) {
  if (is_gi(statistic) && pattern == Pattern::high_high) return "hot spot";
  if (is_gi(statistic) && pattern == Pattern::low_low) return "cold spot";
  return std::string(statistics::name_of(pattern));
}

std::string meaning_of(Pattern pattern, const ClusterOptions& options) {
  const bool bivariate = !options.against.empty(), gi = is_gi(options.statistic);
  const char* self =
      options.statistic == LocalStatistic::gi_star ? "high figures, its own among them" : "high figures around it";
  switch (pattern) {
  case Pattern::high_high:
    return gi ? self : bivariate ? "high, neighbours high in the other" : "a high figure among high ones";
  case Pattern::low_low:
    if (gi)
      return options.statistic == LocalStatistic::gi_star ? "low figures, its own among them" : "low figures around it";
    return bivariate ? "low, neighbours low in the other" : "a low figure among low ones";
  case Pattern::high_low:
    return bivariate ? "high, neighbours low in the other" : "a high figure among low ones";
  case Pattern::low_high:
    return bivariate ? "low, neighbours high in the other" : "a low figure among high ones";
  case Pattern::like_others:
    return options.indicators.size() > 1 ? "in all figures together" : "near them, neither high nor low";
  case Pattern::unlike_others:
    return "further from them than by chance";
  case Pattern::not_significant:
    return "no more than chance may bring";
  case Pattern::no_neighbours:
    return "no figure beside it to compare with";
  case Pattern::missing:
    break;
  }
  return "no figure; left out with its links";
}

std::vector<Pattern> patterns_of(const ClusterOptions& options) {
  std::vector<Pattern> patterns;
  if (is_gi(options.statistic))
    patterns = {Pattern::high_high, Pattern::low_low};
  else if (options.statistic == LocalStatistic::moran)
    patterns = {Pattern::high_high, Pattern::low_low, Pattern::high_low, Pattern::low_high};
  else if (options.indicators.size() > 1)
    patterns = {Pattern::like_others, Pattern::unlike_others};
  else
    patterns = {Pattern::high_high, Pattern::low_low, Pattern::like_others, Pattern::unlike_others};
  for (const Pattern rest : {Pattern::not_significant, Pattern::no_neighbours, Pattern::missing})
    patterns.push_back(rest);
  return patterns;
}

std::string subject_of(const Clusters& clusters) {
  std::string text;
  for (std::size_t v = 0; v < clusters.variables.size(); ++v) {
    const bool other = !clusters.options.against.empty() && v + 1 == clusters.variables.size();
    text += (v == 0 ? "" : other ? ", among neighbours' " : "; ") + clusters.variables[v].title;
  }
  return text;
}

std::vector<std::string> method_of(const Clusters& clusters) {
  const ClusterOptions& o = clusters.options;
  std::string what(title_of(o.statistic));
  if (!o.against.empty()) what = "Bivariate local Moran: each authority's figure among its neighbours' of the other";
  if (o.statistic == LocalStatistic::geary && o.indicators.size() > 1)
    what = fmt::format("Local Geary of {} figures together", o.indicators.size());
  if (o.empirical_bayes) what += ", of rates standardised for unequal populations (Assunção and Reis)";
  std::vector<std::string> sentences{what + ". Neighbours: " + describe(o.neighbours) + "."};
  sentences.push_back(fmt::format(
      "{} p-values of {} conditional permutations, seed {}. {}",
      o.alternative == statistics::Alternative::two_sided ? "Two-sided" : "One-sided (in the direction found)",
      grouped_count(o.draws), o.seed, correction_sentence(clusters)));
  for (const ClusterVariable& variable : clusters.variables)
    if (variable.direction < 0) sentences.push_back("A lower figure is a greater need: " + variable.title + ".");
  sentences.push_back("A cluster says that figures are alike where authorities are near, not why.");
  return sentences;
}

std::vector<std::string> scan_method_of(const Clusters& clusters) {
  const ClusterOptions& o = clusters.options;
  const char* rates = o.scan_for == statistics::ScanFor::high  ? "high"
                      : o.scan_for == statistics::ScanFor::low ? "low"
                                                               : "high or low";
  const statistics::ScanOptions used;
  std::vector<std::string> sentences{fmt::format("{} scan for {} rates (Kulldorff 1997{}), Poisson: each zone against "
                                                 "the rest of the map, by the likelihood ratio.",
                                                 o.scan == Scan::circular ? "Circular" : "Flexible", rates,
                                                 o.scan == Scan::circular ? "" : "; Tango and Takahashi 2005")};
  sentences.push_back(
      o.scan == Scan::circular
          ? fmt::format("Zones: circles around each authority's middle, with up to {:g} % of the population.",
                        100 * used.max_share)
          : fmt::format("Zones: connected authorities among the {} nearest of each, with up to {:g} % of the "
                        "population. Neighbours: {}.",
                        used.nearest, 100 * used.max_share, describe(o.neighbours)));
  sentences.push_back(fmt::format(
      "p from {} simulated maps without clusters, seed {}: the greatest ratio of each allows "
      "for having looked everywhere. Later zones share no authority with earlier ones; at most {} are told.",
      grouped_count(used.simulations), o.seed, used.clusters));
  return sentences;
}

} // namespace tranche
