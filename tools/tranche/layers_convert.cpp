#include "layers_convert.hpp"

#include <fmt/core.h>

#include <cmath>
#include <memory>
#include <set>

#include "convert_options.hpp"
#include "print.hpp"
#include "tranche/outputs/csv.hpp"

namespace tranche {
namespace {

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

void convert_one(const ConvertArguments& arguments, const Context& context) {
  const ConvertedFile converted =
      convert_file(Catalogue::built_in_and_cache(context.catalogues), request_of(arguments));
  const Table table = converted_table(converted);
  write_file(arguments.out, csv_text(table));
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
  const auto arguments = std::make_shared<ConvertArguments>();
  ConvertRequest& request = arguments->request;
  add_table_options(*command, *arguments,
                    "count: summed, and shared out where an area was split; rate, share: averaged with the weight; "
                    "median: kept where it can be");
  command->add_option("--from", request.from, "Geography of its codes, such as lad19 or utla21")->required();
  command->add_option("--to", request.to, "Geography to bring it to")->required();
  command
      ->add_option("--weight", request.weight,
                   "population, or LAYER:VALUE:PERIOD of the catalogue: for splits of counts and means of rates")
      ->type_name("NAME");
  command
      ->add_option("--min-coverage", request.min_coverage,
                   "Least share of an area that must be reported, or it is missing")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command->footer(
      "Example: tranche layers convert deaths.csv --from lad19 --to utla21 --as count -o deaths_utla21.csv");
  command->callback([arguments, &context] { convert_one(*arguments, context); });
}

} // namespace tranche
