#include "layers_convert.hpp"

#include <fmt/core.h>

#include <cmath>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include "print.hpp"
#include "tranche/geography/convert_file.hpp"
#include "tranche/outputs/csv.hpp"

namespace tranche {
namespace {

struct Arguments {
  ConvertRequest request;
  std::string as;
  std::vector<std::string> missing, suppressed;
  std::filesystem::path out;
};

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  if (stream) return;
  std::error_code ignored;
  if (std::filesystem::is_regular_file(file, ignored)) std::filesystem::remove(file, ignored);
  throw Error(Fault::system, file.string(), "cannot be written", "check the disk and that you may write there");
}

/// Code by code: every area that did not simply keep its code.
void print_steps(const ConvertedFile& converted) {
  std::vector<std::vector<std::string>> rows{{"from", "name", "to", "name", "share"}};
  std::set<std::string> with_row;
  for (std::size_t i = 0; i < converted.has_row.size(); ++i)
    if (converted.has_row[i]) with_row.insert(converted.table.sources[i].label);
  for (const ConversionStep& step : steps_of(converted.table)) {
    if (with_row.count(step.from) == 0) continue;
    const std::string share = step.shared              ? "shared"
                              : std::isnan(step.share) ? "a part"
                              : step.share == 1        ? "whole"
                                                       : fmt::format("{:.2f} %", 100 * step.share);
    rows.push_back({step.from, step.from_name, step.to, step.to_name, share});
  }
  if (rows.size() > 1) print_table(rows, {false, false, false, false, true});
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
  }
  fmt::print("\n");
}

void convert_one(Arguments& arguments, const Context& context) {
  ConvertRequest request = arguments.request;
  request.measure = arguments.as == "count"   ? Measure::count
                    : arguments.as == "rate"  ? Measure::rate
                    : arguments.as == "share" ? Measure::share
                                              : Measure::median;
  for (const std::string& mark : arguments.missing) request.marks[mark] = Status::missing;
  for (const std::string& mark : arguments.suppressed) request.marks[mark] = Status::suppressed;
  const ConvertedFile converted = convert_file(Catalogue::built_in_and_cache(context.catalogues), std::move(request));
  const Table table = converted_table(converted);
  write(arguments.out, csv_text(table));
  print_steps(converted);
  for (const ConvertedColumn& column : converted.columns) print_outcome(column, converted);
  if (!converted.table.weight.empty()) fmt::print("weight: {}\n", converted.table.weight);
  for (const std::string& remark : converted.remarks) fmt::print("{}\n", remark);
  fmt::print("{}: {} rows, {} to {}\n", arguments.out.string(), table.rows.size(), converted.table.from,
             converted.table.to);
}

} // namespace

void add_layers_convert(CLI::App& layers, Context& context) {
  auto* command = layers.add_subcommand(
      "convert", "Bring a table from the codes of one year to those of another, forwards or backwards");
  const auto arguments = std::make_shared<Arguments>();
  ConvertRequest& request = arguments->request;
  command->add_option("FILE", request.file, "CSV, XLSX or ODS")->required();
  command->add_option("--from", request.from, "Geography of its codes, such as lad19 or utla21")->required();
  command->add_option("--to", request.to, "Geography to bring it to")->required();
  command
      ->add_option("--as", arguments->as,
                   "count: summed, and shared out where an area was split; rate, share: averaged with the weight; "
                   "median: kept where it can be")
      ->required()
      ->check(CLI::IsMember({"count", "rate", "share", "median"}));
  command
      ->add_option("--weight", request.weight,
                   "population, or LAYER:VALUE:PERIOD of the catalogue: for splits of counts and means of rates")
      ->type_name("NAME");
  command->add_option("--key", request.key, "Column of the codes; found by itself unless given")->type_name("FIELD");
  command
      ->add_option("--column", request.columns, "Column of figures; repeatable; every column of numbers unless given")
      ->type_name("FIELD")
      ->allow_extra_args(false);
  command->add_option("--by", request.by, "Column that tells rows of one code apart, such as a year; up to two")
      ->type_name("FIELD")
      ->allow_extra_args(false);
  command
      ->add_option("--min-coverage", request.min_coverage,
                   "Least share of an area that must be reported, or it is missing")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--missing", arguments->missing, "Mark of a missing figure, such as ..; repeatable")
      ->allow_extra_args(false);
  command->add_option("--suppressed", arguments->suppressed, "Mark of a suppressed figure, such as *; repeatable")
      ->allow_extra_args(false);
  command->add_option("--thousands", request.thousands, "Separator in numbers written 1,234");
  command->add_option("--ignore-codes", request.ignore_codes, "Pattern of codes to leave out, such as \"E12.*\"");
  command->add_option("--encoding", request.format.encoding, "")->check(CLI::IsMember({"utf-8", "windows-1252"}));
  command->add_option("--sheet", request.format.sheet, "Sheet of a spreadsheet");
  command->add_option("--header-row", request.format.header_row, "Row of the column names, from 1")
      ->check(CLI::Range(1, 1000));
  command->add_option("-o,--output", arguments->out, "CSV to write")->required()->type_name("FILE");
  command->footer(
      "Example: tranche layers convert deaths.csv --from lad19 --to utla21 --as count -o deaths_utla21.csv");
  command->callback([arguments, &context] { convert_one(*arguments, context); });
}

} // namespace tranche
