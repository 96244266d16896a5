#pragma once
#include <array>
#include <optional>
#include <vector>

#include "tranche/maps/map_sheet.hpp"

/// Where things go on a sheet: plain geometry, without drawing. Page coordinates are points (1/72 inch), y downwards.
namespace tranche::maps {

using Rings = std::vector<std::vector<double>>;

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
  bool holds(const Box& other) const {
    return x <= other.x && y <= other.y && other.right() <= right() && other.bottom() <= bottom();
  }
  bool meets(const Box& other) const {
    return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
  }
};

/// Metres to points: north is up.
struct View {
  double scale = 1, dx = 0, dy = 0; ///< points for each metre, and where (0, 0) falls
  double x(double east) const { return dx + east * scale; }
  double y(double north) const { return dy - north * scale; }
};

/// Smallest box around all areas, in metres: min x, min y, max x, max y.
std::array<double, 4> extent_of(const std::vector<MapArea>& areas);

/// The largest view of `metres` inside `frame`; across and down say where spare room goes, 0 to 1.
View fitted(const std::array<double, 4>& metres, const Box& frame, double across, double down);

/// Smallest box around rings on the page.
Box box_of(const Rings& page);

/// The box as a closed ring.
Rings rectangle(const Box& box);

/// True when an area and the box have a point in common.
bool covers(const Rings& rings, const std::array<double, 4>& box);

bool inside(const Rings& rings, double x, double y);

struct Size {
  double width = 0, height = 0;
  bool at_bottom = false; ///< prefers the lower corners
};

struct Arrangement {
  View view;
  std::vector<Box> boxes; ///< one for each size, in order
  bool free = true;       ///< none lies on an area or on another
};

/// The largest map in the frame that leaves room for every box without one of them lying on an area or on another box.
/// Where that cannot be, boxes take the places in the corners that they like best.
Arrangement arranged(const std::vector<MapArea>& areas, const Box& frame, const std::vector<Size>& sizes);

/// Where a label beside a point covers the least: to its right, left, above, below or aslant, nearer before farther,
/// the first that lies in the frame, on no taken box, and on as few areas as can be. Its box.
Box label_beside(double x, double y, const Size& label, const std::vector<MapArea>& areas, const View& view,
                 const Box& frame, const std::vector<Box>& taken);

/// The rings as they will be drawn. Above 0, `grain` (points) is what vertices are moved to and merged by: neighbours
/// share vertices and so stay neighbours.
Rings on_page(const Rings& rings, const View& view, double grain);

/// A label of lines one above another, widths and heights in points at size 1.
struct LabelShape {
  struct Line {
    double width = 0, height = 0;
  };
  std::vector<Line> lines;
  double width() const;
  double height() const;
};

struct LabelPlace {
  double x = 0, y = 0; ///< its centre
  double size = 0;     ///< the largest at which it stays inside
};

/// In a convex shape: about its centre, each line as wide as the shape is there. Never larger than `most`.
LabelPlace label_in_convex(const Rings& page, const LabelShape& label, double most);

/// In any shape: where there is most room for the label inside `frame`, clear of the outlines of the `obstacles`, and
/// no larger than `most`. Nothing when no centre inside was found.
std::optional<LabelPlace> label_in_any(const Rings& page, const LabelShape& label, double most, const Box& frame,
                                       const std::vector<Box>& obstacles);

} // namespace tranche::maps
