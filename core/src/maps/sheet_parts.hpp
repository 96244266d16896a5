#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/maps/map_sheet.hpp"

/// What every sheet has in common.
namespace tranche::maps {

/// Areas, region edges, insets, statement, sign-off, sources: all but title, subtitle, fills, legend and its own notes.
/// `layers_of` limits the sources to the layers used for this indicator (and the areas); empty: all.
MapSheet furnished_sheet(const Run& run, std::string_view indicator_id = {});

/// The attribution of the layers used for this indicator (and the areas), each once; empty: of all.
std::vector<std::string> source_lines(std::span<const Source> sources, std::string_view indicator_id = {});

/// "150 upper-tier authorities of England"; "12 authorities" where the geography is not known by name.
std::string counted_units(const Run& run, std::size_t count);

/// "without opiate and crack use", several joined by commas and "and"; empty when nothing is absent.
std::string absent_phrase(const Run& run);

/// "Unranked (3): Rutland: reason. Sefton, Trafford: reason." Up to `most` names; then how many more and where to look.
std::string unranked_note(const Run& run, std::size_t most = 40);

/// "148 of 150 upper-tier authorities of England", how they are shown, and what is absent.
std::string ranked_subtitle(const Run& run, std::string_view how);

/// What the score is made of, with the weight of each indicator; empty when there is no index.
std::string method_note(const Run& run);

/// Appends a note unless it is empty.
void add_note(MapSheet& sheet, std::string note);

/// Joined units, what a hexagon is, and in which table of the folder the figures stand.
void add_common_notes(MapSheet& sheet, const Run& run, std::string_view table = "ranking.csv");

/// Edges between areas of different regions: those that both have, and where borders do not match edge by edge
/// (slivers) the stretches along which they run side by side; see MapSheet::region_edges.
std::vector<std::array<double, 4>> region_edges(const Run& run, const std::vector<MapArea>& areas);

/// The crowded parts of real boundaries, where areas would be smaller on an A4 sheet than a label needs: small regions
/// first, then squares wherever else most such areas gather, named after the place in their middle.
std::vector<MapInset> insets_of(const Run& run);

/// The overlay of the run's sites with their footnote: areas of kind authority outlined, districts as points, on a
/// schematic map inside a free corner of their authority's shape. @pre the sheet has its areas
void add_sites(MapSheet& sheet, const Run& run);

/// Where a district stands on a schematic map: six sevenths of the way from the middle of its authority's shape to the
/// corner that the fewest of all areas share, of several the one in the direction of (towards_x, towards_y) - the
/// longest way along it. @pre at < areas.size(), and the area has a ring
std::array<double, 2> corner_of(const std::vector<MapArea>& areas, std::size_t at, double towards_x, double towards_y);

/// a, b and c.
std::string listed(const std::vector<std::string>& items);

/// "Opiate and crack use" -> "opiate and crack use", but "IMD score" and "Index of Multiple Deprivation" stay.
std::string in_sentence(std::string_view title);

} // namespace tranche::maps
