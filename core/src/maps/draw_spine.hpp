#pragma once
#include "maps/atlas_sheets.hpp"

namespace tranche::maps {

/// The spine chart: a row for each indicator, figures at the left, the spine at the right.
class SpineChart {
public:
  /// @param size  points of the rows' text
  SpineChart(const Painter& measuring, const Atlas& atlas, const AtlasPage& page, double width, double size);

  double head_height() const;
  double row_height(std::size_t row) const { return m_heights[row]; }
  double legend_height() const;
  double height(std::size_t from, std::size_t to) const;
  /// Rows from `from` up to `to`, under the heads and over the legend.
  void draw(const Painter& painter, double x, double y, std::size_t from, std::size_t to) const;

private:
  struct Titles {
    Layout title, unit, remark;
  };
  Titles titles_of(const Painter& painter, const SpineRow& row) const;
  void draw_heads(const Painter& painter, double x, double y) const;
  void draw_row(const Painter& painter, const SpineRow& row, double x, double y, double height) const;
  void draw_spine(const Painter& painter, const SpinePlaces& at, NeedMark mark, double x, double middle) const;
  void draw_legend(const Painter& painter, double x, double y) const;

  const Atlas& m_atlas;
  const AtlasPage& m_page;
  double m_width, m_size, m_spine; ///< m_spine: where the spines begin
  std::vector<double> m_heights;
};

/// The authority's mark: its shape tells the same as its colour.
void draw_need_mark(const Painter& painter, NeedMark mark, double x, double y);
void draw_region_mark(const Painter& painter, double x, double y);

} // namespace tranche::maps
