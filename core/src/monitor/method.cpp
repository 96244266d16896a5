// What the page is, and how it comes to its verdicts, in sentences.
#include <cmath>
#include <fmt/format.h>

#include "outputs/words.hpp"
#include "tranche/monitor/write.hpp"
#include "tranche/statistics/limits.hpp"

namespace tranche {
namespace {

using statistics::ChartDispersion;
using statistics::ChartRule;

std::string rules_in_words(const statistics::ChartRules& rules) {
  std::string text;
  for (const ChartRule rule : statistics::chart_rules)
    if (rules.uses(rule)) text += (text.empty() ? "" : "; ") + statistics::describe(rules, rule);
  return text + (rules.same_side ? ", all three on one side of the centre" : "");
}

std::string alarms_of(const statistics::ChartRules& rules, double coverage, std::size_t points) {
  std::string text;
  for (const ChartRule rule : statistics::chart_rules)
    if (rules.uses(rule))
      text += fmt::format("{}{} for {}", text.empty() ? "" : ", ",
                          words::grouped(statistics::expected_false_alarms(rules, rule, points, coverage), 2),
                          statistics::describe(rules, rule));
  return text;
}

std::string chart_words(const ProgressRules& rules) {
  const std::string spread =
      rules.chart.dispersion == ChartDispersion::chance ? "as chance alone has them"
      : rules.chart.dispersion == ChartDispersion::over
          ? "widened by Laney\u2019s ratio where points differ more than chance explains (P\u2032, U\u2032, C\u2032)"
          : "by Laney\u2019s ratio, wider or narrower (P\u2032, U\u2032, C\u2032)";
  return fmt::format(
      "Control charts: rates on U charts, counts on C charts, proportions on P charts, numbers as they are on XmR "
      "charts "
      "(mean and {} times the mean moving range). Limits hold {:g} % of points while nothing changes, and are {}. "
      "Centre "
      "and limits are of the points before the path begins where there are at least {}, else of all; with fewer points "
      "there are no limits, and the line is the median.",
      words::grouped(statistics::normal_deviate(rules.chart.coverage) / statistics::range_d2, 2),
      100 * rules.chart.coverage, spread, rules.chart.at_least);
}

} // namespace

std::string statement_of(const Monitoring& monitoring) {
  const std::string& author = monitoring.programme.author;
  return fmt::format("{}Illustrative: measures and rules set by {}, not published by government. Not official "
                     "statistics.",
                     monitoring.sample ? "Some figures are made up to show how it works, and say nothing of any place. "
                                       : "",
                     author.empty() ? "the author of the programme file" : author);
}

std::vector<std::string> method_of(const Monitoring& monitoring) {
  const ProgressRules& rules = monitoring.programme.rules;
  const double tail = 100 * (1 - rules.confidence) / 2;
  std::vector<std::string> method;
  method.push_back(
      "The path leads from the baseline to the target, by way of milestones where there are any, in "
      "straight lines; it asks for a value on the last day of a figure\u2019s period. Periods are as long as "
      "the baseline\u2019s: of a baseline that pools three years, three years are pooled.");
  method.push_back(fmt::format(
      "Behind: worse than the path asks, by more than chance (one-sided p of {:g} % at most, the limit of a {:g} % "
      "interval). On track: better by more than chance; or no worse, and better than the baseline by more than chance; "
      "or no worse where no change is asked for. Too early to tell: neither the path nor no change is excluded; fewer "
      "than {:g} events; less than {} months of the path behind; provisional figures; or figures by date of "
      "registration "
      "where dates of occurrence are wanted.",
      tail, 100 * rules.confidence, rules.few_events, rules.minimum_months));
  method.push_back(
      "Counts and rates are compared by the Poisson distribution, proportions by the score test. Where the "
      "target is a share of the baseline the baseline\u2019s own chance counts too; where it is a number, "
      "the path is taken as stated. Numbers counted in full are compared as they are.");
  if (!monitoring.summaries.empty())
    method.push_back(fmt::format(
        "Authorities that need attention are behind, or have a special cause for the worse among the last {} points of "
        "their chart. They are ranked by their distance from the path in standard errors, widened for how much "
        "authorities differ from one another beyond chance (Spiegelhalter 2005), then by the events they are short. "
        "Who "
        "stands out does so at a false discovery rate of {:g} % among all authorities of the measure.",
        rules.recent, 100 * rules.false_discovery));
  if (monitoring.charts.empty()) return method;
  method.push_back(chart_words(rules));
  method.push_back(
      fmt::format("Special causes ({}): {}. For 24 independent points about known limits chance alone brings "
                  "{} alarms: {}. Limits from few points, and figures that depend on the one before, bring "
                  "more.",
                  std::string(rules.special_causes.name), rules_in_words(rules.special_causes),
                  words::grouped(statistics::expected_false_alarms(rules.special_causes, 24, rules.chart.coverage), 2),
                  alarms_of(rules.special_causes, rules.chart.coverage, 24)));
  return method;
}

} // namespace tranche
