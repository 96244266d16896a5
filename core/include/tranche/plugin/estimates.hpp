#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"

/// Estimates that were published with limits, such as numbers of people who use opiates or crack: for plugins that show
/// them, or divide by them and carry their limits on.
///
/// The role is bound as members, one period, with the categories estimate, lower and upper. Pinned by
/// plugins/opiate_crack/test.cpp.
namespace tranche {

/// An authority's estimate, from one or several published areas.
struct PublishedEstimate {
  double value = 0;
  double lower = 0, upper = 0; ///< meaningful only where limits; lower is not below 0
  bool limits = true;          ///< every area has them
  Status status = Status::measured;
  double coverage = 1; ///< the least of the areas'
  std::size_t areas = 0;
  std::vector<std::string_view> absent; ///< codes of the areas without an estimate
};

/// The estimates of a role. Several areas of one authority: estimates are added, and the distances to their limits are
/// added in quadrature, below and above apart, as if the estimates were independent.
class PublishedEstimates {
public:
  /// @throws Error (settings) when the role is not bound, has several periods or lacks one of the three categories.
  PublishedEstimates(const Request& request, std::string_view role)
      : m_request(request), m_input(bound_input(request, role)), m_estimate(named_category(m_input, "estimate")),
        m_lower(named_category(m_input, "lower")), m_upper(named_category(m_input, "upper")) {
    require_one_period(m_input);
  }

  /// @throws Error (data) for a negative figure, and for an estimate outside its limits.
  PublishedEstimate of(std::size_t authority) const {
    PublishedEstimate sum;
    double below = 0, above = 0; // squared half-widths
    for (std::size_t row = m_input.offsets[authority]; row < m_input.offsets[authority + 1]; ++row) {
      const Figure estimate = count_at(m_request, m_input, row, 0, m_estimate);
      const Figure lower = count_at(m_request, m_input, row, 0, m_lower);
      const Figure upper = count_at(m_request, m_input, row, 0, m_upper);
      ++sum.areas;
      sum.status = worse_of(sum.status, estimate.status);
      sum.coverage = std::min(sum.coverage, estimate.coverage);
      if (!has_value(estimate.status)) {
        sum.absent.push_back(m_input.codes[row]);
        continue;
      }
      sum.value += estimate.value;
      sum.limits = sum.limits && has_value(lower.status) && has_value(upper.status);
      if (!sum.limits) continue;
      check_limits(row, estimate.value, lower.value, upper.value);
      below += (estimate.value - lower.value) * (estimate.value - lower.value);
      above += (upper.value - estimate.value) * (upper.value - estimate.value);
    }
    sum.lower = std::max(0.0, sum.value - std::sqrt(below));
    sum.upper = sum.value + std::sqrt(above);
    return sum;
  }

private:
  void check_limits(std::size_t row, double estimate, double lower, double upper) const {
    if (lower <= estimate && estimate <= upper) return;
    throw Error(Fault::data, "role " + std::string(m_input.role) + ": " + row_text(m_request, m_input, row),
                "the estimate " + number_text(estimate) + " lies outside its limits " + number_text(lower) + " to " +
                    number_text(upper),
                "correct the layer");
  }

  const Request& m_request;
  const Input& m_input;
  std::size_t m_estimate, m_lower, m_upper;
};

/// True where an authority has no estimate; it then has the estimate's status, and a note that names the areas.
inline bool lacks(Result& result, std::size_t authority, const PublishedEstimate& estimate) {
  if (estimate.areas > 0 && has_value(estimate.status)) return false;
  if (estimate.areas == 0)
    set_absent(result, authority, Status::missing, "no estimate for any part of it");
  else
    set_absent(result, authority, estimate.status,
               "estimate " + std::string(reason_text(estimate.status)) + ": " + list_text(estimate.absent));
  return true;
}

/// The parameter that says which confidence level the published limits have.
inline constexpr TrancheParameter published_level_parameter = parameter(
    "published_level", "number", "0.95", "The confidence level of the published limits.", nullptr, 0.5, 0.999);

/// Gives limits at the published level only: at another level none are made up. @pre limits.lower <= limits.upper.
inline void set_published_limits(const Request& request, Result& result, std::size_t authority,
                                 statistics::Interval limits) {
  const double published = given_parameter(request, published_level_parameter.name).number;
  for (std::size_t level = 0; level < request.levels.size(); ++level)
    if (std::abs(request.levels[level] - published) < 1e-9) set_limits(request, result, authority, level, limits);
}

} // namespace tranche
