#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {

/// Text that a spreadsheet will not take for a formula: text that begins with = + - @, a tab or a carriage return gets
/// an apostrophe in front, as OWASP's page on CSV injection advises. Used for text cells only, never for numbers.
TRANCHE_API std::string safe_text(std::string_view text);

/// RFC 4180 with LF line ends, UTF-8 without a mark: header row, then the rows; text cells through safe_text.
TRANCHE_API std::string csv_text(const Table& table);

/// The dictionary of a table: column, title, unit, source, description.
TRANCHE_API Table column_dictionary(const Table& table);

/// Rows of an RFC 4180 text, quotes resolved; a row of one empty cell (a blank line) is left out.
/// @throws Error (data) for a quote that is never closed.
TRANCHE_API std::vector<std::vector<std::string>> csv_rows(std::string_view text, const std::string& where);

} // namespace tranche
