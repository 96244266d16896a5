#include "tranche/indicators/kinds.hpp"

namespace tranche {

IndicatorColumn compute_kind(const IndicatorSettings& settings, std::span<const std::string> codes,
                             std::span<const std::string> names, std::span<const double> levels,
                             std::span<const BoundInput> inputs) {
  if (settings.kind == "column") return compute_column(settings, codes, names, levels, inputs);
  if (settings.kind == "mean") return compute_mean(settings, codes, names, levels, inputs);
  if (settings.kind == "standardised") return compute_standardised(settings, codes, names, levels, inputs);
  if (settings.kind == "indirect") return compute_indirect(settings, codes, names, levels, inputs);
  return compute_rate(settings, codes, names, levels, inputs);
}

} // namespace tranche
