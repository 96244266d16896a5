#include <cmath>

#include "monitor/days.hpp"
#include "monitor/judge_measure.hpp"
#include "outputs/cells.hpp"
#include "tranche/monitor/write.hpp"

namespace tranche {
namespace {

using statistics::Verdict;

struct ColumnWords {
  const char *name, *title, *description;
  CellType type = CellType::text;
};

void add_columns_of(Table& table, std::initializer_list<ColumnWords> columns) {
  for (const ColumnWords& one : columns)
    table.columns.push_back({one.name, one.title, "", "", one.description, one.type});
}

Cell flag_cell(bool flag) { return flag ? Cell{std::string("yes")} : Cell{}; }

std::vector<Cell> progress_row(const MonitorProgramme& programme, const MeasureProgress& p) {
  const ProgressMeasure& measure = programme.measures[p.measure];
  const bool exposed = monitoring::has_exposure(measure.model);
  return {measure.id,
          measure.title,
          measure.outcome,
          p.code,
          p.name,
          std::string(words_of(p.judged.verdict)),
          p.reason,
          p.period,
          real_cell(p.value),
          real_cell(p.lower),
          real_cell(p.upper),
          real_cell(p.required),
          p.baseline_period,
          real_cell(p.baseline_value),
          real_cell(p.target),
          measure.unit,
          real_cell(p.actual.events),
          std::isnan(p.actual.events) || !exposed ? Cell{} : Cell{p.actual.exposure},
          real_cell(p.gap),
          real_cell(p.judged.p_worse),
          real_cell(p.judged.distance),
          real_cell(p.adjusted),
          real_cell(p.q),
          flag_cell(p.stands_out),
          flag_cell(p.by_registration),
          flag_cell(p.sample)};
}

} // namespace

Table progress_table(const Monitoring& monitoring) {
  Table table;
  const CellType real = CellType::real;
  add_columns_of(table,
                 {{"measure", "Measure", "id in the programme"},
                  {"title", "Title", ""},
                  {"outcome", "Outcome", "id of the outcome that it belongs to"},
                  {"code", "Code", "of the authority, or of the whole country"},
                  {"name", "Name", ""},
                  {"verdict", "Verdict", "on track, behind, too early to tell, or no figure"},
                  {"reason", "Reason", "in a sentence"},
                  {"period", "Period", "that the figure is of"},
                  {"value", "Figure", "in the unit of the measure", real},
                  {"lower", "Lower limit", "exact of counts and rates, Wilson of proportions", real},
                  {"upper", "Upper limit", "exact of counts and rates, Wilson of proportions", real},
                  {"required", "Required", "by the path at the end of the period", real},
                  {"baseline_period", "Period of the baseline", ""},
                  {"baseline", "Baseline", "in the unit of the measure", real},
                  {"target", "Target", "at the end of the path", real},
                  {"unit", "Unit", ""},
                  {"numerator", "Numerator", "events, or the number as it is", real},
                  {"denominator", "Denominator", "of rates and proportions", real},
                  {"gap", "Short of the path", "events or units; positive: worse than required", real},
                  {"p_worse", "p", "chance of a figure as bad, were the true one on the path", real},
                  {"distance", "Distance", "standard errors from the path; positive: worse", real},
                  {"adjusted", "Adjusted distance", "the same, widened for how much authorities differ", real},
                  {"q", "q", "p of the adjusted distance, corrected for all authorities (false discovery rate)", real},
                  {"stands_out", "Stands out", "yes: behind, and q within false_discovery"},
                  {"by_registration", "By registration", "yes: shown, and not judged until it is there by occurrence"},
                  {"sample", "Made up", "yes: the figure is a sample"}});
  for (const MeasureProgress& p : monitoring.national) table.rows.push_back(progress_row(monitoring.programme, p));
  for (const MeasureProgress& p : monitoring.local) table.rows.push_back(progress_row(monitoring.programme, p));
  return table;
}

Table attention_table(const Monitoring& monitoring) {
  Table table;
  const CellType real = CellType::real;
  add_columns_of(table,
                 {{"rank", "Rank", "1: most urgent; who stands out first, then by adjusted distance, then by gap",
                   CellType::integer},
                  {"code", "Code", ""},
                  {"name", "Name", ""},
                  {"measure", "Measure", "id in the programme"},
                  {"from", "From", "path: behind; chart: a special cause for the worse of late"},
                  {"reason", "Reason", "in a sentence"},
                  {"adjusted", "Adjusted distance", "standard errors from the path", real},
                  {"gap", "Short of the path", "events or units", real},
                  {"p", "p", "of the adjusted distance, one-sided", real},
                  {"q", "q", "corrected for all authorities", real},
                  {"stands_out", "Stands out", "yes: q within false_discovery"},
                  {"sample", "Made up", "yes: a figure behind it is a sample"}});
  std::int64_t rank = 0;
  for (const Attention& attention : monitoring.attention) {
    ++rank;
    for (const AttentionReason& reason : attention.reasons)
      table.rows.push_back({rank, attention.code, attention.name, monitoring.programme.measures[reason.measure].id,
                            std::string(reason.from_chart ? "chart" : "path"), reason.text, real_cell(reason.distance),
                            real_cell(reason.gap), real_cell(reason.p), real_cell(reason.q),
                            flag_cell(reason.stands_out), flag_cell(reason.sample)});
  }
  return table;
}

Table chart_table(const Monitoring& monitoring) {
  Table table;
  const CellType real = CellType::real;
  add_columns_of(table,
                 {{"measure", "Measure", "id in the programme"},
                  {"code", "Code", ""},
                  {"name", "Name", ""},
                  {"chart", "Chart", "XmR, P, U or C (with \u2032: Laney's); run chart: too few points for limits"},
                  {"end", "Last day", "of the point's period"},
                  {"value", "Figure", "in the unit of the measure", real},
                  {"centre", "Centre", "mean; of a run chart the median", real},
                  {"lower", "Lower limit", "", real},
                  {"upper", "Upper limit", "", real},
                  {"rules", "Rules", "of special cause that name the point"},
                  {"by_registration", "By registration", "yes: counted when registered"},
                  {"sample", "Made up", "yes: figures are a sample"}});
  for (const MeasureChart& chart : monitoring.charts) {
    const double per = monitoring.programme.measures[chart.measure].per;
    const double centre = chart.chart.has_limits() ? chart.chart.centre : chart.chart.median;
    for (std::size_t i = 0; i < chart.ends.size(); ++i) {
      std::string rules;
      for (const statistics::Signal& signal : chart.signals)
        if (signal.first <= i && i <= signal.last)
          rules += (rules.empty() ? "" : "; ") +
                   statistics::describe(monitoring.programme.rules.special_causes, signal.rule);
      table.rows.push_back({monitoring.programme.measures[chart.measure].id, chart.code, chart.name, chart.kind,
                            monitoring::iso_of(chart.ends[i]), real_cell(per * chart.chart.value[i]),
                            real_cell(per * centre), real_cell(per * chart.chart.lower[i]),
                            real_cell(per * chart.chart.upper[i]), rules, flag_cell(chart.by_registration),
                            flag_cell(chart.sample)});
    }
  }
  return table;
}

} // namespace tranche
