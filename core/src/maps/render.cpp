#include <cerrno>
#include <cstring>
#include <fstream>

#include "maps/furniture.hpp"
#include "maps/map_body.hpp"
#include "maps/page.hpp"
#include "maps/render.hpp"
#include "tranche/finding.hpp"
#include "tranche/maps/draw.hpp"

namespace tranche {

void maps::compose(cairo_t* cr, const MapSheet& sheet, double width, double height) {
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
  maps::label_points(painter, sheet, arrangement.view, frame, arrangement.boxes);
}

namespace {

[[noreturn]] void fail(const std::filesystem::path& file, int code) {
  if (code == ENOSPC || code == EDQUOT)
    throw Error(Fault::system, file.string(), "the disk is full",
                "free space there, or write the run to another place");
  throw Error(Fault::system, file.string(), std::string("cannot be written: ") + std::strerror(code),
              "choose a place where you may write");
}

} // namespace

std::string render(const MapSheet& sheet, ImageFormat format) {
  const maps::Page page{sheet.width_mm, sheet.height_mm, sheet.dpi,
                        sheet.title,    sheet.subtitle,  sheet.subtitle + ". " + sheet.statement};
  return maps::rendered(page, format, [&](cairo_t* cr, double width, double height) {
    cairo_scale(cr, sheet.enlarged, sheet.enlarged);
    maps::compose(cr, sheet, width / sheet.enlarged, height / sheet.enlarged);
  });
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
