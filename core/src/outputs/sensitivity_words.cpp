#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <numeric>

#include "maps/sheet_parts.hpp"
#include "outputs/words.hpp"
#include "tranche/outputs/sensitivity.hpp"

namespace tranche {
namespace {

using statistics::SobolIndex;
using statistics::SobolIndices;

constexpr double hardly = 0.05, in_common = 0.1;

std::string share_words(double share) { return words::grouped(100 * share, 0) + " %"; }

std::string interval_words(const SobolIndex& index) {
  return fmt::format("{} to {}", words::grouped(100 * index.low, 0), share_words(index.high));
}

std::string capitalised(std::string text) {
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

std::string count_words(double authorities) {
  const int decimals = authorities == std::floor(authorities) ? 0 : 1;
  return words::grouped(authorities, decimals) +
         (authorities == 1 ? " authority changes its" : " authorities change their");
}

/// "The choice of weights moves the ranking most: by itself it brings ..."
void say_first(std::vector<std::string>& say, const Sensitivity& s, const SobolIndices& indices,
               const std::string& moves, const std::string& nothing) {
  if (indices.constant) {
    say.push_back(nothing);
    return;
  }
  const std::vector<std::size_t> order = by_total_index(indices);
  const std::size_t top = order.front();
  if (order.size() == 1) {
    say.push_back(fmt::format("{} is the only source that varies: all of it comes from there.",
                              capitalised(source_in_words(s.sources[top]))));
    return;
  }
  std::string sentence = fmt::format(
      "{} {} most: by itself it brings {} of the variance between draws ({} % interval {}), with its interactions {} "
      "({}).",
      capitalised(source_in_words(s.sources[top])), moves, share_words(indices.first[top].value),
      words::grouped(100 * s.level, 0), interval_words(indices.first[top]), share_words(indices.total[top].value),
      interval_words(indices.total[top]));
  std::vector<std::string> close;
  for (const std::size_t k : order)
    if (k != top && indices.total[k].high >= indices.total[top].low) close.push_back(source_in_words(s.sources[k]));
  if (!close.empty())
    sentence += fmt::format(" The draws do not tell it apart from {}: more rows would.", maps::listed(close));
  say.push_back(std::move(sentence));
}

void say_hardly(std::vector<std::string>& say, const Sensitivity& s) {
  std::vector<std::string> little;
  for (std::size_t k = 0; k < s.sources.size(); ++k)
    if (s.rank_shift.total[k].high < hardly && s.tranche.total[k].high < hardly)
      little.push_back(source_in_words(s.sources[k]));
  if (!little.empty() && s.sources.size() > 1)
    say.push_back(
        fmt::format("Hardly any of the difference hangs on {}: less than {} of either, interactions included.",
                    maps::listed(little), share_words(hardly)));
}

void say_interactions(std::vector<std::string>& say, const SobolIndices& indices) {
  const double alone = std::accumulate(indices.first.begin(), indices.first.end(), 0.0,
                                       [](double sum, const SobolIndex& index) { return sum + index.value; });
  if (!indices.constant && 1 - alone > in_common)
    say.push_back(
        fmt::format("{} of the variance of the rank shift comes from sources together, and from none by itself.",
                    share_words(1 - alone)));
}

void say_alone(std::vector<std::string>& say, const Run& run, bool drawn, const std::string& opening) {
  const std::vector<ChangedAlone>& list = run.sensitivity.alone;
  const ChangedAlone* most = nullptr;
  for (const ChangedAlone& one : list)
    if ((one.draws > 0) == drawn && (!most || one.mean_shift > most->mean_shift)) most = &one;
  if (!most) return;
  if (most->mean_shift == 0) {
    say.push_back(opening + ", none moves anybody.");
    return;
  }
  const std::string name = drawn ? source_in_words(most->source) : most->source + ": " + most->alternative;
  const std::string how_far = drawn ? "by " + words::grouped(most->shift_of_moved_most, 1)
                                    : fmt::format("from {} to {}", run.decision.rank[most->moved_most],
                                                  words::grouped(most->rank_of_moved_most, 0));
  say.push_back(fmt::format("{}, {} moves ranks most: by {} on average, {} most ({}), and {} tranche{}.", opening, name,
                            words::grouped(most->mean_shift, 1), run.authorities.units[most->moved_most].name, how_far,
                            count_words(most->change_tranche), drawn ? " in the mean of the draws" : ""));
}

} // namespace

std::string source_in_words(const std::string& source) {
  static const std::map<std::string, std::string> names{
      {"figures", "the sampling error of the figures"}, {"weights", "the choice of weights"},
      {"normalise", "the choice of scale (normalise)"}, {"treat", "the treatment of outliers"},
      {"aggregate", "the choice of aggregation"},       {"impute", "the imputing of missing figures"},
      {"left_out", "leaving an indicator out"}};
  const auto found = names.find(source);
  return found == names.end() ? source : found->second;
}

std::vector<std::size_t> by_total_index(const SobolIndices& indices) {
  std::vector<std::size_t> order(indices.total.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return indices.total[a].value > indices.total[b].value; });
  return order;
}

std::vector<std::string> sensitivity_sentences(const Run& run) {
  const Sensitivity& s = run.sensitivity;
  std::vector<std::string> say;
  say.push_back(fmt::format("With everything drawn at once a rank moves by {} on average, and {} of the ranked "
                            "authorities are in another tranche than the stated.",
                            words::grouped(s.rank_shift.mean, 1), share_words(s.tranche.mean)));
  say_first(say, s, s.rank_shift, "moves the ranking", "No draw moved any rank: nothing that varies matters.");
  say_first(say, s, s.tranche, "moves the tranches",
            "No draw put anybody into another tranche: nothing that varies matters for them.");
  say_hardly(say, s);
  say_interactions(say, s.rank_shift);
  say_alone(say, run, false, "Of the other methods, each taken alone");
  say_alone(say, run, true, "Of what is drawn, each alone");
  say.push_back(
      "An index is a share of the variance between draws: what moves ranks by as much in every draw has none. "
      "The table of each alone says how far it moves them.");
  return say;
}

} // namespace tranche
