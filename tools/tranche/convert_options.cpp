#include "convert_options.hpp"

#include <fmt/core.h>

#include <fstream>
#include <map>

#include "tranche/outputs/csv.hpp"

namespace tranche {

void add_table_options(CLI::App& command, ConvertArguments& arguments, const std::string& as_help) {
  ConvertRequest& request = arguments.request;
  command.add_option("FILE", request.file, "CSV, XLSX or ODS")->required();
  command.add_option("--as", arguments.as, as_help)
      ->required()
      ->check(CLI::IsMember({"count", "rate", "share", "median"}));
  command.add_option("--key", request.key, "Column of the codes; found by itself unless given")->type_name("FIELD");
  command
      .add_option("--column", request.columns, "Column of figures; repeatable; every column of numbers unless given")
      ->type_name("FIELD")
      ->allow_extra_args(false);
  command.add_option("--by", request.by, "Column that tells rows of one code apart, such as a year; up to two")
      ->type_name("FIELD")
      ->allow_extra_args(false);
  command.add_option("--missing", arguments.missing, "Mark of a missing figure, such as ..; repeatable")
      ->allow_extra_args(false);
  command.add_option("--suppressed", arguments.suppressed, "Mark of a suppressed figure, such as *; repeatable")
      ->allow_extra_args(false);
  command.add_option("--thousands", request.thousands, "Separator in numbers written 1,234");
  command.add_option("--ignore-codes", request.ignore_codes, "Pattern of codes to leave out, such as \"E12.*\"");
  command.add_option("--encoding", request.format.encoding, "")->check(CLI::IsMember({"utf-8", "windows-1252"}));
  command.add_option("--sheet", request.format.sheet, "Sheet of a spreadsheet");
  command.add_option("--header-row", request.format.header_row, "Row of the column names, from 1")
      ->check(CLI::Range(1, 1000));
  command.add_option("-o,--output", arguments.out, "CSV to write")->required()->type_name("FILE");
}

ConvertRequest request_of(const ConvertArguments& arguments) {
  ConvertRequest request = arguments.request;
  request.measure = arguments.as == "count"   ? Measure::count
                    : arguments.as == "rate"  ? Measure::rate
                    : arguments.as == "share" ? Measure::share
                                              : Measure::median;
  for (const std::string& mark : arguments.missing) request.marks[mark] = Status::missing;
  for (const std::string& mark : arguments.suppressed) request.marks[mark] = Status::suppressed;
  return request;
}

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  if (stream) return;
  std::error_code ignored;
  if (std::filesystem::is_regular_file(file, ignored)) std::filesystem::remove(file, ignored);
  throw Error(Fault::system, file.string(), "cannot be written", "check the disk and that you may write there");
}

void print_outcome(const ConvertedColumn& column, const ConvertedFile& converted) {
  std::string title = column.column;
  for (const std::string& label : column.by) title += ", " + label;
  std::map<Carriage, std::size_t> tally;
  for (std::size_t i = 0; i < converted.written.size(); ++i)
    if (converted.written[i]) ++tally[column.figures.how[i]];
  std::string how;
  for (const auto& [carriage, areas] : tally)
    how += fmt::format("{}{} {}", how.empty() ? "" : ", ", areas, word(carriage));
  fmt::print("{}: {}", title, how);
  if (converted.request.measure == Measure::count) {
    fmt::print("; total {} before and {} after", number_text(column.figures.total_before),
               number_text(column.figures.total_after));
    if (column.figures.withheld > 0)
      fmt::print(", and {} in areas that are missing because a part of them is", number_text(column.figures.withheld));
    if (column.figures.outside > 0)
      fmt::print(", and {} in no area of {}", number_text(column.figures.outside), converted.table.to);
  }
  fmt::print("\n");
}

} // namespace tranche
