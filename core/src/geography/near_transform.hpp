#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "layers/transform.hpp"

namespace tranche {

/// Degrees turned into nearly what PROJ makes of them, many times faster: a surface of second order through nine places
/// of PROJ's stands for it in each tenth of a degree, wherever sixteen more places show that it keeps within
/// `checked`. Who needs to know better asks PROJ. One for each thread.
class NearTransform {
public:
  static constexpr double checked = 0.1; ///< units of the target CRS, at the places where it was held against PROJ
  static constexpr double margin = 1;    ///< to be reckoned with anywhere: ten times that

  /// exact: from a CRS in degrees; must live as long.
  explicit NearTransform(const Transform& exact) : m_exact(exact), m_patches(rows * columns) {}

  /// False where no surface is good enough, as at the edge of a grid shift.
  bool apply(double longitude, double latitude, double& x, double& y);

private:
  static constexpr std::int64_t rows = 128, columns = 128; ///< kept; a patch farther off takes the place of another
  struct Patch {
    std::int64_t row = INT64_MAX, column = INT64_MAX;
    bool good = false;
    std::array<double, 9> x{}, y{}; ///< of u^0, u^1, u^2 for v^0, then v^1, then v^2
  };
  void lay(Patch& patch, std::int64_t row, std::int64_t column) const;

  const Transform& m_exact;
  std::vector<Patch> m_patches;
};

} // namespace tranche
