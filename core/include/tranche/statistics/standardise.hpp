#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/limits.hpp"

/// Directly and indirectly standardised rates and ratios. Conventions as in limits.hpp.
/// Every span over bands has one length; the bands of all of them stand in the same order.
namespace tranche::statistics {

/// One band of a standard population.
struct StandardBand {
  std::string_view band;
  double people = 0;
};

/// The European Standard Population 2013 in 19 bands, 0-4 to 90+, 100,000 people in all.
/// Source: Eurostat 2013, Revision of the European Standard Population. Pinned by data/method/phe/esp2013.csv.
TRANCHE_API std::span<const StandardBand> esp2013();

/// D = multiplier sum(w O/n)/sum(w). Limits after Dobson et al. 1991 (Stat Med 10: 457-62):
/// D + multiplier sqrt(Var/O) (O_L - O), and the same with O_U; O the events of all bands, O_L and O_U by
/// count_limits(), Var = sum(w^2 V/n^2)/(sum w)^2 with V = O in each band. Standard error: multiplier sqrt(Var).
/// Where one person may have several events, event_squares gives V for each band (see event_squares()); empty:
/// independent events. Pinned by data/method/phe/dsr_expected.csv.
///
/// Not given, each with its reason:
///  missing_figure  a NaN in any band. PHEindicatormethods takes a missing count for none; missing is never zero here,
///                  so a caller that knows blanks to mean none passes 0;
///  no_population   a band without population that has events or weight, as PHEindicatormethods refuses such a band; a
///                  band without population, events and weight counts for nothing;
///  no_reference    no band has weight;
///  too_few_events  fewer than 10 events in all (ONS; Morris et al. 2018, doi 10.1186/s12963-018-0177-1).
/// @pre no negative figures.
TRANCHE_API Estimate standardised_rate(std::span<const double> events, std::span<const double> population,
                                       std::span<const double> standard, double multiplier,
                                       std::span<const double> levels, std::span<const double> event_squares = {});

/// How many events one person had: `people` people of a band had `frequency` events each.
struct EventFrequency {
  std::size_t band = 0; ///< position among the bands
  double frequency = 1;
  double people = 0;
};

/// Events of each band: sum of frequency x people.
TRANCHE_API std::vector<double> event_totals(std::span<const EventFrequency> table, std::size_t bands);

/// The variance of each band's events: sum of frequency^2 x people, since the people are independent, not their events.
/// Source: PHEindicatormethods calculate_dsr, independent_events = FALSE. Equals event_totals() where nobody has two.
/// @pre each band is below `bands`.
TRANCHE_API std::vector<double> event_squares(std::span<const EventFrequency> table, std::size_t bands);

struct IndirectlyStandardised {
  double expected = 0; ///< NaN where it cannot be computed
  Estimate ratio;      ///< observed over expected: 1 where events are as the reference has them
  Estimate rate;       ///< ratio x the crude rate of the reference x multiplier
};

/// Indirect standardisation: expected E = sum(n R), R = reference events/reference population of the band; ratio O/E
/// with limits O_L/E and O_U/E (count_limits: exact below 10, Byar from 10), standard error sqrt(O)/E.
/// Source: PHEindicatormethods calculate_ISRatio and calculate_ISRate.
///
/// Not given:
///  missing_figure  a NaN in any band;
///  no_population   a band with events and no population, or with population and no reference population; a band
///                  without events and population counts for nothing, as in PHEindicatormethods;
///  no_reference    E is 0;
///  too_few_events  fewer events in all than least_events. PHEindicatormethods gives a ratio at any count, with exact
///                  limits; here the rule of direct standardisation holds for both. Pass 0 for the package's figures.
/// @pre no negative figures.
TRANCHE_API IndirectlyStandardised indirectly_standardised(std::span<const double> events,
                                                           std::span<const double> population,
                                                           std::span<const double> reference_events,
                                                           std::span<const double> reference_population,
                                                           double multiplier, std::span<const double> levels,
                                                           double least_events = 10);

} // namespace tranche::statistics
