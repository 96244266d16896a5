#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tranche/export.hpp"

namespace tranche {

/// The areas of a geography, or any list of units: sorted by code.
struct AreaList {
  std::vector<std::string> codes;
  std::vector<std::string> names;
  std::vector<std::string> regions; ///< names; empty text where unknown
  std::vector<double> x, y;         ///< a point inside, metres in the geography's CRS; empty when unknown
  std::map<std::string, std::vector<std::string>> parents; ///< geography id -> code of each area's parent

  std::size_t size() const { return codes.size(); }
  /// Position of a code, or npos.
  TRANCHE_API std::size_t find(std::string_view code) const;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// One place that can be funded and is ranked: an area, or several joined.
struct Authority {
  std::string code, name, region;
  std::vector<std::string> members; ///< codes of the geography's areas; itself alone when not joined
};

/// The ranked units, sorted by code.
struct Authorities {
  std::string geography; ///< id
  std::vector<Authority> units;
  std::vector<double> population; ///< residents; NaN where unknown
  std::vector<double> x, y;       ///< a point in each, metres, from the code list; empty when it has none

  std::size_t size() const { return units.size(); }
  TRANCHE_API std::vector<std::string> codes() const;
  TRANCHE_API std::vector<std::string> names() const;
  TRANCHE_API std::vector<std::string> regions() const;
};

} // namespace tranche
