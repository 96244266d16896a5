#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"

namespace tranche {

/// The candidate closest to a mistyped word, or empty when none is close: at most two edits, and no more than a third
/// of the word (insertion, deletion, exchange of one letter, swap of neighbours). The first of equals.
TRANCHE_API std::string closest(std::string_view word, const std::vector<std::string>& candidates);

/// "a", "a or b", "a, b or c".
TRANCHE_API std::string listed(const std::vector<std::string>& words, std::string_view last = "or");

} // namespace tranche
