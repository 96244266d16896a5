#include "maps/atlas_profile.hpp"

#include <algorithm>
#include <cmath>

#include "tranche/statistics/describe.hpp"

namespace tranche {

namespace maps {

Profiles::Profiles(const Run& run) : m_authorities(run.authorities.size()) {
  for (std::size_t i = 0; i < run.decision.columns.size(); ++i) {
    const double weight = run.decision.columns[i].weight;
    if (!(weight > 0)) continue;
    const statistics::Description of = statistics::describe(run.indicators[i].value);
    std::vector<double> scores = run.indicators[i].value;
    for (double& score : scores) // all of them the same, or one alone: no distance
      if (!std::isnan(score)) score = of.sd > 0 ? (score - of.mean) / of.sd : 0;
    m_weights.push_back(weight);
    m_scores.push_back(std::move(scores));
    m_whole += weight;
  }
}

std::vector<ProfileNeighbour> Profiles::nearest(std::size_t authority, std::size_t most) const {
  std::vector<ProfileNeighbour> others;
  for (std::size_t other = 0; other < m_authorities; ++other) {
    double sum = 0, weights = 0;
    for (std::size_t i = 0; i < m_scores.size(); ++i) {
      const double difference = m_scores[i][authority] - m_scores[i][other];
      if (std::isnan(difference)) continue;
      sum += m_weights[i] * difference * difference;
      weights += m_weights[i];
    }
    if (other != authority && weights > 0 && 2 * weights >= m_whole * (1 - 1e-9))
      others.push_back({other, std::sqrt(sum / weights), weights / m_whole});
  }
  // Authorities are in order of their codes, which a stable sort keeps.
  std::stable_sort(others.begin(), others.end(),
                   [](const auto& one, const auto& two) { return one.distance < two.distance; });
  others.resize(std::min(others.size(), most));
  return others;
}

} // namespace maps

std::vector<ProfileNeighbour> nearest_in_profile(const Run& run, std::size_t authority, std::size_t most) {
  return maps::Profiles(run).nearest(authority, most);
}

} // namespace tranche
