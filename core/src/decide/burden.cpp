#include "tranche/decide/burden.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "tranche/statistics/correlation.hpp"

namespace tranche {
namespace {

std::size_t in_both(const TrancheGroup& a, const TrancheGroup& b) {
  std::size_t both = 0;
  for (const std::size_t i : a.authorities)
    both += static_cast<std::size_t>(std::count(b.authorities.begin(), b.authorities.end(), i));
  return both;
}

} // namespace

std::optional<BurdenComparison> compare_burdens(const Candidates& candidates,
                                                std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                                const TrancheSettings& tranches) {
  if (!index.burden) return std::nullopt;
  BurdenComparison result;
  if (*index.burden > 0 && *index.burden < 1) result.mix = *index.burden;
  std::array<Decision, 3> decisions;
  const std::array<double, 3> burdens{0, result.mix, 1};
  for (std::size_t k = 0; k < 3; ++k) {
    IndexSettings other = index;
    other.burden = burdens[k];
    decisions[k] = decide(candidates, indicators, other, tranches, {});
    result.rank[k] = decisions[k].rank;
  }
  if (!tranches.cut.empty()) result.tranche = tranches.cut.front().name;
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = a + 1; b < 3; ++b) {
      BurdenComparison::Agreement pair{a, b, 0, 0, 0};
      pair.spearman =
          statistics::correlation(decisions[a].score, decisions[b].score, statistics::CorrelationKind::spearman).r;
      if (!tranches.cut.empty()) {
        const TrancheGroup &one = decisions[a].tranches.front(), &other = decisions[b].tranches.front();
        pair.funded_in_common = in_both(one, other);
        pair.by_chance = static_cast<double>(one.authorities.size()) * static_cast<double>(other.authorities.size()) /
                         static_cast<double>(candidates.codes.size());
        result.funded = one.authorities.size();
      }
      result.agreement.push_back(pair);
    }
  return result;
}

std::vector<std::string> BurdenComparison::sentences() const {
  const std::array<std::string, 3> names{"by rates", fmt::format("by the mix ({:.4g})", mix), "by burden"};
  std::vector<std::string> list;
  for (const Agreement& pair : agreement) {
    std::string text =
        fmt::format("need {} and {}: Spearman {:.2f}", names[pair.one], names[pair.other], pair.spearman);
    if (!tranche.empty())
      text += fmt::format("; {} authorities in '{}' of both, of {}, where chance would give {:.1f}",
                          pair.funded_in_common, tranche, funded, pair.by_chance);
    list.push_back(std::move(text));
  }
  return list;
}

} // namespace tranche
