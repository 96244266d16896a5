#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/plugin/estimates.hpp"
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

class OpiateCrack final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    const PublishedEstimates estimates(request, "estimates");
    const Input& population = bound_input(request, "population");
    require_one_period(population);
    const std::vector<std::size_t> ages = working_ages(population);
    for (std::size_t a = 0; a < request.codes.size(); ++a) {
      const PublishedEstimate users = estimates.of(a);
      const Figure people = sum_categories(request, population, a, 0, ages);
      result.coverage[a] = std::min(users.coverage, people.coverage);
      if (has_value(users.status) && users.areas > 0) result.numerator[a] = users.value;
      if (has_value(people.status)) result.denominator[a] = people.value;
      if (lacks(result, a, users) || lacks(result, a, people, "population aged 15 to 64")) continue;
      if (is_zero(result, a, people.value, "population aged 15 to 64")) continue;
      if (users.value > people.value)
        throw Error(Fault::data, "role estimates: " + std::string(request.codes[a]),
                    "more users (" + number_text(users.value) + ") than people aged 15 to 64 (" +
                        number_text(people.value) + ")",
                    "bind numbers of users and of people, not rates");
      const double scale = per / people.value;
      set_value(result, a, users.value * scale, worse_of(users.status, people.status));
      if (users.limits) set_published_limits(request, result, a, {users.lower * scale, users.upper * scale});
      if (users.areas > 1) result.flags[a] |= flag::apportioned;
    }
  }
};

constexpr TrancheRole roles[] = {
    required("estimates", "Estimated users, with categories estimate, lower and upper", "members"),
    required("population", "Residents aged 15 to 64, as one category or in five-year bands")};
constexpr TrancheMeasure measures[] = {measure("prevalence", "{estimates}, per 1,000 people aged 15 to 64",
                                               "per 1,000 people aged 15 to 64", "limits", 1, roles)};
constexpr TrancheParameter parameters[] = {published_level_parameter};

} // namespace

TRANCHE_PLUGIN(OpiateCrack, "opiate_crack", "1.0.0", "Opiate and crack cocaine use", "MIT",
               "Estimates and limits as published; limits of sums: independent half-widths added in quadrature",
               measures, parameters)
