// The index and its audit at the size of England's neighbourhoods: bench_index [UNITS [INDICATORS]].
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "tranche/decide/audit.hpp"
#include "tranche/statistics/random.hpp"

namespace {

using namespace tranche;
using Clock = std::chrono::steady_clock;

/// Figures that share one cause, some of them missing; the same in every run.
IndicatorColumn indicator(std::size_t number, std::size_t n) {
  IndicatorColumn column;
  column.id = column.title = fmt::format("i{}", number);
  column.levels = {0.95};
  for (std::size_t i = 0; i < n; ++i) {
    const double cause = statistics::Stream(1, 1, 0, static_cast<std::uint32_t>(i)).normal();
    statistics::Stream stream(1, 2, static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(i));
    const double value = 100 + 10 * (stream.normal() + cause);
    const bool missing = stream.uniform() < 0.001;
    column.value.push_back(missing ? std::numeric_limits<double>::quiet_NaN() : value);
    column.status.push_back(missing ? Status::missing : Status::measured);
  }
  column.lower = column.upper = column.numerator = column.denominator =
      std::vector<double>(n, std::numeric_limits<double>::quiet_NaN());
  column.flags.assign(n, 0);
  column.coverage.assign(n, 1);
  return column;
}

template <class Work> void line(const std::string& stage, int times, Work&& work) {
  const Clock::time_point start = Clock::now();
  for (int i = 0; i < times; ++i) work();
  fmt::print("{:<44} {:9.1f} ms\n", stage,
             std::chrono::duration<double, std::milli>(Clock::now() - start).count() / times);
}

} // namespace

int main(int argc, char** argv) {
  const std::size_t n = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 33755;
  const std::size_t k = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 50;
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < n; ++i) codes.push_back(fmt::format("E{:08}", i));
  const std::vector<double> population(n, 1600);
  std::vector<IndicatorColumn> indicators;
  IndexSettings index;
  index.require = 0.9;
  for (std::size_t c = 0; c < k; ++c) {
    indicators.push_back(indicator(c, n));
    if (c % 10 == 0) index.weights.push_back({fmt::format("d{}", c / 10), 1, {}, {}});
    index.weights.back().of.push_back({indicators.back().id, 1, {}, {}});
  }
  const Candidates candidates{codes, population};
  TrancheSettings tranches;
  tranches.cut.push_back({"one", Cut::By::count, static_cast<double>(n / 10), 0, {}});
  const AllocationSettings allocation;
  const std::string size = fmt::format("{} x {}", n, k);

  Decision decision;
  for (const Normalise method : {Normalise::z_score, Normalise::percentile, Normalise::imd_exponential}) {
    index.normalise.method = method;
    line(fmt::format("index, {}, {}", name_of(method), size), 3,
         [&] { decision = decide(candidates, indicators, index, tranches, allocation); });
  }
  index.normalise.method = Normalise::z_score;
  decision = decide(candidates, indicators, index, tranches, allocation);
  const int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  for (const int t : {1, threads})
    line(fmt::format("audit, {}, {} thread{}", size, t, t == 1 ? "" : "s"), 1, [&] {
      audit(decision, candidates, indicators, index, tranches, allocation, {false, t});
    });
  line(fmt::format("audit with Kendall, {}, {} threads", size, threads), 1, [&] {
    audit(decision, candidates, indicators, index, tranches, allocation, {true, threads});
  });
}
