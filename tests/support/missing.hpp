#pragma once

#include <limits>

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();
