#pragma once
#include <span>

#include "maps/painter.hpp"

namespace tranche::maps {

/// Areas, region edges and labels; frames round the parts that insets show. On a schematic map every area is labelled,
/// elsewhere those in which the name (or at least the figure) can be read and that none of the insets shows.
void draw_main_map(const Painter& painter, const MapSheet& sheet, std::span<const MapInset> insets, const View& view,
                   const Box& page);

/// The names of the overlay's points, with a line to each, where they cover the least; `taken`: legend, insets and
/// such.
void label_points(const Painter& painter, const MapSheet& sheet, const View& view, const Box& frame,
                  std::vector<Box> taken);

/// How a point of the overlay looks, on the map and in the legend.
void draw_site_mark(const Painter& painter, double x, double y);

/// The overlay's stroke: a dark line between two light ones, which no other line of a map has.
void draw_site_outline(const Painter& painter, const Rings& page);

/// Room for an inset: at a share of 1 about four times as large as the main map would show it.
Size inset_size(const MapInset& inset, const MapSheet& sheet, const Box& frame, double share);

/// The inset in its box, with a frame and its title.
void draw_inset(const Painter& painter, const MapSheet& sheet, const MapInset& inset, const Box& box);

} // namespace tranche::maps
