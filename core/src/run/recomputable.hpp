#pragma once
#include <memory>
#include <span>
#include <vector>

#include "run/resampled.hpp"
#include "tranche/indicators/plugin_host.hpp"
#include "tranche/run/run.hpp"

namespace tranche {

/// By calling the plugin again; null where the measure has no error model of counts, or no input of it says that it
/// holds events.
std::shared_ptr<const Recomputable> recomputable(const LoadedPlugin& plugin, const MeasureInfo& measure,
                                                 const std::vector<ParameterValue>& parameters, const Run& run,
                                                 std::vector<BoundTable> inputs);

/// The same of a kind without C++: the events of `standardised` (not of repeat events, whose variance is given) and
/// `indirect`, and the numerator of a rate that is shared out between authorities. Other rates and proportions are one
/// count over a base, of which estimate_uncertainty() draws the posterior directly: null.
std::shared_ptr<const Recomputable> recomputable(const IndicatorSettings& settings, const Run& run,
                                                 std::vector<BoundTable> inputs);

/// A pool for each indicator that counts, can be made again and is asked to be; empty ones for the others.
/// @param made  one for each indicator of the run, null where it cannot be made again
/// @param rows  of the sensitivity, or 0
FigurePools make_pools(const Run& run, std::span<const std::shared_ptr<const Recomputable>> made, std::size_t rows,
                       int threads, Findings& findings);

std::vector<BoundInput> inputs_of(const std::vector<BoundTable>& tables);

} // namespace tranche
