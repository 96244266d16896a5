#pragma once
#include <array>

#include "tranche/maps/map_sheet.hpp"
#include "tranche/status.hpp"

namespace tranche::maps {

/// A status other than measured, as legends and pages show it.
struct StatusClass {
  Status status;
  Hatch hatch;
  const char* label;
  const char* detail; ///< may be empty
};
inline constexpr std::array<StatusClass, 4> status_classes{{
    {Status::unreliable, Hatch::unreliable, "Unreliable: few events", "striped over the colour of its class"},
    {Status::too_few, Hatch::too_few, "Too few events", "no rate is made"},
    {Status::suppressed, Hatch::suppressed, "Suppressed", "withheld for disclosure"},
    {Status::missing, Hatch::missing, "Not reported", ""},
}};

} // namespace tranche::maps
