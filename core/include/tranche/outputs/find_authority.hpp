#pragma once
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/geography/areas.hpp"

namespace tranche {

/// Position of the one authority meant by a code, a member's code, a name or a part of it, capitals or not.
/// @throws Error (usage) when none or several are meant, with suggestions.
TRANCHE_API std::size_t find_authority(const std::vector<Authority>& units, std::string_view code_or_name);

} // namespace tranche
