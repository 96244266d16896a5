#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"

/// Names on maps and pages, as people say them; tables keep the official ones.
namespace tranche {

/// The official name without its inverted title: "Bristol, City of" -> "Bristol", "Herefordshire, County of" ->
/// "Herefordshire". Every other name, "City of London" and "Bournemouth, Christchurch and Poole" too, stays as it is.
TRANCHE_API std::string display_name(std::string_view official);

/// A display name in one to three lines for a small shape: broken at blanks and after hyphens, as evenly as it can be;
/// where a line would still be longer than 14 characters, "and" becomes "&" and compass points and counties take their
/// customary short forms ("NE", "Northants"); what is longer even then is cut, with a full stop.
TRANCHE_API std::vector<std::string> label_lines(std::string_view display);

} // namespace tranche
