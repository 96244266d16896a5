#include "maps/png.hpp"

#include <cmath>
#include <cstring>
#include <vector>

#include <png.h>

#include "tranche/finding.hpp"

namespace tranche::maps {
namespace {

void append(png_structp png, png_bytep data, png_size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), size);
}

[[noreturn]] void fail(png_structp, png_const_charp why) {
  throw Error(Fault::system, "PNG picture", std::string("cannot be made: ") + why, "free memory, and run again");
}

/// libpng is C, but Debian builds it with unwind tables, and every error leaves through fail() as an exception.
struct Writer {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, nullptr);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { png_destroy_write_struct(&png, &info); }
};

} // namespace

std::string png_bytes(const Pixels& pixels, int dpi, const std::string& title) {
  Writer writer;
  if (!writer.info) fail(nullptr, "no memory");
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(pixels.height) * 400);
  png_set_write_fn(writer.png, &bytes, append, nullptr);
  png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(pixels.width), static_cast<png_uint_32>(pixels.height),
               8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  const auto per_metre = static_cast<png_uint_32>(std::lround(dpi / 0.0254));
  png_set_pHYs(writer.png, writer.info, per_metre, per_metre, PNG_RESOLUTION_METER);
  std::string key = "Title", value = title;
  png_text text{};
  text.compression = PNG_ITXT_COMPRESSION_NONE;
  text.key = key.data();
  text.text = value.data();
  png_set_text(writer.png, writer.info, &text, 1);
  // Maps are flat areas of few colours: unfiltered rows come out smaller and sooner than filtered ones.
  png_set_filter(writer.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_compression_level(writer.png, 3);
  png_write_info(writer.png, writer.info);
  std::vector<png_byte> row(static_cast<std::size_t>(pixels.width) * 3);
  for (int y = 0; y < pixels.height; ++y) {
    const unsigned char* from = pixels.data + static_cast<std::ptrdiff_t>(y) * pixels.stride;
    for (std::size_t x = 0; x < static_cast<std::size_t>(pixels.width); ++x) {
      std::uint32_t pixel; // 0x00rrggbb in the machine's own byte order
      std::memcpy(&pixel, from + 4 * x, 4);
      row[3 * x] = static_cast<png_byte>(pixel >> 16U);
      row[3 * x + 1] = static_cast<png_byte>(pixel >> 8U);
      row[3 * x + 2] = static_cast<png_byte>(pixel);
    }
    png_write_row(writer.png, row.data());
  }
  png_write_end(writer.png, nullptr);
  return bytes;
}

} // namespace tranche::maps
