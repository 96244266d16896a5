#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/plugin/estimates.hpp"
#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"

// Take-home naloxone: kits supplied, who supplies them, the people who hold one, and how far that is from a target.
// Kits and holders are whole counts; the limits are those of the estimate of users. Formulas: README.md.
namespace {

using namespace tranche;

/// The people whom kits are for: an estimate with its limits, less those in treatment where these are left out.
struct Base {
  double value = 0, lower = 0, upper = 0;
  bool limits = false;
  Status status = Status::measured;
};

/// Gives each authority its base, or notes why it has none.
class Bases {
public:
  Bases(const Request& request, bool outside_only) : m_request(request), m_estimates(request, "estimates") {
    if (outside_only) m_treated = &single_input(request, "in_treatment");
  }

  /// False when there is none, with the reason noted.
  bool of(std::size_t a, Result& result, Base& base) const {
    const PublishedEstimate users = m_estimates.of(a);
    result.coverage[a] = std::min(result.coverage[a], users.coverage);
    if (lacks(result, a, users)) return false;
    base = {users.value, users.lower, users.upper, users.limits, users.status};
    if (m_treated) {
      const Figure people = count_at(m_request, *m_treated, a, 0);
      result.coverage[a] = std::min(result.coverage[a], people.coverage);
      if (lacks(result, a, people, "people in treatment")) return false;
      for (double* number : {&base.value, &base.lower, &base.upper}) *number = std::max(0.0, *number - people.value);
      base.status = worse_of(users.status, people.status);
    }
    if (is_zero(result, a, base.value, m_treated ? "estimate less those in treatment" : "estimate")) return false;
    if (users.areas > 1) result.flags[a] |= flag::apportioned;
    return true;
  }

private:
  const Request& m_request;
  PublishedEstimates m_estimates;
  const Input* m_treated = nullptr;
};

/// 100 x count / base, with the limits of the base: none above where the base may be nobody.
void set_per_hundred(const Request& request, Result& result, std::size_t a, const Figure& count, const Base& base) {
  result.numerator[a] = count.value;
  result.denominator[a] = base.value;
  set_value(result, a, 100 * count.value / base.value, worse_of(count.status, base.status));
  if (base.limits && base.lower > 0)
    set_published_limits(request, result, a, {100 * count.value / base.upper, 100 * count.value / base.lower});
}

void kits_rate(const Request& request, Result& result) {
  const Input& kits = bound_input(request, "kits");
  require_one_period(kits);
  const Bases bases(request, false);
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const Figure supplied = sum_categories(request, kits, a, 0);
    result.coverage[a] = supplied.coverage;
    Base base;
    if (lacks(result, a, supplied, "kits") || !bases.of(a, result, base)) continue;
    set_per_hundred(request, result, a, supplied, base);
  }
}

/// The share of kits that one kind of supplier handed out.
void supplier_share(const Request& request, Result& result) {
  const Input& kits = bound_input(request, "kits");
  require_one_period(kits);
  const std::size_t named = named_category(kits, "named_in_law"), registered = named_category(kits, "registered");
  const std::vector<std::size_t> kind{request.measure == "share_registered" ? registered : named};
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const Figure all = sum_categories(request, kits, a, 0), some = sum_categories(request, kits, a, 0, kind);
    result.coverage[a] = all.coverage;
    if (lacks(result, a, all, "kits of some suppliers") || is_zero(result, a, all.value, "number of kits")) continue;
    result.numerator[a] = some.value;
    result.denominator[a] = all.value;
    set_value(result, a, 100 * some.value / all.value, all.status);
  }
}

/// People short of the target share of a base. It grows with the base.
double people_short(double target, double base, double holders) { return std::max(0.0, target / 100 * base - holders); }

void set_shortfall(const Request& request, Result& result, std::size_t a, const Figure& holders, const Base& base) {
  const double target = given_parameter(request, "target").number;
  const double kits = given_parameter(request, "kits_per_person").number;
  const bool gap = request.measure == "coverage_gap";
  const auto measured = [&](double people) {
    if (!gap) return kits * people_short(target, people, holders.value);
    return people > 0 ? 100 * people_short(target, people, holders.value) / people : 0.0;
  };
  result.numerator[a] = gap ? people_short(target, base.value, holders.value) : measured(base.value);
  if (gap) result.denominator[a] = base.value;
  set_value(result, a, measured(base.value), worse_of(holders.status, base.status));
  if (base.limits) set_published_limits(request, result, a, {measured(base.lower), measured(base.upper)});
}

/// Who holds a kit, and how far that is from the target.
void coverage(const Request& request, Result& result) {
  const bool outside_only = given_parameter(request, "among").text != "all";
  if (!outside_only && request.input("in_treatment"))
    throw Error(Fault::settings, "role in_treatment", "is bound, but the measure is of all people who use opiates",
                "say among: not in treatment, or leave the role out");
  const Input& holders = single_input(request, "holders");
  const Bases bases(request, outside_only);
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const Figure holding = count_at(request, holders, a, 0);
    result.coverage[a] = holding.coverage;
    Base base;
    if (lacks(result, a, holding, "people with a kit") || !bases.of(a, result, base)) continue;
    if (holding.value > base.value)
      mark_implausible(result, a,
                       number_text(holding.value) + " people with a kit, but an estimate of only " +
                           number_text(base.value));
    if (request.measure == "coverage")
      set_per_hundred(request, result, a, holding, base);
    else
      set_shortfall(request, result, a, holding, base);
  }
}

class Naloxone final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    if (request.measure == "kits_rate")
      kits_rate(request, result);
    else if (request.measure.starts_with("share_"))
      supplier_share(request, result);
    else
      coverage(request, result);
  }
};

constexpr const char* estimates_title = "Estimated people who use opiates, with categories estimate, lower and upper";
constexpr TrancheRole kits_roles[] = {
    required("kits", "Naloxone kits supplied, one year; categories (kinds of supplier) are added"),
    required("estimates", estimates_title, "members")};
constexpr TrancheRole supplier_roles[] = {
    required("kits", "Naloxone kits supplied, one year, with categories named_in_law and registered")};
constexpr TrancheRole holder_roles[] = {
    required("holders", "People who hold a kit, of those whom `among` names"),
    required("estimates", estimates_title, "members"),
    optional("in_treatment", "For `among: not in treatment`: of the people estimated, those in structured treatment")};
constexpr TrancheMeasure measures[] = {
    measure("kits_rate", "{kits}, per 100 people who use opiates", "kits per 100 people", "limits", -1, kits_roles),
    measure("coverage", "{holders}, per cent of people who use opiates ({among})", "per cent", "limits", -1,
            holder_roles),
    measure("coverage_gap", "{holders}: short of {target} per cent of people who use opiates ({among})",
            "percentage points", "limits", 1, holder_roles),
    measure("kits_needed", "Naloxone kits needed to reach {target} per cent of people who use opiates ({among})",
            "kits", "limits", 1, holder_roles),
    measure("share_named_in_law", "{kits} by services named in law, per cent of all kits", "per cent", "none", 1,
            supplier_roles),
    measure("share_registered", "{kits} by registered providers, per cent of all kits", "per cent", "none", -1,
            supplier_roles)};
constexpr TrancheParameter parameters[] = {
    parameter("target", "number", "100", "The coverage to reach, in per cent of people; 100: everyone.", nullptr, 0,
              100),
    parameter("among", "choice", "all", "Whose coverage: all people who use opiates, or those not in treatment.",
              "all|not in treatment"),
    parameter("kits_per_person", "number", "1", "Kits that each further person is given, for kits_needed.", nullptr, 1,
              100),
    published_level_parameter};

} // namespace

TRANCHE_PLUGIN(Naloxone, "naloxone", "1.0.0", "Take-home naloxone", "MIT",
               "Kits and holders over the published estimate of users, with its limits; suppliers: Human Medicines "
               "Regulations 2012, regulation 237A (of 2024)",
               measures, parameters)
