#pragma once

#include <array>

/// The two levels of limits that the field prints: 95 % and, for control, 99.8 %.
inline constexpr std::array both{0.95, 0.998};
