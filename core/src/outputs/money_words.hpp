#pragma once
#include <string>

#include "tranche/run/run.hpp"

/// The rules of money and of whole units, in sentences.
namespace tranche::words {

/// How each pot is shared; empty where nothing is.
std::string money_words(const AllocationSettings& money);

/// What each year comes to in this run; empty unless several pots pay in one year.
std::string year_words(const Run& run);

} // namespace tranche::words
