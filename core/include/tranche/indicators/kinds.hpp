#pragma once
#include <span>
#include <string>

#include "tranche/cube.hpp"
#include "tranche/export.hpp"
#include "tranche/indicators/indicator_column.hpp"
#include "tranche/settings/assessment.hpp"

/// Indicators that need no C++: the kinds of the YAML. Inputs are bound as authorities, one for each role.
///
/// A figure has the worst status of its cells (missing, then suppressed and too_few, then unreliable) and the least
/// coverage. Limits are given for every level: lower and upper are those of the first, further_lower and further_upper
/// those of the others. Every kind is pinned in kinds_test.cpp against the functions of tranche/statistics and against
/// PHEindicatormethods's tables.
namespace tranche {

/// `kind: rate` and `kind: proportion`: per x numerator / denominator, each summed over its periods and categories,
/// with the limits asked for: none, byar (statistics::count_limits of the numerator) or wilson
/// (statistics::wilson_limits). Roles: numerator and denominator, both bound as authorities. Without a value when
/// either is; a denominator of 0 gives missing, with a note. Both need the same number of periods, but quarters of one
/// year may stand over one denominator.
/// @throws Error (data) naming layer and authority for a negative numerator or denominator, and for a
///         proportion, or limits: wilson, with a numerator above its denominator; (settings) for a role that is not
///         bound or periods that do not match.
TRANCHE_API IndicatorColumn compute_rate(const IndicatorSettings& settings, std::span<const std::string> codes,
                                         std::span<const std::string> names, std::span<const double> levels,
                                         std::span<const BoundInput> inputs);

/// `kind: column`: the figures of the role value as they are, each authority's single cell, with the limits of the
/// roles lower and upper where `limits: given`. Cells keep their status.
/// @throws Error (settings) when value has several periods or categories; (data) when a limit is on the wrong side.
TRANCHE_API IndicatorColumn compute_column(const IndicatorSettings& settings, std::span<const std::string> codes,
                                           std::span<const std::string> names, std::span<const double> levels,
                                           std::span<const BoundInput> inputs);

/// `kind: mean`: with the roles standard_deviation and count, value is a mean with Student's t limits
/// (statistics::student_limits), and the count is the denominator that weights it in England's mean; a count of 0 gives
/// missing, with a note. Without them the periods and categories of value are the observations
/// (statistics::sample_mean); one without a figure leaves the authority without a mean.
/// @throws Error (settings) for one of the two roles without the other, or for several cells beside them; (data) for a
///         negative count or standard deviation.
TRANCHE_API IndicatorColumn compute_mean(const IndicatorSettings& settings, std::span<const std::string> codes,
                                         std::span<const std::string> names, std::span<const double> levels,
                                         std::span<const BoundInput> inputs);

/// `kind: standardised`: statistics::standardised_rate of events over population by category (age band), each summed
/// over its periods, per the standard of the role `standard`, one table for all authorities; without it the European
/// Standard Population 2013 where the categories are its 19 bands. Role event_squares: the variance of each band's
/// events. Bands are matched by label. numerator: events; denominator: people, who weight England's figure, which is
/// therefore the mean of the authorities' standardised rates and not the standardised rate of their sum.
/// Fewer than 10 events: too_few; a band with weight or events and no people: missing, with a note.
/// @throws Error (settings) for bands or numbers of periods that differ, for bands without a standard and for a
/// standard
///         that differs between authorities; (data) for negative figures.
TRANCHE_API IndicatorColumn compute_standardised(const IndicatorSettings& settings, std::span<const std::string> codes,
                                                 std::span<const std::string> names, std::span<const double> levels,
                                                 std::span<const BoundInput> inputs);

/// `kind: indirect`: statistics::indirectly_standardised, by band as above. The reference is that of the roles
/// reference_events and reference_population, one table for all authorities, else the sum over all authorities that
/// have every figure. output ratio: per x observed / expected, denominator the expected events; output rate: per x
/// ratio x crude rate of the reference, denominator such that value = per x numerator / denominator.
/// @throws Error as compute_standardised, and (settings) for one of the two roles without the other.
TRANCHE_API IndicatorColumn compute_indirect(const IndicatorSettings& settings, std::span<const std::string> codes,
                                             std::span<const std::string> names, std::span<const double> levels,
                                             std::span<const BoundInput> inputs);

/// Whatever `settings.kind` says, "plugin" excepted.
TRANCHE_API IndicatorColumn compute_kind(const IndicatorSettings& settings, std::span<const std::string> codes,
                                         std::span<const std::string> names, std::span<const double> levels,
                                         std::span<const BoundInput> inputs);

} // namespace tranche
