#pragma once
#include <array>
#include <string>
#include <string_view>

#include "outputs/report_model.hpp"
#include "tranche/monitor/write.hpp"

/// Parts of monitor.html as JSON.
namespace tranche::monitoring {

/// "on track" as a word of the style sheet: on_track.
std::string verdict_key(std::string_view verdict);

/// How many were compared, and what chance alone would bring.
std::string local_words(const LocalSummary& summary);

/// Verdict with its key, figures as people read them, and limits.
report::Json figures_of(const ProgressMeasure& measure, const MeasureProgress& progress);

/// Verdicts that occur, with their number.
report::Json counts_part(const std::array<std::size_t, 4>& verdicts);

/// A chart with its caption and what the rules found.
report::Json chart_part(const Monitoring& monitoring, const MeasureChart& chart);

/// A local measure: counts, what chance alone would bring, funnel, map and table.
report::Json local_part(const Monitoring& monitoring, const LocalSummary& summary, const MonitorGround& ground);

} // namespace tranche::monitoring
