#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/limits.hpp"

/// Is a figure where the path from baseline to target asks it to be? Answered by how likely the figure would be if it
/// were, never by its side of the line alone.
namespace tranche::statistics {

/// What chance does to a figure.
enum class FigureModel {
  count,      ///< events: Poisson
  rate,       ///< events by exposure (people, person-years): Poisson
  proportion, ///< people with, of people: binomial
  whole,      ///< counted in full (posts, places, authorities with a coordinator): none
};

/// A figure as it was counted. value() is events (count, whole), or events/exposure.
struct Counted {
  double events = std::numeric_limits<double>::quiet_NaN();
  double exposure = 1; ///< 1 for count and whole

  double value() const { return events / exposure; }
};

/// A place on a path: days since 1970-01-01, and the value there.
struct PathPoint {
  std::int64_t day = 0;
  double value = 0;
};

/// The value that a path asks for on a day: flat before the first point and after the last, linear between two.
/// NaN for a path of no points. @pre days ascend strictly
TRANCHE_API double required_value(std::span<const PathPoint> path, std::int64_t day);

/// The limits of a figure: count and rate exact (Ulm 1990), proportion Wilson; of a whole number itself, as nothing is
/// left to chance; no_limits for a missing figure or an exposure of 0.
TRANCHE_API Interval figure_limits(FigureModel model, Counted actual, double level);

/// How likely a figure as high, or as low, would be if the true value were the required one.
struct Tails {
  double high = std::numeric_limits<double>::quiet_NaN(); ///< P(as many or more)
  double low = std::numeric_limits<double>::quiet_NaN();  ///< P(as many or fewer)
};

/// Against a value that is stated: count and rate by the Poisson distribution, proportion by the score test,
/// z = (p - required)/sqrt(required (1 - required)/n). Both agree with figure_limits(): the required value lies above
/// the limits where low < (1 - level)/2. NaN for a whole number, a missing figure, an exposure of 0.
TRANCHE_API Tails tails_against(FigureModel model, Counted actual, double required);

/// Against `ratio` times an earlier figure that is a count itself: count and rate by the binomial distribution of one
/// given the sum of both (Przyborowski & Wilenski 1940, Biometrika 31: 313-23); proportion by the normal with one
/// person of each kind added to both samples (Agresti & Caffo 2000, American Statistician 54: 280-8). ratio 1: no
/// change. No event in either: both tails 1. @pre ratio > 0
TRANCHE_API Tails tails_against(FigureModel model, Counted actual, Counted baseline, double ratio);

/// Distance from the required value in standard errors, positive where higher, on the scale where chance has the same
/// spread everywhere (square root, arcsine of it: see funnel.hpp). `widened`: variance between the units on that scale
/// (Overdispersion::tau2). NaN for a whole number and where required or exposure is 0.
TRANCHE_API double distance(FigureModel model, Counted actual, double required, double widened = 0);

/// Where a unit stands, and the weight of it on that scale, so that overdispersion() can be asked how much more units
/// differ from one another than chance has it, around their common standing: score_weight is what it calls denominator.
struct Standing {
  double score = std::numeric_limits<double>::quiet_NaN();
  double weight = std::numeric_limits<double>::quiet_NaN();
};
TRANCHE_API std::vector<Standing> standings(FigureModel model, std::span<const Counted> actual,
                                            std::span<const double> required);

enum class Verdict { on_track, behind, too_early, no_figure };

/// Why the verdict is what it is.
enum class Because {
  better_than_path, ///< on track: better than required, by more than chance
  improved,         ///< on track: not worse than required, and better than the baseline by more than chance
  held,             ///< on track: the path asks for no change, and it is not worse
  reached,          ///< on track, of a whole number: the required number or better
  worse_than_path,  ///< behind: worse than required, by more than chance
  short_of_path,    ///< behind, of a whole number: not the required number
  few_events,       ///< too early: fewer events than asked for, seen and required
  within_chance,    ///< too early: neither the path nor no change is excluded
  missing,          ///< no figure
};

struct PathTest {
  FigureModel model = FigureModel::rate;
  bool lower_is_better = true;
  Counted actual, baseline; ///< baseline.events NaN: only baseline_value is known
  double baseline_value = std::numeric_limits<double>::quiet_NaN(); ///< NaN: no change cannot be tested
  double required = std::numeric_limits<double>::quiet_NaN();
  /// The target is a share of the baseline: required = ratio x baseline, whose own chance then counts. NaN: stated.
  double ratio = std::numeric_limits<double>::quiet_NaN();
  bool no_target = false; ///< required is the baseline for want of a target: to hold it is not to be on track
  double level = 0.95;    ///< two-sided: "behind" by chance alone at most in (1 - level)/2
  double few_events = 10;
};

struct Judged {
  Verdict verdict = Verdict::no_figure;
  Because because = Because::missing;
  double p_worse = std::numeric_limits<double>::quiet_NaN();    ///< chance of one as bad, on the path
  double p_better = std::numeric_limits<double>::quiet_NaN();   ///< chance of one as good, on the path
  double p_improved = std::numeric_limits<double>::quiet_NaN(); ///< chance of one as good without any change
  double distance = std::numeric_limits<double>::quiet_NaN();   ///< standard errors from required; positive: worse
};

/// The rules in order, a = (1 - level)/2:
///   no actual or no required figure                                  no_figure
///   whole numbers                                                    on_track if as good as required, else behind
///   fewer events than few_events both seen and required              too_early (few_events)
///   p_worse <= a                                                     behind
///   p_better <= a                                                    on_track (better_than_path)
///   the target asks for no change from the baseline                  on_track (held); not for want of a target
///   p_improved <= a                                                  on_track (improved)
///   else                                                             too_early (within_chance)
TRANCHE_API Judged judge(const PathTest& test);

} // namespace tranche::statistics
