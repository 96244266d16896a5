#include "outputs/method_words.hpp"

#include <fmt/format.h>

namespace tranche::words {
namespace {

std::string min_max_sentence(const NormaliseSettings& settings) {
  if (settings.goalposts)
    return fmt::format("Each figure is placed between two goalposts, {:.6g} and {:.6g} in its own unit, which become "
                       "{:.4g} and {:.4g}; figures beyond are capped (min-max).",
                       settings.goalposts->first, settings.goalposts->second, settings.low, settings.high);
  return fmt::format("Each figure is stretched so that the least is {:.4g} and the greatest {:.4g} (min-max).",
                     settings.low, settings.high);
}

std::string z_score_sentence(const NormaliseSettings& settings) {
  std::string text = "Each figure becomes its distance from the mean of all authorities that have one, in sample "
                     "standard deviations";
  if (settings.mean != 0 || settings.deviation != 1)
    text += fmt::format(", times {:.4g} and plus {:.4g}", settings.deviation, settings.mean);
  return text + " (z-score).";
}

} // namespace

std::string normalise_sentence(const NormaliseSettings& settings) {
  switch (settings.method) {
  case Normalise::z_score:
    return z_score_sentence(settings);
  case Normalise::min_max:
    return min_max_sentence(settings);
  case Normalise::rank:
    return "Each figure is replaced by its rank from the least need among the authorities that have one; ties share "
           "the mean.";
  case Normalise::percentile:
    return "Each figure becomes its percentile among the n authorities that have one: 100 (r - 0.5) / n, where r is "
           "its rank counted from the least need.";
  case Normalise::imd_exponential:
    return "Each figure is ranked and the ranks are stretched at the needy end by the exponential transformation of "
           "the English Indices of Deprivation.";
  case Normalise::none:
    return "Figures enter in their own unit.";
  case Normalise::reference_ratio:
    return fmt::format("Each figure is divided by its reference ({}): 1 is the reference.", settings.reference);
  case Normalise::reference_difference:
    return fmt::format("Each figure becomes its relative difference from its reference ({}): 0 is the reference.",
                       settings.reference);
  case Normalise::distance_to_reference:
    return fmt::format("Each figure is placed between the least need, 0, and its reference ({}), 1.",
                       settings.reference);
  case Normalise::distance_to_maximum:
    return "Each figure is placed between the least need, 0, and the greatest, 1, as 1 less its distance from the "
           "greatest.";
  case Normalise::fraction_of_maximum:
    return "Each figure is divided by that of the greatest need.";
  case Normalise::borda:
    return "Each figure becomes the number of authorities with less need (Borda).";
  case Normalise::categorical:
    return "Each figure becomes the score of the category that it falls into.";
  case Normalise::above_below_mean:
    return fmt::format("Each figure counts 1 where it is more than {:.3g} % above the mean, -1 where it is as much "
                       "below, and 0 between.",
                       100 * settings.margin);
  }
  return {};
}

std::string treat_sentence(const TreatSettings& settings) {
  switch (settings.method) {
  case Treat::none:
    return {};
  case Treat::skew_kurtosis:
    return fmt::format("Where the figures are skewed by more than {:.3g} with a kurtosis above {:.3g}, up to {} of the "
                       "most extreme are first set to the next (winsorised){}.",
                       settings.skewness, settings.kurtosis, settings.points,
                       settings.then == Treat::none
                           ? ""
                           : fmt::format("; where that is not enough, the untreated figures are transformed ({})",
                                         name_of(settings.then)));
  case Treat::winsorise:
    return fmt::format("Where the figures are skewed by more than {:.3g} with a kurtosis above {:.3g}, up to {} of the "
                       "most extreme are first set to the next (winsorised).",
                       settings.skewness, settings.kurtosis, settings.points);
  case Treat::log:
    return "Figures are first replaced by their logarithms.";
  case Treat::shifted_log:
    return "Figures are first replaced by the logarithm of their distance from the least, plus a hundredth of the "
           "range.";
  case Treat::box_cox:
    return settings.lambda
               ? fmt::format("Figures are first transformed by Box-Cox with lambda {:.4g}.", *settings.lambda)
               : "Figures are first transformed by Box-Cox with the likeliest lambda.";
  case Treat::cap:
    return fmt::format("Figures below percentile {:.4g} or above percentile {:.4g} are first set to those percentiles.",
                       100 * settings.low, 100 * settings.high);
  }
  return {};
}

std::string missing_sentence(const IndexSettings& index) {
  std::string text = index.require >= 1
                         ? "An authority that lacks any figure is not ranked."
                         : fmt::format("An authority is ranked when figures with at least {:.4g} % of the weight are "
                                       "there.",
                                       index.require * 100);
  if (index.require < 1) {
    static constexpr std::string_view ways[] = {
        "the weights of the others are then shared among these",
        "what is missing is filled in with the mean of all authorities",
        "what is missing is filled in with the median of all authorities",
        "what is missing is filled in with the mean of the authority's region",
        "what is missing is filled in with the median of the authority's region",
        "what is missing is filled in by regression on the other indicators",
        "what is missing is filled in with the mean of the authorities nearest in profile"};
    text.back() = ';';
    text += " " + std::string(ways[static_cast<std::size_t>(index.impute.method)]) +
            (index.impute.method == Impute::none ? "." : ", and marked.");
  }
  return text + " A missing figure is never counted as zero.";
}

std::string_view aggregate_phrase(Aggregate method) {
  switch (method) {
  case Aggregate::arithmetic:
    return "weighted arithmetic mean";
  case Aggregate::geometric:
    return "weighted geometric mean";
  case Aggregate::harmonic:
    return "weighted harmonic mean";
  case Aggregate::median:
    return "weighted median";
  case Aggregate::copeland:
    return "Copeland score";
  case Aggregate::kemeny:
    return "Kemeny-Young order";
  }
  return {};
}

std::string burden_sentence(const IndexSettings& index) {
  if (index.burden.value_or(0) == 0) return {};
  return fmt::format(
      "Each figure enters times its denominator, or the residents where it has none, to the power {:.4g}: "
      "0 would rank by rates, 1 by how many people are concerned.",
      *index.burden);
}

std::string aggregate_sentence(const IndexSettings& index) {
  switch (index.aggregate) {
  case Aggregate::geometric:
  case Aggregate::harmonic:
    return fmt::format("The need score is the {} of these, so that a low figure is not simply made up for by a high "
                       "one. Higher is greater need; rank 1 is greatest need, and ties share the smaller number.",
                       aggregate_phrase(index.aggregate));
  case Aggregate::copeland:
    return "Authorities are compared two by two on every indicator; the need score is the share of others that one "
           "outranks less the share that outrank it (Copeland). Rank 1 is greatest need.";
  case Aggregate::kemeny:
    return "Authorities are compared two by two on every indicator; the order is the one that agrees best with all "
           "comparisons (Kemeny-Young), and the score is the place in it from the end. Rank 1 is greatest need.";
  default:
    return fmt::format("The need score is their {}. Higher is greater need; rank 1 is greatest need, and ties share "
                       "the smaller number.",
                       aggregate_phrase(index.aggregate));
  }
}

std::string_view weigh_phrase(Weigh method) {
  switch (method) {
  case Weigh::given:
    return {};
  case Weigh::equal:
    return "equal weights";
  case Weigh::components:
    return "weights from principal components";
  case Weigh::ahp:
    return "weights from pairwise comparisons (analytic hierarchy process)";
  case Weigh::correlation:
    return "weights fitted so that each indicator's correlation with the score has the stated importance";
  case Weigh::benefit_of_doubt:
    return "each authority's own best weights (benefit of the doubt)";
  }
  return {};
}

} // namespace tranche::words
