#include "tranche/plugin/indicator.hpp"

namespace tranche {

// The key function: one typeinfo for host and plugins alike.
Indicator::~Indicator() = default;

} // namespace tranche
