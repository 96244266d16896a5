#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "indicators/cells.hpp"
#include "tranche/indicators/kinds.hpp"
#include "tranche/indicators/plugin_host.hpp"
#include "tranche/statistics/standardise.hpp"

namespace tranche {
namespace {

using statistics::Estimate;
using statistics::Reason;

std::vector<std::size_t> in_order(const Cube& cube) {
  std::vector<std::size_t> positions(cube.categories.size());
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  return positions;
}

/// Events and people by band, the bands in the order of the events.
class Bands {
public:
  Bands(std::span<const BoundInput> inputs, const IndicatorSettings& settings, std::span<const std::string> codes,
        std::span<const std::string> names)
      : m_events(needed_input(inputs, "events", settings)), m_population(needed_input(inputs, "population", settings)),
        m_settings(settings), m_codes(codes), m_names(names), m_own(in_order(m_events.cube)),
        m_matched(matched_categories(m_events, m_population, settings)) {
    check_periods(m_events, m_population, settings);
  }

  const BoundInput& events() const { return m_events; }
  const std::string& label(std::size_t band) const { return m_events.cube.categories[band]; }

  struct One {
    std::vector<double> events, population;
    Status status = Status::measured;
    double coverage = 1;
  };
  One of(std::size_t authority) const {
    const std::string name = called(m_codes, m_names, authority);
    const Cells above = cells_of(m_events, authority, name), below = cells_of(m_population, authority, name);
    return {above.by_category(m_events.cube, m_own), below.by_category(m_population.cube, m_matched),
            worse(above.status, below.status), std::min(above.coverage, below.coverage)};
  }

  /// Where another input has these bands. @throws Error (settings) when its bands are others.
  std::vector<std::size_t> match(const BoundInput& input) const {
    return matched_categories(m_events, input, m_settings);
  }
  Cells cells(const BoundInput& input, std::size_t authority) const {
    return cells_of(input, authority, called(m_codes, m_names, authority));
  }

  /// A table that is one for all authorities. @throws Error (settings) when it is not; (data) for a figure not given.
  std::vector<double> national(const BoundInput& input) const {
    const std::vector<std::size_t> bands = match(input);
    const std::vector<double> figures = cells(input, 0).by_category(input.cube, bands);
    for (std::size_t i = 1; i < m_codes.size() && none_missing(figures); ++i)
      if (cells(input, i).by_category(input.cube, bands) != figures)
        throw Error(Fault::settings, m_settings.place.text(),
                    "the " + input.role + " of " + input.cube.layer + " is not the same for every authority",
                    "bind a national table: one figure for each band");
    if (!none_missing(figures))
      throw Error(Fault::data, input.cube.layer, "the " + input.role + " lacks the figure of a band",
                  "give a figure for every band");
    return figures;
  }

private:
  static bool none_missing(const std::vector<double>& figures) {
    return std::none_of(figures.begin(), figures.end(), [](double figure) { return std::isnan(figure); });
  }

  const BoundInput &m_events, &m_population;
  const IndicatorSettings& m_settings;
  std::span<const std::string> m_codes, m_names;
  std::vector<std::size_t> m_own, m_matched;
};

/// The standard population of the role, else the European one where the bands are its own.
std::vector<double> standard_of(std::span<const BoundInput> inputs, const Bands& bands,
                                const IndicatorSettings& settings) {
  if (const BoundInput* bound = find_input(inputs, "standard")) {
    if (bound->cube.periods.size() == 1) return bands.national(*bound);
    throw Error(Fault::settings, settings.place.text(),
                fmt::format("the standard of {} has {} periods", bound->cube.layer, bound->cube.periods.size()),
                "name one, as in LAYER:VALUE:PERIOD");
  }
  const std::vector<std::string>& labels = bands.events().cube.categories;
  const auto european = statistics::esp2013();
  std::vector<double> people;
  for (const std::string& label : labels)
    for (const statistics::StandardBand& band : european)
      if (band.band == label) people.push_back(band.people);
  if (people.size() == european.size() && labels.size() == european.size()) return people;
  throw Error(Fault::settings, settings.place.text(),
              fmt::format("the {} categories of {} are not the 19 age bands of the European Standard Population 2013 "
                          "(0-4, 5-9, ... 85-89, 90+)",
                          labels.size(), bands.events().cube.layer),
              "bind a standard population with the same bands: inputs: {standard: LAYER:VALUE}");
}

/// Why a standardised figure is not given, with the band that lacks people.
std::string remark(Reason reason, const Bands& bands, const Bands::One& one) {
  if (reason == Reason::no_population)
    for (std::size_t band = 0; band < one.population.size(); ++band)
      if (one.population[band] <= 0)
        return fmt::format("the population is 0{}: no rate",
                           bands.label(band).empty() ? "" : " in the band " + bands.label(band));
  return std::string(statistics::describe(reason)) + ": no rate";
}

/// Status, value and limits of one authority.
void put_estimate(IndicatorColumn& column, std::size_t i, const Estimate& estimate, const Bands& bands,
                  const Bands::One& one) {
  column.coverage[i] = one.coverage;
  column.status[i] = one.status;
  column.numerator[i] = estimate.events;
  if (!has_value(one.status)) return;
  if (!estimate.given()) {
    column.status[i] = estimate.withheld == Reason::too_few_events ? Status::too_few : Status::missing;
    if (column.status[i] == Status::missing) column.notes.emplace_back(i, remark(estimate.withheld, bands, one));
    return;
  }
  column.value[i] = estimate.value;
  if (column.error_model != "none") put_limits(column, i, estimate.limits);
}

double sum_of(const std::vector<double>& figures) { return std::accumulate(figures.begin(), figures.end(), 0.0); }

/// Events and population that tell how many events to expect, by band.
struct Reference {
  std::vector<double> events, population;
  /// Events for each person of the whole reference.
  double crude() const { return sum_of(events) / sum_of(population); }
};

/// The tables of the roles, else all authorities that have every figure.
Reference reference_of(std::span<const BoundInput> inputs, const Bands& bands, std::size_t authorities,
                       const IndicatorSettings& settings) {
  const BoundInput *events = find_input(inputs, "reference_events"),
                   *population = find_input(inputs, "reference_population");
  if ((events == nullptr) != (population == nullptr))
    throw Error(Fault::settings, settings.place.text(),
                std::string("has reference_") + (events ? "events" : "population") + " without reference_" +
                    (events ? "population" : "events"),
                "bind both, or neither: then all authorities together are the reference");
  if (events) {
    check_periods(*events, *population, settings);
    return {bands.national(*events), bands.national(*population)};
  }
  const std::size_t count = bands.events().cube.categories.size();
  Reference reference{std::vector<double>(count, 0), std::vector<double>(count, 0)};
  for (std::size_t i = 0; i < authorities; ++i) {
    const Bands::One one = bands.of(i);
    if (!has_value(one.status)) continue;
    for (std::size_t band = 0; band < count; ++band) {
      reference.events[band] += one.events[band];
      reference.population[band] += one.population[band];
    }
  }
  return reference;
}

} // namespace

IndicatorColumn compute_standardised(const IndicatorSettings& settings, std::span<const std::string> codes,
                                     std::span<const std::string> names, std::span<const double> levels,
                                     std::span<const BoundInput> inputs) {
  const Bands bands(inputs, settings, codes, names);
  IndicatorColumn column = blank_column(settings, bands.events().cube.title, codes.size(), levels,
                                        settings.limits == "none" ? "none" : "limits");
  if (codes.empty()) return column;
  const std::vector<double> standard = standard_of(inputs, bands, settings);
  const BoundInput* squares = find_input(inputs, "event_squares");
  if (squares) check_periods(*squares, bands.events(), settings);
  const std::vector<std::size_t> places = squares ? bands.match(*squares) : std::vector<std::size_t>();
  for (std::size_t i = 0; i < codes.size(); ++i) {
    Bands::One one = bands.of(i);
    std::vector<double> variance;
    if (squares) {
      const Cells cells = bands.cells(*squares, i);
      variance = cells.by_category(squares->cube, places);
      one.status = worse(one.status, cells.status);
    }
    put_estimate(
        column, i,
        statistics::standardised_rate(one.events, one.population, standard, settings.per.value_or(1), levels, variance),
        bands, one);
    column.denominator[i] = sum_of(one.population);
  }
  return column;
}

IndicatorColumn compute_indirect(const IndicatorSettings& settings, std::span<const std::string> codes,
                                 std::span<const std::string> names, std::span<const double> levels,
                                 std::span<const BoundInput> inputs) {
  const Bands bands(inputs, settings, codes, names);
  IndicatorColumn column = blank_column(settings, bands.events().cube.title, codes.size(), levels,
                                        settings.limits == "none" ? "none" : "poisson");
  if (codes.empty()) return column;
  const Reference reference = reference_of(inputs, bands, codes.size(), settings);
  const bool rate = settings.output == "rate";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const Bands::One one = bands.of(i);
    const double per = settings.per.value_or(1);
    const auto both = statistics::indirectly_standardised(one.events, one.population, reference.events,
                                                          reference.population, per, levels);
    Estimate estimate = rate ? both.rate : both.ratio;
    if (!rate) {
      estimate.value *= per;
      for (statistics::Interval& limits : estimate.limits) limits = {per * limits.lower, per * limits.upper};
    }
    put_estimate(column, i, estimate, bands, one);
    column.denominator[i] = rate ? both.expected / reference.crude() : both.expected;
  }
  return column;
}

} // namespace tranche
