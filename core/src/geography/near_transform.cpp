#include "geography/near_transform.hpp"

#include <cmath>

namespace tranche {
namespace {

constexpr double patches_per_degree = 10;

double surface(const std::array<double, 9>& c, double u, double v) {
  return (c[0] + u * (c[1] + u * c[2])) + v * ((c[3] + u * (c[4] + u * c[5])) + v * (c[6] + u * (c[7] + u * c[8])));
}

/// Values at 0, 1/2 and 1 become factors of 1, t and t^2.
void to_factors(double& a, double& b, double& c) {
  const double first = a, middle = b, last = c;
  b = 4 * middle - 3 * first - last;
  c = 2 * first - 4 * middle + 2 * last;
}

void to_factors(std::array<double, 9>& values) {
  for (std::size_t i = 0; i < 9; i += 3) to_factors(values[i], values[i + 1], values[i + 2]);
  for (std::size_t i = 0; i < 3; ++i) to_factors(values[i], values[i + 3], values[i + 6]);
}

} // namespace

bool NearTransform::apply(double longitude, double latitude, double& x, double& y) {
  if (!(std::abs(longitude) <= 180 && std::abs(latitude) <= 90)) return false;
  const double column = std::floor(longitude * patches_per_degree), row = std::floor(latitude * patches_per_degree);
  const auto c = static_cast<std::int64_t>(column), r = static_cast<std::int64_t>(row);
  Patch& patch = m_patches[static_cast<std::size_t>((r & (rows - 1)) * columns + (c & (columns - 1)))];
  if (patch.row != r || patch.column != c) lay(patch, r, c);
  if (!patch.good) return false;
  const double u = longitude * patches_per_degree - column, v = latitude * patches_per_degree - row;
  x = surface(patch.x, u, v);
  y = surface(patch.y, u, v);
  return true;
}

void NearTransform::lay(Patch& patch, std::int64_t row, std::int64_t column) const {
  std::vector<double> us, vs;
  for (const double v : {0.0, 0.5, 1.0})
    for (const double u : {0.0, 0.5, 1.0}) us.push_back(u), vs.push_back(v);
  for (const double v : {0.125, 0.375, 0.625, 0.875})
    for (const double u : {0.125, 0.375, 0.625, 0.875}) us.push_back(u), vs.push_back(v);
  std::vector<double> x(us.size()), y(us.size());
  for (std::size_t i = 0; i < us.size(); ++i) {
    x[i] = (static_cast<double>(column) + us[i]) / patches_per_degree;
    y[i] = (static_cast<double>(row) + vs[i]) / patches_per_degree;
  }
  m_exact.apply(x, y);
  patch.row = row, patch.column = column;
  for (std::size_t i = 0; i < 9; ++i) patch.x[i] = x[i], patch.y[i] = y[i];
  to_factors(patch.x);
  to_factors(patch.y);
  patch.good = true;
  for (std::size_t i = 9; i < us.size(); ++i) // false also where PROJ says infinity
    patch.good &= std::abs(surface(patch.x, us[i], vs[i]) - x[i]) <= checked &&
                  std::abs(surface(patch.y, us[i], vs[i]) - y[i]) <= checked;
}

} // namespace tranche
