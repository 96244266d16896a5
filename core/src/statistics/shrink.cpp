#include "tranche/statistics/shrink.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tranche::statistics {
namespace {

using Members = std::vector<std::size_t>;

struct Figures {
  std::span<const double> events, population;

  bool usable(std::size_t i) const { return events[i] >= 0 && population[i] > 0; }
  double rate(std::size_t i) const { return events[i] / population[i]; }
};

/// What the units of a whole say of a rate before the unit itself is looked at.
struct Prior {
  double mean = 0;
  double variance = 0;      ///< by moments; may be below 0
  double mean_variance = 0; ///< of the estimated mean
};

Prior prior_of(const Figures& figures, const Members& members) {
  double events = 0, people = 0, units = 0, squares = 0, spread = 0;
  for (const std::size_t i : members) {
    events += figures.events[i];
    people += figures.population[i];
    ++units;
  }
  const double mean = events / people;
  for (const std::size_t i : members) {
    const double deviation = figures.rate(i) - mean;
    spread += figures.population[i] * deviation * deviation;
    squares += (figures.population[i] / people) * (figures.population[i] / people);
  }
  const double variance = spread / people - mean * units / people;
  return {mean, variance, std::max(variance, 0.0) * squares + mean / people};
}

Shrunk shrunk(const Figures& figures, std::size_t i, const Prior& prior) {
  const double a = std::max(prior.variance, 0.0);
  const double total = a + prior.mean / figures.population[i];
  const double weight = total > 0 ? a / total : 0;
  const double rest = 1 - weight;
  return {prior.mean + weight * (figures.rate(i) - prior.mean), std::sqrt(a * rest + rest * rest * prior.mean_variance),
          weight, prior.mean};
}

Members usable_units(const Figures& figures) {
  Members members;
  for (std::size_t i = 0; i < figures.events.size(); ++i)
    if (figures.usable(i)) members.push_back(i);
  return members;
}

/// Calls visit(members) for each group, by number, its members in their order.
template <class Visit> void each_group(Members units, std::span<const int> group, Visit&& visit) {
  std::erase_if(units, [&](std::size_t i) { return group[i] < 0; });
  std::stable_sort(units.begin(), units.end(), [&](std::size_t a, std::size_t b) { return group[a] < group[b]; });
  for (auto first = units.begin(); first != units.end();) {
    const auto last = std::find_if(first, units.end(), [&](std::size_t i) { return group[i] != group[*first]; });
    visit(Members(first, last));
    first = last;
  }
}

double logit(double r, double n) { return std::log((r + 0.5) / (n - r + 0.5)); }
double logit_variance(double r, double n) { return (n + 1) / n * ((n + 2) / ((r + 1) * (n - r + 1))); }
double anti_logit(double z) { return 1 / (1 + std::exp(-z)); }

} // namespace

std::vector<Shrunk> shrink_to_all(std::span<const double> events, std::span<const double> population) {
  const Figures figures{events, population};
  std::vector<Shrunk> result(events.size());
  const Members units = usable_units(figures);
  const Prior prior = prior_of(figures, units);
  for (const std::size_t i : units) result[i] = shrunk(figures, i, prior);
  return result;
}

std::vector<Shrunk> shrink_to_groups(std::span<const double> events, std::span<const double> population,
                                     std::span<const int> group) {
  const Figures figures{events, population};
  std::vector<Shrunk> result(events.size());
  each_group(usable_units(figures), group, [&](const Members& members) {
    const Prior prior = prior_of(figures, members);
    for (const std::size_t i : members) result[i] = shrunk(figures, i, prior);
  });
  return result;
}

std::vector<Shrunk> shrink_to_neighbours(std::span<const double> events, std::span<const double> population,
                                         std::span<const std::vector<std::size_t>> neighbours) {
  const Figures figures{events, population};
  std::vector<Shrunk> result(events.size());
  Members members;
  for (const std::size_t i : usable_units(figures)) {
    members.assign(1, i);
    for (const std::size_t j : neighbours[i])
      if (j != i && figures.usable(j)) members.push_back(j);
    result[i] = shrunk(figures, i, prior_of(figures, members));
  }
  return result;
}

std::vector<double> assuncao_reis(std::span<const double> events, std::span<const double> population) {
  const Figures figures{events, population};
  std::vector<double> result(events.size(), std::numeric_limits<double>::quiet_NaN());
  const Members units = usable_units(figures);
  const Prior prior = prior_of(figures, units);
  for (const std::size_t i : units) {
    const double chance = prior.mean / figures.population[i];
    const double variance = prior.variance + chance > 0 ? prior.variance + chance : chance;
    result[i] = variance > 0 ? (figures.rate(i) - prior.mean) / std::sqrt(variance) : 0;
  }
  return result;
}

std::vector<Shrunk> shrink_to_parents(std::span<const double> events, std::span<const double> population,
                                      std::span<const int> parent) {
  const Figures figures{events, population};
  std::vector<Shrunk> result(events.size());
  Members areas = usable_units(figures);
  std::erase_if(areas, [&](std::size_t i) { return events[i] > population[i]; });
  each_group(std::move(areas), parent, [&](const Members& members) {
    double r = 0, n = 0, between = 0;
    for (const std::size_t i : members) {
      r += events[i];
      n += population[i];
    }
    const double whole = logit(r, n), whole_variance = logit_variance(r, n);
    for (const std::size_t i : members) between += std::pow(logit(events[i], population[i]) - whole, 2);
    if (members.size() > 1) between /= static_cast<double>(members.size() - 1);
    for (const std::size_t i : members) {
      const double own = logit(events[i], population[i]), variance = logit_variance(events[i], population[i]);
      // (1/s^2)/(1/s^2 + 1/t^2), without dividing by a spread of 0
      const double weight = members.size() > 1 ? between / (between + variance) : 1;
      const double value = anti_logit(weight * own + (1 - weight) * whole);
      const double error = std::sqrt(weight * variance + (1 - weight) * (1 - weight) * whole_variance);
      result[i] = {value, value * (1 - value) * error, weight, anti_logit(whole)};
    }
  });
  return result;
}

} // namespace tranche::statistics
