#pragma once
#include <string>
#include <vector>

#include "tranche/geography/tally.hpp"
#include "tranche/layers/catalogue.hpp"

namespace tranche {

/// Counts a layer of incidents. See Catalogue::tally.
Tally tally_layer(const Catalogue& catalogue, const Layer& layer);

/// read_value of a layer of incidents.
Cube read_incident_value(const Catalogue& catalogue, const Layer& layer, const ValueSpec& value, TableReport* report);

/// Where the files of a layer tell all that was recorded.
class IncidentCoverage {
public:
  /// @throws Error (catalogue) when an area named in the layer is none of the tally's; (data) when nothing is said, and
  ///         records of the British Transport Police, which lie in every force's area, make all of them look covered.
  IncidentCoverage(const Layer& layer, const Tally& tally);

  bool covers(std::size_t area, std::size_t month) const { return m_covered[area * m_months + month]; }
  const std::vector<std::string>& remarks() const { return m_remarks; } ///< what is absent, in sentences

private:
  void by_records(const Layer& layer, const Tally& tally);
  void by_forces(const Layer& layer, const Tally& tally);
  void tell_absent_months(const Tally& tally);

  std::size_t m_months;
  std::vector<bool> m_covered; ///< areas x months
  std::vector<std::string> m_remarks;
};

} // namespace tranche
