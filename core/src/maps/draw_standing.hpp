#pragma once
#include "maps/atlas_sheets.hpp"

namespace tranche::maps {

/// Rank, score, tranche, how sure they are: the head of an authority's page.
void add_standing(Column& column, const Atlas& atlas, const AtlasPage& page);

/// What each indicator brings to the score, as bars.
void add_parts(Column& column, const AtlasPage& page);

/// A tranche's colour in a small box.
void draw_chip(const Painter& painter, double x, double y, double width, double height, const Fill& fill);

} // namespace tranche::maps
