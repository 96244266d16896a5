#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "hexmap_board.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

using Cells = std::set<HexCell>;

HexCell beside(HexCell cell, std::size_t direction) {
  return {cell.q + hexmap::directions[direction].q, cell.r + hexmap::directions[direction].r};
}

/// Takes the cells reachable from one of them out of the set.
void take_piece(Cells& cells, HexCell start) {
  std::vector<HexCell> stack{start};
  cells.erase(start);
  while (!stack.empty()) {
    const HexCell cell = stack.back();
    stack.pop_back();
    for (std::size_t i = 0; i < 6; ++i)
      if (cells.erase(beside(cell, i)) > 0) stack.push_back(beside(cell, i));
  }
}

std::size_t pieces(Cells cells) {
  std::size_t count = 0;
  for (; !cells.empty(); ++count) take_piece(cells, *cells.begin());
  return count;
}

/// Empty cells that the sea round the map does not reach.
std::size_t enclosed(const Cells& land) {
  if (land.empty()) return 0;
  HexCell low = *land.begin(), high = low;
  for (const HexCell cell : land) {
    low = {std::min(low.q, cell.q), std::min(low.r, cell.r)};
    high = {std::max(high.q, cell.q), std::max(high.r, cell.r)};
  }
  Cells sea;
  for (int q = low.q - 1; q <= high.q + 1; ++q)
    for (int r = low.r - 1; r <= high.r + 1; ++r)
      if (!land.contains({q, r})) sea.insert({q, r});
  take_piece(sea, {low.q - 1, low.r - 1});
  return sea.size();
}

double order_kept(std::span<const HexmapArea> areas, std::span<const HexCell> cells) {
  std::size_t kept = 0, all = 0;
  const auto judge = [&](double true_gap, double map_gap) {
    if (true_gap == 0.0) return;
    ++all;
    kept += true_gap * map_gap > 0.0;
  };
  for (std::size_t i = 0; i < areas.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      judge(areas[i].x - areas[j].x, hexmap::centre(cells[i]).x - hexmap::centre(cells[j]).x);
      judge(areas[i].y - areas[j].y, hexmap::centre(cells[i]).y - hexmap::centre(cells[j]).y);
    }
  return all ? static_cast<double>(kept) / static_cast<double>(all) : 1.0;
}

} // namespace

HexmapQuality measure_hexmap(std::span<const HexmapArea> areas, const NeighbourPairs& pairs,
                             std::span<const HexCell> cells) {
  if (cells.size() != areas.size())
    throw Error(Fault::data, "hexagon map", fmt::format("{} cells for {} areas", cells.size(), areas.size()),
                "give one cell for each area");
  HexmapQuality quality;
  quality.pairs = pairs.size();
  std::vector<bool> linked(areas.size(), pairs.empty());
  for (const auto& [a, b] : pairs) {
    if (a >= areas.size() || b >= areas.size())
      throw Error(Fault::data, "neighbour pairs", fmt::format("{} and {} of {} areas", a, b, areas.size()),
                  "give positions in the list of areas");
    quality.adjacent += hexmap::steps(cells[a], cells[b]) == 1;
    linked[a] = linked[b] = true;
  }
  Cells all, land;
  std::map<std::string, Cells> regions;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    quality.overlaps += !all.insert(cells[i]).second;
    if (!linked[i]) continue;
    land.insert(cells[i]);
    if (!areas[i].region.empty()) regions[areas[i].region].insert(cells[i]);
  }
  quality.holes = enclosed(all);
  quality.land_pieces = pieces(land);
  for (const auto& [name, members] : regions)
    if (pieces(members) > 1) quality.split_regions.push_back(name);
  for (std::size_t i = 0; i < areas.size(); ++i) {
    if (linked[i]) continue;
    bool touching = false;
    for (std::size_t d = 0; d < 6; ++d) touching = touching || all.contains(beside(cells[i], d));
    if (touching) quality.not_set_off.push_back(areas[i].code);
  }
  quality.order_kept = order_kept(areas, cells);
  return quality;
}

} // namespace tranche
