#pragma once
#include <span>
#include <vector>

#include "tranche/decide/decide.hpp"
#include "tranche/statistics/impute.hpp"

/// From figures to normalised columns: the steps of the recipe that work on one indicator at a time, and imputing.
namespace tranche {

/// Whether an authority's figure enters the index. Asked of the status, not of the number.
bool enters(const IndicatorColumn& indicator, std::size_t authority);

/// The figures that enter, [indicator][authority]: shrunk where the assessment says so, else as reported; NaN where
/// none does.
std::vector<std::vector<double>> entering_figures(std::span<const IndicatorColumn> indicators);

/// What the recipe says of one indicator, as the statistics take it.
struct ColumnRecipe {
  int direction = 1;
  Normalise method = Normalise::z_score;
  statistics::ScaleOptions scale;
  statistics::TreatOptions treat;
  std::size_t reference_authority = static_cast<std::size_t>(-1); ///< whose figure is the reference
  bool median_reference = false;
  std::vector<double> factor; ///< of each authority, from rate to burden: see IndexSettings::burden; empty: 1

  /// Whether `scale` holds for every set of figures, whatever they are.
  bool as_stated() const {
    return treat.method == statistics::Treat::none && !median_reference &&
           reference_authority == static_cast<std::size_t>(-1);
  }
};

/// @throws Error (settings) when the reference is no number, word or authority, or when a burden has no meaning for the
///         indicator; (data) when it needs residents that are not known.
ColumnRecipe recipe_of(const IndicatorColumn& indicator, const IndexSettings& index, const Candidates& candidates);

/// One indicator on its way: treated, scaled, normalised. NaN stays NaN.
struct PreparedColumn {
  statistics::Treated treated;
  Scale scale;
  std::vector<double> normalised;
  std::vector<double> values = {};   ///< what the scale was fitted on; kept only for its room
  std::vector<double> burdened = {}; ///< likewise the figures times the recipe's factors
};

/// The scale is fitted over every authority with a figure, ranked or not, in the order of `order`: what another
/// indicator lacks must not move this one's scale.
/// @throws Error (data) naming the indicator, where the treatment or the scale has no meaning for its figures.
PreparedColumn prepare_column(const IndicatorColumn& indicator, const ColumnRecipe& recipe,
                              std::span<const double> figures, std::span<const std::size_t> order);
/// The same into a column that is used again.
void prepare_column(const IndicatorColumn& indicator, const ColumnRecipe& recipe, std::span<const double> figures,
                    std::span<const std::size_t> order, PreparedColumn& column);

/// What is to be filled in, by indicator, then by authority. Only indicators that count help and are helped. Sums run,
/// and of equally near authorities the first is taken, in the order of `order`.
std::vector<statistics::ImputedValue> impute_figures(const std::vector<std::vector<double>>& figures,
                                                     const ImputeSettings& impute, std::span<const std::size_t> columns,
                                                     std::span<const std::string> regions,
                                                     std::span<const std::size_t> order);

} // namespace tranche
