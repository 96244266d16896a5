#pragma once
#include <cmath>
#include <nlohmann/json.hpp>

namespace tranche {

/// JSON knows no NaN: a figure that is not there is null.
inline nlohmann::ordered_json json_number(double value) {
  if (std::isfinite(value)) return value;
  return nullptr;
}

} // namespace tranche
