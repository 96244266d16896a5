#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "run/route.hpp"
#include "statistics/gamma_shape.hpp"

namespace tranche {

/// How the events of one input are drawn anew, each area's by themselves, and carried on the route that they took.
///
/// Poisson: a count x is drawn from Gamma(x + p), its posterior. Jeffreys's prior has p = 1/2 for the count that a
/// figure rests on; where that is a sum of k cells (districts, periods, categories), each has p = 1/(2 k), so that the
/// sum is Gamma(x + 1/2) again. Areas that lie wholly in one row are drawn together: the sum of gammas is a gamma. An
/// area that is split, or shows one figure in several rows, is drawn once, and its rows share the draw.
/// Binomial: x of n, n times Beta(x + p, n - x + p), likewise: of each area before it is carried where the whole took
/// the same way as its part, else of each cell after it.
class InputDraws {
public:
  /// @param periods  labels that are drawn, if any is among those of the input; the others stay as they are
  /// @param whole  binomial: what the events are a part of, cell for cell; else null. Not needed afterwards
  /// @pre the route adds up; its shares are known; whole, if given, has the axes of the input
  InputDraws(const BoundTable& events, std::size_t authorities, const std::vector<std::string>& periods,
             const BoundTable* whole = nullptr);

  /// Writes the drawn cells of the input's values; the same for the same seed, draw and number.
  void draw(std::uint64_t seed, std::uint32_t draw, std::uint32_t number, std::span<double> value) const;

  /// Cells of the input that are drawn, ascending.
  const std::vector<std::size_t>& cells() const { return m_cells; }

private:
  struct Part {
    std::size_t cell;
    double share;
  };
  /// A number of the gamma distribution, or two of them as a share of a whole.
  struct Component {
    double a = 0, b = 0, whole = 0;       ///< shapes; b and whole are 0 for Poisson
    statistics::GammaShape first, second; ///< of a and b
    std::size_t parts = 0;                ///< where they end in m_parts
  };

  std::vector<bool> drawn_cells(const std::vector<std::string>& periods) const;
  std::vector<double> cells_of_authorities(std::size_t authorities, const std::vector<bool>& drawn) const;
  void plan_poisson(std::size_t authorities, const std::vector<bool>& drawn);
  void plan_rows(std::size_t authorities, const std::vector<bool>& drawn, const Cube& whole);
  bool plan_areas(std::size_t authorities, const std::vector<bool>& drawn, const BoundTable& whole);
  void add(double a, double b, double whole, std::span<const Part> parts);
  std::size_t authority_of(std::size_t row) const;
  double one(const Component& component, std::span<const double, 4> first, std::uint64_t seed, std::uint32_t draw,
             std::uint32_t number, std::uint32_t stream) const;

  const BoundTable& m_events;
  std::vector<Component> m_components;
  std::vector<Part> m_parts;
  std::vector<std::size_t> m_cells;
};

} // namespace tranche
