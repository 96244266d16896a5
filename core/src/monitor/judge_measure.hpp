#pragma once
#include <span>

#include "monitor/series.hpp"
#include "tranche/monitor/monitor.hpp"

namespace tranche::monitoring {

/// One measure in one area, judged on a day.
/// @throws Error (data) for figures that are pooled otherwise than their baseline.
MeasureProgress judge_measure(const MonitorProgramme& programme, std::size_t measure, const std::string& code,
                              std::span<const ActualFigure> figures, std::int64_t as_of);

/// A figure over time; nothing without two points.
std::optional<MeasureChart> chart_measure(const MonitorProgramme& programme, std::size_t measure,
                                          const std::string& code, std::span<const ActualFigure> figures,
                                          std::int64_t as_of);

/// The sentence for a figure that was judged, or could not be.
std::string reason_of(const MonitorProgramme& programme, const MeasureProgress& progress);

/// Day on which the path leaves the baseline: `from`, or the baseline's end.
std::optional<std::int64_t> path_begin(const ProgressMeasure& measure);

bool has_exposure(statistics::FigureModel model);

} // namespace tranche::monitoring
