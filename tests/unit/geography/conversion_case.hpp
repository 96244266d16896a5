#pragma once
#include <string>
#include <vector>

#include "reference_csv.hpp"
#include "shared.hpp"
#include "tranche/geography/conversion.hpp"

/// The built-in catalogue and what is asked of it, for the tests of vintages and of conversions.
namespace conversion_case {

using namespace tranche;

inline const Catalogue& embedded() {
  static const Catalogue catalogue =
      Catalogue::read({std::filesystem::path(TRANCHE_SOURCE_DIR) / "layers" / "catalogue.yaml"});
  return catalogue;
}

inline ConversionTable table_between(const std::string& from, const std::string& to, const std::string& weight = "",
                                     const std::vector<SourceAreas>& joined = {}) {
  return conversion_table(embedded(), embedded().geography(from, {}), embedded().geography(to, {}), joined, weight, {});
}

inline ReferenceCsv geo_file(const std::string& name) { return ReferenceCsv(shared_folder() / "data/geo" / name); }

} // namespace conversion_case
