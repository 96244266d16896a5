#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "tranche/plugin/estimates.hpp"
#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"

// Structured drug treatment: people in it, people estimated to need it who are not in it, and those who complete it.
// Definitions and formulas: README.md.
namespace {

using namespace tranche;

/// @throws Error (settings) unless the population says that it is of adults: all ages would give too low a rate.
void require_adults(const Input& population) {
  const std::string_view label = population.categories[0], title = population.title;
  const auto says = [&](std::string_view words) { return title.find(words) != std::string_view::npos; };
  if (label == "18+" || says("18 and over") || says("18+") || says("adult") || says("Adult")) return;
  throw Error(Fault::settings, "role population", "does not say that it is of adults: " + std::string(title),
              "bind a category 18+, or a value whose title says adults or 18 and over");
}

void in_treatment_rate(const Request& request, Result& result) {
  const Input& treated = single_input(request, "in_treatment");
  const Input& population = single_input(request, "population");
  require_adults(population);
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const Figure people = count_at(request, treated, a, 0), adults = count_at(request, population, a, 0);
    result.coverage[a] = std::min(people.coverage, adults.coverage);
    if (lacks(result, a, people, "people in treatment") || lacks(result, a, adults, "population")) continue;
    if (is_zero(result, a, adults.value, "population")) continue;
    require_part(request, a, people.value, "people in treatment", adults.value, "its adults");
    set_count_rate(request, result, a, people.value, adults.value, 1000, worse_of(people.status, adults.status));
  }
}

void successful_completion(const Request& request, Result& result) {
  const Input& completed = single_input(request, "completions");
  const Input& treated = single_input(request, "in_treatment");
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const Figure left = count_at(request, completed, a, 0), people = count_at(request, treated, a, 0);
    result.coverage[a] = std::min(left.coverage, people.coverage);
    if (lacks(result, a, left, "completions") || lacks(result, a, people, "people in treatment")) continue;
    if (is_zero(result, a, people.value, "number of people in treatment")) continue;
    require_part(request, a, left.value, "successful completions", people.value, "people in treatment");
    set_share(request, result, a, left.value, people.value, worse_of(left.status, people.status));
  }
}

/// The people of an estimate who are not among those in treatment: never fewer than none.
double untreated(double estimate, double treated) { return std::max(0.0, estimate - treated); }

/// The share of an estimate that is not in treatment, in per cent. It grows with the estimate.
double unmet_share(double estimate, double treated) {
  return estimate > 0 ? 100 * untreated(estimate, treated) / estimate : 0;
}

void unmet_need(const Request& request, Result& result) {
  const PublishedEstimates estimates(request, "estimates");
  const Input& treated = single_input(request, "in_treatment");
  const bool share = request.measure == "unmet_need";
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const PublishedEstimate users = estimates.of(a);
    const Figure people = count_at(request, treated, a, 0);
    result.coverage[a] = std::min(users.coverage, people.coverage);
    if (lacks(result, a, users) || lacks(result, a, people, "people in treatment")) continue;
    if (is_zero(result, a, users.value, "estimate")) continue;
    if (people.value > users.value)
      mark_implausible(result, a,
                       number_text(people.value) + " people in treatment, but an estimate of only " +
                           number_text(users.value) + ": unmet need is taken as 0");
    const auto measured = share ? unmet_share : untreated;
    result.numerator[a] = untreated(users.value, people.value);
    if (share) result.denominator[a] = users.value;
    set_value(result, a, measured(users.value, people.value), worse_of(users.status, people.status));
    if (users.limits)
      set_published_limits(request, result, a,
                           {measured(users.lower, people.value), measured(users.upper, people.value)});
    if (users.areas > 1) result.flags[a] |= flag::apportioned;
  }
}

class Treatment final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    if (request.measure == "in_treatment_rate")
      in_treatment_rate(request, result);
    else if (request.measure == "successful_completion")
      successful_completion(request, result);
    else
      unmet_need(request, result);
  }
};

constexpr TrancheRole rate_roles[] = {required("in_treatment", "People in structured treatment, one year"),
                                      required("population", "Adults, 18 and over")};
constexpr TrancheRole unmet_roles[] = {
    required("estimates", "Estimated users, with categories estimate, lower and upper", "members"),
    required("in_treatment", "Of the people estimated, those in structured treatment, one year")};
constexpr TrancheRole completion_roles[] = {
    events(required("completions", "People who completed treatment successfully, one year"), "in_treatment"),
    required("in_treatment", "People in structured treatment, the same year")};
constexpr TrancheMeasure measures[] = {
    measure("in_treatment_rate", "{in_treatment}, per 1,000 adults", "per 1,000 adults", "poisson", 1, rate_roles),
    measure("unmet_need", "{estimates}: share not in structured treatment, per cent", "per cent", "limits", 1,
            unmet_roles),
    measure("unmet_need_people", "{estimates}: number not in structured treatment", "people", "limits", 1, unmet_roles),
    measure("successful_completion", "{completions}, per cent of all in treatment", "per cent", "binomial", -1,
            completion_roles)};
constexpr TrancheParameter parameters[] = {published_level_parameter};

} // namespace

TRANCHE_PLUGIN(Treatment, "treatment", "1.0.0", "Drug treatment", "MIT",
               "OHID, adult substance misuse treatment statistics (NDTMS); unmet need and its limits: public health "
               "profiles, indicator 93517; limits: Byar, Breslow & Day 1987; Wilson, Newcombe 1998",
               measures, parameters)
