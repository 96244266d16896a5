#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "tranche/compare/backtest_fit.hpp"

namespace tranche {
namespace {

constexpr double wide = 0.3; ///< of the whole: a weight that the list leaves open

std::string in_percent(double share) {
  return share > 0 && share < 0.001 ? "under 0.1 %" : fmt::format("{:.1f} %", 100 * share);
}

} // namespace

std::vector<std::string> fit_sentences(const Backtest& stated, const BacktestFit& fit) {
  const FitMethod& method = fit.methods[fit.best];
  std::vector<std::string> sentences;
  sentences.push_back(fmt::format(
      "The weights above, under {}, share {} of {} with the list; the stated ones share {}. They are {} of the whole "
      "weight away from those, the least of what was found to agree as well.",
      name_of(method.normalise), fit.agreement.both, stated.listed, stated.both, in_percent(fit.distance)));
  sentences.push_back(fmt::format(
      "Of {} weights drawn evenly over all that are possible {} share as many, and {} share at least {}.", fit.draws,
      in_percent(method.as_good), in_percent(method.within_one), std::max<std::size_t>(method.both, 1) - 1));
  std::string open;
  for (const FittedShare& share : fit.shares)
    if (share.high - share.low >= wide)
      open +=
          fmt::format("{}{} {:.0f} to {:.0f} %", open.empty() ? "" : ", ", share.id, 100 * share.low, 100 * share.high);
  if (!open.empty())
    sentences.push_back("The list leaves weights open, each with others that go with it, at the cost of one authority "
                        "at most: " +
                        open + ".");
  if (fit.lists > 0)
    sentences.push_back(fmt::format("{} lists of {} drawn blindly from the ranked, each fitted the same way, share "
                                    "{:.1f} in the mean and {} at the "
                                    "most; as many as {} or more by chance: {:.2f}.",
                                    fit.lists, fit.possible, fit.by_chance, fit.most_by_chance, method.both,
                                    fit.chance_of_as_many));
  sentences.emplace_back(
      "This never recovers how the list was chosen: it says which weights would have agreed with it, "
      "on these figures, and the choice may have rested on others.");
  return sentences;
}

} // namespace tranche
