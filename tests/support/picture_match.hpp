#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <vector>

#include "picture.hpp"

/// How two pictures of one thing differ, but for antialiasing.
///
/// A pixel agrees when each of its channels differs by `flat` levels at most on an even ground, and by a quarter more
/// of the contrast that there is round it: that is what an outline makes which falls a quarter of a pixel aside. What
/// moved by two pixels, a digit that is another and a class whose colour changed do not agree.
struct PictureMatch {
  static constexpr int flat = 12; ///< of 255: less than between neighbours of any palette

  bool same_size = false;
  std::vector<bool> differs; ///< by pixel
  std::size_t count = 0;

  bool agrees() const { return same_size && count == 0; }
};

inline std::array<int, 3> channels(Picture::Colour c) { return {c.red, c.green, c.blue}; }

/// The greatest difference between pixels at a place and next to it, by channel.
inline std::array<int, 3> contrast_about(const Picture& picture, int x, int y) {
  std::array<int, 3> least{255, 255, 255}, most{0, 0, 0};
  for (int row = std::max(0, y - 1); row <= std::min(picture.height - 1, y + 1); ++row)
    for (int column = std::max(0, x - 1); column <= std::min(picture.width - 1, x + 1); ++column) {
      const auto here = channels(picture.at(column, row));
      for (std::size_t c = 0; c < 3; ++c) least[c] = std::min(least[c], here[c]), most[c] = std::max(most[c], here[c]);
    }
  return {most[0] - least[0], most[1] - least[1], most[2] - least[2]};
}

inline bool agree_at(const Picture& one, const Picture& other, int x, int y) {
  const auto a = channels(one.at(x, y)), b = channels(other.at(x, y));
  if (a == b) return true;
  const auto round_a = contrast_about(one, x, y), round_b = contrast_about(other, x, y);
  for (std::size_t c = 0; c < 3; ++c)
    if (std::abs(a[c] - b[c]) > PictureMatch::flat + std::max(round_a[c], round_b[c]) / 4) return false;
  return true;
}

inline PictureMatch match(const Picture& reference, const Picture& picture) {
  PictureMatch found;
  found.same_size = reference.width == picture.width && reference.height == picture.height;
  if (!found.same_size) return found;
  found.differs.resize(reference.pixels.size());
  for (int y = 0; y < reference.height; ++y)
    for (int x = 0; x < reference.width; ++x) {
      if (agree_at(reference, picture, x, y)) continue;
      found.differs[static_cast<std::size_t>(y) * static_cast<std::size_t>(reference.width) +
                    static_cast<std::size_t>(x)] = true;
      ++found.count;
    }
  return found;
}

/// Reference, new picture, and the reference in pale grey with what differs in red, side by side.
inline Picture side_by_side(const Picture& reference, const Picture& picture, const PictureMatch& found) {
  constexpr int gap = 8;
  constexpr Picture::Colour between{0, 0, 0}, red{0xd4, 0, 0};
  const int third = found.same_size ? reference.width + gap : 0;
  Picture out(reference.width + gap + picture.width + third, std::max(reference.height, picture.height), between);
  const auto put = [&out](const Picture& part, int left) {
    for (int y = 0; y < part.height; ++y)
      for (int x = 0; x < part.width; ++x) out.at(left + x, y) = part.at(x, y);
  };
  put(reference, 0);
  put(picture, reference.width + gap);
  if (!found.same_size) return out;
  Picture marks = reference;
  for (std::size_t i = 0; i < marks.pixels.size(); ++i) {
    const auto [r, g, b] = channels(marks.pixels[i]);
    const auto grey = static_cast<std::uint8_t>(170 + (r + g + b) / 9);
    marks.pixels[i] = found.differs[i] ? red : Picture::Colour{grey, grey, grey};
  }
  put(marks, reference.width + gap + picture.width + gap);
  return out;
}
