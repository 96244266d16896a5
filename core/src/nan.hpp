#pragma once

#include <limits>

namespace tranche {

/// What a figure that is not there holds, in the core's own code.
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

} // namespace tranche
