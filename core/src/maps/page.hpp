#pragma once
#include <cairo.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tranche/maps/draw.hpp"

namespace tranche::maps {

/// A sheet of paper and what is said of it to those who cannot see it.
struct Page {
  double width_mm = 210, height_mm = 297; ///< A4 portrait
  int dpi = 200;                          ///< of PNG only
  std::string title, subject, description;
};

/// A drawing in points on white paper, width and height of the page given.
using Drawing = std::function<void(cairo_t*, double width, double height)>;

/// The bytes of a picture in one of the three formats. SVG carries <title> and <desc>; PDF its text, title and a fixed
/// creation date. @throws Error (system) when the drawing libraries fail.
std::string rendered(const Page& page, ImageFormat format, const Drawing& drawing);

/// One page of a document.
struct Leaf {
  std::string label; ///< of the page, for the reader's page box
  Drawing draw;
};

/// An entry of the document's outline.
struct Bookmark {
  std::string title;
  std::size_t leaf = 0; ///< where it leads
  int parent = -1;      ///< an earlier bookmark; -1: the top
};

/// The bytes of a PDF of many pages of one size; closed bookmarks below the top.
/// @throws Error (system) when the drawing libraries fail.
std::string rendered_document(const Page& page, const std::vector<Leaf>& leaves,
                              const std::vector<Bookmark>& bookmarks);

} // namespace tranche::maps
