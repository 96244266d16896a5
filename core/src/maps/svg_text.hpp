#pragma once
#include <string>
#include <string_view>

namespace tranche::maps {

/// Cairo's SVG with <title> and <desc> for those who cannot see it, and with numbers of this drawing's own in place of
/// the process-wide counters that cairo puts into ids: the same drawing gives the same bytes.
std::string finished_svg(std::string_view svg, std::string_view title, std::string_view description);

} // namespace tranche::maps
