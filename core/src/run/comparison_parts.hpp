#pragma once
#include <span>

#include "run/counts.hpp"
#include "tranche/run/comparison.hpp"
#include "tranche/run/run.hpp"

/// The steps of compare_figures().
namespace tranche {

/// One indicator on its way through the comparison.
struct Compared {
  const IndicatorColumn& column;
  Counts counts;
  std::span<const double> population; ///< NaN where unknown
  double england;

  double factor() const { return counts.factor; }
  /// Events and base of the figure that an authority shows.
  double events(std::size_t i) const { return counts.events[counts.shown[i]]; }
  double base(std::size_t i) const { return counts.base[counts.shown[i]]; }
  /// Whether its figures are counts with the error of this model.
  bool counted(std::string_view model) const { return column.error_model == model && counts.known(); }
};

/// Fills funnel, overdispersion and widened.
void place_in_funnel(FigureComparison& comparison, const Compared& compared, bool widen);

/// over: groups of each authority, 1..count, 0 none.
FigureInequality inequality_over(const std::string& id, std::span<const int> over, int count, const Compared& compared,
                                 std::uint64_t seed);

} // namespace tranche
