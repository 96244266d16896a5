#pragma once
#include "tranche/maps/atlas.hpp"

namespace tranche::maps {

/// How the ranking was made, decided and from which sources, as the report says it.
std::vector<AtlasText> method_paragraphs(const Run& run);

} // namespace tranche::maps
