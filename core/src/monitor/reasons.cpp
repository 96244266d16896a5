// Why a figure is on track, behind or too early to tell, in a sentence.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "monitor/days.hpp"
#include "monitor/judge_measure.hpp"
#include "outputs/words.hpp"

namespace tranche {
namespace {

using statistics::Because;
using statistics::FigureModel;

std::string figure_words(const ProgressMeasure& measure, const MeasureProgress& progress) {
  std::string text = shown(measure, progress.value);
  if (measure.model != FigureModel::whole)
    text += fmt::format(" ({} to {})", shown(measure, progress.lower), shown(measure, progress.upper));
  return text;
}

std::string path_words(const ProgressMeasure& measure, const MeasureProgress& progress) {
  return measure.target.points.empty() ? "the baseline is " + shown(measure, progress.baseline_value)
                                       : "the path asks for " + shown(measure, progress.required);
}

std::string obstacle_words(const MonitorProgramme& programme, const MeasureProgress& progress) {
  const ProgressMeasure& measure = programme.measures[progress.measure];
  const std::string is = "Too early to tell: ";
  switch (progress.obstacle) {
  case Obstacle::none:
    return {};
  case Obstacle::no_actual:
    return measure.baseline ? "No figure after the baseline was given" : "No figure was given";
  case Obstacle::suppressed:
    return "The figure is missing or suppressed, or a part of it is";
  case Obstacle::no_baseline:
    return measure.baseline || measure.target.points.empty()
               ? "No baseline to compare with: none was given for its period"
               : "No baseline is published, so that there is no path to compare with before its first date";
  case Obstacle::not_pooled:
    return is + fmt::format("the baseline pools {}, and the figures after it do not yet add up to as long a period",
                            progress.baseline_period);
  case Obstacle::provisional:
    return is + "the figure is provisional";
  case Obstacle::registered_late:
    return is + "these are counted when they are registered, months after they happened; figures by date of occurrence "
                "are not there";
  case Obstacle::short_time:
    return is + fmt::format("less than {} months of the path lie behind", programme.rules.minimum_months);
  case Obstacle::not_due:
    return is + "nothing is asked for before " +
           monitoring::period_words(std::nullopt, *monitoring::day_of(measure.target.points.front().date));
  }
  return {};
}

} // namespace

std::string_view words_of(statistics::Verdict verdict) {
  switch (verdict) {
  case statistics::Verdict::on_track:
    return "on track";
  case statistics::Verdict::behind:
    return "behind";
  case statistics::Verdict::too_early:
    return "too early to tell";
  case statistics::Verdict::no_figure:
    return "no figure";
  }
  return {};
}

std::string shown(const ProgressMeasure& measure, double value) {
  if (std::isnan(value)) return "\u2013";
  if (!monitoring::has_exposure(measure.model)) return words::grouped(value, value == std::floor(value) ? 0 : 1);
  return words::grouped(value, words::decimals_for(std::fabs(value)));
}

std::string monitoring::reason_of(const MonitorProgramme& programme, const MeasureProgress& progress) {
  const ProgressMeasure& measure = programme.measures[progress.measure];
  if (progress.obstacle != Obstacle::none) return obstacle_words(programme, progress) + ".";
  const std::string figure = figure_words(measure, progress), path = path_words(measure, progress);
  switch (progress.judged.because) {
  case Because::worse_than_path:
    return fmt::format("{}, where {}: worse by more than chance ({}).", figure, path,
                       words::p_value(progress.judged.p_worse));
  case Because::better_than_path:
    return fmt::format("{}, where {}: better by more than chance ({}).", figure, path,
                       words::p_value(progress.judged.p_better));
  case Because::improved:
    return fmt::format("{}, where {}: no worse than chance allows, and better than the baseline of {} by more than "
                       "chance ({}).",
                       figure, path, shown(measure, progress.baseline_value),
                       words::p_value(progress.judged.p_improved));
  case Because::held:
    return fmt::format("{}, where {}, which is no change: no worse than chance allows.", figure, path);
  case Because::reached:
    return fmt::format("{}, where {}: reached.", figure, path);
  case Because::short_of_path:
    return fmt::format("{}, where {}: short by {}.", figure, path, shown(measure, std::fabs(progress.gap)));
  case Because::few_events:
    return fmt::format("Too early to tell: fewer than {:g} events seen and asked for; {}, where {}.",
                       programme.rules.few_events, figure, path);
  case Because::within_chance:
    return measure.target.points.empty()
               ? fmt::format("Too early to tell: {}, where {}; chance explains the difference.", figure, path)
               : fmt::format("Too early to tell: {}, where {} and the baseline is {}; chance explains either.", figure,
                             path, shown(measure, progress.baseline_value));
  case Because::missing:
    return "No figure.";
  }
  return {};
}

} // namespace tranche
