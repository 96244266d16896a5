#pragma once
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/settings/place.hpp"

/// The recipe of the index: impute, treat, normalise, weight, aggregate. The words are those of the YAML, described in
/// config/default.yaml; the formulas are in tranche/statistics.
namespace tranche {

enum class Normalise {
  z_score,
  min_max,
  rank,
  percentile,
  imd_exponential,
  none,
  reference_ratio,
  reference_difference,
  distance_to_reference,
  distance_to_maximum,
  fraction_of_maximum,
  borda,
  categorical,
  above_below_mean
};
enum class Aggregate { arithmetic, geometric, harmonic, median, copeland, kemeny };
enum class Weigh { given, equal, components, ahp, correlation, benefit_of_doubt };
enum class Treat { none, skew_kurtosis, winsorise, log, shifted_log, box_cox, cap };
enum class Impute { none, mean, median, group_mean, group_median, regression, nearest };

/// The word of the YAML: "z_score", "skew_kurtosis", ...
TRANCHE_API std::string_view name_of(Normalise method);
TRANCHE_API std::string_view name_of(Aggregate method);
TRANCHE_API std::string_view name_of(Weigh method);
TRANCHE_API std::string_view name_of(Treat method);
TRANCHE_API std::string_view name_of(Impute method);

/// How figures of different units come onto one scale, higher always meaning greater need.
struct NormaliseSettings {
  Normalise method = Normalise::z_score;
  double low = 0, high = 100; ///< min_max: of the result
  /// min_max: the ends in the indicator's own unit; figures beyond are capped. Unset: the least and greatest figure.
  std::optional<std::pair<double, double>> goalposts;
  double mean = 0, deviation = 1; ///< z_score: of the result
  /// reference_ratio, reference_difference, distance_to_reference: a number in the indicator's own unit, "mean",
  /// "median", or the code of an authority.
  std::string reference = "mean";
  std::vector<double> at;     ///< categorical: where the next category begins, ascending
  bool percentiles = false;   ///< categorical: `at` are percentiles of the figures, not figures
  std::vector<double> scores; ///< categorical: one more than `at`
  double margin = 0.2;        ///< above_below_mean: as a share of the mean
};

/// What is done about outliers before normalising.
struct TreatSettings {
  Treat method = Treat::none;
  double skewness = 2, kurtosis = 3.5; ///< skew_kurtosis, winsorise: treated when both are exceeded
  int points = 5;                      ///< at most so many figures are winsorised
  Treat then = Treat::shifted_log;     ///< skew_kurtosis: when winsorising was not enough; log, shifted_log, box_cox
  std::optional<double> lambda;        ///< box_cox: unset: by maximum likelihood
  double low = 0, high = 1;            ///< cap: the percentiles, as shares
};

/// How figures that are not there are filled in for the index. The figures themselves stay missing, flagged `imputed`.
struct ImputeSettings {
  Impute method = Impute::none; ///< none: the authority is ranked on the others, whose weights are scaled up
  int neighbours = 5;           ///< nearest
};

/// An indicator or a domain with its own weight; domains nest.
struct WeightNode {
  std::string id;
  double weight = 1;
  std::vector<WeightNode> of; ///< empty: an indicator
  Place place{};
  std::string title{};                          ///< of a domain; empty: its id
  std::optional<Aggregate> aggregate{};         ///< of its members; unset: the index's
  std::optional<double> require{};              ///< share of its members' weight that must carry a value; unset: any
  std::optional<NormaliseSettings> normalise{}; ///< of its own score, before it goes up a level; unset: as it is
  struct Weighing {
    Weigh method = Weigh::given;
    /// ahp: how many times more the first matters than the second, for each pair once.
    std::vector<std::pair<std::pair<std::string, std::string>, double>> comparisons;
    /// benefit_of_doubt: least and greatest share of the score, by member.
    std::map<std::string, std::pair<double, double>> shares;
    Place place{};
  };
  Weighing weigh{}; ///< of its members

  bool is_domain() const { return !of.empty(); }
};

struct IndexSettings {
  NormaliseSettings normalise;
  TreatSettings treat;
  ImputeSettings impute;
  std::map<std::string, NormaliseSettings> normalise_of; ///< by indicator, in place of `normalise`
  std::map<std::string, TreatSettings> treat_of;         ///< by indicator, in place of `treat`
  Aggregate aggregate = Aggregate::arithmetic;           ///< of the top level, and of domains that name none
  double require = 1.0; ///< share of the whole weight that must carry a figure that was reported, not imputed
  /// How far need is a burden and not an intensity: each figure enters times (its denominator, or residents where it
  /// has none)^burden, so that a rate (0) becomes a count of people (1). Unset: 0.
  std::optional<double> burden;
  std::vector<WeightNode> weights; ///< empty in the file: every indicator 1
  WeightNode::Weighing weigh;      ///< of the top level
  Place place;

  const NormaliseSettings& normalise_for(const std::string& indicator) const {
    const auto found = normalise_of.find(indicator);
    return found == normalise_of.end() ? normalise : found->second;
  }
  const TreatSettings& treat_for(const std::string& indicator) const {
    const auto found = treat_of.find(indicator);
    return found == treat_of.end() ? treat : found->second;
  }
};

} // namespace tranche
