#include "maps/page.hpp"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <sys/mman.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "maps/png.hpp"
#include "maps/svg_text.hpp"
#include "tranche/finding.hpp"

namespace tranche::maps {
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

void check(cairo_status_t status, const Page& page) {
  if (status != CAIRO_STATUS_SUCCESS)
    throw Error(Fault::system, "picture \"" + page.title + "\"",
                std::string("cannot be drawn: ") + cairo_status_to_string(status),
                "free memory, check that the package fonts-dejavu-core is installed, and run again");
}

/// Draws on a surface whose unit is `scale` to a point.
void draw_on(const Surface& surface, double scale, const Page& page, const Drawing& drawing) {
  check(cairo_surface_status(surface.get()), page);
  const std::unique_ptr<cairo_t, Destroy> cr(cairo_create(surface.get()));
  cairo_scale(cr.get(), scale, scale);
  drawing(cr.get(), page.width_mm * points_per_mm, page.height_mm * points_per_mm);
  check(cairo_status(cr.get()), page);
}

struct Free {
  void operator()(unsigned char* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<unsigned char, Free>;

/// White pixels. A sheet at 300 dots per inch has 35 MB, and cairo takes longer to get them page by page and paint them
/// white than to draw the map: large pages and one memset take a tenth of it.
Memory white_pixels(std::size_t bytes, const Page& page) {
  constexpr std::size_t large_page = std::size_t{1} << 21U;
  const std::size_t size = (bytes + large_page - 1) / large_page * large_page;
  Memory memory(static_cast<unsigned char*>(std::aligned_alloc(large_page, size)));
  if (!memory) check(CAIRO_STATUS_NO_MEMORY, page);
  ::madvise(memory.get(), size, MADV_HUGEPAGE); // where it is refused, small ones do
  std::memset(memory.get(), 0xff, bytes);
  return memory;
}

std::string png_of(const Page& page, const Drawing& drawing) {
  const auto pixels = [&page](double mm) { return static_cast<int>(std::lround(mm / 25.4 * page.dpi)); };
  const int width = pixels(page.width_mm), height = pixels(page.height_mm);
  const int stride = cairo_format_stride_for_width(CAIRO_FORMAT_RGB24, width);
  const Memory memory = white_pixels(static_cast<std::size_t>(stride) * static_cast<std::size_t>(height), page);
  const Surface surface(cairo_image_surface_create_for_data(memory.get(), CAIRO_FORMAT_RGB24, width, height, stride));
  draw_on(surface, page.dpi / 72.0, page, drawing);
  cairo_surface_flush(surface.get());
  return png_bytes({memory.get(), width, height, stride}, page.dpi, page.title);
}

void describe_pdf(const Surface& surface, const Page& page) {
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, page.title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, page.subject.c_str());
  // The clock is no part of a result: every run of the same inputs gives the same file.
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
}

void add_bookmarks(const Surface& surface, const std::vector<Bookmark>& bookmarks) {
  std::vector<int> ids;
  for (const Bookmark& one : bookmarks) {
    const int parent = one.parent < 0 ? CAIRO_PDF_OUTLINE_ROOT : ids[static_cast<std::size_t>(one.parent)];
    const std::string where = "page=" + std::to_string(one.leaf + 1);
    ids.push_back(cairo_pdf_surface_add_outline(surface.get(), parent, one.title.c_str(), where.c_str(),
                                                static_cast<cairo_pdf_outline_flags_t>(0)));
  }
}

std::string vector_of(const Page& page, ImageFormat format, const Drawing& drawing) {
  const double width = page.width_mm * points_per_mm, height = page.height_mm * points_per_mm;
  std::string bytes;
  const bool pdf = format == ImageFormat::pdf;
  const Surface surface(pdf ? cairo_pdf_surface_create_for_stream(append, &bytes, width, height)
                            : cairo_svg_surface_create_for_stream(append, &bytes, width, height));
  if (pdf) describe_pdf(surface, page);
  draw_on(surface, 1, page, [&drawing](cairo_t* cr, double w, double h) {
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    drawing(cr, w, h);
  });
  cairo_surface_finish(surface.get());
  check(cairo_surface_status(surface.get()), page);
  return pdf ? bytes : finished_svg(bytes, page.title, page.description);
}

} // namespace

std::string rendered(const Page& page, ImageFormat format, const Drawing& drawing) {
  return format == ImageFormat::png ? png_of(page, drawing) : vector_of(page, format, drawing);
}

std::string rendered_document(const Page& page, const std::vector<Leaf>& leaves,
                              const std::vector<Bookmark>& bookmarks) {
  const double width = page.width_mm * points_per_mm, height = page.height_mm * points_per_mm;
  std::string bytes;
  const Surface surface(cairo_pdf_surface_create_for_stream(append, &bytes, width, height));
  check(cairo_surface_status(surface.get()), page);
  describe_pdf(surface, page);
  {
    const std::unique_ptr<cairo_t, Destroy> cr(cairo_create(surface.get()));
    for (const Leaf& leaf : leaves) {
      cairo_pdf_surface_set_page_label(surface.get(), leaf.label.c_str());
      leaf.draw(cr.get(), width, height);
      cairo_show_page(cr.get());
      check(cairo_status(cr.get()), page);
    }
  }
  add_bookmarks(surface, bookmarks);
  cairo_surface_finish(surface.get());
  check(cairo_surface_status(surface.get()), page);
  return bytes;
}

} // namespace tranche::maps
