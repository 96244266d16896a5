#pragma once
#include <cstddef>
#include <span>
#include <vector>

/// The two shapes that statistics of several indicators take and give.
namespace tranche::statistics {

/// Indicators by units: one vector for each indicator, all of one length, NaN where a unit has no value.
/// @pre the values that are not NaN are finite.
using Columns = std::span<const std::vector<double>>;

/// A matrix of numbers, row by row.
class Matrix {
public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t columns, double fill = 0)
      : m_rows(rows), m_columns(columns), m_values(rows * columns, fill) {}

  double& operator()(std::size_t row, std::size_t column) { return m_values[row * m_columns + column]; }
  double operator()(std::size_t row, std::size_t column) const { return m_values[row * m_columns + column]; }
  std::size_t rows() const { return m_rows; }
  std::size_t columns() const { return m_columns; }
  const double* data() const { return m_values.data(); }
  double* data() { return m_values.data(); }

private:
  std::size_t m_rows = 0, m_columns = 0;
  std::vector<double> m_values;
};

} // namespace tranche::statistics
