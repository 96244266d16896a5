#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plausible.hpp"
#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"
#include "tranche/statistics/limits.hpp"

// Households owed a homelessness duty, by district and quarter, per 1,000 households of the authority. Districts that
// did not report make the authority missing (strict) or are made good from what was reported (scale).
// Definition and formulas: README.md.
namespace {

using namespace tranche;
using homelessness::Counts;

constexpr double per = 1000;

/// One district over the quarters named.
struct District {
  std::size_t row = 0;
  double households = 0;            ///< mean over the quarters
  double owed = 0;                  ///< a duty, in the reported quarters
  double count = 0;                 ///< what the measure counts of them
  std::size_t reported = 0;         ///< quarters
  Status status = Status::measured; ///< of the quarters that carry a figure
  Status gap = Status::measured;    ///< of those that carry none
  std::vector<std::string> missing, withheld;

  bool whole(std::size_t quarters) const { return reported == quarters; }
};

/// An authority's districts together. H: households; the share counts household-quarters.
struct Total {
  double households = 0;        ///< of all districts
  double with_report = 0;       ///< of the districts with at least one reported quarter
  double reported_quarters = 0; ///< households x reported quarters
  double count = 0;             ///< as reported
  double scaled = 0;            ///< each district raised to all quarters
  Status status = Status::measured, gap = Status::measured;

  double share(std::size_t quarters) const { return reported_quarters / (households * static_cast<double>(quarters)); }
};

/// The roles of a measure, and where the quarters named stand on their axes.
class Figures {
public:
  explicit Figures(const Request& request)
      : m_request(request), m_households(bound_input(request, "households")), m_duties(counts(request, "duties")) {
    if (request.measure == "drug_need_rate") m_need = counts(request, "drug_need");
    require_one_category(m_households);
    m_household_quarters = m_households.periods.size() == 1 ? std::vector<std::size_t>{0}
                                                            : named_periods(m_households, quarters_named(request));
    same_rows(m_households);
    if (m_need.input) same_rows(*m_need.input);
    if (m_households.unit.starts_with("thousand")) m_unit = 1000;
  }

  const Counts& duties() const { return m_duties; }
  const Counts& need() const { return m_need; } ///< its input is null for the duty rate
  std::size_t quarters() const { return m_duties.quarters.size(); }
  std::size_t first_row(std::size_t a) const { return m_duties.input->offsets[a]; }
  std::size_t last_row(std::size_t a) const { return m_duties.input->offsets[a + 1]; }

  /// @throws Error (data) for figures that contradict one another.
  District district(std::size_t row) const {
    const PeriodSum households = sum_periods(m_request, m_households, row, m_household_quarters);
    const std::size_t known = m_household_quarters.size() - households.absent.size();
    District district;
    district.row = row;
    if (known > 0) district.households = households.value / static_cast<double>(known) * m_unit;
    for (std::size_t q = 0; q < quarters(); ++q) add_quarter(district, q);
    if (district.households > 0 && district.owed > district.households * static_cast<double>(quarters()))
      throw Error(Fault::data, "role households: " + std::string(m_households.codes[row]),
                  "fewer households (" + number_text(district.households) + ") than were owed a duty",
                  "give the value the unit 'thousand households' if it counts thousands");
    return district;
  }

private:
  static const Parameter& quarters_named(const Request& request) { return given_parameter(request, "quarters"); }

  static Counts counts(const Request& request, std::string_view role) {
    const Input& input = bound_input(request, role);
    require_one_category(input);
    return {&input, named_periods(input, quarters_named(request))};
  }

  void same_rows(const Input& other) const {
    if (std::ranges::equal(other.codes, m_duties.input->codes) &&
        std::ranges::equal(other.offsets, m_duties.input->offsets))
      return;
    throw Error(Fault::settings, "role " + std::string(other.role), "has other districts than the role duties",
                "bind all roles to tables of the same districts");
  }

  void add_quarter(District& district, std::size_t q) const {
    const Figure owed = m_duties.at(m_request, district.row, q);
    district.owed += owed.value;
    const Figure figure = m_need.input ? need_of(district.row, q, owed) : owed;
    if (has_value(figure.status)) {
      district.count += figure.value;
      district.status = worse_of(district.status, figure.status);
      ++district.reported;
      return;
    }
    district.gap = worse_of(district.gap, figure.status);
    (figure.status == Status::missing ? district.missing : district.withheld).push_back(m_duties.text(q));
  }

  Figure need_of(std::size_t row, std::size_t q, const Figure& owed) const {
    const Figure figure = m_need.at(m_request, row, q);
    // A withheld part of no households at all is none.
    if (figure.status == Status::suppressed && owed.status == Status::measured && owed.value == 0)
      return {0, Status::measured, figure.coverage};
    if (has_value(figure.status) && has_value(owed.status) && figure.value > owed.value)
      throw Error(Fault::data, "role drug_need: " + std::string(m_need.input->codes[row]) + ", " + m_need.text(q),
                  "households with a drug dependency need: " + number_text(figure.value) +
                      ", but owed a duty: " + number_text(owed.value),
                  "correct the layer");
    return figure;
  }

  const Request& m_request;
  const Input& m_households;
  Counts m_duties, m_need;
  std::vector<std::size_t> m_household_quarters;
  double m_unit = 1;
};

Total total_of(std::span<const District> districts, std::size_t quarters) {
  Total total;
  for (const District& district : districts) {
    total.households += district.households;
    total.count += district.count;
    total.gap = worse_of(total.gap, district.gap);
    if (district.reported == 0) continue;
    const auto reported = static_cast<double>(district.reported);
    total.status = worse_of(total.status, district.status);
    total.with_report += district.households;
    total.reported_quarters += district.households * reported;
    total.scaled +=
        district.whole(quarters) ? district.count : district.count * static_cast<double>(quarters) / reported;
  }
  return total;
}

/// One remark for each district with gaps.
void note_gaps(const Request& request, Result& result, std::size_t a, const Figures& figures,
               std::span<const District> districts, bool scaled) {
  for (const District& district : districts) {
    if (district.whole(figures.quarters())) continue;
    std::string text = row_text(request, *figures.duties().input, district.row);
    if (!district.missing.empty()) text += " not reported for " + list_text(district.missing);
    if (!district.withheld.empty())
      text += (district.missing.empty() ? " withheld for " : "; withheld for ") + list_text(district.withheld);
    if (scaled)
      text += district.reported > 0 ? ": raised from its other quarters"
                                    : ": takes the rate of the authority's other districts";
    result.note(a, text);
  }
}

std::string percent_text(double share) { return number_text(std::round(share * 1000) / 10) + " %"; }

class Homelessness final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    const Figures figures(request);
    for (std::size_t a = 0; a < request.codes.size(); ++a) {
      std::vector<District> districts;
      for (std::size_t row = figures.first_row(a); row < figures.last_row(a); ++row)
        districts.push_back(figures.district(row));
      rate(request, figures, districts, a, result);
      if (!request.drawn()) homelessness::remark_implausible(request, result, a, figures.duties(), figures.need());
    }
  }

private:
  /// The rate, or notes why there is none.
  static void rate(const Request& request, const Figures& figures, std::span<const District> districts, std::size_t a,
                   Result& result) {
    const auto no_households = std::ranges::find_if(districts, [](const District& d) { return !(d.households > 0); });
    if (districts.empty() || no_households != districts.end()) {
      result.coverage[a] = 0;
      set_absent(result, a, Status::missing,
                 districts.empty() ? "no district belongs to it"
                                   : row_text(request, *figures.duties().input, no_households->row) +
                                         ": number of households is 0 or not known");
      return;
    }
    const Total total = total_of(districts, figures.quarters());
    const double share = total.share(figures.quarters());
    const bool complete = has_value(total.gap);
    const bool scale = given_parameter(request, "missing_quarters").text == "scale";
    const double needed = given_parameter(request, "min_reported").number;
    const bool enough = complete || (scale && total.with_report > 0 && share >= needed - 1e-12);
    result.coverage[a] = complete ? 1 : share;
    result.denominator[a] = total.households;
    if (!complete && !request.drawn()) note_gaps(request, result, a, figures, districts, enough);
    if (!enough) {
      result.status[a] = total.gap;
      if (scale)
        result.note(a, "only " + percent_text(share) + " of household-quarters were reported, " + percent_text(needed) +
                           " are needed");
      return;
    }
    if (!complete) result.flags[a] |= flag::scaled;
    fill(request, total, share, complete, a, result);
  }

  static void fill(const Request& request, const Total& total, double share, bool complete, std::size_t a,
                   Result& result) {
    result.numerator[a] = complete ? total.count : total.scaled / total.with_report * total.households;
    const double value = per * result.numerator[a] / total.households;
    set_value(result, a, value, total.status);
    // What one reported household adds to the rate.
    const double one = total.count > 0 ? value / total.count : per / (total.households * share);
    for (std::size_t level = 0; level < request.levels.size(); ++level) {
      const statistics::Interval limits = statistics::count_limits(total.count, request.levels[level]);
      set_limits(request, result, a, level, {limits.lower * one, limits.upper * one});
    }
  }
};

constexpr TrancheRole duty_roles[] = {
    events(required("duties", "Households owed a prevention or relief duty by quarter", "members", "district")),
    required("households", "Households in the district; unit 'thousand households' if in thousands", "members",
             "district")};
constexpr TrancheRole need_roles[] = {
    events(
        required("drug_need", "Households owed a duty with a drug dependency need by quarter", "members", "district"),
        "duties"),
    required("duties", "Households owed a prevention or relief duty by quarter", "members", "district"),
    required("households", "Households in the district; unit 'thousand households' if in thousands", "members",
             "district")};
constexpr TrancheMeasure measures[] = {
    measure("duty_rate", "Households owed a homelessness prevention or relief duty, {quarters}, per 1,000 households",
            "per 1,000 households", "poisson", 1, duty_roles),
    measure("drug_need_rate", "Households owed a duty with a drug dependency need, {quarters}, per 1,000 households",
            "per 1,000 households", "poisson", 1, need_roles)};
constexpr TrancheParameter parameters[] = {
    parameter("quarters", "periods", "[2021Q2, 2021Q3, 2021Q4, 2022Q1]", "Calendar quarters that are added up."),
    parameter("missing_quarters", "choice", "strict",
              "strict: a missing quarter of any district makes the authority missing; scale: it is made good from what "
              "was reported.",
              "strict|scale"),
    parameter("min_reported", "number", "0.7",
              "For scale: the least share of household-quarters that must have been reported.", nullptr, 0, 1)};

} // namespace

TRANCHE_PLUGIN(Homelessness, "homelessness", "1.0.0", "Homelessness duties", "MIT",
               "DLUHC, Statutory homelessness, detailed local authority-level tables A1 and A3; limits: Byar, "
               "Breslow & Day 1987",
               measures, parameters)
