// Charts of the page: whole SVG documents that also stand inside it. Text has the colour of the page around it.
#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "monitor/days.hpp"
#include "monitor/judge_measure.hpp"
#include "nan.hpp"
#include "outputs/report_model.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/monitor/write.hpp"

namespace tranche {
namespace {

using namespace monitoring;
using report::escaped;

// All stand out against the page's white and its dark ground by 3 to 1 and more.
constexpr const char *better_colour = "#3a87b8", *worse_colour = "#d9772b", *usual_colour = "#8a949d";
constexpr const char* path_colour = "#8b5fb0";
constexpr double plot_width = 660, plot_height = 290, plot_left = 62, plot_right = 14, plot_top = 14, plot_bottom = 52;

std::string svg_document(const std::string& label, const std::string& body) {
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" width=\"{0:g}\" height=\"{1:g}\" "
                     "viewBox=\"0 0 {0:g} {1:g}\" role=\"img\" aria-label=\"{2}\" font-family=\"system-ui, "
                     "sans-serif\" font-size=\"13\" fill=\"currentColor\">{3}</svg>",
                     plot_width, plot_height, escaped(label), body);
}

std::string svg_text_at(double x, double y, const std::string& words, const char* anchor) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", x, y, anchor, escaped(words));
}

/// 1, 2 or 5 times a power of ten, so that four to seven steps fill the range.
double nice_step(double range) {
  const double rough = range / 5, power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (rough <= factor * power) return factor * power;
  return 10 * power;
}

/// A figure on the left axis: as many decimals as the steps need.
std::string tick_text(double value, double step) {
  return fmt::format("{:.{}f}", value, step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
}

/// From figures to the sheet.
struct PlotFrame {
  double x0 = 0, x1 = 1, y0 = 0, y1 = 1;

  double x(double value) const { return plot_left + (value - x0) / (x1 - x0) * (plot_width - plot_left - plot_right); }
  double y(double value) const { return plot_top + (y1 - value) / (y1 - y0) * (plot_height - plot_top - plot_bottom); }

  /// Room above and below, and whole steps.
  void fit(const std::vector<double>& figures) {
    y0 = std::numeric_limits<double>::max();
    y1 = std::numeric_limits<double>::lowest();
    for (const double figure : figures)
      if (std::isfinite(figure)) y0 = std::min(y0, figure), y1 = std::max(y1, figure);
    if (y1 < y0) y0 = 0, y1 = 1;
    if (y1 - y0 < 1e-9 * std::max(1.0, std::fabs(y1))) y0 -= 0.5, y1 += 0.5;
    const double room = 0.06 * (y1 - y0);
    y0 = y0 >= 0 ? std::max(0.0, y0 - room) : y0 - room;
    y1 += room;
  }

  std::string left_axis() const {
    std::string body;
    const double step = nice_step(y1 - y0);
    for (double tick = std::ceil(y0 / step) * step; tick <= y1 + 1e-9 * step; tick += step)
      body += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke=\"currentColor\" stroke-opacity=\".15\"/>",
                          plot_left, y(tick), plot_width - plot_right) +
              svg_text_at(plot_left - 7, y(tick) + 4.5, tick_text(tick, step), "end");
    return body;
  }
};

std::string line_through(const std::vector<std::array<double, 2>>& points, const std::string& style) {
  std::string path;
  for (const auto& [x, y] : points)
    path += std::isnan(y) ? "" : fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x, y);
  return fmt::format("<path d=\"{}\" fill=\"none\" {}/>", path, style);
}

std::string axis_title(const std::string& words) {
  return svg_text_at((plot_left + plot_width - plot_right) / 2, plot_height - 9, words, "middle");
}

enum class Mark { usual, better, worse };

/// Shapes differ as well as colours.
std::string mark_at(double x, double y, Mark mark, const std::string& title) {
  const std::string told = "<title>" + escaped(title) + "</title>";
  if (mark == Mark::worse)
    return fmt::format("<path d=\"M{:.1f} {:.1f}l6 6l-6 6l-6 -6z\" fill=\"{}\">{}</path>", x, y - 6, worse_colour,
                       told);
  if (mark == Mark::better)
    return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"9\" height=\"9\" fill=\"{}\">{}</rect>", x - 4.5,
                       y - 4.5, better_colour, told);
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.6\" fill=\"{}\">{}</circle>", x, y, usual_colour, told);
}

Mark mark_of(const MeasureChart& chart, bool lower_is_better, std::size_t point) {
  Mark mark = Mark::usual;
  for (const statistics::Signal& signal : chart.signals) {
    if (point < signal.first || point > signal.last) continue;
    const double z = chart.chart.z[point];
    const bool part = signal.rule == statistics::ChartRule::trend || (signal.high ? z > 0 : z < 0);
    if (!part) continue;
    if (signal.high == lower_is_better) return Mark::worse;
    mark = Mark::better;
  }
  return mark;
}

/// The path as it is asked for, from its beginning to the last point; empty where the points are of another length.
std::vector<statistics::PathPoint> path_of(const Monitoring& monitoring, const MeasureChart& chart) {
  const ProgressMeasure& measure = monitoring.programme.measures[chart.measure];
  std::vector<statistics::PathPoint> path;
  const auto begin = path_begin(measure);
  const auto start = measure.baseline ? day_of(measure.baseline->start) : std::nullopt;
  if (measure.model == statistics::FigureModel::count && start && chart.ends.size() > 1) {
    const auto apart = months_between(chart.ends[0] + 1, chart.ends[1]);
    if (apart != months_between(*start, *day_of(measure.baseline->end))) return path;
  }
  double baseline = nan;
  for (const std::vector<MeasureProgress>* rows : {&monitoring.national, &monitoring.local})
    for (const MeasureProgress& row : *rows)
      if (row.measure == chart.measure && row.code == chart.code) baseline = row.baseline_value;
  if (begin && !std::isnan(baseline)) path.push_back({*begin, baseline});
  for (const ProgressPoint& point : measure.target.points) {
    const double value = std::isnan(point.value) ? baseline * (1 + point.change_percent / 100) : point.value;
    if (std::isnan(value)) continue;
    const std::int64_t day = day_of(point.date).value_or(0);
    if (measure.target.step && !path.empty()) path.push_back({day - 1, path.back().value});
    path.push_back({day, value});
  }
  if (measure.target.points.empty()) path.clear();
  return path;
}

std::string time_axis(const PlotFrame& frame, const MeasureChart& chart) {
  std::string body;
  const std::size_t every = (chart.ends.size() + 6) / 7;
  for (std::size_t i = (chart.ends.size() - 1) % every; i < chart.ends.size(); i += every) {
    const std::string day = iso_of(chart.ends[i]);
    const char* anchor = i + 1 == chart.ends.size() && chart.ends.size() > 1 ? "end" : "middle";
    body += svg_text_at(frame.x(static_cast<double>(chart.ends[i])) + (*anchor == 'e' ? 8 : 0), plot_height - 32,
                        day.substr(0, 7), anchor);
  }
  return body + axis_title("last month of each period");
}

std::string path_line(const PlotFrame& frame, const std::vector<statistics::PathPoint>& path, std::int64_t last) {
  if (path.empty() || path.front().day >= last) return {};
  std::vector<std::array<double, 2>> points;
  for (const statistics::PathPoint& point : path)
    if (point.day < last) points.push_back({frame.x(static_cast<double>(point.day)), frame.y(point.value)});
  points.push_back({frame.x(static_cast<double>(last)), frame.y(statistics::required_value(path, last))});
  return line_through(points, fmt::format("stroke=\"{}\" stroke-width=\"2.2\" stroke-dasharray=\"8 4\"", path_colour));
}

} // namespace

std::string chart_svg(const Monitoring& monitoring, const MeasureChart& chart) {
  const ProgressMeasure& measure = monitoring.programme.measures[chart.measure];
  const statistics::ControlChart& points = chart.chart;
  const double per = measure.per, centre = per * (points.has_limits() ? points.centre : points.median);
  const std::vector<statistics::PathPoint> path = path_of(monitoring, chart);
  PlotFrame frame;
  frame.x0 = static_cast<double>(chart.ends.front());
  frame.x1 = static_cast<double>(chart.ends.back());
  const double side = 0.02 * (frame.x1 - frame.x0);
  frame.x0 -= side, frame.x1 += side;
  std::vector<double> figures{centre};
  std::vector<std::array<double, 2>> line, lower, upper;
  for (std::size_t i = 0; i < chart.ends.size(); ++i)
    for (const double figure : {points.value[i], points.lower[i], points.upper[i]}) figures.push_back(per * figure);
  if (!path.empty() && path.front().day < chart.ends.back()) {
    figures.push_back(path.front().value);
    figures.push_back(statistics::required_value(path, chart.ends.back()));
  }
  frame.fit(figures);
  std::string marks;
  for (std::size_t i = 0; i < chart.ends.size(); ++i) {
    const double x = frame.x(static_cast<double>(chart.ends[i]));
    lower.push_back({x, frame.y(per * points.lower[i])});
    upper.push_back({x, frame.y(per * points.upper[i])});
    if (std::isnan(points.value[i])) continue;
    line.push_back({x, frame.y(per * points.value[i])});
    marks += mark_at(x, line.back()[1], mark_of(chart, measure.lower_is_better, i),
                     fmt::format("to {}: {}", iso_of(chart.ends[i]), shown(measure, per * points.value[i])));
  }
  std::string body = frame.left_axis() + time_axis(frame, chart);
  body += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke=\"currentColor\" stroke-width=\"1.2\"/>", plot_left,
                      frame.y(centre), plot_width - plot_right);
  if (points.has_limits())
    for (const auto* limit : {&lower, &upper})
      body += line_through(*limit, "stroke=\"currentColor\" stroke-width=\"1.2\" stroke-dasharray=\"2 3\"");
  body += path_line(frame, path, chart.ends.back());
  body += line_through(line, fmt::format("stroke=\"{}\" stroke-width=\"1.4\"", usual_colour)) + marks;
  return svg_document(fmt::format("{}, {}: {} of {} points, {} signals of special cause", measure.title, chart.name,
                                  chart.kind, points.figures, chart.signals.size()),
                      body);
}

namespace {

/// An authority in a funnel: what it rests on, and its figure as a share of what the path asks.
struct FunnelPoint {
  const MeasureProgress* row;
  double weight, ratio;
};

std::vector<FunnelPoint> funnel_points(const Monitoring& monitoring, const LocalSummary& summary) {
  const ProgressMeasure& measure = monitoring.programme.measures[summary.measure];
  std::vector<FunnelPoint> points;
  for (const MeasureProgress& row : monitoring.local) {
    if (row.measure != summary.measure || std::isnan(row.p) || !(row.required > 0)) continue;
    const double required = row.required / measure.per;
    points.push_back({&row, row.actual.exposure * (measure.model == statistics::FigureModel::proportion ? 1 : required),
                      row.actual.value() / required});
  }
  return points;
}

} // namespace

std::string funnel_svg(const Monitoring& monitoring, const LocalSummary& summary) {
  const ProgressMeasure& measure = monitoring.programme.measures[summary.measure];
  const std::vector<FunnelPoint> points = funnel_points(monitoring, summary);
  if (points.size() < 2) return {};
  const bool shares = measure.model == statistics::FigureModel::proportion;
  double asked = 0, weights = 0, most = 0;
  std::vector<double> figures{1};
  for (const FunnelPoint& point : points) {
    asked += point.weight * point.row->required / measure.per;
    weights += point.weight;
    most = std::max(most, point.weight);
    figures.push_back(point.ratio);
  }
  // Proportions are drawn about what the path asks on average; the verdicts are about each authority's own.
  const double target = shares ? asked / weights : 1;
  const auto scale = shares ? statistics::FunnelScale::proportion : statistics::FunnelScale::rate;
  PlotFrame frame;
  frame.x1 = 1.04 * most;
  frame.fit(figures);
  frame.y0 = std::min(frame.y0, 0.7), frame.y1 = std::max(frame.y1, 1.3);
  std::string body = frame.left_axis();
  const double step = nice_step(frame.x1);
  for (double tick = 0; tick <= frame.x1; tick += step)
    body += svg_text_at(frame.x(tick), plot_height - 32, tick_text(tick, step), "middle");
  body += axis_title(shares ? "people that the figure is of" : "events that the path allows");
  for (const double level : {0.95, 0.998}) {
    std::vector<std::array<double, 2>> low, high;
    for (int i = 0; i <= 120; ++i) {
      const double at = frame.x1 * std::pow((i + 1) / 121.0, 2), levels[] = {level};
      const statistics::Interval limits =
          statistics::funnel_adjusted(target, at, summary.spread.tau2, scale, levels).front();
      const auto kept = [&](double limit) {
        const double share = limit / target;
        return share < frame.y0 || share > frame.y1 ? nan : frame.y(share); // no more than the frame shows
      };
      low.push_back({frame.x(at), kept(limits.lower)});
      high.push_back({frame.x(at), kept(limits.upper)});
    }
    const char* style = level > 0.99 ? "stroke=\"currentColor\" stroke-opacity=\".7\" stroke-width=\"1.2\""
                                     : "stroke=\"currentColor\" stroke-opacity=\".7\" stroke-dasharray=\"3 3\"";
    body += line_through(low, style) + line_through(high, style);
  }
  body += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke=\"{}\" stroke-width=\"2.2\" stroke-dasharray=\"8 4\"/>",
                      plot_left, frame.y(1), plot_width - plot_right, path_colour);
  for (const FunnelPoint& point : points) {
    const bool behind = point.row->judged.verdict == statistics::Verdict::behind;
    const bool ahead = point.row->judged.because == statistics::Because::better_than_path;
    body += mark_at(frame.x(point.weight), frame.y(point.ratio),
                    behind  ? Mark::worse
                    : ahead ? Mark::better
                            : Mark::usual,
                    display_name(point.row->name) + ": " + point.row->reason);
  }
  return svg_document(measure.title + ": authorities against their paths", body);
}

} // namespace tranche
