#pragma once
#include <string>
#include <vector>

#include "tranche/run/run.hpp"

namespace tranche {

/// A class of the tranche map, as page and GeoPackage show it.
struct TrancheClass {
  std::string key;    ///< "1", "2", ... ; "none": ranked and in no tranche; "unranked"
  std::string label;  ///< "1: 2022-23"
  std::string colour; ///< "#rrggbb"
  bool hatched = false;
  std::size_t count = 0;
};

/// Key of an authority's class. The unranked are a class of their own even where the last tranche pays them.
std::string tranche_class_of(const Run& run, std::size_t authority);

/// Classes that could occur under some settings, in the legend's order.
std::vector<TrancheClass> all_tranche_classes(const Run& run);

/// Classes that occur, in the legend's order.
std::vector<TrancheClass> tranche_classes(const Run& run);

} // namespace tranche
