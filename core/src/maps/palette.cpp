#include "tranche/maps/palette.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "tranche/finding.hpp"

namespace tranche {
namespace {

/// A ramp for 3 to 9 classes, one after another, light to dark, as on colorbrewer2.org.
using RampTable = std::array<std::uint32_t, 42>;

constexpr RampTable ylgnbu{0xedf8b1, 0x7fcdbb, 0x2c7fb8,                                                              //
                           0xffffcc, 0xa1dab4, 0x41b6c4, 0x225ea8,                                                    //
                           0xffffcc, 0xa1dab4, 0x41b6c4, 0x2c7fb8, 0x253494,                                          //
                           0xffffcc, 0xc7e9b4, 0x7fcdbb, 0x41b6c4, 0x2c7fb8, 0x253494,                                //
                           0xffffcc, 0xc7e9b4, 0x7fcdbb, 0x41b6c4, 0x1d91c0, 0x225ea8, 0x0c2c84,                      //
                           0xffffd9, 0xedf8b1, 0xc7e9b4, 0x7fcdbb, 0x41b6c4, 0x1d91c0, 0x225ea8, 0x0c2c84,            //
                           0xffffd9, 0xedf8b1, 0xc7e9b4, 0x7fcdbb, 0x41b6c4, 0x1d91c0, 0x225ea8, 0x253494, 0x081d58}; //

constexpr RampTable ylorbr{0xfff7bc, 0xfec44f, 0xd95f0e,                                                              //
                           0xffffd4, 0xfed98e, 0xfe9929, 0xcc4c02,                                                    //
                           0xffffd4, 0xfed98e, 0xfe9929, 0xd95f0e, 0x993404,                                          //
                           0xffffd4, 0xfee391, 0xfec44f, 0xfe9929, 0xd95f0e, 0x993404,                                //
                           0xffffd4, 0xfee391, 0xfec44f, 0xfe9929, 0xec7014, 0xcc4c02, 0x8c2d04,                      //
                           0xffffe5, 0xfff7bc, 0xfee391, 0xfec44f, 0xfe9929, 0xec7014, 0xcc4c02, 0x8c2d04,            //
                           0xffffe5, 0xfff7bc, 0xfee391, 0xfec44f, 0xfe9929, 0xec7014, 0xcc4c02, 0x993404, 0x662506}; //

constexpr RampTable pubu{0xece7f2, 0xa6bddb, 0x2b8cbe,                                                              //
                         0xf1eef6, 0xbdc9e1, 0x74a9cf, 0x0570b0,                                                    //
                         0xf1eef6, 0xbdc9e1, 0x74a9cf, 0x2b8cbe, 0x045a8d,                                          //
                         0xf1eef6, 0xd0d1e6, 0xa6bddb, 0x74a9cf, 0x2b8cbe, 0x045a8d,                                //
                         0xf1eef6, 0xd0d1e6, 0xa6bddb, 0x74a9cf, 0x3690c0, 0x0570b0, 0x034e7b,                      //
                         0xfff7fb, 0xece7f2, 0xd0d1e6, 0xa6bddb, 0x74a9cf, 0x3690c0, 0x0570b0, 0x034e7b,            //
                         0xfff7fb, 0xece7f2, 0xd0d1e6, 0xa6bddb, 0x74a9cf, 0x3690c0, 0x0570b0, 0x045a8d, 0x023858}; //

/// Of 11 classes.
constexpr std::array<std::uint32_t, 11> rdbu{0x67001f, 0xb2182b, 0xd6604d, 0xf4a582, 0xfddbc7, 0xf7f7f7,
                                             0xd1e5f0, 0x92c5de, 0x4393c3, 0x2166ac, 0x053061};

/// Rows of the one figure, columns of the other.
constexpr std::array<std::uint32_t, 9> purple_gold{0xe8e8e8, 0xe4d9ac, 0xc8b35a, 0xcbb8d7, 0xc8ada0,
                                                   0xaf8e53, 0x9972af, 0x976b82, 0x804d36};

std::span<const std::uint32_t> published(Ramp ramp, std::size_t classes) {
  const RampTable& table = ramp == Ramp::YlGnBu ? ylgnbu : ramp == Ramp::YlOrBr ? ylorbr : pubu;
  return std::span(table).subspan((classes - 3) * (classes + 2) / 2, classes);
}

constexpr Colour colour(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16U), static_cast<std::uint8_t>(rgb >> 8U), static_cast<std::uint8_t>(rgb)};
}

std::uint8_t between(std::uint8_t from, std::uint8_t to, double share) {
  return static_cast<std::uint8_t>(std::lround(from + share * (to - from)));
}

double luminance(Colour c) {
  const auto linear = [](std::uint8_t channel) {
    const double value = channel / 255.0;
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

} // namespace

std::string hex(Colour c) { return fmt::format("#{:02x}{:02x}{:02x}", c.red, c.green, c.blue); }

Colour colour_from(std::string_view text) {
  std::uint32_t rgb = 0;
  const char* end = text.data() + text.size();
  if (text.size() == 7 && text[0] == '#') {
    const auto [stop, fault] = std::from_chars(text.data() + 1, end, rgb, 16);
    if (stop == end && fault == std::errc{}) return colour(rgb);
  }
  throw Error(Fault::settings, "colour", fmt::format("'{}' is not a colour", text),
              "write # and six hexadecimal digits, as in #225ea8");
}

double contrast(Colour one, Colour other) {
  const double a = luminance(one), b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

Colour text_on(Colour background) {
  constexpr Colour black{0, 0, 0}, white{255, 255, 255};
  return contrast(black, background) >= contrast(white, background) ? black : white;
}

std::vector<Colour> sequential(Ramp ramp, std::size_t count) {
  const auto table = published(ramp, std::clamp<std::size_t>(count, 3, 9));
  std::vector<Colour> colours;
  for (std::size_t i = 0; i < count; ++i) {
    const double at = count <= 3 ? static_cast<double>(3 - count + i)
                                 : static_cast<double>(i * (table.size() - 1)) / static_cast<double>(count - 1);
    const auto whole = static_cast<std::size_t>(at);
    const Colour from = colour(table[whole]), to = colour(table[std::min(whole + 1, table.size() - 1)]);
    const double share = at - static_cast<double>(whole);
    colours.push_back(
        {between(from.red, to.red, share), between(from.green, to.green, share), between(from.blue, to.blue, share)});
  }
  return colours;
}

Colour diverging(double value) {
  const double at = (std::clamp(value, -1.0, 1.0) + 1) / 2 * static_cast<double>(rdbu.size() - 1);
  const auto whole = static_cast<std::size_t>(at);
  const Colour from = colour(rdbu[whole]), to = colour(rdbu[std::min(whole + 1, rdbu.size() - 1)]);
  const double share = at - static_cast<double>(whole);
  return {between(from.red, to.red, share), between(from.green, to.green, share), between(from.blue, to.blue, share)};
}

Colour bivariate(std::size_t one, std::size_t other) { return colour(purple_gold[3 * one + other]); }

std::vector<Colour> tranche_colours(std::size_t tranches) {
  std::vector<Colour> colours = sequential(Ramp::YlGnBu, std::max<std::size_t>(4, tranches + 1));
  std::reverse(colours.begin(), colours.end());
  colours.resize(tranches);
  return colours;
}

} // namespace tranche
