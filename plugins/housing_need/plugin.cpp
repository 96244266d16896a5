#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"

// Housing problems of people who start drug treatment, as the National Drug Treatment Monitoring System records them.
// Definitions and formulas: README.md.
namespace {

using namespace tranche;

/// Where the answers stand among the categories. All of them, known or not, are the people who start treatment.
struct Answers {
  std::vector<std::size_t> problem, stated, all;
};

Answers answers_of(const Input& starting) {
  Answers answers;
  for (const std::string_view label : {"urgent_problem", "problem"})
    answers.problem.push_back(named_category(starting, label));
  named_category(starting, "no_problem"); // without it nearly everyone would have a problem
  for (std::size_t c = 0; c < starting.categories.size(); ++c) {
    const std::string_view label = starting.categories[c];
    if (label != "urgent_problem" && label != "problem" && label != "no_problem" && label != "other" &&
        label != "not_stated")
      throw Error(Fault::settings, "role starting", "has an unknown category " + std::string(label),
                  "name the columns urgent_problem, problem, no_problem, other and not_stated");
    answers.all.push_back(c);
    if (label != "not_stated") answers.stated.push_back(c);
  }
  return answers;
}

/// The people starting treatment in one authority.
struct Starting {
  Figure problem, stated;
  bool given = false; ///< false: why is noted
};

/// Reads them. Coverage: the share who stated their housing, which must reach min_stated.
Starting starting_in(const Request& request, const Input& input, const Answers& answers, std::size_t a,
                     Result& result) {
  const Figure all = sum_categories(request, input, a, 0, answers.all);
  const Starting starting{sum_categories(request, input, a, 0, answers.problem),
                          sum_categories(request, input, a, 0, answers.stated), true};
  result.coverage[a] = all.coverage;
  if (lacks(result, a, all, "housing of people starting treatment")) return {};
  if (is_zero(result, a, all.value, "number of people starting treatment")) return {};
  const double share = starting.stated.value / all.value;
  const double needed = given_parameter(request, "min_stated").number;
  result.coverage[a] = std::min(all.coverage, share);
  if (starting.stated.value > 0 && share >= needed - 1e-12) return starting;
  set_absent(result, a, Status::missing,
             "housing stated by " + number_text(starting.stated.value) + " of " + number_text(all.value) +
                 " people starting treatment; a share of " + number_text(needed) + " is needed");
  return {};
}

class HousingNeed final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    const Input& input = bound_input(request, "starting");
    require_one_period(input);
    const Answers answers = answers_of(input);
    const bool rate = request.measure == "housing_problem_rate";
    const Input* population = rate ? &single_input(request, "population") : nullptr;
    for (std::size_t a = 0; a < request.codes.size(); ++a) {
      const Starting starting = starting_in(request, input, answers, a, result);
      if (!starting.given) continue;
      if (!rate) {
        set_share(request, result, a, starting.problem.value, starting.stated.value, starting.stated.status);
        continue;
      }
      const Figure residents = count_at(request, *population, a, 0);
      result.coverage[a] = std::min(result.coverage[a], residents.coverage);
      if (lacks(result, a, residents, "population") || is_zero(result, a, residents.value, "population")) continue;
      require_part(request, a, starting.problem.value, "people with a housing problem", residents.value, "residents");
      set_count_rate(request, result, a, starting.problem.value, residents.value, 1000,
                     worse_of(starting.problem.status, residents.status));
    }
  }
};

constexpr const char* starting_title =
    "People starting treatment, one year, with categories urgent_problem, problem, no_problem and, where given, other "
    "and not_stated";
constexpr TrancheRole share_roles[] = {required("starting", starting_title)};
constexpr TrancheRole rate_roles[] = {required("starting", starting_title), required("population", "Residents")};
constexpr TrancheMeasure measures[] = {
    measure("housing_problem_share", "{starting}: share with a housing problem, per cent", "per cent", "binomial", 1,
            share_roles),
    measure("housing_problem_rate", "{starting}: those with a housing problem, per 1,000 residents",
            "per 1,000 residents", "poisson", 1, rate_roles)};
constexpr TrancheParameter parameters[] = {parameter(
    "min_stated", "number", "0.7", "The least share of people whose housing must have been stated.", nullptr, 0, 1)};

} // namespace

TRANCHE_PLUGIN(HousingNeed, "housing_need", "1.0.0", "Housing need at the start of treatment", "MIT",
               "OHID, adult substance misuse treatment statistics (NDTMS), housing situation at the start of "
               "treatment; limits: Wilson, Newcombe 1998; Byar, Breslow & Day 1987",
               measures, parameters)
