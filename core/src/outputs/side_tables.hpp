#pragma once
#include "tranche/outputs/table.hpp"

namespace tranche {

/// The layers used: who published them, under which licence, with which words of attribution.
Table sources_table(const Run& run);

/// What a reader must know beside the figures, as topic and text: what the ranking is and is not, its state, date and
/// id, what is absent, who is unranked and why, remarks, assumptions, decisions.
Table notes_table(const Run& run);

/// The sites of the overlay: a row each, those outside among them; empty where the assessment names none.
Table sites_table(const Run& run);

} // namespace tranche
