#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/maps/map_sheet.hpp"
#include "tranche/monitor/history.hpp"
#include "tranche/monitor/monitor.hpp"
#include "tranche/outputs/table.hpp"

/// Progress as files. All of it deterministic but for what the history tells of earlier runs.
namespace tranche {

/// What maps of local measures are drawn on; no shapes: no maps.
struct MonitorGround {
  Boundaries areas;
  std::string attribution; ///< stands beside every map
  AreaList units = {};     ///< of the programme's geography, with their regions
};

/// The verdicts of a local measure as a printed map: on track, behind, too early to tell, and, hatched, no figure; in
/// the areas how far they are from their path. @pre ground.areas has shapes
TRANCHE_API MapSheet verdict_map_sheet(const Monitoring& monitoring, const LocalSummary& summary,
                                       const MonitorGround& ground);

/// A row for each national measure, then for each authority of each local one: figure, limits, path, verdict, reason.
TRANCHE_API Table progress_table(const Monitoring& monitoring);

/// A row for each reason of each authority on the attention list, most urgent first.
TRANCHE_API Table attention_table(const Monitoring& monitoring);

/// A row for each point of each chart: value, centre, limits, and the rules that name it.
TRANCHE_API Table chart_table(const Monitoring& monitoring);

/// All that is needed to say what was judged and how, and the verdicts.
TRANCHE_API std::string monitor_json(const Monitoring& monitoring);

/// What the page says it is, and is not.
TRANCHE_API std::string statement_of(const Monitoring& monitoring);

/// How verdicts, list and charts come about, in sentences.
TRANCHE_API std::vector<std::string> method_of(const Monitoring& monitoring);

/// The chart of a national measure, or an authority: an SVG document that also stands inside a page.
TRANCHE_API std::string chart_svg(const Monitoring& monitoring, const MeasureChart& chart);

/// Authorities of a local measure as shares of what their paths ask, by what they rest on, with limits of 95 and 99.8 %
/// widened for over-dispersion (funnel_adjusted); empty without two that are judged.
TRANCHE_API std::string funnel_svg(const Monitoring& monitoring, const LocalSummary& summary);

/// One HTML file, no network. earlier: runs from the history, of which this one may be one.
TRANCHE_API std::string monitor_page_html(const Monitoring& monitoring, const std::vector<RecordedRun>& earlier,
                                          const MonitorGround& ground);

/// A folder of monitor.html, monitor.json, progress.csv, attention.csv, chart-points.csv, columns.csv, the national
/// charts and the funnels as SVG, a map of each local measure (PNG, SVG, PDF), and checksums; whole or not at all.
/// @throws Error (system) as RunFolder; when the folder is a run folder.
TRANCHE_API void write_monitoring(const Monitoring& monitoring, const std::vector<RecordedRun>& earlier,
                                  const MonitorGround& ground, const std::filesystem::path& out, bool overwrite);

} // namespace tranche
