#include "layers/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tranche {
namespace {

CellReading refused(std::string fault, std::string remedy) {
  return {0, Status::missing, std::move(fault), std::move(remedy)};
}

/// Whole numbers up to here are exact, and squares and sums of such figures stay far from overflow.
constexpr double largest_figure = 1e15;

bool parse_number(std::string_view text, double& number) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  return code == std::errc() && end == text.data() + text.size() && std::isfinite(number);
}

/// "1,234,567" -> "1234567"; false when the groups are not of three digits.
bool without_thousands(std::string_view text, char separator, std::string& plain) {
  const std::size_t point = std::min(text.find('.'), text.size());
  std::size_t digits = 0;
  for (std::size_t i = point; i-- > 0;) {
    if (text[i] == separator) {
      if (digits != 3 || i == 0) return false;
      digits = 0;
    } else {
      if (text[i] != '-') ++digits;
    }
  }
  if (digits > 3) return false;
  plain.clear();
  for (const char c : text)
    if (c != separator) plain += c;
  return true;
}

bool looks_thousands(std::string_view text) {
  return text.find(',') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == ',' || c == '.'; });
}

} // namespace

CellReading read_cell(std::string_view text, const Layer& layer, const ValueSpec& value) {
  if (text.empty()) return {0, Status::missing, {}, {}};
  const auto mark = layer.marks.find(std::string(text));
  if (mark != layer.marks.end()) {
    if (has_value(mark->second))
      return refused("holds the mark '" + std::string(text) + "' without a number",
                     "declare it as missing, suppressed or too_few under `marks`");
    return {0, mark->second, {}, {}};
  }

  CellReading cell;
  cell.status = Status::measured;
  std::string_view digits = text;
  for (const auto& [word, status] : layer.marks) // a mark behind a number: "12.3 u"
    if (has_value(status) && digits.size() > word.size() && digits.substr(digits.size() - word.size()) == word) {
      digits.remove_suffix(word.size());
      while (!digits.empty() && digits.back() == ' ') digits.remove_suffix(1);
      cell.status = status;
      break;
    }
  std::string plain(digits);
  if (!layer.thousands.empty() && digits.find(layer.thousands[0]) != std::string_view::npos &&
      !without_thousands(digits, layer.thousands[0], plain))
    return refused("'" + std::string(text) + "' does not group its digits in threes", "correct the number in the file");
  if (!parse_number(plain, cell.value)) {
    if (layer.thousands.empty() && looks_thousands(digits))
      return refused("'" + std::string(text) + "' has thousands separators",
                     "say `thousands: \",\"` for this layer in the catalogue");
    return refused("'" + std::string(text) + "' is not a number",
                   "correct the cell, or declare the mark under `marks` (for example `\"" + std::string(text) +
                       "\": missing`)");
  }
  if (std::abs(cell.value) > largest_figure)
    return refused("'" + std::string(text) + "' is larger than any figure that can be ranked (1e15)",
                   "correct the figure in the file");
  if (cell.value < value.minimum || (value.above_minimum && !(cell.value > value.minimum)))
    return refused("'" + std::string(text) + "' is " + (value.above_minimum ? "not above " : "below ") +
                       (value.minimum == 0 ? "0" : std::to_string(value.minimum)) + ", which " + value.id +
                       " cannot be",
                   "correct the figure in the file");
  if (value.whole && cell.value != std::floor(cell.value))
    return refused("'" + std::string(text) + "' is not a whole number, and " + value.id + " is a count",
                   "correct the figure in the file");
  return cell;
}

} // namespace tranche
