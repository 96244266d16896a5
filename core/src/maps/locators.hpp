#pragma once
#include <map>

#include "maps/atlas_sheets.hpp"

namespace tranche::maps {

/// The small maps that show where an authority lies. The grounds they lie on are drawn once.
class Locators {
public:
  static constexpr Size whole_size{104, 128}, region_size{112, 128};

  Locators(const Atlas& atlas, const Painter& painter);

  /// Whether there is a map at all.
  bool any() const { return !m_atlas.map.areas.empty(); }
  bool has_region(const AtlasPage& page) const { return m_regions.contains(page.region); }
  /// The authority in its region in England.
  void draw_whole(const Painter& painter, const AtlasPage& page, double x, double y) const;
  /// The authority among those of its region, in the colours of their tranches.
  void draw_region(const Painter& painter, const AtlasPage& page, double x, double y) const;

private:
  struct Region {
    View view;
    Picture within, closer; ///< shaded in England; by itself
  };
  void add_region(const Painter& painter, const std::string& name);
  std::vector<const MapArea*> areas_of(const std::function<bool(std::size_t unit)>& wanted) const;
  Rings placed(const MapArea& area, const View& view) const;

  const Atlas& m_atlas;
  View m_view;
  Picture m_whole;
  std::map<std::string, Region> m_regions; ///< by name
};

} // namespace tranche::maps
