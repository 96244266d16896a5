#pragma once
#include <string>

#include "tranche/outputs/table.hpp"

namespace tranche {

/// Whether anything was shared out.
TRANCHE_API bool has_payments(const Run& run);

/// payments.csv: a row for each pot and each that it pays, with the claim, its share of all claims, the bounds and what
/// came of it; consortia with a row for the whole.
TRANCHE_API Table payments_table(const Run& run);

/// effects.csv: what is expected of the whole, for England and by region in proportion to what follows; with the
/// assumption. Never by authority: nobody knows it there.
TRANCHE_API Table effects_table(const Run& run);
/// The same as sentences for the report: "About 1,000 deaths prevented in England: North East 60, ... (assumption)".
TRANCHE_API std::vector<std::string> effect_sentences(const Run& run);

/// One authority's sum explained pot by pot: "core: £1,234,567, of 0.81 % of the claims; held at the cap". Empty where
/// nothing is paid.
TRANCHE_API std::string payment_words(const Run& run, std::size_t authority);

} // namespace tranche
