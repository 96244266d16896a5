#include "maps/hatching.hpp"

#include <cmath>

namespace tranche::maps {
namespace {

/// Part of the way from one colour to the other: solid, since printers and old viewers are poor at transparency.
Colour mixed(Colour from, Colour to, double share) {
  const auto channel = [share](std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>(std::lround(a + share * (b - a)));
  };
  return {channel(from.red, to.red), channel(from.green, to.green), channel(from.blue, to.blue)};
}

} // namespace

Hatching hatching_of(const Fill& fill) {
  Hatching how;
  const Hatch hatch = fill.hatch;
  how.step = hatch == Hatch::unranked ? 3.2 : hatch == Hatch::unreliable ? 4.2 : 4.8;
  how.rising = hatch == Hatch::unranked || hatch == Hatch::missing || hatch == Hatch::suppressed;
  how.falling = hatch == Hatch::unreliable || hatch == Hatch::suppressed;
  how.dots = hatch == Hatch::too_few;
  how.width = how.dots ? 1.3 : 0.6;
  const bool over_class = hatch == Hatch::unreliable;
  how.colour = mixed(fill.colour, text_on(fill.colour), over_class ? 0.75 : 0.55);
  return how;
}

} // namespace tranche::maps
