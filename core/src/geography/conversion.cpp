#include "tranche/geography/conversion.hpp"

#include "geography/converter.hpp"

namespace tranche {

std::string_view word(Carriage carriage) {
  constexpr std::string_view words[] = {"kept", "recoded", "merged", "split", "shared", "missing"};
  return words[static_cast<std::size_t>(carriage)];
}

Converted convert(const ConversionTable& table, std::span<const double> value, Measure measure, double min_coverage) {
  return Converter(table).convert(value, measure, min_coverage);
}

} // namespace tranche
