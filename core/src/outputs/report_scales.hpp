#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "outputs/report_model.hpp"

/// The scales that the page's "What if" offers, with every figure on each.
namespace tranche::report {

/// 64-bit floats, least byte first, as base64: exact, and half as long as decimal digits.
std::string packed(std::span<const double> values);

/// The run's own first: key, title, what `--set index.normalise=` takes, and whether its scores may share money.
Json scales_offered(const IndexSettings& index);

/// "KEY AGGREGATE" -> why the reader of assessments would refuse them together.
Json scales_refused(const IndexSettings& index);

/// A scale that the page computes itself, to the last bit: start + length x ((figure - zero) / unit), with zero -
/// figure where low figures are need.
struct StraightScale {
  double start, length, zero, unit;
};

/// An indicator's figures on a scale; a logarithm stands beside them where all are above 0.
struct ScaledFigures {
  std::string key;
  std::vector<double> x;
  bool logarithms = false;
  std::optional<StraightScale> straight;
};
using ScaledIndicator = std::vector<ScaledFigures>;

/// An indicator's figures on every scale that has a meaning for them. An indicator with a scale of its own has that one
/// only, as "own".
ScaledIndicator scales_of(const Run& run, const IndexSettings& index, std::size_t indicator);

/// How scales stand in the page: straight ones as four numbers. Ranks, percentiles and the like take few values that
/// indicators share: those as a table of values and, for each authority, the two digits (base 36) of a place in it.
/// What is shorter otherwise as it is.
class ScaleTables {
public:
  explicit ScaleTables(std::span<const ScaledIndicator> indicators);
  /// By key: the values as "x", and as "log" their logarithms where any indicator needs them.
  Json written() const;
  Json written(const ScaledIndicator& indicator) const;

private:
  std::map<std::string, std::vector<double>> m_values; ///< ascending; no figure last
};

} // namespace tranche::report
