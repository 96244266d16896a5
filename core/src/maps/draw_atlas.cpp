#include <fmt/format.h>

#include "maps/atlas_sheets.hpp"
#include "maps/furniture.hpp"
#include "maps/locators.hpp"
#include "maps/page.hpp"
#include "maps/render.hpp"
#include "tranche/maps/atlas.hpp"

namespace tranche {
namespace maps {
namespace {

/// A painter on nothing.
class Measuring {
public:
  Measuring()
      : m_surface(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nullptr)),
        m_cr(cairo_create(m_surface.get())), m_painter(m_cr.get()) {}
  const Painter& painter() const { return m_painter; }

private:
  struct DestroyContext {
    void operator()(cairo_t* cr) const { cairo_destroy(cr); }
  };
  Picture m_surface;
  std::unique_ptr<cairo_t, DestroyContext> m_cr;
  Painter m_painter;
};

/// All sheets in order, and the outline over them.
class Book {
public:
  explicit Book(const Atlas& atlas) : m_atlas(atlas), m_locators(atlas, m_measuring.painter()) {
    const Painter& measuring = m_measuring.painter();
    add("Cover", cover_sheets(atlas, m_numbers), "cover");
    m_numbers.method = add("How the ranking was made", method_sheets(atlas, measuring), "method");
    if (!atlas.map.areas.empty()) m_numbers.map = add("Map of the tranches", {{"", "", "Map", {}, nullptr}}, "map");
    m_numbers.table = add("Ranked table", table_sheets(atlas, m_numbers, measuring), "table");
    add_authorities(measuring);
  }

  std::vector<Leaf> leaves() const {
    std::vector<Leaf> list;
    for (std::size_t i = 0; i < m_sheets.size(); ++i)
      list.push_back(
          {m_sheets[i].label, [this, i](cairo_t* cr, double width, double height) { draw(cr, i, width, height); }});
    return list;
  }
  const std::vector<Bookmark>& bookmarks() const { return m_bookmarks; }

private:
  /// The number of the first of them.
  std::size_t add(const std::string& bookmark, std::vector<AtlasSheet> sheets, const std::string& destination,
                  int parent = -1) {
    const std::size_t first = m_sheets.size();
    m_bookmarks.push_back({bookmark, first, parent});
    if (!sheets.empty()) sheets.front().destinations.push_back(destination);
    for (AtlasSheet& sheet : sheets) m_sheets.push_back(std::move(sheet));
    return first + 1;
  }

  /// Under their regions; where there are none, under one heading.
  void add_authorities(const Painter& measuring) {
    int parent = -1;
    for (std::size_t p = 0; p < m_atlas.pages.size(); ++p) {
      const AtlasPage& page = m_atlas.pages[p];
      if (p == 0 || page.region != m_atlas.pages[p - 1].region) {
        parent = static_cast<int>(m_bookmarks.size());
        m_bookmarks.push_back({page.region.empty() ? "Authorities" : page.region, m_sheets.size(), -1});
      }
      m_numbers.of_page.push_back(
          add(page.name, authority_sheets(m_atlas, page, m_locators, measuring), destination_of(m_atlas, p), parent));
    }
  }

  void draw(cairo_t* cr, std::size_t i, double width, double height) const {
    const AtlasSheet& sheet = m_sheets[i];
    const Painter painter(cr);
    for (const std::string& destination : sheet.destinations) painter.destination(destination);
    if (!sheet.draw)
      compose(cr, m_atlas.map, width, height);
    else
      sheet.draw(painter, draw_surround(painter, surround_of(m_atlas, sheet.title, sheet.subtitle), width, height));
    const Layout number = painter.text(fmt::format("{} of {}", i + 1, m_sheets.size()), {7.5, true, ink, 0});
    put_right(painter, number, width - 31, height - 27, ink);
  }

  const Atlas& m_atlas;
  Measuring m_measuring;
  Locators m_locators;
  AtlasNumbers m_numbers;
  std::vector<AtlasSheet> m_sheets;
  std::vector<Bookmark> m_bookmarks;
};

} // namespace
} // namespace maps

std::string atlas_pdf(const Atlas& atlas) {
  const maps::Book book(atlas);
  maps::Page page;
  page.title = atlas.map.title + ": atlas of authorities";
  page.subject = atlas.map.subtitle;
  return maps::rendered_document(page, book.leaves(), book.bookmarks());
}

} // namespace tranche
