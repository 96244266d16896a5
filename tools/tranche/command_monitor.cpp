#include <fmt/core.h>

#include <cmath>
#include <memory>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/layers/catalogue.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/monitor/history.hpp"
#include "tranche/monitor/monitor.hpp"
#include "tranche/monitor/write.hpp"

namespace tranche {
namespace {

struct MonitorArguments {
  std::filesystem::path programme, out, history;
  std::vector<std::filesystem::path> actuals;
  std::string as_of, boundaries = "england/hexmap";
  bool json = false, overwrite = false;
};

constexpr std::size_t most_printed = 15;

void print_national(const Monitoring& monitoring) {
  std::vector<std::vector<std::string>> rows{{"measure", "period", "figure", "limits", "path asks", "verdict"}};
  for (const MeasureProgress& p : monitoring.national) {
    const ProgressMeasure& measure = monitoring.programme.measures[p.measure];
    const bool limits = !std::isnan(p.lower) && measure.model != statistics::FigureModel::whole;
    rows.push_back({measure.title, p.period, shown(measure, p.value),
                    limits ? shown(measure, p.lower) + " to " + shown(measure, p.upper) : "",
                    measure.target.points.empty() ? "–" : shown(measure, p.required),
                    std::string(words_of(p.judged.verdict))});
  }
  print_table(rows, {false, false, true, true, true, false});
  fmt::print("\n");
  for (const MeasureProgress& p : monitoring.national)
    if (p.obstacle != Obstacle::no_actual)
      fmt::print("{}: {}\n", monitoring.programme.measures[p.measure].title, p.reason);
}

void print_local(const Monitoring& monitoring) {
  if (monitoring.summaries.empty()) return;
  std::vector<std::vector<std::string>> rows{
      {"authorities", "on track", "behind", "too early", "no figure", "behind by chance", "stand out"}};
  for (const LocalSummary& summary : monitoring.summaries)
    rows.push_back({monitoring.programme.measures[summary.measure].title, std::to_string(summary.verdicts[0]),
                    std::to_string(summary.verdicts[1]), std::to_string(summary.verdicts[2]),
                    std::to_string(summary.verdicts[3]), fmt::format("up to {:.1f}", summary.false_behind),
                    std::to_string(summary.stand_out)});
  fmt::print("\n");
  print_table(rows, {false, true, true, true, true, true, true});
  if (monitoring.attention.empty()) return;
  fmt::print("\nAuthorities that need attention ({}):\n", monitoring.attention.size());
  for (std::size_t i = 0; i < std::min(most_printed, monitoring.attention.size()); ++i) {
    const Attention& one = monitoring.attention[i];
    fmt::print("{:3} {}{}: {}\n", i + 1, display_name(one.name), one.reasons[0].stands_out ? " (stands out)" : "",
               one.reasons[0].text);
  }
  if (monitoring.attention.size() > most_printed)
    fmt::print("    {} more in attention.csv\n", monitoring.attention.size() - most_printed);
}

void print_signals(const Monitoring& monitoring) {
  for (const MeasureChart& chart : monitoring.charts) {
    if (chart.code != monitoring.programme.national_code || !chart.chart.has_limits()) continue;
    fmt::print("\n{}: {} chart of {} points, {} signals of special cause, {:.1f} false alarms expected\n",
               monitoring.programme.measures[chart.measure].title, chart.kind, chart.chart.figures,
               chart.signals.size(), chart.false_alarms);
  }
}

std::int64_t day_asked(const std::string& text) {
  if (text.empty()) return 0;
  const std::optional<std::int64_t> day = calendar_day(text);
  if (!day) throw Error(Fault::usage, "--as-of", "'" + text + "' is no day", "write it as 2025-03-31");
  return *day;
}

void monitor_command(const MonitorArguments& arguments, const Context& context) {
  const MonitorProgramme programme = read_monitor_programme(arguments.programme);
  AreaList areas;
  MonitorGround ground;
  if (!programme.geography.empty()) {
    const Catalogue catalogue = Catalogue::built_in_and_cache(context.catalogues);
    areas = catalogue.areas(catalogue.geography(programme.geography, {}));
    if (!arguments.out.empty() && !arguments.boundaries.empty()) {
      const Layer& layer = catalogue.layer(arguments.boundaries, {});
      ground.areas = simplified(read_boundaries(catalogue, layer, areas, "EPSG:27700"), 1.0 / 2000);
      ground.attribution = layer.attribution;
      ground.units = areas;
    }
  }
  const Actuals actuals = read_actuals(arguments.actuals, programme, areas);
  const Monitoring monitoring = monitor_programme(programme, actuals, areas, day_asked(arguments.as_of));
  std::vector<RecordedRun> earlier;
  if (!arguments.history.empty()) earlier = recorded_runs(arguments.history, programme.name, programme.national_code);
  if (!arguments.out.empty()) write_monitoring(monitoring, earlier, ground, arguments.out, arguments.overwrite);
  const bool added = !arguments.history.empty() && record_run(arguments.history, recorded(monitoring));
  if (arguments.json) {
    fmt::print("{}", monitor_json(monitoring));
  } else if (!context.quiet) {
    fmt::print("{}, run {}\n", monitoring.programme.name, monitoring.id);
    if (monitoring.sample) fmt::print("Some figures are made up: not to be quoted\n");
    fmt::print("\n");
    print_national(monitoring);
    print_local(monitoring);
    print_signals(monitoring);
    if (!arguments.history.empty())
      fmt::print("\n{} {} in {}\n", monitoring.id, added ? "is recorded" : "was recorded before",
                 arguments.history.string());
  }
}

} // namespace

void add_monitor(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("monitor", "Is a programme on its way to what it promised, and who needs attention?");
  const auto arguments = std::make_shared<MonitorArguments>();
  command->add_option("PROGRAMME", arguments->programme, "YAML file of the programme: outcomes, measures, targets")
      ->required();
  command
      ->add_option("--actuals", arguments->actuals,
                   "File of figures: measure, code, start, end, numerator, denominator, status, dated_by; repeatable")
      ->type_name("FILE")
      ->required();
  command->add_option("--as-of", arguments->as_of, "Judge on this day; default: the last day of any figure")
      ->type_name("DAY");
  command->add_option("--history", arguments->history, "SQLite file that keeps the verdicts of every run")
      ->type_name("FILE");
  command
      ->add_option("--boundaries", arguments->boundaries, "Layer that maps of local measures are drawn on; '' for none")
      ->type_name("LAYER")
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "As JSON, numbers unrounded");
  command
      ->add_option(
          "-o,--output,--out", arguments->out,
          "Folder to make: monitor.html, monitor.json, progress.csv, attention.csv, chart-points.csv, charts and maps")
      ->type_name("FOLDER");
  command->add_flag("--overwrite", arguments->overwrite, "Replace the folder if this command wrote it");
  command->footer("Example: tranche monitor config/monitor/drug-strategy.yaml --actuals "
                  "config/monitor/drug-strategy-actuals.csv -o out/progress --history out/history.sqlite");
  command->callback([arguments, &context] { monitor_command(*arguments, context); });
}

} // namespace tranche
