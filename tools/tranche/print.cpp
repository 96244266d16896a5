#include "print.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace tranche {
namespace {

/// Characters, not bytes, so that "St Helens" and "Côte" line up alike.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

void print_table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - width_of(row[i]), ' ');
      line += right[i] ? padding + row[i] : row[i] + padding;
      if (i + 1 < row.size()) line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    fmt::print("{}\n", line);
  }
}

const char* severity_name(Severity severity) {
  switch (severity) {
  case Severity::error:
    return "error";
  case Severity::warning:
    return "warning";
  default:
    return "note";
  }
}

void print_findings(const Findings& findings, Severity least) {
  for (const Finding& finding : findings.items())
    if (finding.severity >= least)
      fmt::print(stderr, "tranche: {}: {}\n", severity_name(finding.severity), finding.text());
}

std::string pounds_in_thousands(std::int64_t pence) {
  std::string digits = std::to_string((pence + 50000) / 100000);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits == "0" ? "£0" : "£" + digits + ",000";
}

} // namespace tranche
