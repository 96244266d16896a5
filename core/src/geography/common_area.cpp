#include <algorithm>
#include <cmath>
#include <vector>

#include "geography/outline.hpp"
#include "geography/segments.hpp"

namespace tranche {
namespace {

/// A stretch of a straight line above [left, right].
struct Straight {
  double left, right, y_left, y_right;
  double at(double x) const {
    if (x <= left) return y_left;
    if (x >= right) return y_right;
    return y_left + (y_right - y_left) * ((x - left) / (right - left));
  }
  double under(double from, double to) const { return (to - from) * ((at(from) + at(to)) / 2); }
  double low() const { return std::min(y_left, y_right); }
  double high() const { return std::max(y_left, y_right); }
};

struct SignedPiece {
  Straight line;
  int sign; ///< 1 on the upper side of its shape, -1 on the lower
};

/// The edges of a shape as far as they count within a window whose lower left corner is the origin: cut at its sides
/// and at its bottom, and laid on its top where they run above it.
class Pieces {
public:
  Pieces(const Outline& shape, const Box& window)
      : m_shape(shape), m_window(window), m_width(window.x1 - window.x0), m_height(window.y1 - window.y0) {
    for (std::uint32_t ring = 0; ring < shape.rings().size(); ++ring) visit(shape.root(ring));
  }
  int whole = 0;                   ///< how often the shape covers the window, apart from the pieces
  std::vector<SignedPiece> pieces; ///< the others

private:
  bool aside(const Box& box) const { return box.x1 <= m_window.x0 || box.x0 >= m_window.x1 || box.y1 <= m_window.y0; }
  void visit(const Outline::Node& node) {
    const Box& box = m_shape.box(node);
    if (aside(box)) return;
    const std::uint32_t begin = m_shape.begin(node), end = m_shape.end(node);
    if (box.y0 >= m_window.y1) return above(m_shape.vertices()[begin].x, m_shape.vertices()[end].x);
    if (node.level > 0) return m_shape.each_child(node, [&](const Outline::Node& child) { visit(child); });
    for (std::uint32_t i = begin; i < end; ++i) edge(m_shape.vertices()[i], m_shape.vertices()[i + 1]);
  }
  void above(double from, double to) {
    from = std::clamp(from - m_window.x0, 0.0, m_width), to = std::clamp(to - m_window.x0, 0.0, m_width);
    if (from != to) add({std::min(from, to), std::max(from, to), m_height, m_height}, to < from ? 1 : -1);
  }
  void edge(Spot a, Spot b) {
    const int sign = b.x < a.x ? 1 : -1;
    if (sign > 0) std::swap(a, b);
    if (aside({a.x, std::min(a.y, b.y), b.x, std::max(a.y, b.y)})) return;
    const Straight line{a.x - m_window.x0, b.x - m_window.x0, a.y - m_window.y0, b.y - m_window.y0};
    const double left = std::max(line.left, 0.0), right = std::min(line.right, m_width);
    if (left < right) cut({left, right, line.at(left), line.at(right)}, sign);
  }
  /// Below the bottom there is nothing, above the top there is the top.
  void cut(Straight line, int sign) {
    if (line.high() <= 0) return;
    const auto crossing = [&](double y) {
      return line.left + (line.right - line.left) * ((y - line.y_left) / (line.y_right - line.y_left));
    };
    if (line.low() < 0) {
      const double x = std::clamp(crossing(0), line.left, line.right);
      line = line.y_left < 0 ? Straight{x, line.right, 0, line.y_right} : Straight{line.left, x, line.y_left, 0};
    }
    if (line.high() > m_height) {
      if (line.low() >= m_height) return add({line.left, line.right, m_height, m_height}, sign);
      const double x = std::clamp(crossing(m_height), line.left, line.right);
      const bool falls = line.y_left > m_height;
      add(falls ? Straight{line.left, x, m_height, m_height} : Straight{x, line.right, m_height, m_height}, sign);
      line = falls ? Straight{x, line.right, m_height, line.y_right} : Straight{line.left, x, line.y_left, m_height};
    }
    add(line, sign);
  }
  void add(const Straight& line, int sign) {
    if (!(line.left < line.right)) return;
    const bool all = line.left == 0 && line.right == m_width && line.low() >= m_height;
    if (all)
      whole += sign;
    else
      pieces.push_back({line, sign});
  }

  const Outline& m_shape;
  const Box& m_window;
  double m_width, m_height;
};

/// The signed area of a shape below a stretch of a line.
class Below {
public:
  explicit Below(const Outline& shape) : m_shape(shape) {}
  double area(const Straight& line) const {
    double sum = 0;
    for (std::uint32_t ring = 0; ring < m_shape.rings().size(); ++ring) sum += visit(m_shape.root(ring), line);
    return sum;
  }

private:
  double visit(const Outline::Node& node, const Straight& line) const {
    const Box& box = m_shape.box(node);
    if (box.x1 <= line.left || box.x0 >= line.right) return 0;
    const std::uint32_t begin = m_shape.begin(node), end = m_shape.end(node);
    if (box.y0 >= line.high()) { // all that counts is where its ends are
      const double from = std::clamp(m_shape.vertices()[begin].x, line.left, line.right);
      const double to = std::clamp(m_shape.vertices()[end].x, line.left, line.right);
      return -line.under(from, to);
    }
    if (box.y1 <= line.low() && box.x0 >= line.left && box.x1 <= line.right) return m_shape.under(node);
    double sum = 0;
    if (node.level > 0)
      m_shape.each_child(node, [&](const Outline::Node& child) { sum += visit(child, line); });
    else
      for (std::uint32_t i = begin; i < end; ++i) sum += edge(m_shape.vertices()[i], m_shape.vertices()[i + 1], line);
    return sum;
  }
  static double edge(const Spot& a, const Spot& b, const Straight& line) {
    if (a.x == b.x) return 0;
    const bool upper = b.x < a.x;
    const Straight own = upper ? Straight{b.x, a.x, b.y, a.y} : Straight{a.x, b.x, a.y, b.y};
    const double left = std::max(own.left, line.left), right = std::min(own.right, line.right);
    if (left >= right) return 0;
    const double y_left = own.at(left), y_right = own.at(right);
    const double gap_left = line.at(left) - y_left, gap_right = line.at(right) - y_right;
    double height = (y_left + y_right) / 2; // of the edge; lower by the gap where the line is below it
    if (gap_left < 0 && gap_right < 0)
      height += (gap_left + gap_right) / 2;
    else if (gap_left < 0)
      height -= gap_left * gap_left / (2 * (gap_right - gap_left));
    else if (gap_right < 0)
      height -= gap_right * gap_right / (2 * (gap_left - gap_right));
    return (upper ? 1 : -1) * (right - left) * height;
  }

  const Outline& m_shape;
};

} // namespace

double common_area(const Outline& one, const Outline& other) {
  const Box& window = one.box();
  const Pieces cut(other, window);
  double area = cut.whole * one.area();
  if (cut.pieces.empty()) return area;
  const Below below(one);
  for (const SignedPiece& piece : cut.pieces) area += piece.sign * below.area(piece.line);
  const double largest = std::max({std::abs(window.x0), std::abs(window.x1), std::abs(window.y0), std::abs(window.y1)});
  const double noise = 0x1p-50 * largest * (window.x1 - window.x0 + window.y1 - window.y0);
  if (std::abs(area) <= noise) return 0;
  return std::abs(area - one.area()) <= noise ? one.area() : area;
}

} // namespace tranche
