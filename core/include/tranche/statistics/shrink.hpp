#pragma once
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "tranche/export.hpp"

/// Shrinkage: rates of small areas drawn towards the rate of a larger whole, the more the fewer people they rest on.
/// One unit per place of the spans; a unit whose events or population are NaN, or whose population is 0, has no shrunk
/// value and takes no part in anyone's mean. @pre events and populations are NaN or >= 0.
namespace tranche::statistics {

struct Shrunk {
  double value = std::numeric_limits<double>::quiet_NaN(); ///< events per head of population, not multiplied
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  double weight = std::numeric_limits<double>::quiet_NaN();  ///< of the unit's own rate, 0..1; the rest is the whole's
  double towards = std::numeric_limits<double>::quiet_NaN(); ///< the rate of the whole
};

/// Global empirical Bayes by moments (Marshall 1991, Applied Statistics 40: 283-94). With p = y/n, over all units:
/// m = sum y/sum n, A = sum n (p - m)^2/sum n - m/mean(n), not below 0; w = A/(A + m/n), value m + w (p - m). No events
/// at all: every value 0. A = 0, rates varying no more than chance would have them: every value m.
///
/// Standard error: sqrt(g1 + g2), the error of the linear predictor (Prasad & Rao 1990, JASA 85: 163-71), with
/// g1 = A (1 - w) the posterior variance given m and A, and g2 = (1 - w)^2 (A sum n^2/(sum n)^2 + m/sum n) for m being
/// estimated. That A is estimated too is left out (their g3), so that it is too small where units are few.
/// Pinned against a brute-force computation and by hand in shrink_test.cpp; m, A and value are those of spdep EBest.
TRANCHE_API std::vector<Shrunk> shrink_to_all(std::span<const double> events, std::span<const double> population);

/// The same within each group, such as a region. A unit alone in its group keeps its rate, as nothing else is known.
/// @param group of each unit, any numbers; below 0: in no group, so no value
TRANCHE_API std::vector<Shrunk> shrink_to_groups(std::span<const double> events, std::span<const double> population,
                                                 std::span<const int> group);

/// Local empirical Bayes: m and A of each unit from itself and its neighbours (itself listed or not; no other twice).
/// The deviations in A are those from the unit's own local mean, as Marshall and GeoDa have it (spdep EBlocal with
/// geoda = TRUE; its default takes each neighbour's from the neighbour's own mean). A unit without neighbours keeps its
/// rate. @pre every neighbour is a place of the spans.
TRANCHE_API std::vector<Shrunk> shrink_to_neighbours(std::span<const double> events, std::span<const double> population,
                                                     std::span<const std::vector<std::size_t>> neighbours);

/// Rates standardised for Moran's I on unequal populations (Assuncao & Reis 1999, Stat Med 18: 2147-62):
/// (p - m)/sqrt(v), v = a + m/n, a as A above but left negative; m/n where v is not above 0. All 0 where no one has an
/// event. NaN for a unit without figures. As esda's assuncao_rate.
TRANCHE_API std::vector<double> assuncao_reis(std::span<const double> events, std::span<const double> population);

/// The shrinkage of the English indices of deprivation: proportions r/n of small areas drawn towards their parent's, on
/// the logit scale. For area j of a parent with k areas, R = sum r, N = sum n:
///  z = ln((r + 0.5)/(n - r + 0.5)), s^2 = (n + 1)(n + 2)/(n (r + 1)(n - r + 1)), M as z from R and N,
///  t^2 = sum (z - M)^2/(k - 1), w = (1/s^2)/(1/s^2 + 1/t^2), value = anti-logit of w z + (1 - w) M.
/// So counts of 0 and n have finite logits, and the value lies within (0, 1). An only area has w = 1; t^2 = 0: w = 0.
/// Standard error: by the delta method, value (1 - value) sqrt(w s^2 + (1 - w)^2 S^2), S^2 as s^2 from R and N; w s^2
/// is the posterior variance. Source: the technical report of the English indices was not seen. The weights, the
/// parent's logit, the spread between the areas of one parent and the way back are as the Scottish indices of 2003
/// (Appendix 1, the same authors) put them in words; its formulas are pictures that were not seen either. The half and
/// s^2 are the usual empirical logit (Gart & Zweifel 1967, Biometrika 54: 181-7). Pinned by hand and by a second
/// computation in shrink_test.cpp.
/// @param parent of each area, any numbers; below 0: none, so no value. An area with more events than people has none.
TRANCHE_API std::vector<Shrunk> shrink_to_parents(std::span<const double> events, std::span<const double> population,
                                                  std::span<const int> parent);

} // namespace tranche::statistics
