#pragma once
#include <functional>
#include <memory>
#include <string>

#include <pango/pangocairo.h>

#include "maps/hatching.hpp"
#include "maps/layout.hpp"

/// Cairo and Pango behind a few words. Units are points, y downwards.
namespace tranche::maps {

struct Style {
  double size = 8; ///< points
  bool bold = false;
  Colour colour{0x0b, 0x0c, 0x0c};
  double width = 0; ///< lines are wrapped at it; 0: never
};

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using Layout = std::unique_ptr<PangoLayout, Unref>;

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Picture = std::unique_ptr<cairo_surface_t, DestroySurface>;

class Painter {
public:
  /// @pre cr outlives the painter and has points as its unit.
  explicit Painter(cairo_t* cr);

  /// Text measured and wrapped, ready to be put somewhere any number of times.
  Layout text(const std::string& words, const Style& style) const;
  static double width_of(const Layout& layout);
  static double height_of(const Layout& layout);
  /// Top left corner at x, y.
  void put(const Layout& layout, double x, double y, Colour colour) const;

  /// One line about a centre, `scale` times as large as it is set and narrowed to `squeeze` of its width; on a hatch it
  /// gets a rim of the ground's colour. A line that is scaled looks as if it were set larger, and spares finding the
  /// font at yet another size, which takes longer than all the rest of a label.
  void put_label(const Layout& layout, double x, double middle, double scale, double squeeze, const Fill& ground) const;

  void fill(const Rings& page, const Fill& fill) const;
  void outline(const Rings& page, Colour colour, double width) const;
  void fill_box(const Box& box, const Fill& fill) const;
  void outline_box(const Box& box, Colour colour, double width) const;
  void line(double x0, double y0, double x1, double y1, Colour colour, double width) const;
  /// Many lines in one stroke, ends rounded so that they join.
  void lines(const std::vector<std::array<double, 4>>& segments, const View& view, Colour colour, double width) const;
  void clip_to(const Box& box) const;
  void unclip() const;

  /// Of a PDF: the box leads to a destination. Names are of letters, digits and '-'.
  void link(const Box& box, const std::string& destination) const;
  void destination(const std::string& name) const;

  /// Drawn once, shown any number of times: a document holds it once.
  Picture picture(const Box& extent, const std::function<void(const Painter&)>& drawing) const;
  void show(const Picture& picture, double x, double y) const;

  /// Marks of charts.
  void polygon(const std::vector<std::array<double, 2>>& corners, Colour fill, Colour edge) const;
  void disc(double x, double y, double radius, Colour fill, Colour edge) const;
  void ring(double x, double y, double radius, Colour colour, double width) const;

private:
  void set(Colour colour) const;
  void path(const Rings& page) const;
  void hatch_path(const Box& box, const Hatching& how) const;

  cairo_t* m_cr;
  std::unique_ptr<PangoContext, Unref> m_context;
};

} // namespace tranche::maps
