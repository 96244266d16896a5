#pragma once
#include <vector>

#include "tranche/finding.hpp"
#include "tranche/layers/catalogue.hpp"
#include "tranche/run/run.hpp"

/// Small counts that no output may show or give away.
namespace tranche {

/// What a run withholds, [indicator][authority], and the totals of regions that would give it away.
struct Withheld {
  std::vector<std::vector<bool>> cells;
  std::vector<std::vector<std::string>> regions; ///< by indicator: regions whose total is withheld too
  std::vector<bool> england;                     ///< by indicator: and that of England

  bool any() const;
};

/// Chooses the cells by the assessment's `suppress` and the catalogue's `disclosure`: small numerators and denominators
/// of layers that are not published, and the fewest others that keep them from being worked out of the totals of
/// regions and England, which a reader can add up from any of the figures. Counts that two indicators share are one
/// cell. Says in findings what is withheld for which indicator, never which cell is small.
/// @throws Error (data) when no choice protects a count
Withheld choose_withheld(const Run& run, const Catalogue& catalogue, Findings& findings);

/// Takes the withheld cells out of the indicators: status suppressed, and no value, limits, counts, estimates or
/// remarks; then rounds the counts that are left, and makes the figures from the rounded ones.
void withhold(Run& run, const Withheld& withheld);

/// After a decision that used withheld figures (`use_in_index`): takes what shows them one by one out of the decision,
/// and puts the withheld columns into the run.
void withhold_steps(Run& run, const Withheld& withheld);

} // namespace tranche
