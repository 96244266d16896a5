#pragma once
#include <Eigen/Dense>

#include "tranche/statistics/columns.hpp"

namespace tranche::statistics {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Eigen::Map<const RowMajor> to_eigen(const Matrix& matrix) {
  return {matrix.data(), static_cast<Eigen::Index>(matrix.rows()), static_cast<Eigen::Index>(matrix.columns())};
}

/// A symmetric matrix without the indicators that do not vary.
struct Decomposition {
  std::vector<std::size_t> kept; ///< indicators with a diagonal above 0
  Eigen::VectorXd values;        ///< greatest first; exactly 0 where it is rounding only
  Eigen::MatrixXd vectors;       ///< kept indicators by components
};

/// @throws Error if two kept indicators have NaN between them
Decomposition decompose(const Matrix& symmetric);

} // namespace tranche::statistics
