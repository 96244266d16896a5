#pragma once
#include <string>

#include "tranche/settings/assessment.hpp"

namespace tranche {

/// An assessment from the text in a manifest. The reader wants a file: one in memory, that nobody else sees.
/// @throws Error (data) naming `where` when this version cannot read it; (system) without memory.
Assessment assessment_from(const std::string& text, const std::string& where);

} // namespace tranche
