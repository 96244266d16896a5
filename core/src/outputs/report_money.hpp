#pragma once
#include "outputs/report_model.hpp"

/// Money and whole units in the page: the rules by which it shares them anew, and what was shared in the run.
namespace tranche::report {

/// Pots and units with their rules, and the vectors that claims are made of; null where nothing is shared out.
/// @param fixed  whether weights and scales cannot be moved in the page
Json money_of(const Run& run, bool fixed);

/// Pence of each authority, whole units pot by pot, and what consortia are paid, as the run has them.
Json paid_in_run(const Run& run);

/// "Money by year" or "Money by pot", the units shared out, and payments to consortia, for reading.
Json payments(const Run& run);

/// Units of one authority, a cell for each of UnitPot.
Json unit_cells(const Run& run, std::size_t authority);

} // namespace tranche::report
