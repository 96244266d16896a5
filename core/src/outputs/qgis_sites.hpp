#pragma once
#include <string>

/// How the places of `sites` look in a project, as on the sheets: what stands inside <maplayer>.
namespace tranche::qgis {

/// Authorities that are sites: their outlines, over whatever the map shows.
std::string site_outlines();

/// Districts that are sites: a mark and the name.
std::string site_marks();

} // namespace tranche::qgis
