#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "tranche/export.hpp"

/// Treating outliers before normalising, and saying exactly what was changed.
/// Sources: the R package COINr (Becker et al. 2022, JOSS 7(78), 4567), functions Treat, winsorise, check_SkewKurt and
/// log_CT; OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 5. Pinned by
/// tests/unit/statistics/treat_test.cpp, which holds COINr's algorithm and its vignette's example written anew.
///
/// A missing value is NaN and stays NaN; it counts nowhere. Nothing depends on the order of the units, nor on which end
/// of the indicator is need: treating -x gives minus what treating x gives, but for the logarithm and Box-Cox, which
/// need values above zero.
namespace tranche::statistics {

/// Skewness and excess kurtosis with the sample's correction (type 2 of Joanes & Gill 1998: what Excel, SAS, SPSS and
/// COINr give).
struct Shape {
  std::optional<double> skewness; ///< absent under 3 values, or all the same
  std::optional<double> kurtosis; ///< of the normal distribution 0; absent under 4 values, or all the same
};

/// @return the shape of the values that are not NaN. @pre no infinities.
TRANCHE_API Shape shape_of(std::span<const double> values);

enum class Treat {
  none,
  skew_rule,   ///< nothing where the rule passes; else winsorise; else the fallback, on the values as they were
  winsorise,   ///< only as a result of skew_rule
  log,         ///< ln x; needs values above 0
  shifted_log, ///< ln(x - min + a), a = 0.01 (max - min): COINr's log_CT, its default after winsorising. A sample of
               ///< negative skewness is mirrored, -ln(max - x + a): COINr's log_CTb
  box_cox,     ///< (x^lambda - 1) / lambda, ln x at lambda 0 (Box & Cox 1964); needs values above 0
  percentile_caps, ///< below the lower quantile: that quantile; above the upper likewise. Type 7 of Hyndman & Fan
};

struct TreatOptions {
  Treat method = Treat::skew_rule;
  // skew_rule: the values pass unless |skewness| > most_skewness and kurtosis > most_kurtosis; with less than 4 values,
  // or all of them the same, they pass.
  double most_skewness = 2, most_kurtosis = 3.5;
  /// skew_rule: values changed by winsorising at most. Tied values move together: a step that would go beyond is not
  /// made (COINr makes it). Nor is one that would leave all values the same.
  std::size_t most_points = 5;
  /// skew_rule: where winsorising is not enough. none keeps the winsorised values.
  Treat fallback = Treat::shifted_log;
  double shift_share = 0.01;           ///< shifted_log: a as a share of the range
  std::optional<double> shift;         ///< shifted_log: a itself; 1 gives COINr's log_CT_orig
  std::optional<double> lambda;        ///< box_cox; unset: by maximum likelihood on [-5, 5]
  double lower = 0.025, upper = 0.975; ///< percentile_caps, as shares; 0 and 1 cap nothing
};

/// A fitted treatment, to be applied to other values of the indicator: resampled ones, goalposts.
struct Treatment {
  Treat method = Treat::none; ///< never skew_rule
  // winsorise, percentile_caps
  double low_cap = -std::numeric_limits<double>::infinity(), high_cap = std::numeric_limits<double>::infinity();
  bool mirrored = false;       ///< shifted_log: of -x, with the sign turned back
  double least = 0, shift = 0; ///< shifted_log: min (mirrored: -max) and a
  double lambda = 1;           ///< box_cox
  /// box_cox: values are divided by this first. 1, or the geometric mean where the results would otherwise agree in
  /// half their digits; a change of scale and origin of the result only.
  double unit = 1;
  /// Lowest value (mirrored: of -x) that the formula is applied to; lower ones get its result, so that a resampled zero
  /// does not become minus infinity. log, box_cox: a millionth of the least value fitted; shifted_log: half of a below
  /// the least.
  double floor = -std::numeric_limits<double>::infinity();
};

/// A value under a treatment: finite, and monotone in the value. NaN stays NaN.
TRANCHE_API double treat_on(const Treatment& treatment, double value);

struct TreatedPoint {
  std::size_t unit = 0; ///< position in the values given
  double before = 0, after = 0;
};

struct Treated {
  Treatment treatment;
  std::vector<double> values;
  std::vector<TreatedPoint> changes; ///< by unit; every unit with a value, under a transformation
  Shape before, after;
  bool passed = true;         ///< the rule, on the treated values, whatever the method
  std::size_t winsorised = 0; ///< values that were tried to be winsorised, also when the fallback replaced that
};

/// Fits a treatment and applies it.
/// No values, one value, or all the same: log and box_cox transform them, box_cox with lambda 1 unless it is given;
/// every other method leaves them.
/// @pre values finite or NaN; 0 <= lower <= upper <= 1; shift_share > 0; shift > 0; most_skewness and most_kurtosis
///      finite; fallback none, log, shifted_log, box_cox or percentile_caps.
/// @throws Error (data) when log or box_cox meet a value of 0 or below.
TRANCHE_API Treated treat(std::span<const double> values, const TreatOptions& options = {});

} // namespace tranche::statistics
