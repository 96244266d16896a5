#include <catch2/catch.hpp>

#include "tranche/finding.hpp"
#include "tranche/maps/palette.hpp"

using namespace tranche;

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
