#pragma once
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

/// An indicator's figures on every scale, and their logarithms where all are above 0; a scale that has no meaning for
/// them is left out. An indicator with a scale of its own has that one only, as "own".
Json scales_of(const Run& run, const IndexSettings& index, std::size_t indicator);

} // namespace tranche::report
