#include "run/overlaps.hpp"

#include <algorithm>

#include "run/wording.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {

std::vector<std::string> overlaps_of(const Catalogue& catalogue, const Run& run) {
  struct Counted {
    std::string title;
    std::vector<std::string> topics;
  };
  std::vector<Counted> counted;
  for (std::size_t c = 0; c < run.indicators.size(); ++c) {
    const IndicatorColumn& indicator = run.indicators[c];
    if (c < run.decision.columns.size() && !(run.decision.columns[c].weight > 0)) continue; // shown, not weighed
    Counted entry{short_title(indicator, run.indicators), {}};
    for (const Conversion& conversion : run.conversions) {
      if (conversion.used_for != indicator.id) continue;
      const std::vector<std::string>& topics = catalogue.layer(conversion.layer, {}).value(conversion.value, {}).topics;
      entry.topics.insert(entry.topics.end(), topics.begin(), topics.end());
    }
    std::sort(entry.topics.begin(), entry.topics.end());
    entry.topics.erase(std::unique(entry.topics.begin(), entry.topics.end()), entry.topics.end());
    counted.push_back(std::move(entry));
  }
  std::vector<std::string> sentences;
  for (std::size_t a = 0; a < counted.size(); ++a)
    for (std::size_t b = a + 1; b < counted.size(); ++b) {
      std::vector<std::string> both;
      std::set_intersection(counted[a].topics.begin(), counted[a].topics.end(), counted[b].topics.begin(),
                            counted[b].topics.end(), std::back_inserter(both));
      if (!both.empty())
        sentences.push_back(counted[a].title + " and " + counted[b].title + " both count " + listed(both, "and") +
                            ", which so weighs more than the weights say");
    }
  return sentences;
}

} // namespace tranche
