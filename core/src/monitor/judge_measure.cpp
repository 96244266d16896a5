#include "monitor/judge_measure.hpp"

#include <cmath>
#include <fmt/format.h>

#include "monitor/days.hpp"
#include "nan.hpp"

namespace tranche::monitoring {

using statistics::Counted;
using statistics::FigureModel;
using statistics::PathPoint;

namespace {

constexpr std::int64_t before_all = std::numeric_limits<std::int64_t>::min() / 2;

class MeasureJudge {
public:
  MeasureJudge(const MonitorProgramme& programme, std::size_t measure, const std::string& code,
               std::span<const ActualFigure> figures, std::int64_t as_of)
      : m_programme(programme), m_measure(programme.measures[measure]), m_as_of(as_of) {
    m_result.measure = measure;
    m_result.code = code;
    m_national = code == programme.national_code;
    m_rows = rows_of(figures, measure, code, m_measure.registered_late, as_of);
    if (m_measure.registered_late) m_registered = rows_of(figures, measure, code, false, as_of);
  }

  MeasureProgress judge() {
    refuse_unequal_pooling(m_rows);
    refuse_unequal_pooling(m_registered);
    choose_rows();
    find_baseline();
    find_actual();
    make_path();
    weigh();
    m_result.reason = reason_of(m_programme, m_result);
    return m_result;
  }

private:
  std::optional<std::int64_t> baseline_start() const {
    return m_measure.baseline ? day_of(m_measure.baseline->start) : std::nullopt;
  }
  std::int64_t baseline_end() const {
    return m_measure.baseline ? day_of(m_measure.baseline->end).value_or(before_all) : before_all;
  }
  /// Of the periods compared; 0 for states on a day.
  int months_compared(const Rows& rows) const {
    if (m_measure.model == FigureModel::whole) return 0;
    if (const auto start = baseline_start()) return months_between(*start, baseline_end()).value_or(12);
    return rows.empty() ? 12 : months_of_row(*rows.back());
  }

  /// A figure over two years cannot stand beside a baseline over three.
  void refuse_unequal_pooling(const Rows& rows) const {
    const auto start = baseline_start();
    if (!start || m_measure.model == FigureModel::whole) return;
    const int pooled = months_compared(rows);
    Findings findings;
    for (const ActualFigure* row : rows) {
      const int months = months_of_row(*row);
      if (*row->start <= baseline_end() || (months > 0 && months <= pooled && pooled % months == 0)) continue;
      findings.error(Fault::data, row->place,
                     fmt::format("covers {} months, and the baseline of '{}' pools {}", months, m_measure.id, pooled),
                     "give figures that are pooled alike, or shorter ones that add up to it");
    }
    findings.throw_if_errors();
  }

  /// By occurrence where there is a period of it to judge; else what is registered is shown.
  void choose_rows() {
    if (!m_measure.registered_late) return;
    const auto judged = latest_window(m_rows, months_compared(m_rows), baseline_end());
    if (judged && judged->whole()) return;
    if (m_registered.empty() && judged) return;
    m_result.by_registration = true;
    m_rows = m_registered;
  }

  Counted counted(const Window& window) const {
    return {window.figure.events, has_exposure(m_measure.model) ? window.figure.exposure : 1};
  }

  void find_baseline() {
    if (!m_measure.baseline) return;
    const ProgressBaseline& stated = *m_measure.baseline;
    m_result.baseline_period = period_words(baseline_start(), baseline_end());
    if (m_national && !std::isnan(stated.value)) m_base = stated.value / m_measure.per;
    if (m_national && !std::isnan(stated.numerator))
      m_result.baseline = {stated.numerator, has_exposure(m_measure.model) ? stated.denominator : 1};
    if (m_national && (!std::isnan(stated.value) || !std::isnan(stated.numerator)))
      m_unlike = m_measure.registered_late && stated.by_occurrence == m_result.by_registration;
    else if (const auto window = window_of(m_rows, baseline_start(), baseline_end()); window && window->whole()) {
      m_result.baseline = counted(*window);
      m_result.sample = m_result.sample || window->sample;
    }
    if (!std::isnan(m_result.baseline.events)) m_base = m_result.baseline.value();
    if (m_unlike) {
      m_base = nan;
      m_result.baseline = {};
    }
    m_result.baseline_value = m_base * m_measure.per;
  }

  void find_actual() {
    const int months = months_compared(m_rows);
    const auto window = latest_window(m_rows, months, baseline_end());
    if (!window) {
      bool later = false;
      for (const ActualFigure* row : m_rows) later = later || row->end > baseline_end();
      m_result.obstacle = later && months > 0 ? Obstacle::not_pooled : Obstacle::no_actual;
      return;
    }
    m_result.end = window->end;
    m_result.period = period_words(window->start, window->end);
    m_result.sample = m_result.sample || window->sample;
    if (std::isnan(window->figure.events)) {
      m_result.obstacle = Obstacle::suppressed;
      return;
    }
    if (window->provisional) m_result.obstacle = Obstacle::provisional;
    m_result.actual = counted(*window);
    m_result.value = m_result.actual.value() * m_measure.per;
    const statistics::Interval limits =
        statistics::figure_limits(m_measure.model, m_result.actual, m_programme.rules.confidence);
    m_result.lower = limits.lower * m_measure.per;
    m_result.upper = limits.upper * m_measure.per;
  }

  /// There is no part of a post: 266.4 posts are 267. Rounding of the path itself is none.
  double next_whole(double value) const {
    return m_measure.lower_is_better ? std::floor(value + 1e-9) : std::ceil(value - 1e-9);
  }

  /// Baseline, milestones and target as points, in events by exposure.
  void make_path() {
    const auto begin = path_begin(m_measure);
    std::vector<PathPoint> path;
    if (begin && !std::isnan(m_base)) path.push_back({*begin, m_base});
    for (const ProgressPoint& point : m_measure.target.points) {
      const std::int64_t day = day_of(point.date).value_or(0);
      const bool by_change = std::isnan(point.value);
      const double value = by_change ? m_base * (1 + point.change_percent / 100) : point.value / m_measure.per;
      if (std::isnan(value)) continue;
      if (m_measure.target.step && !path.empty() && path.back().day < day - 1)
        path.push_back({day - 1, path.back().value});
      path.push_back({day, value});
    }
    m_first_due = m_measure.target.points.empty() ? before_all
                                                  : day_of(m_measure.target.points.front().date).value_or(before_all);
    m_by_change = m_measure.target.points.empty() || std::isnan(m_measure.target.points.back().value);
    if (path.empty()) return;
    if (!m_measure.target.points.empty()) m_result.target = path.back().value * m_measure.per;
    const std::int64_t day = m_result.end > 0 ? m_result.end : m_as_of;
    // Without a baseline the path begins at its first milestone.
    if (day >= path.front().day) m_required = required_value(path, day);
    if (m_measure.model == FigureModel::whole) m_required = next_whole(m_required);
    m_result.required = m_required * m_measure.per;
  }

  void weigh() {
    if (std::isnan(m_result.actual.events)) return;
    const auto begin = path_begin(m_measure);
    if (m_result.by_registration)
      hold(Obstacle::registered_late);
    else if (std::isnan(m_required))
      hold(Obstacle::no_baseline);
    else if (begin && m_result.end < months_later(*begin + 1, m_programme.rules.minimum_months) - 1)
      hold(Obstacle::short_time);
    else if (m_measure.target.step && m_result.end < m_first_due)
      hold(Obstacle::not_due);
    if (std::isnan(m_required)) return;
    statistics::PathTest test;
    test.model = m_measure.model;
    test.lower_is_better = m_measure.lower_is_better;
    test.actual = m_result.actual;
    test.baseline = m_result.baseline;
    test.baseline_value = m_base;
    test.required = m_required;
    test.no_target = m_measure.target.points.empty();
    if (m_by_change && m_base > 0) test.ratio = m_required / m_base;
    test.level = m_programme.rules.confidence;
    test.few_events = m_programme.rules.few_events;
    if (m_result.obstacle == Obstacle::none) m_result.judged = statistics::judge(test);
    const double side = m_measure.lower_is_better ? 1 : -1;
    m_result.gap = side * (m_result.actual.events - m_required * m_result.actual.exposure);
  }

  void hold(Obstacle obstacle) {
    if (m_result.obstacle == Obstacle::none) m_result.obstacle = obstacle;
  }

  const MonitorProgramme& m_programme;
  const ProgressMeasure& m_measure;
  const std::int64_t m_as_of;
  MeasureProgress m_result;
  Rows m_rows, m_registered;
  bool m_national = false, m_unlike = false, m_by_change = false;
  double m_base = nan, m_required = nan; ///< events by exposure
  std::int64_t m_first_due = before_all;
};

} // namespace

bool has_exposure(FigureModel model) { return model == FigureModel::rate || model == FigureModel::proportion; }

std::optional<std::int64_t> path_begin(const ProgressMeasure& measure) {
  if (const auto from = day_of(measure.from)) return from;
  return measure.baseline ? day_of(measure.baseline->end) : std::nullopt;
}

MeasureProgress judge_measure(const MonitorProgramme& programme, std::size_t measure, const std::string& code,
                              std::span<const ActualFigure> figures, std::int64_t as_of) {
  MeasureProgress progress = MeasureJudge(programme, measure, code, figures, as_of).judge();
  const bool early = progress.obstacle != Obstacle::none && progress.obstacle != Obstacle::no_actual &&
                     progress.obstacle != Obstacle::suppressed && progress.obstacle != Obstacle::no_baseline;
  if (early) progress.judged.verdict = statistics::Verdict::too_early;
  return progress;
}

} // namespace tranche::monitoring
