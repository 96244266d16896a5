#pragma once
#include <string>

#include "tranche/decide/audit.hpp"

/// The audit in pictures: each a whole SVG document that also stands inside a page. Text has the colour of the page
/// around it; every mark has a title.
namespace tranche::plots {

/// Up to this many indicators each cell is large enough for its figure.
inline constexpr std::size_t large_cells = 12;

/// Correlations of every two indicators: Pearson's r below the diagonal, Spearman's above, framed by outermost domain.
std::string correlation_map(const Audit& audit);

/// Eigenvalues; those kept by the handbook's rule in colour. Empty without components.
std::string scree(const Audit& audit);

/// Weight, and what it comes to, of every weighted indicator and domain.
std::string weight_bars(const Audit& audit);

} // namespace tranche::plots
