#pragma once
#include "maps/painter.hpp"

/// Everything on a sheet that is not the map.
namespace tranche::maps {

inline constexpr Colour ink{0x0b, 0x0c, 0x0c}, quiet{0x3d, 0x43, 0x46}, hairline{0xb1, 0xb4, 0xb6};

/// Draws title, subtitle and status at the top; notes, statement, sign-off, imprint and sources at the foot, or beside
/// the map on a sheet that is wider than high. Returns what is left between them for the map.
Box draw_surround(const Painter& painter, const MapSheet& sheet, double page_width, double page_height);

Size legend_size(const Painter& painter, const MapSheet& sheet);
void draw_legend(const Painter& painter, const MapSheet& sheet, const Box& box);

/// Room that a scale bar needs whatever its length turns out to be.
Size scale_bar_size();
/// A bar of 1, 2 or 5 times a power of ten kilometres (metres where the map is of a town).
void draw_scale_bar(const Painter& painter, const View& view, const Box& box);

} // namespace tranche::maps
