#include "monitor/attention.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <tuple>

#include "monitor/days.hpp"
#include "monitor/judge_measure.hpp"
#include "nan.hpp"

namespace tranche::monitoring {
namespace {

/// Smaller is more urgent. A chart alone has no distance, and comes after those that do.
auto urgency(const AttentionReason& reason) {
  const auto descending = [](double value) { return std::isnan(value) ? 1e300 : -value; };
  return std::make_tuple(!reason.stands_out, reason.from_chart, descending(reason.distance), descending(reason.gap),
                         reason.measure);
}

AttentionReason from_path(const MonitorProgramme& programme, const MeasureProgress& progress) {
  AttentionReason reason;
  reason.measure = progress.measure;
  reason.text = programme.measures[progress.measure].title + ", " + progress.period + ": " + progress.reason;
  reason.distance = progress.adjusted;
  reason.p = progress.p;
  reason.q = progress.q;
  reason.gap = progress.gap;
  reason.stands_out = progress.stands_out;
  reason.sample = progress.sample;
  return reason;
}

AttentionReason from_chart(const MonitorProgramme& programme, const MeasureChart& chart) {
  AttentionReason reason;
  reason.measure = chart.measure;
  reason.from_chart = true;
  reason.sample = chart.sample;
  std::string found;
  for (const std::size_t which : chart.recent_worse) {
    const statistics::Signal& signal = chart.signals[which];
    found += (found.empty() ? "" : "; ") + statistics::describe(programme.rules.special_causes, signal) + ", at " +
             period_words(std::nullopt, chart.ends[signal.last]);
  }
  reason.text =
      fmt::format("{}{}: special cause for the worse on its {} chart: {}.", programme.measures[chart.measure].title,
                  chart.by_registration ? " (by registration)" : "", chart.kind, found);
  return reason;
}

} // namespace

std::vector<Attention> attention_of(const Monitoring& monitoring) {
  std::map<std::string, Attention> by_code;
  const auto add = [&by_code](const std::string& code, const std::string& name, AttentionReason reason) {
    Attention& attention = by_code[code];
    attention.code = code;
    attention.name = name;
    attention.reasons.push_back(std::move(reason));
  };
  for (const MeasureProgress& progress : monitoring.local)
    if (progress.judged.verdict == statistics::Verdict::behind)
      add(progress.code, progress.name, from_path(monitoring.programme, progress));
  for (const MeasureChart& chart : monitoring.charts)
    if (!chart.recent_worse.empty() && chart.code != monitoring.programme.national_code)
      add(chart.code, chart.name, from_chart(monitoring.programme, chart));
  std::vector<Attention> list;
  for (auto& [code, attention] : by_code) {
    std::stable_sort(attention.reasons.begin(), attention.reasons.end(),
                     [](const AttentionReason& a, const AttentionReason& b) { return urgency(a) < urgency(b); });
    list.push_back(std::move(attention));
  }
  std::stable_sort(list.begin(), list.end(), [](const Attention& a, const Attention& b) {
    return urgency(a.reasons.front()) < urgency(b.reasons.front());
  });
  return list;
}

} // namespace tranche::monitoring
