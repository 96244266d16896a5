#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"

// People sleeping rough on a single night, per 100,000 residents: the mean of the nights named, with the limits of
// their sum. Definition and formula: README.md.
namespace {

using namespace tranche;

/// Residents over the nights: of each night, or of one year for all of them.
class Residents {
public:
  Residents(const Request& request, std::size_t nights)
      : m_request(request), m_input(bound_input(request, "population")), m_periods{0} {
    require_one_category(m_input);
    if (m_input.periods.size() == 1) {
      m_times = static_cast<double>(nights);
      return;
    }
    const Parameter& wanted = given_parameter(request, "nights");
    for (const std::string_view night : wanted.labels)
      if (find_label(m_input.periods, night) == m_input.periods.size())
        throw Error(Fault::settings, "role population", "has no residents of " + std::string(night),
                    "name one year for all nights under periods: of this input, of " + list_text(m_input.periods));
    m_periods = named_periods(m_input, wanted);
  }

  PeriodSum of(std::size_t a) const {
    PeriodSum sum = sum_periods(m_request, m_input, a, m_periods);
    sum.value *= m_times;
    return sum;
  }

private:
  const Request& m_request;
  const Input& m_input;
  std::vector<std::size_t> m_periods;
  double m_times = 1;
};

/// How the numbers of an authority's districts came about: 1 counted, 0 estimated, by district and night.
class Methods {
public:
  explicit Methods(const Request& request) : m_request(request), m_input(request.input("counted")) {
    if (!m_input) return;
    require_one_category(*m_input);
    m_nights = named_periods(*m_input, given_parameter(request, "nights"));
  }

  /// A remark where an authority's districts or nights differ in method: their difference may be the method's.
  void note(std::size_t a, Result& result) const {
    if (!m_input) return;
    std::vector<std::string> counted, estimated;
    for (std::size_t row = m_input->offsets[a]; row < m_input->offsets[a + 1]; ++row)
      for (const std::size_t night : m_nights) {
        const Figure method = count_at(m_request, *m_input, row, night);
        if (!has_value(method.status)) continue;
        if (method.value != 0 && method.value != 1)
          throw Error(Fault::data, "role counted: " + row_text(m_request, *m_input, row),
                      "must be 1 (counted) or 0 (estimated), got " + number_text(method.value), "correct the layer");
        (method.value == 1 ? counted : estimated)
            .push_back(std::string(m_input->codes[row]) + " in " + std::string(m_input->periods[night]));
      }
    if (!counted.empty() && !estimated.empty())
      result.note(a, "differs in method: counted " + list_text(counted) + "; estimated " + list_text(estimated));
  }

private:
  const Request& m_request;
  const Input* m_input;
  std::vector<std::size_t> m_nights;
};

class RoughSleeping final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    const Input& people = bound_input(request, "people");
    require_one_category(people);
    const std::vector<std::size_t> nights = named_periods(people, given_parameter(request, "nights"));
    const Residents population(request, nights.size());
    const Methods methods(request);
    for (std::size_t a = 0; a < request.codes.size(); ++a) {
      const PeriodSum sleepers = sum_periods(request, people, a, nights), residents = population.of(a);
      result.coverage[a] = std::min(sleepers.coverage, residents.coverage);
      if (lacks(result, a, sleepers, "people sleeping rough") || lacks(result, a, residents, "population")) continue;
      if (is_zero(result, a, residents, "population")) continue;
      require_part(request, a, sleepers.value, "people sleeping rough", residents.value, "residents");
      set_count_rate(request, result, a, sleepers.value, residents.value, 100000,
                     worse_of(sleepers.status, residents.status));
      methods.note(a, result);
    }
  }
};

constexpr TrancheRole roles[] = {required("people", "People sleeping rough on one night, by autumn"),
                                 required("population", "Residents, of one year or by the same years as the nights"),
                                 optional("counted",
                                          "How each district's number came about, by autumn: 1 counted, 0 estimated",
                                          "members", "district")};
constexpr TrancheMeasure measures[] = {
    measure("rate", "{people}, {nights}, per 100,000 residents", "per 100,000 residents", "poisson", 1, roles)};
constexpr TrancheParameter parameters[] = {
    parameter("nights", "periods", "[2022]", "Autumns whose nights are averaged.")};

} // namespace

TRANCHE_PLUGIN(RoughSleeping, "rough_sleeping", "1.0.0", "Rough sleeping", "MIT",
               "DLUHC, Rough sleeping snapshot in England, Table 1; limits: Byar, Breslow & Day 1987", measures,
               parameters)
