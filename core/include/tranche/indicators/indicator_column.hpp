#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tranche/status.hpp"

namespace tranche {

/// One indicator for every authority: what a plugin (or `kind: rate`) computed, after the host's checks.
/// All vectors have one entry for each authority, in the authorities' order.
struct IndicatorColumn {
  std::string id; ///< names its columns in every output
  std::string title;
  std::string unit;
  std::string source;                         ///< plugin and version, e.g. "drug_deaths 1.0.0", or "rate"
  std::string error_model;                    ///< none, poisson, binomial, limits
  int direction = 1;                          ///< +1: higher is greater need
  std::vector<double> levels;                 ///< confidence levels; limits below are of the first
  std::vector<double> value;                  ///< NaN where the status carries none
  std::vector<double> lower, upper;           ///< NaN where there is none
  std::vector<double> numerator, denominator; ///< NaN where unknown
  std::vector<double> coverage;               ///< 0..1
  std::vector<Status> status;
  std::vector<std::uint32_t> flags;
  std::vector<std::pair<std::size_t, std::string>> notes; ///< (authority, remark)
  std::vector<std::pair<std::string, std::string>> bound; ///< role -> layer, for sources and overlap
  std::vector<std::string> periods;                       ///< of the first bound role, for "date of the data"

  /// What the index takes in place of the value, drawn towards a larger area; empty: the value itself. NaN where none.
  std::vector<double> shrunk, shrunk_error; ///< estimate and its standard error
  std::string shrunk_towards;               ///< "England", "the region", ...; empty: not shrunk
  bool shrunk_in_index = false;
  /// Limits of the further levels, in the order of levels from the second: [level][authority].
  std::vector<std::vector<double>> further_lower, further_upper;

  /// What enters the index for an authority that has a value.
  double figure(std::size_t authority) const {
    return shrunk_in_index && !shrunk.empty() && shrunk[authority] == shrunk[authority] ? shrunk[authority]
                                                                                        : value[authority];
  }
  bool has_limits(std::size_t authority) const { return lower[authority] == lower[authority]; }
};

/// An optional indicator that was left out, and why; printed in subtitle, report and manifest.
struct AbsentIndicator {
  std::string id, title, reason;
};

} // namespace tranche
