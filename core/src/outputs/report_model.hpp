#pragma once
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "tranche/export.hpp"
#include "tranche/run/clusters.hpp"
#include "tranche/run/run.hpp"

/// What report.html shows, as plain JSON: texts already rounded for people, one function for each part of the page.
namespace tranche::report {

using Json = nlohmann::ordered_json;

Json head(const Run& run);         ///< title, state, statement, date of the data, what is absent
Json classes(const Run& run);      ///< legend of the map: key, label, colour, count
Json tranches(const Run& run);     ///< tranches and money
Json top_ten(const Run& run);      ///< the first ten ranks
Json figures(const Run& run);      ///< the ranked table
Json unranked(const Run& run);     ///< name and reason
Json method(const Run& run);       ///< weights and formulas in words
Json quality(const Run& run);      ///< figures by status and flag, remarks, conversions, warnings
Json recipe(const Run& run);       ///< weights that were found, figures that were imputed or treated
Json inequalities(const Run& run); ///< slope and relative index of each figure over the groups of another
Json audit(const Run& run);   ///< what weights come to, correlations, components, leaving out; null without an audit
Json what_if(const Run& run); ///< all that the page needs to decide anew under other settings; null where it cannot
/// What the map can show besides tranches, each with legend and counts: the chance of the first tranche, the clusters.
TRANCHE_API Json layers(const Run& run, std::span<const Clusters> clusters);
TRANCHE_API Json certainty(const Run& run); ///< of every authority's rank, tranche and money; null without draws
Json sources(const Run& run);               ///< with licences and attribution, each attribution once
Json decisions(const Run& run);

/// The programme's sites: title, footnote, what is said of an authority; null without. Outlines and points stand in the
/// map.
TRANCHE_API Json sites(const Run& run);

/// The tranche map as an <svg> element; empty without boundaries. Coordinates are whole numbers on a sheet 1000 wide.
std::string map_svg(const Run& run);

/// What stands behind a figure: its limits, how it compares with England and the region, what enters the index in its
/// place. Empty when there is nothing to say.
std::string hover_text(const Run& run, std::size_t indicator, std::size_t authority, int decimals);

/// JSON safe inside a <script> element: nothing in it ends the element or begins another.
std::string script_json(const Json& model);

/// Text safe inside HTML elements and quoted attributes.
std::string escaped(std::string_view text);

} // namespace tranche::report
