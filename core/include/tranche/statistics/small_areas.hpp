#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "tranche/export.hpp"

/// From small areas to authorities, as the English indices of deprivation do it: domain ranks to an overall score and
/// rank of every neighbourhood, and neighbourhoods with their populations to the summaries of larger areas.
/// Source: Ministry of Housing, Communities and Local Government, The English Indices of Deprivation 2019, Technical
/// report (weights; exponential transformation; summary measures: appendix N) and the notes of Files 10 and 11.
/// Tests: tests/unit/statistics/small_areas_test.cpp (called "the test" below).
///
/// Rank 1 is the most deprived. ranked is how many areas the country ranks: 32,844 in 2019. NaN is a missing figure.
namespace tranche::statistics {

/// The published weights of the domains, in the order of File 2: income, employment, education, health, crime, barriers
/// to housing and services, living environment. They sum to 0.999 and are not rescaled: the published scores are not.
inline constexpr std::array<double, 7> imd_weights = {0.225, 0.225, 0.135, 0.135, 0.093, 0.093, 0.093};

/// The exponential transformation of a rank: X = -23 ln(1 - R (1 - exp(-100/23))), R = (ranked + 1 - rank) / ranked;
/// above 0, 100 for rank 1. The most deprived tenth takes the upper half of the scale. One area: 100. NaN for NaN.
/// Pinned by "the transform" and "overall ranks" in the test. @pre 1 <= rank <= ranked.
TRANCHE_API double imd_transform(double rank, double ranked);

/// Ranks whose ties share the smaller number (1, 2, 2, 4) as ranks whose ties share the mean of their places
/// (1, 2.5, 2.5, 4). The indices publish the former and transform the latter: with the published ranks as they stand
/// 108 of the 32,844 overall ranks of 2019 come out otherwise; with mean ranks 30, each by 1: one of each of the 26
/// pairs that the publication ties, and two pairs of neighbours that change places.
/// NaN stays NaN. Pinned by "overall ranks" in the test. @pre the ranks of all areas, not of some of them.
TRANCHE_API std::vector<double> mean_ranks(std::span<const double> ranks);

/// 1 for the most deprived tenth to 10: ceil(10 rank / ranked). Pinned by the 8 x 32,844 published deciles in the test.
/// @pre 1 <= rank <= ranked.
TRANCHE_API int deprivation_decile(double rank, double ranked);

/// Overall scores from domain scores: the sum of weight x score, the weights as they are, never rescaled. NaN where a
/// domain of a weight other than 0 is NaN. No domain: no scores. Pinned by "overall ranks" in the test.
/// @pre as many weights as domains; domains of one length; weights are finite.
TRANCHE_API std::vector<double> overall_scores(std::span<const std::span<const double>> domains,
                                               std::span<const double> weights);

/// Ranks of scores, the highest score 1; ties share the smaller number, NaN stays NaN. For summaries from scores.
TRANCHE_API std::vector<double> deprivation_ranks(std::span<const double> scores);

/// Neighbourhoods grouped by authority: those of authority a stand at offsets[a] to offsets[a + 1] - 1.
/// @pre offsets ascend from 0 to the number of neighbourhoods; population is as long as the figures, finite or NaN
/// where it is unknown (less than 0 counts as unknown).
struct Neighbourhoods {
  std::span<const std::uint32_t> offsets;
  std::span<const double> population;

  std::size_t authorities() const { return offsets.empty() ? 0 : offsets.size() - 1; }
};

/// One figure for each authority.
///  - value: over the neighbourhoods that have both a figure and a population. NaN where nobody lives in any of these,
///    and so where an authority has no neighbourhoods.
///  - coverage: the share of people who live in such neighbourhoods, 0 to 1; an unknown population counts here as the
///    mean of the authority's known ones. 0 where the value is NaN.
struct AreaSummary {
  std::vector<double> value;
  std::vector<double> coverage;
};

/// Population-weighted mean of the scores. Pinned by "summaries" in the test. @pre areas and scores match.
TRANCHE_API AreaSummary average_score(const Neighbourhoods& areas, std::span<const double> scores);

/// Population-weighted mean of ranked + 1 - rank: higher is more deprived. Pinned by "summaries" in the test.
/// The publication weights the employment domain by people of working age and the others by all people.
TRANCHE_API AreaSummary average_rank(const Neighbourhoods& areas, std::span<const double> ranks, double ranked);

/// The weight of a neighbourhood in the extent, by p = ceil(100 rank / ranked): 1 up to 10, 0.95 - (p - 11) 0.9 / 19
/// from 11 (0.95) to 30 (0.05), else 0. Pinned by "extent" in the test.
TRANCHE_API double extent_weight(double rank, double ranked);

/// Share of people in the most deprived 30 % of neighbourhoods, graded by extent_weight(); 0 to 1. Pinned by
/// "summaries" in the test.
TRANCHE_API AreaSummary extent(const Neighbourhoods& areas, std::span<const double> ranks, double ranked);

/// Population-weighted mean of ranked + 1 - rank over the most deprived neighbourhoods that hold exactly a tenth of the
/// people; the last of them counts with the part that is needed (equal ranks: it does not matter whose part). One
/// neighbourhood: its own rank. A missing figure leaves out its people, from the tenth too. Pinned by "summaries".
TRANCHE_API AreaSummary local_concentration(const Neighbourhoods& areas, std::span<const double> ranks, double ranked);

/// Share of an authority's neighbourhoods that are among the most deprived tenth of the country (decile 1). Counts
/// neighbourhoods, not people: population is not read and may be empty; coverage is the share of neighbourhoods with a
/// rank. Pinned by the 317 published shares in the test.
TRANCHE_API AreaSummary share_most_deprived_tenth(std::span<const std::uint32_t> offsets, std::span<const double> ranks,
                                                  double ranked);

} // namespace tranche::statistics
