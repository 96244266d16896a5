#include <cairo-pdf.h>
#include <cairo-svg.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "maps/furniture.hpp"
#include "maps/map_body.hpp"
#include "maps/png.hpp"
#include "maps/svg_text.hpp"
#include "tranche/finding.hpp"
#include "tranche/maps/draw.hpp"

namespace tranche {
namespace {

struct Destroy {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cr) const { cairo_destroy(cr); }
};
using Surface = std::unique_ptr<cairo_surface_t, Destroy>;

constexpr double points_per_mm = 72.0 / 25.4;

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int size) {
  try {
    static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), size);
  } catch (...) {
    return CAIRO_STATUS_NO_MEMORY; // an exception must not cross C
  }
  return CAIRO_STATUS_SUCCESS;
}

void check(cairo_status_t status, const MapSheet& sheet) {
  if (status != CAIRO_STATUS_SUCCESS)
    throw Error(Fault::system, "map \"" + sheet.title + "\"",
                std::string("cannot be drawn: ") + cairo_status_to_string(status),
                "free memory, check that the package fonts-dejavu-core is installed, and run again");
}

void compose(cairo_t* cr, const MapSheet& sheet) {
  const double width = sheet.width_mm * points_per_mm, height = sheet.height_mm * points_per_mm;
  const maps::Painter painter(cr);
  const maps::Box page{0, 0, width, height};
  painter.clear({255, 255, 255});
  const maps::Box frame = maps::draw_surround(painter, sheet, width, height);
  std::vector<maps::Size> sizes{maps::legend_size(painter, sheet)};
  for (const MapInset& inset : sheet.insets) sizes.push_back(maps::inset_size(inset, sheet, frame));
  if (!sheet.schematic) sizes.push_back(maps::scale_bar_size());
  const maps::Arrangement arrangement = maps::arranged(sheet.areas, frame, sizes);
  maps::draw_main_map(painter, sheet, arrangement.view, page);
  for (std::size_t i = 0; i < sheet.insets.size(); ++i)
    maps::draw_inset(painter, sheet, sheet.insets[i], arrangement.boxes[i + 1]);
  if (!sheet.schematic) maps::draw_scale_bar(painter, arrangement.view, arrangement.boxes.back());
  maps::draw_legend(painter, sheet, arrangement.boxes.front());
}

/// Draws on a surface whose unit is `scale` to a point.
void compose_on(const Surface& surface, double scale, const MapSheet& sheet) {
  check(cairo_surface_status(surface.get()), sheet);
  const std::unique_ptr<cairo_t, Destroy> cr(cairo_create(surface.get()));
  cairo_scale(cr.get(), scale, scale);
  compose(cr.get(), sheet);
  check(cairo_status(cr.get()), sheet);
}

std::string render_png(const MapSheet& sheet) {
  const auto pixels = [&sheet](double mm) { return static_cast<int>(std::lround(mm / 25.4 * sheet.dpi)); };
  const Surface surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, pixels(sheet.width_mm), pixels(sheet.height_mm)));
  compose_on(surface, sheet.dpi / 72.0, sheet);
  cairo_surface_flush(surface.get());
  const maps::Pixels pixels_drawn{
      cairo_image_surface_get_data(surface.get()), cairo_image_surface_get_width(surface.get()),
      cairo_image_surface_get_height(surface.get()), cairo_image_surface_get_stride(surface.get())};
  return maps::png_bytes(pixels_drawn, sheet.dpi, sheet.title);
}

std::string render_vector(const MapSheet& sheet, ImageFormat format) {
  const double width = sheet.width_mm * points_per_mm, height = sheet.height_mm * points_per_mm;
  std::string bytes;
  const bool pdf = format == ImageFormat::pdf;
  const Surface surface(pdf ? cairo_pdf_surface_create_for_stream(append, &bytes, width, height)
                            : cairo_svg_surface_create_for_stream(append, &bytes, width, height));
  if (pdf) {
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, sheet.title.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, sheet.subtitle.c_str());
    // The clock is no part of a result: every run of the same inputs gives the same file.
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  }
  compose_on(surface, 1, sheet);
  cairo_surface_finish(surface.get());
  check(cairo_surface_status(surface.get()), sheet);
  return pdf ? bytes : maps::finished_svg(bytes, sheet.title, sheet.subtitle + ". " + sheet.statement);
}

[[noreturn]] void fail(const std::filesystem::path& file, int code) {
  if (code == ENOSPC || code == EDQUOT)
    throw Error(Fault::system, file.string(), "the disk is full",
                "free space there, or write the run to another place");
  throw Error(Fault::system, file.string(), std::string("cannot be written: ") + std::strerror(code),
              "choose a place where you may write");
}

} // namespace

std::string render(const MapSheet& sheet, ImageFormat format) {
  return format == ImageFormat::png ? render_png(sheet) : render_vector(sheet, format);
}

void draw(const MapSheet& sheet, const std::filesystem::path& file) {
  const auto extension = file.extension();
  if (extension != ".png" && extension != ".svg" && extension != ".pdf")
    throw Error(Fault::usage, file.string(), "is no kind of picture that can be drawn", "name it .png, .svg or .pdf");
  const std::string bytes = render(sheet, extension == ".png"   ? ImageFormat::png
                                          : extension == ".svg" ? ImageFormat::svg
                                                                : ImageFormat::pdf);
  errno = 0;
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) fail(file, errno != 0 ? errno : EIO);
}

} // namespace tranche
