#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <string>
#include <thread>

#include "tranche/decide/decide.hpp"
#include "tranche/decide/uncertainty.hpp"

/// How long one decision and one thousand draws take on made-up figures of England's size: bench_decide [AUTHORITIES].
namespace {

using Clock = std::chrono::steady_clock;

tranche::IndicatorColumn indicator(const std::string& id, std::size_t n, std::size_t phase) {
  tranche::IndicatorColumn column;
  column.id = column.title = id;
  column.error_model = "poisson";
  column.levels = {0.95};
  for (std::size_t i = 0; i < n; ++i) {
    const double events = std::floor(60 + 50 * std::sin(static_cast<double>(i * (phase + 3))));
    column.numerator.push_back(events);
    column.denominator.push_back(3e5);
    column.value.push_back(events / 3);
  }
  column.lower = column.upper = column.value;
  column.status.assign(n, tranche::Status::measured);
  column.flags.assign(n, 0);
  column.coverage.assign(n, 1);
  return column;
}

template <class Work> double milliseconds(int times, Work&& work) {
  const Clock::time_point start = Clock::now();
  for (int i = 0; i < times; ++i) work();
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count() / times;
}

} // namespace

int main(int argc, char** argv) {
  const std::size_t n = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 150;
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < n; ++i) codes.push_back(fmt::format("E{:08}", i));
  const std::vector<double> population(n, 3e5);
  std::vector<tranche::IndicatorColumn> indicators;
  for (std::size_t c = 0; c < 5; ++c) indicators.push_back(indicator(fmt::format("i{}", c), n, c));
  const tranche::Candidates candidates{codes, population};
  tranche::IndexSettings index;
  tranche::TrancheSettings tranches;
  tranche::AllocationSettings allocation;
  for (const char* name : {"one", "two"})
    tranches.cut.push_back({name, tranche::Cut::By::count, static_cast<double>(n / 3), 0, {}});
  tranches.cut.push_back({"three", tranche::Cut::By::rest, 0, 0, {}});
  allocation.pots = {{"", 5300000000, {}}};
  allocation.floor_pence = 5300000000 / static_cast<std::int64_t>(n) / 4;

  tranche::Decision decision;
  const double once =
      milliseconds(20, [&] { decision = tranche::decide(candidates, indicators, index, tranches, allocation); });
  fmt::print("{:<34} {:9.3f} ms\n", fmt::format("decide, {} x 5", n), once);
  const int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  for (const int t : {1, threads}) {
    const double draws = milliseconds(3, [&] {
      tranche::estimate_uncertainty(decision, candidates, indicators, index, tranches, allocation, {}, t);
    });
    fmt::print("{:<34} {:9.3f} ms\n", fmt::format("1,000 draws, {} x 5, {} threads", n, t), draws);
  }
}
