#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "commands.hpp"
#include "tranche/geography/convert_file.hpp"

namespace tranche {

/// What `layers convert` and `layers overlay` have in common, as typed.
struct ConvertArguments {
  ConvertRequest request;
  std::string as;
  std::vector<std::string> missing, suppressed;
  std::filesystem::path out;
};

/// FILE, the options of the table and -o. as_help: what --as does.
void add_table_options(CLI::App& command, ConvertArguments& arguments, const std::string& as_help);

/// The request with its measure and marks.
ConvertRequest request_of(const ConvertArguments& arguments);

/// Writes a file or leaves none. @throws Error (system).
void write_file(const std::filesystem::path& file, const std::string& text);

/// One line for a column: how its figures came about, and its total before and after.
void print_outcome(const ConvertedColumn& column, const ConvertedFile& converted);

} // namespace tranche
