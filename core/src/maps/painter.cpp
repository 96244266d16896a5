#include "maps/painter.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace tranche::maps {
Painter::Painter(cairo_t* cr) : m_cr(cr), m_context(pango_cairo_create_context(cr)) {
  // The same letters in the same places on every kind of surface, however the machine draws its windows; only rules for
  // fonts (fonts.conf) that force hinting count more than this.
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(m_context.get(), options);
  cairo_font_options_destroy(options);
  pango_cairo_context_set_resolution(m_context.get(), 72);
  pango_context_set_round_glyph_positions(m_context.get(), FALSE);
  pango_context_set_language(m_context.get(), pango_language_from_string("en-gb"));
}

Layout Painter::text(const std::string& words, const Style& style) const {
  Layout layout(pango_layout_new(m_context.get()));
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, "DejaVu Sans");
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  if (style.width > 0) {
    pango_layout_set_width(layout.get(), static_cast<int>(style.width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  }
  pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
  return layout;
}

double Painter::width_of(const Layout& layout) {
  PangoRectangle logical;
  pango_layout_get_extents(layout.get(), nullptr, &logical);
  return static_cast<double>(logical.width) / PANGO_SCALE;
}

double Painter::height_of(const Layout& layout) {
  PangoRectangle logical;
  pango_layout_get_extents(layout.get(), nullptr, &logical);
  return static_cast<double>(logical.height) / PANGO_SCALE;
}

void Painter::set(Colour c) const { cairo_set_source_rgb(m_cr, c.red / 255.0, c.green / 255.0, c.blue / 255.0); }

void Painter::put(const Layout& layout, double x, double y, Colour colour) const {
  set(colour);
  cairo_move_to(m_cr, x, y);
  pango_cairo_show_layout(m_cr, layout.get());
}

void Painter::put_label(const Layout& layout, double x, double middle, double scale, double squeeze,
                        const Fill& ground) const {
  PangoRectangle extents;
  pango_layout_get_extents(layout.get(), nullptr, &extents);
  const PangoFontDescription* font = pango_layout_get_font_description(layout.get());
  const double size = static_cast<double>(pango_font_description_get_size(font)) / PANGO_SCALE;
  const double baseline = static_cast<double>(pango_layout_get_baseline(layout.get())) / PANGO_SCALE;
  cairo_save(m_cr);
  // Digits and capitals of DejaVu Sans are 0.73 of the size: their middle goes to the middle.
  cairo_translate(m_cr, x - squeeze * scale * width_of(layout) / 2, middle + scale * (0.365 * size - baseline));
  cairo_scale(m_cr, squeeze * scale, scale);
  if (ground.hatch != Hatch::none) {
    set(ground.colour);
    cairo_set_line_width(m_cr, 0.4 * size);
    cairo_set_line_join(m_cr, CAIRO_LINE_JOIN_ROUND);
    cairo_move_to(m_cr, 0, 0);
    pango_cairo_layout_path(m_cr, layout.get());
    cairo_stroke(m_cr);
  }
  put(layout, 0, 0, text_on(ground.colour));
  cairo_restore(m_cr);
}

void Painter::path(const Rings& page) const {
  cairo_new_path(m_cr);
  for (const auto& ring : page) {
    for (std::size_t i = 0; i + 3 < ring.size(); i += 2) {
      if (i == 0)
        cairo_move_to(m_cr, ring[0], ring[1]);
      else
        cairo_line_to(m_cr, ring[i], ring[i + 1]);
    }
    cairo_close_path(m_cr);
  }
}

void Painter::hatch_path(const Box& box, const Hatching& how) const {
  // Anchored to the sheet, not to the area: the stripes of areas that belong together run on.
  const double step = how.step;
  const auto first = [step](double at) { return std::floor(at / step) * step; };
  if (how.rising)
    for (double c = first(box.x + box.y); c <= box.right() + box.bottom(); c += step)
      cairo_move_to(m_cr, c - box.y, box.y), cairo_line_to(m_cr, c - box.bottom(), box.bottom());
  if (how.falling)
    for (double c = first(box.x - box.bottom()); c <= box.right() - box.y; c += step)
      cairo_move_to(m_cr, c + box.y, box.y), cairo_line_to(m_cr, c + box.bottom(), box.bottom());
  if (how.dots)
    for (double y = first(box.y); y <= box.bottom(); y += step)
      for (double x = first(box.x); x <= box.right(); x += step) cairo_move_to(m_cr, x, y), cairo_line_to(m_cr, x, y);
}

void Painter::fill(const Rings& page, const Fill& fill) const {
  cairo_set_fill_rule(m_cr, CAIRO_FILL_RULE_EVEN_ODD);
  path(page);
  set(fill.colour);
  if (fill.hatch == Hatch::none) return cairo_fill(m_cr);
  cairo_save(m_cr);
  cairo_fill_preserve(m_cr);
  cairo_clip(m_cr);
  const Hatching how = hatching_of(fill);
  hatch_path(box_of(page), how);
  set(how.colour);
  cairo_set_line_cap(m_cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width(m_cr, how.width);
  cairo_stroke(m_cr);
  cairo_restore(m_cr);
}

void Painter::outline(const Rings& page, Colour colour, double width) const {
  path(page);
  set(colour);
  cairo_set_line_width(m_cr, width);
  cairo_set_line_join(m_cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(m_cr);
}

void Painter::fill_box(const Box& box, const Fill& how) const { fill(rectangle(box), how); }
void Painter::outline_box(const Box& box, Colour colour, double width) const { outline(rectangle(box), colour, width); }

void Painter::line(double x0, double y0, double x1, double y1, Colour colour, double width) const {
  cairo_new_path(m_cr);
  cairo_move_to(m_cr, x0, y0);
  cairo_line_to(m_cr, x1, y1);
  set(colour);
  cairo_set_line_width(m_cr, width);
  cairo_stroke(m_cr);
}

void Painter::lines(const std::vector<std::array<double, 4>>& segments, const View& view, Colour colour,
                    double width) const {
  cairo_save(m_cr);
  cairo_new_path(m_cr);
  for (const auto& [x0, y0, x1, y1] : segments)
    cairo_move_to(m_cr, view.x(x0), view.y(y0)), cairo_line_to(m_cr, view.x(x1), view.y(y1));
  set(colour);
  cairo_set_line_cap(m_cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width(m_cr, width);
  cairo_stroke(m_cr);
  cairo_restore(m_cr);
}

void Painter::clip_to(const Box& box) const {
  cairo_save(m_cr);
  cairo_rectangle(m_cr, box.x, box.y, box.width, box.height);
  cairo_clip(m_cr);
}

void Painter::unclip() const { cairo_restore(m_cr); }

void Painter::link(const Box& box, const std::string& destination) const {
  const std::string attributes =
      fmt::format("dest='{}' rect=[{:.2f} {:.2f} {:.2f} {:.2f}]", destination, box.x, box.y, box.width, box.height);
  cairo_tag_begin(m_cr, CAIRO_TAG_LINK, attributes.c_str());
  cairo_tag_end(m_cr, CAIRO_TAG_LINK);
}

void Painter::destination(const std::string& name) const {
  cairo_tag_begin(m_cr, CAIRO_TAG_DEST, fmt::format("name='{}' x=0 y=0", name).c_str());
  cairo_tag_end(m_cr, CAIRO_TAG_DEST);
}

Picture Painter::picture(const Box& extent, const std::function<void(const Painter&)>& drawing) const {
  const cairo_rectangle_t box{extent.x, extent.y, extent.width, extent.height};
  Picture made(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &box));
  cairo_t* cr = cairo_create(made.get());
  drawing(Painter(cr));
  cairo_destroy(cr);
  return made;
}

void Painter::show(const Picture& picture, double x, double y) const {
  cairo_set_source_surface(m_cr, picture.get(), x, y);
  cairo_paint(m_cr);
}

void Painter::polygon(const std::vector<std::array<double, 2>>& corners, Colour fill, Colour edge) const {
  cairo_new_path(m_cr);
  for (const auto& [x, y] : corners) cairo_line_to(m_cr, x, y);
  cairo_close_path(m_cr);
  set(fill);
  cairo_fill_preserve(m_cr);
  set(edge);
  cairo_set_line_width(m_cr, 0.6);
  cairo_stroke(m_cr);
}

void Painter::disc(double x, double y, double radius, Colour fill, Colour edge) const {
  cairo_new_path(m_cr);
  cairo_arc(m_cr, x, y, radius, 0, 2 * std::numbers::pi);
  set(fill);
  cairo_fill(m_cr);
  ring(x, y, radius, edge, 0.6);
}

void Painter::ring(double x, double y, double radius, Colour colour, double width) const {
  cairo_new_path(m_cr);
  cairo_arc(m_cr, x, y, radius, 0, 2 * std::numbers::pi);
  set(colour);
  cairo_set_line_width(m_cr, width);
  cairo_stroke(m_cr);
}

} // namespace tranche::maps
