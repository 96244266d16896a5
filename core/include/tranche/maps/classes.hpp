#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tranche/export.hpp"

/// Class breaks of choropleth maps. Pure and deterministic; a missing value (NaN) is never classed.
namespace tranche {

/// Class i holds the values in (upper[i - 1], upper[i]]; the first also holds what is smaller.
struct Classes {
  std::string method;        ///< "equal numbers (quantiles)", "natural breaks (Fisher-Jenks)": for the legend
  std::vector<double> upper; ///< ascending and distinct; the last is the greatest value, or above it
  std::vector<std::size_t>
      counts;          ///< values in each class; methods that do not look at each value may leave some empty
  std::vector<int> of; ///< class of each value; -1: missing

  std::size_t size() const { return upper.size(); }
};

/// All of these: no values, no classes; @pre count >= 1, values are finite or NaN. Pinned by the published cases of
/// mapclassify and GeoDa (tests/unit/maps/classes_test.cpp).

/// How a quantile lies between two values: by linear interpolation over n - 1 steps (Hyndman and Fan 1996, type 7: R,
/// numpy, mapclassify) or through the middles of n steps (type 5, Hazen: GeoDa).
enum class QuantileRule { linear, hazen };

/// Up to `count` classes of about equal numbers. Breaks with no value between them are merged, so that many equal
/// values give fewer classes and none is empty.
TRANCHE_API Classes quantile_classes(std::span<const double> values, std::size_t count,
                                     QuantileRule rule = QuantileRule::linear);

/// `count` classes of equal width between the smallest and the greatest value; one class when all values are equal.
TRANCHE_API Classes equal_interval_classes(std::span<const double> values, std::size_t count);

/// Natural breaks: of all ways to cut the sorted values into `count` classes the one with the least sum of squared
/// deviations from the class means (Fisher 1958, "On grouping for maximum homogeneity"; Jenks 1977), by dynamic
/// programming: the optimum itself, not a search for it, and the same on each call. Equal values are never parted; as
/// many classes as there are different values at most. Time n log n for each class.
TRANCHE_API Classes natural_breaks_classes(std::span<const double> values, std::size_t count);

/// Head/tail breaks (Jiang 2013): the mean, the mean of what is above it, and so on, until all that is left is equal.
/// For figures with few large and many small ones; the number of classes follows from them.
TRANCHE_API Classes head_tail_classes(std::span<const double> values);

/// Cut at the mean and at standard deviations (of a sample, n - 1) around it: -2, -1, 1, 2 without the mean itself, so
/// that the middle class is what is near the mean.
TRANCHE_API Classes standard_deviation_classes(std::span<const double> values, std::span<const double> multiples = {});

/// Cut in the middle of the count - 1 widest gaps between neighbouring values (of equal gaps the lower).
TRANCHE_API Classes maximum_breaks_classes(std::span<const double> values, std::size_t count);

/// About `count` classes with round limits: steps of 1, 2 or 5 times a power of ten (Heckbert 1990, "Nice numbers for
/// graph labels").
TRANCHE_API Classes pretty_classes(std::span<const double> values, std::size_t count);

/// Six classes: beyond the lower fence, up to the quartiles and the median, and beyond the upper fence; fences lie
/// `hinge` interquartile ranges from the quartiles (Tukey 1977).
TRANCHE_API Classes box_classes(std::span<const double> values, double hinge = 1.5);

/// Six classes at the 1st, 10th, 50th, 90th and 99th percentile: for the extremes.
TRANCHE_API Classes percentile_classes(std::span<const double> values, QuantileRule rule = QuantileRule::linear);

/// The user's own upper limits, in any order; a class above the last is added where a value is greater.
TRANCHE_API Classes own_classes(std::span<const double> values, std::span<const double> upper);

/// The class that a further value falls in: below all limits the first, above all the last. @pre classes.size() > 0
TRANCHE_API std::size_t class_of(const Classes& classes, double value);

/// Sum of absolute deviations from the class medians (mapclassify's ADCM), and 1 minus its share of the deviations from
/// the median of all (goodness of absolute deviation fit, GADF): 1 is a perfect fit.
struct AbsoluteFit {
  double deviations = 0, goodness = 1;
};
TRANCHE_API AbsoluteFit absolute_fit(std::span<const double> values, const Classes& classes);

} // namespace tranche
