#include "tranche/geography/dissolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "geography/geos.hpp"
#include "geography/outline.hpp"
#include "geography/rings.hpp"
#include "geography/validity.hpp"
#include "parallel.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

/// An edge from its lower end to its upper, and whether its area lies to the right of that.
struct Border {
  Spot low, high;
  bool turned;
};

auto ends(const Border& border) { return std::tie(border.low.x, border.low.y, border.high.x, border.high.y); }

std::vector<Border> borders_of(const std::vector<std::string>& wkb, const std::vector<std::size_t>& members) {
  std::vector<Border> borders;
  Outline outline;
  for (const std::size_t member : members) {
    outline.read(wkb[member], member, "shape");
    for (const Outline::Ring& ring : outline.rings())
      for (std::uint32_t i = ring.first; i + 1 < ring.end; ++i) {
        const Spot a = outline.vertices()[i], b = outline.vertices()[i + 1];
        const bool turned = std::tie(b.x, b.y) < std::tie(a.x, a.y);
        borders.push_back(turned ? Border{b, a, true} : Border{a, b, false});
      }
  }
  std::sort(borders.begin(), borders.end(), [](const Border& a, const Border& b) { return ends(a) < ends(b); });
  return borders;
}

/// The edges that are left when those with the group on both sides are taken out; none where one has it twice on a
/// side.
std::optional<std::vector<Arrow>> uncancelled(const std::vector<Border>& borders) {
  std::vector<Arrow> arrows;
  for (std::size_t i = 0; i < borders.size();) {
    int balance = 0;
    const Border& edge = borders[i];
    for (; i < borders.size() && ends(borders[i]) == ends(edge); ++i) balance += borders[i].turned ? -1 : 1;
    if (balance < -1 || balance > 1) return {};
    if (balance == 1) arrows.push_back({edge.low, edge.high});
    if (balance == -1) arrows.push_back({edge.high, edge.low});
  }
  return arrows;
}

std::vector<RingPolygon> polygons_of(const std::string& wkb, std::size_t group) {
  Outline outline;
  outline.read(wkb, group, "group");
  std::vector<RingPolygon> polygons;
  for (const Outline::Ring& ring : outline.rings()) {
    Loop loop(outline.vertices().begin() + ring.first, outline.vertices().begin() + ring.end - 1);
    if (ring.hole)
      polygons.back().holes.push_back(std::move(loop));
    else
      polygons.push_back({std::move(loop), {}});
  }
  return polygons;
}

std::string unite(const std::vector<std::string>& wkb, const std::vector<std::size_t>& members, std::size_t group) {
  const auto fail = [&](const std::string& what) {
    throw Error(Fault::data, fmt::format("group {}", group), what, "repair its areas in QGIS (Fix geometries)");
  };
  const Geos geos;
  std::vector<GeosShape> shapes;
  for (const std::size_t member : members) {
    if (wkb[member].empty()) continue;
    const Repair repair = repair_polygon(wkb[member]);
    if (!repair.fault.empty() && repair.wkb.empty())
      fail(fmt::format("cannot be united: shape {} is invalid ({})", member, repair.fault));
    shapes.push_back(geos.read(repair.fault.empty() ? wkb[member] : repair.wkb));
  }
  std::vector<GEOSGeometry*> parts;
  for (GeosShape& shape : shapes) parts.push_back(shape.release()); // the collection owns them
  const GeosShape all = geos.own(GEOSGeom_createCollection_r(geos.handle(), GEOS_GEOMETRYCOLLECTION, parts.data(),
                                                             static_cast<unsigned>(parts.size())));
  const GeosShape whole = geos.own(all ? GEOSUnaryUnion_r(geos.handle(), all.get()) : nullptr);
  if (!geos.is_polygon(whole) || GEOSNormalize_r(geos.handle(), whole.get()) != 0) fail("cannot be united by GEOS");
  return write_multipolygon(polygons_of(geos.wkb(whole), group));
}

std::vector<std::vector<std::size_t>> members_of(std::span<const std::size_t> group, std::size_t groups) {
  std::vector<std::vector<std::size_t>> members(groups);
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i] == Dissolved::npos) continue;
    if (group[i] >= groups)
      throw Error(Fault::data, fmt::format("shape {}", i), fmt::format("is of group {} of {}", group[i], groups),
                  "number the groups from 0");
    members[group[i]].push_back(i);
  }
  return members;
}

} // namespace

Dissolved dissolve(const std::vector<std::string>& wkb, std::span<const std::size_t> group, std::size_t groups,
                   int threads) {
  if (wkb.size() != group.size())
    throw Error(Fault::data, "dissolve", fmt::format("{} shapes but {} groups", wkb.size(), group.size()),
                "give the group of each shape");
  const std::vector<std::vector<std::size_t>> members = members_of(group, groups);
  Dissolved dissolved;
  dissolved.wkb.resize(groups);
  std::vector<char> united(groups);
  in_blocks(groups, 1, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t g = begin; g < end; ++g) {
      std::optional<std::vector<Arrow>> arrows = uncancelled(borders_of(wkb, members[g]));
      const auto polygons = arrows ? close_rings(std::move(*arrows)) : std::nullopt;
      united[g] = !polygons;
      dissolved.wkb[g] = polygons ? write_multipolygon(*polygons) : unite(wkb, members[g], g);
    }
  });
  for (std::size_t g = 0; g < groups; ++g)
    if (united[g]) dissolved.united.push_back(g);
  return dissolved;
}

} // namespace tranche
