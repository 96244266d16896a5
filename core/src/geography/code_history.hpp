#pragma once
#include <string>
#include <vector>

#include "tranche/layers/catalogue.hpp"

namespace tranche {

/// "E07000004, E07000005 and 3 more".
std::string short_list(const std::vector<std::string>& items, std::size_t most = 8);

/// What is known of codes that a geography does not have: the vintage they belong to, or what they became.
/// For the remedy part of a message.
std::string remedy_for_unknown_codes(const Catalogue& catalogue, const Geography& geography,
                                     const std::vector<std::string>& codes);

/// Follows code changes from a code until it reaches one of `targets`, forwards or, for areas that only got another
/// code, backwards. Empty when it does not get there. steps: "E07000004 -> E06000060 (merge, 2020-04-01)".
std::string follow_changes(const Catalogue& catalogue, const std::string& code, const AreaList& targets,
                           std::vector<std::string>& steps, std::string& obstacle);

} // namespace tranche
