#include "tranche/statistics/progress.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "nan.hpp"

namespace tranche::statistics {
namespace {

bool can_be_tested(FigureModel model, Counted actual) {
  return model != FigureModel::whole && !std::isnan(actual.events) && actual.exposure > 0;
}

double normal_tail_above(double z) { return std::erfc(z / std::sqrt(2.0)) / 2; }

/// Of `seen` events where `expected` are, by Poisson.
Tails poisson_tails(double seen, double expected) {
  if (!(expected > 0)) return {seen > 0 ? 0.0 : 1.0, 1};
  return {seen > 0 ? boost::math::gamma_p(seen, expected) : 1, boost::math::gamma_q(seen + 1, expected)};
}

/// Of `seen` among n, each with probability p.
Tails binomial_tails(double seen, double n, double p) {
  return {seen > 0 ? boost::math::ibeta(seen, n - seen + 1, p) : 1,
          seen < n ? boost::math::ibetac(seen + 1, n - seen, p) : 1};
}

Tails normal_tails(double z) {
  if (std::isnan(z)) return {1, 1}; // no difference and no spread
  return {normal_tail_above(z), normal_tail_above(-z)};
}

/// The value on the scale where its spread by chance is 1/(2 sqrt n), n the exposure or the events required.
double steady_scale(FigureModel model, double share) {
  const double root = std::sqrt(std::max(share, 0.0));
  return model == FigureModel::proportion ? std::asin(std::min(root, 1.0)) : root;
}

/// score and n of a unit: proportions by their own exposure, events by the events required.
Standing standing_of(FigureModel model, Counted actual, double required) {
  if (!can_be_tested(model, actual) || !(required > 0)) return {};
  if (model == FigureModel::proportion)
    return {steady_scale(model, actual.value()) - steady_scale(model, required), actual.exposure};
  const double expected = required * actual.exposure;
  return {steady_scale(model, actual.events / expected) - 1, expected};
}

Tails tails_of(const PathTest& test) {
  return std::isnan(test.ratio) || std::isnan(test.baseline.events)
             ? tails_against(test.model, test.actual, test.required)
             : tails_against(test.model, test.actual, test.baseline, test.ratio);
}

Tails change_tails(const PathTest& test) {
  return std::isnan(test.baseline.events) ? tails_against(test.model, test.actual, test.baseline_value)
                                          : tails_against(test.model, test.actual, test.baseline, 1);
}

Judged judge_whole(const PathTest& test) {
  Judged judged;
  const double gap = test.lower_is_better ? test.actual.events - test.required : test.required - test.actual.events;
  // A path between two whole numbers asks for fractions: short of one by less than a whole is not short.
  const bool reached = gap < 1e-9 * std::max(1.0, std::fabs(test.required));
  judged.verdict = reached ? Verdict::on_track : Verdict::behind;
  judged.because = reached ? Because::reached : Because::short_of_path;
  return judged;
}

} // namespace

double required_value(std::span<const PathPoint> path, std::int64_t day) {
  if (path.empty()) return nan;
  if (day <= path.front().day) return path.front().value;
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (day > path[i].day) continue;
    const double share =
        static_cast<double>(day - path[i - 1].day) / static_cast<double>(path[i].day - path[i - 1].day);
    return path[i - 1].value + share * (path[i].value - path[i - 1].value);
  }
  return path.back().value;
}

Interval figure_limits(FigureModel model, Counted actual, double level) {
  if (std::isnan(actual.events) || !(actual.exposure > 0)) return no_limits;
  if (model == FigureModel::whole) return {actual.events, actual.events};
  if (model == FigureModel::proportion) return wilson_limits(actual.events, actual.exposure, level);
  const Interval events = exact_limits(actual.events, level);
  return {events.lower / actual.exposure, events.upper / actual.exposure};
}

Tails tails_against(FigureModel model, Counted actual, double required) {
  if (!can_be_tested(model, actual) || std::isnan(required)) return {};
  if (model != FigureModel::proportion) return poisson_tails(actual.events, required * actual.exposure);
  const double spread = std::sqrt(std::max(required * (1 - required), 0.0) / actual.exposure);
  return normal_tails((actual.value() - required) / spread);
}

Tails tails_against(FigureModel model, Counted actual, Counted baseline, double ratio) {
  if (!can_be_tested(model, actual) || !can_be_tested(model, baseline) || std::isnan(ratio)) return {};
  if (model != FigureModel::proportion) {
    const double both = actual.events + baseline.events;
    if (!(both > 0)) return {1, 1};
    const double due = ratio * actual.exposure;
    return binomial_tails(actual.events, both, due / (due + baseline.exposure));
  }
  const double n1 = actual.exposure + 2, n0 = baseline.exposure + 2;
  const double p1 = (actual.events + 1) / n1, p0 = (baseline.events + 1) / n0;
  return normal_tails((p1 - ratio * p0) / std::sqrt(p1 * (1 - p1) / n1 + ratio * ratio * p0 * (1 - p0) / n0));
}

double distance(FigureModel model, Counted actual, double required, double widened) {
  const Standing standing = standing_of(model, actual, required);
  return standing.score / std::sqrt(1 / (4 * standing.weight) + widened);
}

std::vector<Standing> standings(FigureModel model, std::span<const Counted> actual, std::span<const double> required) {
  std::vector<Standing> all;
  all.reserve(actual.size());
  double sum = 0, weights = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    all.push_back(standing_of(model, actual[i], required[i]));
    if (std::isnan(all.back().score)) continue;
    sum += all.back().weight * all.back().score;
    weights += all.back().weight;
  }
  for (Standing& one : all) one.score = (one.score - sum / weights) * 2 * std::sqrt(one.weight);
  return all;
}

Judged judge(const PathTest& test) {
  if (std::isnan(test.actual.events) || !(test.actual.exposure > 0) || std::isnan(test.required)) return {};
  if (test.model == FigureModel::whole) return judge_whole(test);
  Judged judged;
  const double side = test.lower_is_better ? 1 : -1;
  const Tails path = tails_of(test), change = change_tails(test);
  judged.p_worse = test.lower_is_better ? path.high : path.low;
  judged.p_better = test.lower_is_better ? path.low : path.high;
  judged.p_improved = test.lower_is_better ? change.low : change.high;
  judged.distance = side * distance(test.model, test.actual, test.required);
  const double alpha = (1 - test.level) / 2;
  const auto say = [&judged](Verdict verdict, Because because) {
    judged.verdict = verdict;
    judged.because = because;
    return judged;
  };
  if (test.actual.events < test.few_events && test.required * test.actual.exposure < test.few_events)
    return say(Verdict::too_early, Because::few_events);
  if (judged.p_worse <= alpha) return say(Verdict::behind, Because::worse_than_path);
  if (judged.p_better <= alpha) return say(Verdict::on_track, Because::better_than_path);
  const double asked = side * (test.baseline_value - test.required);
  if (!test.no_target && asked <= 1e-9 * std::fabs(test.required)) return say(Verdict::on_track, Because::held);
  if (judged.p_improved <= alpha) return say(Verdict::on_track, Because::improved);
  return say(Verdict::too_early, Because::within_chance);
}

} // namespace tranche::statistics
