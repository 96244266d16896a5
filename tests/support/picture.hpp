#pragma once
#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "tranche/maps/palette.hpp"

/// A picture as its pixels, row by row.
struct Picture {
  using Colour = tranche::Colour;

  int width = 0, height = 0;
  std::vector<Colour> pixels;

  Picture() = default;
  Picture(int wide, int high, Colour ground = {255, 255, 255})
      : width(wide), height(high), pixels(static_cast<std::size_t>(wide) * static_cast<std::size_t>(high), ground) {}

  Colour& at(int x, int y) {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
  Colour at(int x, int y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
  Colour near(double x, double y) const {
    return at(static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y)));
  }
};

namespace picture_bytes {

struct Reader {
  const std::string* bytes;
  std::size_t at = 0;
};

inline cairo_status_t read(void* closure, unsigned char* data, unsigned int length) {
  auto& reader = *static_cast<Reader*>(closure);
  if (reader.at + length > reader.bytes->size()) return CAIRO_STATUS_READ_ERROR;
  std::copy_n(reader.bytes->data() + reader.at, length, reinterpret_cast<char*>(data));
  reader.at += length;
  return CAIRO_STATUS_SUCCESS;
}

inline void check(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error(cairo_status_to_string(status));
}

} // namespace picture_bytes

inline Picture decoded(const std::string& png) {
  picture_bytes::Reader reader{&png};
  cairo_surface_t* surface = cairo_image_surface_create_from_png_stream(picture_bytes::read, &reader);
  picture_bytes::check(cairo_surface_status(surface));
  Picture picture(cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface));
  const unsigned char* data = cairo_image_surface_get_data(surface);
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      std::uint32_t pixel; // 0x00rrggbb
      std::memcpy(&pixel, data + y * cairo_image_surface_get_stride(surface) + 4 * x, 4);
      picture.at(x, y) = {static_cast<std::uint8_t>(pixel >> 16U), static_cast<std::uint8_t>(pixel >> 8U),
                          static_cast<std::uint8_t>(pixel)};
    }
  cairo_surface_destroy(surface);
  return picture;
}

inline Picture read_picture(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return decoded(std::string(std::istreambuf_iterator<char>(in), {}));
}

inline void write_picture(const Picture& picture, const std::filesystem::path& file) {
  std::filesystem::create_directories(file.parent_path());
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width, picture.height);
  unsigned char* data = cairo_image_surface_get_data(surface);
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const Picture::Colour c = picture.at(x, y);
      const std::uint32_t pixel =
          static_cast<std::uint32_t>(c.red) << 16U | static_cast<std::uint32_t>(c.green) << 8U | c.blue;
      std::memcpy(data + y * cairo_image_surface_get_stride(surface) + 4 * x, &pixel, 4);
    }
  cairo_surface_mark_dirty(surface);
  const cairo_status_t status = cairo_surface_write_to_png(surface, file.c_str());
  cairo_surface_destroy(surface);
  picture_bytes::check(status);
}
