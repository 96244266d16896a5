#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "maps/sheet_parts.hpp"
#include "tranche/maps/names.hpp"

/// The places that a programme chose, on every sheet.
namespace tranche::maps {
namespace {

/// The area of this code, else one of the unit that it is a member of: a run that was read back has units alone.
std::optional<std::size_t> area_of(const MapSheet& sheet, const Run& run, const std::string& code) {
  for (std::size_t s = 0; s < sheet.areas.size(); ++s)
    if (sheet.areas[s].code == code) return s;
  for (std::size_t s = 0; s < sheet.areas.size(); ++s) {
    if (run.shape_unit[s] < 0) continue;
    const auto& members = run.authorities.units[static_cast<std::size_t>(run.shape_unit[s])].members;
    if (std::find(members.begin(), members.end(), code) != members.end()) return s;
  }
  return std::nullopt;
}

/// How many areas, itself among them, have a corner about here.
std::size_t sharing(const std::vector<MapArea>& areas, double x, double y, double near) {
  return static_cast<std::size_t>(std::count_if(areas.begin(), areas.end(), [&](const MapArea& area) {
    for (const auto& ring : area.rings)
      for (std::size_t i = 0; i + 1 < ring.size(); i += 2)
        if (std::hypot(ring[i] - x, ring[i + 1] - y) < near) return true;
    return false;
  }));
}

/// The direction of a district from its authority, by the points of the code lists; south where they do not say.
std::array<double, 2> direction_of(const Run& run, const Site& site) {
  const auto& units = run.authorities.units;
  for (std::size_t a = 0; a < units.size() && a < run.authorities.x.size(); ++a)
    if (std::find(units[a].members.begin(), units[a].members.end(), site.within) != units[a].members.end() &&
        std::isfinite(run.authorities.x[a]))
      return {site.x - run.authorities.x[a], site.y - run.authorities.y[a]};
  return {0, -1};
}

void add_legend(MapOverlay& overlay, bool schematic) {
  using Mark = OverlayEntry::Mark;
  if (!overlay.outlined.empty())
    overlay.legend.push_back({Mark::outline, "Site: an authority", "", overlay.outlined.size()});
  if (!overlay.points.empty())
    overlay.legend.push_back(
        {Mark::point, "Site: a district",
         schematic ? "in a corner of its county's shape; the county is no site" : "its county is no site",
         overlay.points.size()});
}

} // namespace

std::array<double, 2> corner_of(const std::vector<MapArea>& areas, std::size_t at, double towards_x, double towards_y) {
  const std::vector<double>& ring = areas[at].rings.front();
  const std::size_t corners = ring.size() / 2 - 1; // without the repeated first one
  double x = 0, y = 0, size = 0;
  for (std::size_t i = 0; i < corners; ++i) x += ring[2 * i], y += ring[2 * i + 1];
  x /= static_cast<double>(corners), y /= static_cast<double>(corners);
  for (std::size_t i = 0; i < corners; ++i) size = std::max(size, std::hypot(ring[2 * i] - x, ring[2 * i + 1] - y));
  std::size_t best = 0, fewest = areas.size() + 1;
  double farthest = 0;
  for (std::size_t i = 0; i < corners; ++i) {
    const std::size_t shared = sharing(areas, ring[2 * i], ring[2 * i + 1], size / 20);
    const double along = (ring[2 * i] - x) * towards_x + (ring[2 * i + 1] - y) * towards_y;
    if (shared > fewest || (shared == fewest && along <= farthest)) continue;
    best = i, fewest = shared, farthest = along;
  }
  constexpr double part = 0.86;
  return {x + part * (ring[2 * best] - x), y + part * (ring[2 * best + 1] - y)};
}

void add_sites(MapSheet& sheet, const Run& run) {
  if (run.sites.list.empty()) return;
  MapOverlay& overlay = sheet.overlay;
  overlay.title = run.sites.title;
  for (const Site& site : run.sites.list) {
    if (site.kind == Site::Kind::outside) continue;
    const auto area = area_of(sheet, run, site.kind == Site::Kind::district ? site.within : site.code);
    if (!area) continue;
    if (site.kind == Site::Kind::authority) {
      overlay.outlined.push_back(*area);
      continue;
    }
    const auto [east, north] = direction_of(run, site);
    const std::array<double, 2> place =
        sheet.schematic ? corner_of(sheet.areas, *area, east, north) : std::array{site.x, site.y};
    overlay.points.push_back({full_name(site), place[0], place[1]});
  }
  add_legend(overlay, sheet.schematic);
  add_note(sheet, sites_note(run.sites));
}

} // namespace tranche::maps
