#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"
#include "tranche/statistics/standardise.hpp"

// Registered deaths pooled over the years named: a crude rate, and a directly standardised one where deaths by age are
// bound. Rules for few deaths: Office for National Statistics, user guide to mortality statistics (see README.md).
namespace {

using namespace tranche;

constexpr double per = 100000;
constexpr double crude_from = 3;         // fewer deaths: no crude rate
constexpr double standardised_from = 10; // fewer deaths: no standardised rate

Status death_status(const PeriodSum& deaths, double fewest) {
  return deaths.value < fewest ? Status::too_few : status_of(deaths.value, deaths.status);
}

void crude_rate(const Request& request, Result& result) {
  const Input& deaths = bound_input(request, "deaths");
  const Input& population = bound_input(request, "population");
  require_one_category(deaths);
  require_one_category(population);
  const Parameter& years = given_parameter(request, "years");
  const std::vector<std::size_t> death_years = named_periods(deaths, years);
  const std::vector<std::size_t> population_years = named_periods(population, years);

  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const PeriodSum events = sum_periods(request, deaths, a, death_years);
    const PeriodSum residents = sum_periods(request, population, a, population_years);
    result.coverage[a] = std::min(events.coverage, residents.coverage);
    if (has_value(events.status)) result.numerator[a] = events.value;
    if (has_value(residents.status)) result.denominator[a] = residents.value;
    if (lacks(result, a, events, "deaths") || lacks(result, a, residents, "population")) continue;
    if (is_zero(result, a, residents, "population")) continue;

    const Status status = worse_of(death_status(events, crude_from), residents.status);
    result.status[a] = status;
    if (!has_value(status)) continue;
    const double scale = per / residents.value;
    set_value(result, a, events.value * scale, status);
    for (std::size_t level = 0; level < request.levels.size(); ++level) {
      const statistics::Interval count = statistics::count_limits(events.value, request.levels[level]);
      set_limits(request, result, a, level, {count.lower * scale, count.upper * scale});
    }
  }
}

/// For each band of the standard, where it stands among the categories of an input.
/// @throws Error (settings) when the bands of the two differ: deaths outside the standard would be lost unseen.
std::vector<std::size_t> match_bands(const Input& standard, const Input& input) {
  std::vector<std::size_t> positions;
  for (const std::string_view band : standard.categories) {
    positions.push_back(find_label(input.categories, band));
    if (positions.back() == input.categories.size() || input.categories.size() != standard.categories.size())
      throw Error(Fault::settings, "role " + std::string(input.role),
                  "its age bands (" + list_text(input.categories) + ") are not those of the standard (" +
                      list_text(standard.categories) + ")",
                  "bind deaths, population and standard in the same age bands");
  }
  return positions;
}

std::vector<double> standard_weights(const Request& request, const Input& standard) {
  require_one_period(standard);
  std::vector<double> weights;
  for (std::size_t band = 0; band < standard.categories.size(); ++band) {
    weights.push_back(standard.areas > 0 ? count_at(request, standard, 0, 0, band).value : 0.0);
    for (std::size_t a = 0; a < standard.areas; ++a) {
      const Figure figure = count_at(request, standard, a, 0, band);
      if (!has_value(figure.status) || figure.value != weights.back() || !(figure.value > 0))
        throw Error(Fault::settings,
                    "role standard: " + row_text(request, standard, a) + ", " + std::string(standard.categories[band]),
                    "the standard population must be above 0 and the same for every authority",
                    "bind a national table such as the European Standard Population");
    }
  }
  return weights;
}

void standardised_rate(const Request& request, Result& result) {
  const Input& deaths = bound_input(request, "deaths");
  const Input& population = bound_input(request, "population");
  const Input& standard = bound_input(request, "standard");
  const Parameter& years = given_parameter(request, "years");
  const std::vector<std::size_t> death_years = named_periods(deaths, years);
  const std::vector<std::size_t> population_years = named_periods(population, years);
  const std::vector<std::size_t> death_bands = match_bands(standard, deaths);
  const std::vector<std::size_t> population_bands = match_bands(standard, population);
  const std::vector<double> weights = standard_weights(request, standard);

  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    std::vector<double> events, residents;
    PeriodSum all_events, all_residents;
    bool given = true;
    for (std::size_t band = 0; band < weights.size() && given; ++band) {
      const PeriodSum o = sum_periods(request, deaths, a, death_years, death_bands[band]);
      const PeriodSum n = sum_periods(request, population, a, population_years, population_bands[band]);
      const std::string aged = " aged " + std::string(standard.categories[band]);
      given = !lacks(result, a, o, "deaths" + aged) && !lacks(result, a, n, "population" + aged) &&
              !is_zero(result, a, n, "population" + aged);
      events.push_back(o.value);
      residents.push_back(n.value);
      all_events.value += o.value;
      all_events.status = worse_of(all_events.status, o.status);
      all_residents.value += n.value;
      all_residents.status = worse_of(all_residents.status, n.status);
      result.coverage[a] = std::min({result.coverage[a], o.coverage, n.coverage});
    }
    if (!given) continue;
    result.numerator[a] = all_events.value;
    result.denominator[a] = all_residents.value;
    const Status status = worse_of(death_status(all_events, standardised_from), all_residents.status);
    result.status[a] = status;
    if (!has_value(status)) continue;
    const statistics::Estimate rate = statistics::standardised_rate(events, residents, weights, per, request.levels);
    set_value(result, a, rate.value, status);
    for (std::size_t level = 0; level < request.levels.size(); ++level)
      set_limits(request, result, a, level, rate.limits[level]);
  }
}

class DrugDeaths final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    if (request.measure == "rate")
      crude_rate(request, result);
    else
      standardised_rate(request, result);
  }
};

constexpr TrancheRole rate_roles[] = {events(required("deaths", "Registered deaths by year")),
                                      required("population", "Residents by year")};
constexpr TrancheRole standardised_roles[] = {
    events(required("deaths", "Registered deaths by year and age band")),
    required("population", "Residents by year and age band"),
    required("standard", "Standard population by age band, the same for every authority")};
constexpr TrancheMeasure measures[] = {
    measure("rate", "{deaths}, registered {years}, crude rate per 100,000 person-years", "per 100,000 person-years",
            "poisson", 1, rate_roles),
    measure("standardised_rate",
            "{deaths}, registered {years}, directly age-standardised rate per 100,000 person-years ({standard})",
            "per 100,000 person-years, age-standardised", "poisson", 1, standardised_roles)};
constexpr TrancheParameter parameters[] = {
    parameter("years", "periods", "[2018, 2019, 2020]", "Years of registration that are pooled.")};

} // namespace

TRANCHE_PLUGIN(
    DrugDeaths, "drug_deaths", "1.0.0", "Drug deaths", "MIT",
    "Byar's limits: Breslow & Day 1987; Dobson et al. 1991; few deaths: ONS user guide to mortality statistics",
    measures, parameters)
