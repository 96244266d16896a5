#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "tranche/finding.hpp"
#include "tranche/maps/palette.hpp"

using namespace tranche;

namespace {

/// What is seen: matrices on linear RGB of Machado, Oliveira and Fernandes 2009 (severity 1), and luminance alone.
using Sight = std::array<std::array<double, 3>, 3>;
constexpr Sight all_colours{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Sight deuteranopia{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Sight protanopia{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Sight grey{{{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}}};

/// CIE L*a*b* of a colour as it is seen (sRGB, D65).
std::array<double, 3> lab(Colour colour, const Sight& sight) {
  const auto linear = [](std::uint8_t channel) {
    const double v = channel / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  const std::array own{linear(colour.red), linear(colour.green), linear(colour.blue)};
  const auto row = [](const std::array<double, 3>& r, const std::array<double, 3>& c) {
    return r[0] * c[0] + r[1] * c[1] + r[2] * c[2];
  };
  std::array<double, 3> seen{};
  for (std::size_t i = 0; i < 3; ++i) seen[i] = std::clamp(row(sight[i], own), 0.0, 1.0);
  const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  const double x = f(row({0.4124564, 0.3575761, 0.1804375}, seen) / 0.95047),
               y = f(row({0.2126729, 0.7151522, 0.0721750}, seen)),
               z = f(row({0.0193339, 0.1191920, 0.9503041}, seen) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

/// The least difference (CIE 1976) between any two.
double least_difference(const std::vector<Colour>& colours, const Sight& sight) {
  double least = 1000;
  for (std::size_t i = 0; i < colours.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const auto a = lab(colours[i], sight), b = lab(colours[j], sight);
      least = std::min(least, std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
    }
  return least;
}

} // namespace

TEST_CASE("contrast is that of the Web Content Accessibility Guidelines") {
  CHECK(contrast({0, 0, 0}, {255, 255, 255}) == Approx(21));
  CHECK(contrast({255, 255, 255}, {0, 0, 0}) == Approx(21));
  CHECK(contrast({7, 7, 7}, {7, 7, 7}) == Approx(1));
  // Greys whose ratio on white is well known: #777777 just fails 4.5, #767676 just meets it.
  CHECK(contrast(colour_from("#777777"), {255, 255, 255}) == Approx(4.478).margin(0.001));
  CHECK(contrast(colour_from("#767676"), {255, 255, 255}) == Approx(4.542).margin(0.001));
}

TEST_CASE("text can be read on every colour there is") {
  double least = 21;
  for (int red = 0; red < 256; red += 3)
    for (int green = 0; green < 256; green += 3)
      for (int blue = 0; blue < 256; blue += 3) {
        const Colour ground{static_cast<std::uint8_t>(red), static_cast<std::uint8_t>(green),
                            static_cast<std::uint8_t>(blue)};
        least = std::min(least, contrast(text_on(ground), ground));
      }
  CHECK(least >= 4.5);
}

TEST_CASE("colours have names, and names that are none are refused") {
  CHECK(hex({0x22, 0x5e, 0xa8}) == "#225ea8");
  CHECK(colour_from("#225ea8") == Colour{0x22, 0x5e, 0xa8});
  for (const char* bad : {"", "225ea8", "#225ea", "#225ea8f", "#22 ea8", "#gggggg", "#-12345"})
    CHECK_THROWS_AS(colour_from(bad), Error);
}

TEST_CASE("ramps are the published ones and get darker") {
  // colorbrewer2.org, YlGnBu with 5 classes and YlOrBr with 7.
  const auto five = sequential(Ramp::YlGnBu, 5);
  REQUIRE(five.size() == 5);
  CHECK(hex(five.front()) == "#ffffcc");
  CHECK(hex(five[2]) == "#41b6c4");
  CHECK(hex(five.back()) == "#253494");
  CHECK(hex(sequential(Ramp::YlOrBr, 7)[4]) == "#ec7014");
  CHECK(hex(sequential(Ramp::PuBu, 9).back()) == "#023858");
  for (const Ramp ramp : {Ramp::YlGnBu, Ramp::YlOrBr, Ramp::PuBu})
    for (std::size_t count = 1; count <= 15; ++count) {
      const auto colours = sequential(ramp, count);
      REQUIRE(colours.size() == count);
      for (std::size_t i = 1; i < count; ++i)
        CHECK(contrast(colours[i], {255, 255, 255}) > contrast(colours[i - 1], {255, 255, 255}));
    }
}

TEST_CASE("tranches are told apart, also in grey, from each other, from the unfunded and from the paper") {
  for (std::size_t tranches = 1; tranches <= 5; ++tranches) {
    auto colours = tranche_colours(tranches);
    REQUIRE(colours.size() == tranches);
    colours.push_back(not_funded);
    for (std::size_t i = 1; i < colours.size(); ++i) CHECK(contrast(colours[i - 1], colours[i]) >= 1.2);
  }
  CHECK(hex(tranche_colours(3)[0]) == "#225ea8");
  CHECK(hex(tranche_colours(3)[2]) == "#a1dab4");
  CHECK(tranche_colours(0).empty());
}

TEST_CASE("figures with a middle go from red over near white to blue, as RdBu is published") {
  CHECK(hex(diverging(-1)) == "#67001f");
  CHECK(hex(diverging(-0.6)) == "#d6604d");
  CHECK(hex(diverging(0)) == "#f7f7f7");
  CHECK(hex(diverging(0.8)) == "#2166ac");
  CHECK(hex(diverging(1)) == "#053061");
  CHECK(diverging(7) == diverging(1));
  for (int tenth = 1; tenth <= 10; ++tenth)
    for (const int sign : {-1, 1})
      CHECK(contrast(diverging(sign * tenth / 10.0), {255, 255, 255}) >
            contrast(diverging(sign * (tenth - 1) / 10.0), {255, 255, 255}));
}

TEST_CASE("every set is told apart by those who see no red or no green, and all but the set of nine in grey") {
  CHECK(least_difference({{0, 0, 0}, {255, 255, 255}}, all_colours) == Approx(100).margin(0.01));
  // Red and green of one lightness, which is what the simulation is for.
  CHECK(least_difference({{200, 60, 60}, {100, 125, 40}}, all_colours) > 60);
  CHECK(least_difference({{200, 60, 60}, {100, 125, 40}}, deuteranopia) < 35);
  std::vector<std::vector<Colour>> sets;
  for (const Ramp ramp : {Ramp::YlGnBu, Ramp::YlOrBr, Ramp::PuBu})
    for (const std::size_t count : {3, 4, 5}) sets.push_back(sequential(ramp, count));
  for (std::size_t tranches = 1; tranches <= 4; ++tranches) {
    sets.push_back(tranche_colours(tranches));
    sets.back().push_back(not_funded);
  }
  for (const auto& set : sets) {
    INFO(hex(set.front()) << " to " << hex(set.back()) << ", " << set.size());
    for (const Sight& sight : {all_colours, deuteranopia, protanopia, grey}) CHECK(least_difference(set, sight) >= 8);
  }
  std::vector<Colour> nine;
  for (std::size_t one = 0; one < 3; ++one)
    for (std::size_t other = 0; other < 3; ++other) nine.push_back(bivariate(one, other));
  for (const Sight& sight : {all_colours, deuteranopia, protanopia}) CHECK(least_difference(nine, sight) >= 15);
  CHECK(hex(bivariate(0, 0)) == "#e8e8e8");
  CHECK(hex(bivariate(2, 2)) == "#804d36");
  std::vector<Colour> sides;
  for (const double value : {-1.0, -0.6, 0.0, 0.6, 1.0}) sides.push_back(diverging(value));
  for (const Sight& sight : {all_colours, deuteranopia, protanopia}) CHECK(least_difference(sides, sight) >= 15);
}
