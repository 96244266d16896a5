// Draws of made-up authorities, for tools/bench/uncertainty: bench_uncertainty FOLDER [DRAWS [AUTHORITIES]].
// Leaves the figures, our times and probabilities in the folder, for numpy to be held against.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "tranche/decide/uncertainty.hpp"
#include "tranche/statistics/limits.hpp"
#include "tranche/statistics/random.hpp"

namespace {

using namespace tranche;

struct Table {
  std::vector<std::string> codes;
  std::vector<double> population;
  std::vector<IndicatorColumn> indicators;
  std::string json; ///< the laws of the indicators, for numpy
  IndexSettings index;
  TrancheSettings tranches;

  Candidates candidates() const { return {codes, population}; }
};

IndicatorColumn& add(Table& table, const std::string& id, const std::string& model) {
  IndicatorColumn column;
  const std::size_t n = table.codes.size();
  column.id = column.title = id;
  column.error_model = model;
  column.levels = {0.95};
  column.status.assign(n, Status::measured);
  column.value = column.lower = column.upper = column.numerator = column.denominator = std::vector<double>(n, NAN);
  column.flags.assign(n, 0);
  column.coverage.assign(n, 1);
  table.indicators.push_back(std::move(column));
  return table.indicators.back();
}

/// Deaths, admissions and crimes as counts of a population, users as a share of it, prevalence from its limits: need of
/// one cause, with errors of the sizes that England's figures have.
Table made_up(std::size_t n) {
  Table table;
  std::vector<double> cause;
  for (std::size_t i = 0; i < n; ++i) {
    statistics::Stream stream(7, 0, 0, static_cast<std::uint32_t>(i));
    table.codes.push_back(fmt::format("E{:08}", i));
    table.population.push_back(std::floor(1e5 * (1 + 3 * stream.uniform())));
    cause.push_back(stream.normal());
  }
  std::vector<std::string> laws;
  const std::array<double, 5> rates{30, 400, 2000, 900, 8};
  for (std::size_t c = 0; c < rates.size(); ++c) {
    const bool limits = c == 4, share = c == 3;
    IndicatorColumn& column = add(table, fmt::format("i{}", c), limits ? "limits" : share ? "binomial" : "poisson");
    std::vector<double> a, b;
    for (std::size_t i = 0; i < n; ++i) {
      statistics::Stream stream(7, 1, static_cast<std::uint32_t>(c), static_cast<std::uint32_t>(i));
      const double rate = rates[c] * std::exp(0.3 * cause[i] + 0.2 * stream.normal()), people = table.population[i];
      if (limits) {
        column.value[i] = rate;
        column.lower[i] = rate * std::exp(-0.2);
        column.upper[i] = rate * std::exp(0.2);
        a.push_back(std::log(rate));
        b.push_back(0.2 / 1.959963984540054);
        continue;
      }
      const double count = std::floor(rate * people / 1e5);
      column.numerator[i] = count;
      column.denominator[i] = people;
      column.value[i] = count / people * (share ? 100 : 1e5);
      a.push_back(count + 0.5);
      b.push_back(share ? people - count + 0.5 : people);
    }
    laws.push_back(fmt::format(R"({{"law": "{}", "a": [{}], "b": [{}], "value": [{}]}})",
                               limits  ? "log_normal"
                               : share ? "beta"
                                       : "gamma",
                               fmt::join(a, ", "), fmt::join(b, ", "), fmt::join(column.value, ", ")));
  }
  table.json = fmt::format("[{}]\n", fmt::join(laws, ",\n "));
  table.tranches.cut = {
      {"one", Cut::By::count, 50, 0, {}}, {"two", Cut::By::count, 50, 0, {}}, {"three", Cut::By::rest, 0, 0, {}}};
  return table;
}

UncertaintySettings settings_of(const std::string& source, int draws) {
  UncertaintySettings settings;
  settings.draws = draws;
  settings.weights.concentration = 50;
  settings.figures = source != "weights";
  if (source != "methods") return settings;
  settings.methods.normalise.resize(2);
  settings.methods.normalise[0].method = Normalise::min_max;
  settings.methods.normalise[1].method = Normalise::percentile;
  settings.methods.leave_out = true;
  return settings;
}

/// Wall time in milliseconds, the least of three, and of as many more as go into 0.4 seconds.
template <class Work> double milliseconds(Work&& work) {
  using Clock = std::chrono::steady_clock;
  double best = INFINITY;
  const auto begin = Clock::now();
  for (int i = 0; i < 3 || Clock::now() - begin < std::chrono::milliseconds(400); ++i) {
    const auto start = Clock::now();
    work();
    best = std::min(best, std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  return best;
}

long peak_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

void bench(const std::string& folder, int draws, std::size_t n) {
  const Table table = made_up(n);
  std::ofstream(folder + "/figures.json") << table.json;
  const AllocationSettings no_money;
  const Decision decision = decide(table.candidates(), table.indicators, table.index, table.tranches, no_money);
  const auto run = [&](const std::string& source, int number, int threads) {
    return estimate_uncertainty(decision, table.candidates(), table.indicators, table.index, table.tranches, no_money,
                                settings_of(source, number), threads);
  };
  std::vector<std::string> ours;
  for (const std::string source : {"weights", "figures", "methods"}) {
    Uncertainty one, two, tenfold;
    const double single = milliseconds([&] { one = run(source, draws, 1); });
    const double both = milliseconds([&] { two = run(source, draws, 2); });
    const long before = peak_kib();
    const double ten = milliseconds([&] { tenfold = run(source, 10 * draws, 2); });
    const bool same = one.tranche_probability == two.tranche_probability && one.rank_low == two.rank_low;
    if (!same) throw std::runtime_error(source + ": two threads find other results than one");
    ours.push_back(fmt::format(R"("{}": {{"one": {}, "two": {}, "ten": {}, "more_kib": {}, "tranches": {}}})", source,
                               single, both, ten, peak_kib() - before, two.tranche_probability));
  }
  std::ofstream(folder + "/ours.json") << fmt::format("{{{}}}\n", fmt::join(ours, ",\n"));
}

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2) throw std::runtime_error("give a folder");
    bench(argv[1], argc > 2 ? std::atoi(argv[2]) : 10000, argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 152);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_uncertainty: {}\n", error.what());
    return 1;
  }
}
