#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"

/// Colours of maps, page and GeoPackage styles: published palettes that colour-blind readers and grey printers can
/// tell apart, and text that can be read on them.
namespace tranche {

/// An sRGB colour.
struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Colour&) const = default;
};

/// "#rrggbb", lower case.
TRANCHE_API std::string hex(Colour colour);
/// The inverse of hex().
/// @throws Error (settings) when the text is not '#' and six hexadecimal digits.
TRANCHE_API Colour colour_from(std::string_view text);

/// Contrast ratio, 1 to 21, of Web Content Accessibility Guidelines 2.1: (L1 + 0.05) / (L2 + 0.05) of the relative
/// luminances, lighter over darker.
TRANCHE_API double contrast(Colour one, Colour other);
/// Black or white, whichever has the greater contrast: never less than 4.5 on any background.
TRANCHE_API Colour text_on(Colour background);

/// ColorBrewer's sequential palettes (Cynthia Brewer, Mark Harrower and The Pennsylvania State University;
/// colorbrewer2.org, Apache License 2.0), all marked colour-blind safe there. Measures and scores have other hues than
/// tranches.
enum class Ramp { YlGnBu, YlOrBr, PuBu };

/// `count` colours from light to dark, as published for 3 to 9 classes; 1 and 2 are the darker of the 3; above 9 the
/// palette of 9 is interpolated.
TRANCHE_API std::vector<Colour> sequential(Ramp ramp, std::size_t count);

/// A colour of a figure with a middle, from -1 (red) over 0 (near white) to 1 (blue): ColorBrewer's RdBu of 11 classes,
/// marked colour-blind safe there, interpolated. Figures beyond are drawn as -1 and 1.
/// @pre not NaN
TRANCHE_API Colour diverging(double value);

/// A colour of two figures in three classes each: both 0 is near white, both 2 the darkest (Joshua Stevens 2015,
/// "Bivariate choropleth maps", purple and gold). Of the published sets the one that stays furthest apart under
/// simulated deuteranopia and protanopia; in grey some of the nine are alike, as in every set of nine.
/// @pre one < 3, other < 3
TRANCHE_API Colour bivariate(std::size_t one, std::size_t other);

/// One colour for each tranche: the first the darkest. YlGnBu with one class more than tranches (at least 4), without
/// its lightest, which reads as "none" on paper.
TRANCHE_API std::vector<Colour> tranche_colours(std::size_t tranches);

/// Authorities that have a rank and are in no tranche.
inline constexpr Colour not_funded{0xf7, 0xf7, 0xf7};
/// Under every hatch of a class without a figure, and areas of nobody.
inline constexpr Colour no_figure{0xff, 0xff, 0xff};

} // namespace tranche
