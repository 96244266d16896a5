#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tranche/finding.hpp"

namespace tranche {

/// Columns side by side on stdout; the first row is the header. right: columns that hold numbers.
void print_table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right);

/// Findings of at least this severity on stderr, "tranche: warning: ...".
void print_findings(const Findings& findings, Severity least);

/// "error", "warning", "note".
const char* severity_name(Severity severity);

/// Rounded to the nearest £1,000, as maps and pages show money: "£1,234,000".
std::string pounds_in_thousands(std::int64_t pence);

} // namespace tranche
