#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "maps/painter.hpp"
#include "tranche/maps/atlas.hpp"

/// The atlas on paper: what stands on each sheet, planned with a painter that only measures, then drawn.
namespace tranche::maps {

/// One page of the book between its head and its foot.
struct AtlasSheet {
  std::string title, subtitle, label;
  std::vector<std::string> destinations; ///< that lead here
  std::function<void(const Painter&, const Box& body)> draw;
};

/// Page numbers, from 1, known once all is planned.
struct AtlasNumbers {
  std::size_t method = 0, map = 0, table = 0, first_authority = 0;
  std::vector<std::size_t> of_page; ///< by Atlas::pages
};

std::vector<AtlasSheet> cover_sheets(const Atlas& atlas, const AtlasNumbers& numbers);
std::vector<AtlasSheet> method_sheets(const Atlas& atlas, const Painter& measuring);
std::vector<AtlasSheet> table_sheets(const Atlas& atlas, const AtlasNumbers& numbers, const Painter& measuring);

class Locators;
std::vector<AtlasSheet> authority_sheets(const Atlas& atlas, const AtlasPage& page, const Locators& locators,
                                         const Painter& measuring);

/// The name of a page's destination: letters and digits.
std::string destination_of(const Atlas& atlas, std::size_t page);

/// What draw_surround() is to draw round a body.
MapSheet surround_of(const Atlas& atlas, const std::string& title, const std::string& subtitle);

/// Where the body of a sheet will be.
Box body_of(const Atlas& atlas, const Painter& measuring, const std::string& title, const std::string& subtitle);

/// Text in one line: smaller where it must be, down to 70 %, then cut.
Layout one_line(const Painter& painter, const std::string& words, Style style, double width);
void put_right(const Painter& painter, const Layout& layout, double right, double y, Colour colour);
void put_centred(const Painter& painter, const Layout& layout, double x, double y, Colour colour);

/// Things one under another, measured as they are added.
class Column {
public:
  Column(const Painter& measuring, double width) : m_painter(measuring), m_width(width) {}

  void head(const std::string& words);
  void text(const std::string& words, Style style = {7.6, false, {0x0b, 0x0c, 0x0c}, 0}, double above = 2.5);
  void add(double height, std::function<void(const Painter&, double x, double y)> draw);

  double height() const;
  double width() const { return m_width; }
  const Painter& painter() const { return m_painter; }
  void draw(const Painter& painter, double x, double y) const { draw(painter, x, y, 0, m_pieces.size()); }
  void draw(const Painter& painter, double x, double y, std::size_t from, std::size_t to) const;
  /// How many pieces from `from` fit; a heading stays with what follows. At least one.
  std::size_t fitting(std::size_t from, double room) const;
  std::size_t size() const { return m_pieces.size(); }
  bool empty() const { return m_pieces.empty(); }

private:
  struct Piece {
    double height;
    bool heading;
    std::function<void(const Painter&, double x, double y)> draw;
  };
  const Painter& m_painter;
  double m_width;
  std::vector<Piece> m_pieces;
};

inline constexpr Colour band_grey{0xe3, 0xe6, 0xe8}, half_grey{0xb9, 0xbe, 0xc2}, spot{0xc5, 0x1b, 0x7d};

/// The colour of a tranche from 1; 0: none.
Colour colour_of_tranche(const Atlas& atlas, int tranche);
/// The same of an authority; hatched where it has no rank.
Fill fill_of_authority(const Atlas& atlas, std::size_t authority);
/// Whether any authority has a region.
bool has_regions(const Atlas& atlas);

} // namespace tranche::maps
