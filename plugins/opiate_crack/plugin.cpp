#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"

// Estimated users of opiates and crack cocaine per 1,000 people aged 15 to 64, with the limits that were published.
namespace {

using namespace tranche;

constexpr double per = 1000;
constexpr std::array<std::string_view, 10> bands_15_to_64 = {"15-19", "20-24", "25-29", "30-34", "35-39",
                                                             "40-44", "45-49", "50-54", "55-59", "60-64"};

/// The categories that together are the people aged 15 to 64.
/// @throws Error (settings) when the population's ages do not make them up: all ages would give far too low a rate.
std::vector<std::size_t> working_ages(const Input& population) {
  const std::size_t none = population.categories.size();
  if (const std::size_t whole = find_label(population.categories, "15-64"); whole != none) return {whole};
  std::vector<std::size_t> bands;
  for (const std::string_view band : bands_15_to_64)
    if (const std::size_t position = find_label(population.categories, band); position != none)
      bands.push_back(position);
  if (bands.size() == bands_15_to_64.size()) return bands;
  const bool said = population.title.find("15-64") != std::string_view::npos ||
                    population.title.find("15 to 64") != std::string_view::npos;
  if (none == 1 && population.categories[0].empty() && said) return {0};
  throw Error(Fault::settings, "role population",
              "its ages do not make up 15 to 64: " + list_text(population.categories),
              "bind five-year bands 15-19 to 60-64, a category 15-64, or a value whose title says 15-64");
}

/// Where the three figures of the table stand.
struct Columns {
  std::size_t estimate, lower, upper;
};

Columns columns_of(const Input& estimates) {
  const auto column = [&](std::string_view label) {
    const std::size_t position = find_label(estimates.categories, label);
    if (position == estimates.categories.size())
      throw Error(Fault::settings, "role estimates", "has no category " + std::string(label),
                  "bind estimate, lower and upper as categories of one value; there are: " +
                      list_text(estimates.categories));
    return position;
  };
  return {column("estimate"), column("lower"), column("upper")};
}

/// Users in one authority, from one or several published areas.
struct Users {
  double count = 0, below = 0, above = 0; ///< below, above: squared half-widths
  bool limits = true;
  Status status = Status::measured;
  double coverage = 1;
  std::vector<std::string_view> absent;
};

Users users_of(const Request& request, const Input& estimates, const Columns& columns, std::size_t a) {
  Users users;
  for (std::size_t row = estimates.offsets[a]; row < estimates.offsets[a + 1]; ++row) {
    const Figure estimate = count_at(request, estimates, row, 0, columns.estimate);
    const Figure lower = count_at(request, estimates, row, 0, columns.lower);
    const Figure upper = count_at(request, estimates, row, 0, columns.upper);
    users.status = worse_of(users.status, estimate.status);
    users.coverage = std::min(users.coverage, estimate.coverage);
    if (!has_value(estimate.status)) {
      users.absent.push_back(estimates.codes[row]);
      continue;
    }
    users.count += estimate.value;
    users.limits = users.limits && has_value(lower.status) && has_value(upper.status);
    if (!users.limits) continue;
    if (lower.value > estimate.value || upper.value < estimate.value)
      throw Error(Fault::data, "role estimates: " + row_text(request, estimates, row),
                  "the estimate " + number_text(estimate.value) + " lies outside its limits " +
                      number_text(lower.value) + " to " + number_text(upper.value),
                  "correct the layer");
    users.below += (estimate.value - lower.value) * (estimate.value - lower.value);
    users.above += (upper.value - estimate.value) * (upper.value - estimate.value);
  }
  return users;
}

/// People aged 15 to 64; their status is missing, with a note, where they cannot be told.
Figure people_of(const Request& request, const Input& population, const std::vector<std::size_t>& ages, std::size_t a) {
  Figure people{0, Status::measured, 1};
  for (const std::size_t age : ages) {
    const Figure figure = count_at(request, population, a, 0, age);
    people.value += figure.value;
    people.status = worse_of(people.status, figure.status);
    people.coverage = std::min(people.coverage, figure.coverage);
  }
  return people;
}

void fill_limits(const Request& request, Result& result, std::size_t a, const Users& users, double scale) {
  const double published = given_parameter(request, "published_level").number;
  for (std::size_t level = 0; level < request.levels.size(); ++level)
    if (users.limits && std::abs(request.levels[level] - published) < 1e-9)
      set_limits(request, result, a, level,
                 {std::max(0.0, users.count - std::sqrt(users.below)) * scale,
                  (users.count + std::sqrt(users.above)) * scale});
}

class OpiateCrack final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    const Input& estimates = bound_input(request, "estimates");
    const Input& population = bound_input(request, "population");
    require_one_period(estimates);
    require_one_period(population);
    const Columns columns = columns_of(estimates);
    const std::vector<std::size_t> ages = working_ages(population);
    for (std::size_t a = 0; a < request.codes.size(); ++a) {
      const Users users = users_of(request, estimates, columns, a);
      const Figure people = people_of(request, population, ages, a);
      const std::size_t parts = estimates.offsets[a + 1] - estimates.offsets[a];
      result.coverage[a] = std::min(users.coverage, people.coverage);
      if (has_value(users.status) && parts > 0) result.numerator[a] = users.count;
      if (has_value(people.status)) result.denominator[a] = people.value;
      if (parts == 0) {
        set_absent(result, a, Status::missing, "no estimate for any part of it");
      } else if (!has_value(users.status)) {
        set_absent(result, a, users.status,
                   "estimate " + std::string(reason_text(users.status)) + ": " + list_text(users.absent));
      } else if (!has_value(people.status)) {
        set_absent(result, a, people.status, "population aged 15 to 64 " + std::string(reason_text(people.status)));
      } else if (people.value == 0) {
        set_absent(result, a, Status::missing, "population aged 15 to 64 is 0");
      } else {
        if (users.count > people.value)
          throw Error(Fault::data, "role estimates: " + std::string(request.codes[a]),
                      "more users (" + number_text(users.count) + ") than people aged 15 to 64 (" +
                          number_text(people.value) + ")",
                      "bind numbers of users and of people, not rates");
        const double scale = per / people.value;
        set_value(result, a, users.count * scale, worse_of(users.status, people.status));
        fill_limits(request, result, a, users, scale);
        if (parts > 1) result.flags[a] |= flag::apportioned;
      }
    }
  }
};

constexpr TrancheRole roles[] = {
    required("estimates", "Estimated users, with categories estimate, lower and upper", "members"),
    required("population", "Residents aged 15 to 64, as one category or in five-year bands")};
constexpr TrancheMeasure measures[] = {measure("prevalence", "{estimates}, per 1,000 people aged 15 to 64",
                                               "per 1,000 people aged 15 to 64", "limits", 1, roles)};
constexpr TrancheParameter parameters[] = {parameter(
    "published_level", "number", "0.95", "The confidence level of the published limits.", nullptr, 0.5, 0.999)};

} // namespace

TRANCHE_PLUGIN(OpiateCrack, "opiate_crack", "1.0.0", "Opiate and crack cocaine use", "MIT",
               "Estimates and limits as published; limits of sums: independent half-widths added in quadrature",
               measures, parameters)
