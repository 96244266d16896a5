#pragma once
#include <string>

#include "tranche/export.hpp"

namespace tranche {

/// Where in a file a setting stands; "config/a.yaml:12:9: index.weights.crime" when printed.
struct Place {
  std::string file; ///< as the user named it, or "--set KEY=VALUE"
  int line = 0;     ///< from 1; 0 when not from a file
  int column = 0;
  std::string path; ///< "index.weights.crime"
  TRANCHE_API std::string text() const;
};

} // namespace tranche
