#include "tranche/statistics/cluster_scan.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nan.hpp"
#include "statistics/arrangements.hpp"
#include "statistics/scan_zones.hpp"
#include "tranche/finding.hpp"

namespace tranche::statistics {
namespace {

/// k ln k, of whole numbers below a million from a table.
class TimesLog {
public:
  explicit TimesLog(double largest) : m_table(static_cast<std::size_t>(std::min(largest, 999999.0)) + 1) {
    for (std::size_t k = 1; k < m_table.size(); ++k) m_table[k] = static_cast<double>(k) * std::log(k);
  }
  double operator()(double k) const {
    return k < static_cast<double>(m_table.size()) ? m_table[static_cast<std::size_t>(k)] : k * std::log(k);
  }

private:
  std::vector<double> m_table;
};

/// The units that take part, numbered anew.
struct ScanUnits {
  std::vector<std::size_t> units;
  std::vector<double> cases, population, x, y;
};

void check_scan_unit(std::size_t at, double cases, double population, ScanModel model) {
  const auto refuse = [&](const char* what, const char* remedy) {
    throw Error(Fault::data, fmt::format("cluster scan, unit {}", at),
                fmt::format("{} ({} cases, population {})", what, cases, population), remedy);
  };
  if (cases != std::floor(cases)) refuse("cases are counted in whole numbers", "give counts, not rates or weights");
  if (cases > 0 && !(population > 0))
    refuse("there are cases where nobody lives", "correct the figures, or leave it out");
  if (model != ScanModel::bernoulli) return;
  if (population != std::floor(population)) refuse("people are counted in whole numbers", "give counts");
  if (cases > population) refuse("there are more cases than people", "use the Poisson model for repeated events");
}

ScanUnits take_part(std::span<const double> cases, std::span<const double> population, std::span<const double> x,
                    std::span<const double> y, ScanModel model, ScanResult& result) {
  ScanUnits known;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (std::isnan(cases[i]) || std::isnan(population[i])) {
      result.missing.push_back(i);
      continue;
    }
    check_scan_unit(i, cases[i], population[i], model);
    known.units.push_back(i);
    known.cases.push_back(cases[i]);
    known.population.push_back(population[i]);
    known.x.push_back(x[i]);
    known.y.push_back(y[i]);
    result.cases += cases[i];
    result.population += population[i];
  }
  return known;
}

/// Log likelihood ratios of all zones for any counts.
class Ratios {
public:
  Ratios(const ScanZones& zones, const ScanOptions& options, double cases, double population)
      : m_zones(zones), m_options(options), m_cases(cases), m_population(population),
        m_times_log(options.model == ScanModel::poisson ? cases : population),
        m_all(m_times_log(cases) + m_times_log(population - cases) - m_times_log(population)) {
    if (options.model == ScanModel::bernoulli) return;
    for (const double people : zones.population) {
      const double expected = people * cases / population, rest = cases - expected;
      m_log_in.push_back(expected > 0 ? std::log(expected) : 0);
      m_log_out.push_back(rest > 0 ? std::log(rest) : 0);
    }
  }

  /// Calls see(zone, LLR) for each zone whose rate is on the side looked for.
  template <class See> void each(std::span<const double> counts, std::vector<double>& in_zone, See&& see) const {
    in_zone.resize(m_zones.count());
    for (std::size_t z = 0; z < m_zones.count(); ++z) {
      const std::uint32_t parent = m_zones.parent[z];
      const double c = counts[m_zones.unit[z]] + (parent == ScanZones::none ? 0 : in_zone[parent]);
      in_zone[z] = c;
      if (!m_zones.counted[z]) continue;
      const double side = c * m_population - m_zones.population[z] * m_cases;
      if ((side > 0 && m_options.rates != ScanFor::low) || (side < 0 && m_options.rates != ScanFor::high))
        see(z, m_options.model == ScanModel::poisson ? poisson(z, c) : bernoulli(z, c));
    }
  }

  /// How far rounding may be off.
  double rounding() const {
    return 1e-14 * (m_options.model == ScanModel::poisson ? m_cases : m_population) *
           (1 + std::log(1 + std::max(m_cases, m_population)));
  }

private:
  double poisson(std::size_t z, double c) const {
    return m_times_log(c) - c * m_log_in[z] + m_times_log(m_cases - c) - (m_cases - c) * m_log_out[z];
  }
  double bernoulli(std::size_t z, double c) const {
    const double n = m_zones.population[z], rest = m_population - n, out = m_cases - c;
    return m_times_log(c) + m_times_log(n - c) - m_times_log(n) + m_times_log(out) + m_times_log(rest - out) -
           m_times_log(rest) - m_all;
  }

  const ScanZones& m_zones;
  const ScanOptions& m_options;
  double m_cases, m_population;
  TimesLog m_times_log;
  double m_all;
  std::vector<double> m_log_in, m_log_out;
};

/// The greatest ratio of each simulated map, ascending.
std::vector<double> greatest_of_simulations(const Ratios& ratios, const ScanUnits& known, double cases,
                                            const ScanOptions& options) {
  std::vector<double> greatest(options.simulations, 0.0);
  in_blocks(options.simulations, 4, options.threads, [&](std::size_t begin, std::size_t end) {
    std::vector<double> counts(known.units.size()), in_zone;
    for (std::size_t simulation = begin; simulation < end; ++simulation) {
      Stream stream(options.seed, static_cast<std::uint32_t>(simulation), static_cast<std::uint32_t>(Purpose::scan), 0);
      const auto simulate = options.model == ScanModel::poisson ? simulate_poisson : simulate_bernoulli;
      simulate(known.population, cases, stream, counts);
      ratios.each(counts, in_zone,
                  [&](std::size_t, double llr) { greatest[simulation] = std::max(greatest[simulation], llr); });
    }
  });
  std::sort(greatest.begin(), greatest.end());
  return greatest;
}

struct ZoneRatio {
  double llr = 0;
  std::size_t zone = 0;
};

/// The zone of the greatest ratio that meets no unit taken; zone is the number of zones where there is none.
ZoneRatio greatest_free(std::span<const ZoneRatio> ratios, const ScanZones& zones, const std::vector<bool>& taken,
                        double rounding) {
  std::vector<bool> meets(zones.count()); // a zone meets what is taken if its parent or its last unit does
  for (std::size_t z = 0; z < zones.count(); ++z)
    meets[z] = taken[zones.unit[z]] || (zones.parent[z] != ScanZones::none && meets[zones.parent[z]]);
  ZoneRatio best{rounding, zones.count()};
  for (const ZoneRatio& one : ratios)
    if (!meets[one.zone] && one.llr > best.llr) best = one;
  if (best.zone == zones.count()) return best;
  ZoneRatio fewest = best;
  for (const ZoneRatio& one : ratios)
    if (!meets[one.zone] && one.llr >= best.llr - rounding && zones.size[one.zone] < zones.size[fewest.zone])
      fewest = one;
  for (const ZoneRatio& one : ratios) // in the order of the centres: the first of those alike
    if (!meets[one.zone] && one.llr >= best.llr - rounding && zones.size[one.zone] == zones.size[fewest.zone])
      return one;
  return fewest;
}

void scan(const ScanUnits& known, const ScanZones& zones, const ScanOptions& options, ScanResult& result) {
  result.zones = static_cast<std::size_t>(std::count(zones.counted.begin(), zones.counted.end(), 1));
  if (!(result.cases > 0) || !(result.population > 0)) return;
  const Ratios ratios(zones, options, result.cases, result.population);
  std::vector<ZoneRatio> found;
  std::vector<double> in_zone;
  ratios.each(known.cases, in_zone, [&](std::size_t z, double llr) { found.push_back({llr, z}); });
  const std::vector<double> greatest = greatest_of_simulations(ratios, known, result.cases, options);
  std::vector<bool> taken(known.units.size(), false);
  while (result.clusters.size() < options.clusters) {
    const auto [llr, zone] = greatest_free(found, zones, taken, ratios.rounding());
    if (zone == zones.count()) return;
    ScanCluster cluster;
    for (const std::size_t unit : zones.units_of(zone)) {
      taken[unit] = true;
      cluster.units.push_back(known.units[unit]);
    }
    cluster.cases = in_zone[zone];
    cluster.expected = zones.population[zone] / result.population * result.cases;
    cluster.relative_risk =
        cluster.cases / cluster.expected / ((result.cases - cluster.cases) / (result.cases - cluster.expected));
    cluster.llr = llr;
    const auto as_great = greatest.end() - std::lower_bound(greatest.begin(), greatest.end(), llr - ratios.rounding());
    if (options.simulations > 0)
      cluster.p = (static_cast<double>(as_great) + 1) / (static_cast<double>(options.simulations) + 1);
    result.clusters.push_back(std::move(cluster));
  }
}

} // namespace

ScanResult circular_scan(std::span<const double> cases, std::span<const double> population, std::span<const double> x,
                         std::span<const double> y, const ScanOptions& options) {
  ScanResult result;
  const ScanUnits known = take_part(cases, population, x, y, options.model, result);
  scan(known, circular_zones(known.population, known.x, known.y, options.max_share), options, result);
  return result;
}

ScanResult flexible_scan(std::span<const double> cases, std::span<const double> population, std::span<const double> x,
                         std::span<const double> y, const SpatialWeights& neighbours, const ScanOptions& options) {
  ScanResult result;
  const ScanUnits known = take_part(cases, population, x, y, options.model, result);
  std::vector<double> figures(cases.begin(), cases.end()); // missing where the population is
  for (const std::size_t unit : result.missing) figures[unit] = nan;
  const SpatialWeights among = without_missing(neighbours, figures).weights;
  scan(known, flexible_zones(known.population, known.x, known.y, among, options), options, result);
  return result;
}

} // namespace tranche::statistics
