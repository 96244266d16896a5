#include "tranche/maps/draw.hpp"
#include "tranche/monitor/write.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/run_folder.hpp"

namespace tranche {

void write_monitoring(const Monitoring& monitoring, const std::vector<RecordedRun>& earlier,
                      const MonitorGround& ground, const std::filesystem::path& out, bool overwrite) {
  const Table progress = progress_table(monitoring);
  std::vector<std::pair<std::string, std::string>> files{
      {"monitor.html", monitor_page_html(monitoring, earlier, ground)},
      {"monitor.json", monitor_json(monitoring)},
      {"progress.csv", csv_text(progress)},
      {"attention.csv", csv_text(attention_table(monitoring))},
      {"chart-points.csv", csv_text(chart_table(monitoring))},
      {"columns.csv", csv_text(column_dictionary(progress))}};
  for (const MeasureChart& chart : monitoring.charts)
    if (chart.code == monitoring.programme.national_code)
      files.emplace_back("chart-" + monitoring.programme.measures[chart.measure].id + ".svg",
                         chart_svg(monitoring, chart));
  for (const LocalSummary& summary : monitoring.summaries)
    if (std::string funnel = funnel_svg(monitoring, summary); !funnel.empty())
      files.emplace_back("funnel-" + monitoring.programme.measures[summary.measure].id + ".svg", std::move(funnel));
  for (const LocalSummary& summary : monitoring.summaries) {
    if (ground.areas.shapes.empty()) break;
    const MapSheet sheet = verdict_map_sheet(monitoring, summary, ground);
    const std::string name = "map-" + monitoring.programme.measures[summary.measure].id;
    files.emplace_back(name + ".png", render(sheet, ImageFormat::png));
    files.emplace_back(name + ".svg", render(sheet, ImageFormat::svg));
    files.emplace_back(name + ".pdf", render(sheet, ImageFormat::pdf));
  }
  write_side_folder(out, overwrite, "a monitoring page", files);
}

} // namespace tranche
