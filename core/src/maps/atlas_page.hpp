#pragma once
#include "maps/atlas_profile.hpp"
#include "maps/atlas_spine.hpp"

namespace tranche::maps {

/// Builds the pages of a run one by one.
class PageBuilder {
public:
  explicit PageBuilder(const Run& run);
  AtlasPage page_of(std::size_t authority) const;

  /// "12", tied "12="; empty for the unranked.
  std::string rank_text(std::size_t authority) const;

private:
  void add_certainty(AtlasPage& page) const;
  void add_parts(AtlasPage& page) const;
  void add_edges(AtlasPage& page) const;
  void add_money(AtlasPage& page) const;
  void add_notes(AtlasPage& page) const;

  const Run& m_run;
  Spines m_spines;
  Profiles m_profiles;
  std::vector<std::size_t> m_ranked; ///< in reading order
  std::vector<double> m_mean_part;   ///< of each indicator's contributions
};

} // namespace tranche::maps
