#pragma once
#include <span>
#include <string>

#include "tranche/cube.hpp"
#include "tranche/export.hpp"
#include "tranche/indicators/indicator_column.hpp"
#include "tranche/settings/assessment.hpp"

/// Indicators that need no C++: the kinds of the YAML. Inputs are bound as authorities, one for each role.
namespace tranche {

/// `kind: rate`: per x numerator / denominator, each summed over its periods and categories, with the limits asked for:
/// none, byar (statistics::count_limits of the numerator) or wilson (statistics::wilson_limits). Roles: numerator and
/// denominator, both bound as authorities. Without a value when either is; a denominator of 0 gives missing.
/// Both need the same number of periods, but quarters of one year may stand over one denominator.
/// @throws Error (data) naming layer and authority for a negative numerator or denominator, and with wilson for a
///         numerator above its denominator; (settings) for a role that is not bound or periods that do not match.
TRANCHE_API IndicatorColumn compute_rate(const IndicatorSettings& settings, std::span<const std::string> codes,
                                         std::span<const std::string> names, std::span<const double> levels,
                                         std::span<const BoundInput> inputs);

/// `kind: column`: the figures of the role value as they are, each authority's single cell, with the limits of the
/// roles lower and upper where `limits: given`. Cells keep their status.
/// @throws Error (settings) when value has several periods or categories; (data) when a limit is on the wrong side.
TRANCHE_API IndicatorColumn compute_column(const IndicatorSettings& settings, std::span<const std::string> codes,
                                           std::span<const std::string> names, std::span<const double> levels,
                                           std::span<const BoundInput> inputs);

/// Whatever `settings.kind` says, "plugin" excepted.
TRANCHE_API IndicatorColumn compute_kind(const IndicatorSettings& settings, std::span<const std::string> codes,
                                         std::span<const std::string> names, std::span<const double> levels,
                                         std::span<const BoundInput> inputs);

} // namespace tranche
