#include <cerrno>
#include <cstring>
#include <fstream>
#include <span>
#include <vector>

#include "maps/furniture.hpp"
#include "maps/map_body.hpp"
#include "maps/page.hpp"
#include "maps/render.hpp"
#include "tranche/finding.hpp"
#include "tranche/maps/draw.hpp"

namespace tranche {

namespace {

/// Finds room for legend, insets and scale bar.
class Room {
public:
  Room(const maps::Painter& painter, const MapSheet& sheet, const maps::Box& frame)
      : m_sheet(sheet), m_frame(frame), m_legend(maps::legend_size(painter, sheet)) {}

  /// With as many insets as the map has room for beside it. The first is shown in any case, as large as leaves the map
  /// most of its size; a further one where it costs next to nothing.
  maps::Arrangement arrangement() const {
    constexpr double most_of_it = 0.75, next_to_nothing = 0.93;
    std::vector<double> shares;
    maps::Arrangement best = with(shares);
    for (std::size_t i = 0; i < m_sheet.insets.size(); ++i) {
      const double least = best.view.scale * (i == 0 ? most_of_it : next_to_nothing);
      bool found = false;
      shares.push_back(0);
      for (const double share : {1.0, 0.8, 0.65, 0.5}) {
        shares.back() = share;
        maps::Arrangement more = with(shares);
        found = more.free && more.view.scale >= least;
        if (found || i == 0) best = std::move(more);
        if (found) break;
      }
      if (!found && i > 0) break;
    }
    return best;
  }

private:
  maps::Arrangement with(const std::vector<double>& shares) const {
    std::vector<maps::Size> sizes{m_legend};
    for (std::size_t i = 0; i < shares.size(); ++i)
      sizes.push_back(maps::inset_size(m_sheet.insets[i], m_sheet, m_frame, shares[i]));
    if (!m_sheet.schematic) sizes.push_back(maps::scale_bar_size());
    return maps::arranged(m_sheet.areas, m_frame, sizes);
  }

  const MapSheet& m_sheet;
  maps::Box m_frame;
  maps::Size m_legend;
};

} // namespace

void maps::compose(cairo_t* cr, const MapSheet& sheet, double width, double height) {
  const maps::Painter painter(cr);
  const maps::Box frame = maps::draw_surround(painter, sheet, width, height);
  const maps::Arrangement places = Room(painter, sheet, frame).arrangement();
  const std::span insets = std::span(sheet.insets).first(places.boxes.size() - (sheet.schematic ? 1 : 2));
  maps::draw_main_map(painter, sheet, insets, places.view, {0, 0, width, height});
  for (std::size_t i = 0; i < insets.size(); ++i) maps::draw_inset(painter, sheet, insets[i], places.boxes[i + 1]);
  if (!sheet.schematic) maps::draw_scale_bar(painter, places.view, places.boxes.back());
  maps::draw_legend(painter, sheet, places.boxes.front());
  maps::label_points(painter, sheet, places.view, frame, places.boxes);
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
