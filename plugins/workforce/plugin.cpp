#include <algorithm>
#include <cstddef>
#include <string>

#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"

// The workforce of drug treatment: workers for the people in treatment, and posts that stand empty. All are whole
// counts of a day or a year, not samples: no limits are made up for them. Definitions and formulas: README.md.
namespace {

using namespace tranche;

/// Workers for the people in treatment, or people for each worker.
void staffing(const Request& request, Result& result) {
  const Input& workers = bound_input(request, "wte");
  const Input& treated = single_input(request, "in_treatment");
  require_one_period(workers);
  const bool caseload = request.measure == "caseload";
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const Figure staff = sum_categories(request, workers, a, 0), people = count_at(request, treated, a, 0);
    result.coverage[a] = std::min(staff.coverage, people.coverage);
    if (lacks(result, a, staff, "workers") || lacks(result, a, people, "people in treatment")) continue;
    const double above = caseload ? people.value : staff.value, below = caseload ? staff.value : people.value;
    if (is_zero(result, a, below, caseload ? "number of workers" : "number of people in treatment")) continue;
    result.numerator[a] = above;
    result.denominator[a] = below;
    set_value(result, a, (caseload ? 1 : 100) * above / below, worse_of(staff.status, people.status));
  }
}

/// Vacant posts as a share of all posts.
void vacancy_rate(const Request& request, Result& result) {
  const Input& vacant = bound_input(request, "vacant");
  const Input& established = bound_input(request, "established");
  require_one_period(vacant);
  require_one_period(established);
  if (!std::ranges::equal(vacant.categories, established.categories))
    throw Error(Fault::settings, "role vacant",
                "is of other professions (" + list_text(vacant.categories) + ") than the role established (" +
                    list_text(established.categories) + ")",
                "bind both in the same categories, in the same order");
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const Figure empty = sum_categories(request, vacant, a, 0), posts = sum_categories(request, established, a, 0);
    result.coverage[a] = std::min(empty.coverage, posts.coverage);
    if (lacks(result, a, empty, "vacant posts") || lacks(result, a, posts, "established posts")) continue;
    if (is_zero(result, a, posts.value, "number of established posts")) continue;
    require_part(request, a, empty.value, "vacant posts", posts.value, "established posts");
    result.numerator[a] = empty.value;
    result.denominator[a] = posts.value;
    set_value(result, a, 100 * empty.value / posts.value, worse_of(empty.status, posts.status));
  }
}

class Workforce final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    if (request.measure == "vacancy_rate")
      vacancy_rate(request, result);
    else
      staffing(request, result);
  }
};

constexpr TrancheRole staff_roles[] = {
    required("wte", "Workers in post, whole-time equivalents; categories (professions) are added"),
    required("in_treatment", "People in structured treatment, one year")};
constexpr TrancheRole post_roles[] = {
    required("vacant", "Vacant posts, whole-time equivalents; categories (professions) are added"),
    required("established", "Established posts, filled or vacant, in the same categories")};
constexpr TrancheMeasure measures[] = {
    measure("wte_rate", "{wte}, per 100 people in treatment", "whole-time equivalents per 100 people in treatment",
            "none", -1, staff_roles),
    measure("caseload", "{in_treatment} for each whole-time equivalent worker ({wte})", "people per worker", "none", 1,
            staff_roles),
    measure("vacancy_rate", "{vacant}, per cent of established posts", "per cent", "none", 1, post_roles)};

} // namespace

TRANCHE_PLUGIN(Workforce, "workforce", "1.0.0", "Treatment workforce", "MIT",
               "National drug and alcohol treatment and recovery workforce census (whole-time equivalents, vacancies); "
               "people in treatment: NDTMS",
               measures, no_parameters)
