#include "outputs/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tranche::words {

std::string_view severity(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

std::string grouped(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", std::fabs(value), decimals);
  const std::size_t point = std::min(text.find('.'), text.size());
  for (std::size_t at = point; at > 3; at -= 3) text.insert(at - 3, ",");
  const bool nought = text.find_first_not_of("0.,") == std::string::npos;
  return value < 0 && !nought ? "\u2212" + text : text;
}

std::string thousands_of_pounds(std::int64_t pence) {
  const std::int64_t thousands = (std::abs(pence) + 50'000) / 100'000;
  const std::string text = thousands == 0 ? "£0" : "£" + grouped(static_cast<double>(thousands), 0) + ",000";
  return pence < 0 && thousands > 0 ? "\u2212" + text : text;
}

int decimals_for(double largest) {
  if (largest <= 1) return 3;
  return largest < 10 ? 2 : 1;
}

std::string p_value(double p) { return p < 0.001 ? "p below 0.001" : fmt::format("p {:.{}f}", p, p < 0.1 ? 3 : 2); }

std::string unit_beside(std::string_view title, std::string_view unit) {
  return title.find(unit) == std::string_view::npos ? std::string(unit) : std::string{};
}

} // namespace tranche::words
