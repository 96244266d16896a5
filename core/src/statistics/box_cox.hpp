#pragma once
#include <span>

namespace tranche::statistics {

/// (x^lambda - 1) / lambda without cancellation near lambda 0. @pre x > 0.
double box_cox(double x, double lambda);

/// The lambda of greatest profile likelihood on [-5, 5] (Box & Cox 1964, section 3): a grid of whole numbers, then
/// Brent's method about the best. 1 when all values are the same. @pre values > 0, not empty.
double box_cox_lambda(std::span<const double> values);

/// The geometric mean. @pre values > 0, not empty.
double geometric_mean(std::span<const double> values);

} // namespace tranche::statistics
