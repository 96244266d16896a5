#include "geography/strips.hpp"

namespace tranche {

Strips::Strips(std::vector<Box> boxes, double reach) : m_reach(reach), m_boxes(std::move(boxes)) {
  if (m_boxes.empty()) return;
  lay_out();
  fill();
}

void Strips::lay_out() {
  constexpr double boxes_each = 64;
  const auto count = static_cast<double>(m_boxes.size());
  double top = m_boxes[0].y1, climbed = 0;
  m_bottom = m_boxes[0].y0;
  for (const Box& box : m_boxes) {
    m_bottom = std::min(m_bottom, box.y0);
    top = std::max(top, box.y1);
    climbed += (box.y1 - box.y0) / count;
  }
  const double whole = top - m_bottom;
  m_height = std::max(climbed + m_reach, whole * boxes_each / count);
  if (!(m_height > 0) || !std::isfinite(m_height)) m_height = 1;
  m_count = static_cast<std::size_t>(std::clamp(whole / m_height, 0.0, count)) + 1;
}

void Strips::fill() {
  m_begin.assign(m_count + 1, 0);
  for (const Box& box : m_boxes)
    for (std::size_t strip = first_strip(box); strip <= last_strip(box); ++strip) ++m_begin[strip + 1];
  for (std::size_t strip = 0; strip < m_count; ++strip) m_begin[strip + 1] += m_begin[strip];
  m_entries.resize(m_begin.back());
  std::vector<std::size_t> next(m_begin.begin(), m_begin.end() - 1);
  for (std::uint32_t box = 0; box < m_boxes.size(); ++box)
    for (std::size_t strip = first_strip(m_boxes[box]); strip <= last_strip(m_boxes[box]); ++strip)
      m_entries[next[strip]++] = {m_boxes[box].x0, box};
  for (std::size_t strip = 0; strip < m_count; ++strip)
    std::sort(m_entries.begin() + static_cast<std::ptrdiff_t>(m_begin[strip]),
              m_entries.begin() + static_cast<std::ptrdiff_t>(m_begin[strip + 1]),
              [](const Entry& a, const Entry& b) { return a.x < b.x || (a.x == b.x && a.box < b.box); });
}

} // namespace tranche
