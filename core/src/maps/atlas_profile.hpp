#pragma once
#include "tranche/maps/atlas.hpp"

namespace tranche::maps {

/// Standard scores of all figures, made once for many questions; see nearest_in_profile().
class Profiles {
public:
  explicit Profiles(const Run& run);
  std::vector<ProfileNeighbour> nearest(std::size_t authority, std::size_t most) const;

private:
  std::size_t m_authorities = 0;
  double m_whole = 0; ///< all weights
  std::vector<double> m_weights;
  std::vector<std::vector<double>> m_scores; ///< by weighted indicator
};

} // namespace tranche::maps
