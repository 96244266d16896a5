#include <fmt/core.h>

#include <charconv>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "layers_convert.hpp"
#include "layers_hexmap.hpp"
#include "layers_neighbours.hpp"
#include "layers_overlay.hpp"
#include "layers_simplify.hpp"
#include "layers_tally.hpp"
#include "print.hpp"
#include "tranche/geography/carrying.hpp"
#include "tranche/layers/cache.hpp"

namespace tranche {
namespace {

Error usage(std::string what, std::string remedy) {
  return Error(Fault::usage, "layers add", std::move(what), std::move(remedy));
}

/// "A=B" -> (A, B).
std::pair<std::string, std::string> pair_of(const std::string& text, const char* option) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos)
    throw usage(std::string(option) + " '" + text + "' has no =", std::string("write ") + option + " NAME=VALUE");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

double number_of(const std::string& text, const char* option) {
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size())
    throw usage(std::string(option) + ": '" + text + "' is not a number", "write digits only");
  return number;
}

const char* kind_of(const Layer& layer) {
  switch (layer.kind) {
  case LayerKind::table:
    return "table";
  case LayerKind::boundaries:
    return "boundaries";
  case LayerKind::points:
    return "points";
  case LayerKind::incidents:
    return "incidents";
  case LayerKind::sites:
    return "sites";
  }
  return "";
}

void list(const Context& context, bool json) {
  const Catalogue catalogue = Catalogue::built_in_and_cache(context.catalogues);
  if (json) {
    auto items = nlohmann::ordered_json::array();
    for (const Layer& layer : catalogue.layers())
      items.push_back({{"name", layer.name},
                       {"kind", kind_of(layer)},
                       {"geography", layer.geography},
                       {"period", layer.data_period},
                       {"title", layer.title},
                       {"publisher", layer.publisher},
                       {"licence", layer.licence}});
    fmt::print("{}\n", items.dump(2));
    return;
  }
  std::vector<std::vector<std::string>> rows{{"layer", "kind", "geography", "title"}};
  for (const Layer& layer : catalogue.layers())
    rows.push_back({layer.name, kind_of(layer), layer.geography, layer.title});
  print_table(rows, {false, false, false, false});
}

void show(const Context& context, const std::string& name) {
  const Catalogue catalogue = Catalogue::built_in_and_cache(context.catalogues);
  const Layer& layer = catalogue.layer(name, {});
  const auto line = [](const char* what, const std::string& text) {
    if (!text.empty()) fmt::print("{:12} {}\n", what, text);
  };
  line("layer", layer.name);
  line("title", layer.title);
  line("publisher", layer.publisher);
  line("published", layer.published);
  line("licence", layer.licence);
  line("attribution", layer.attribution);
  line("file", layer.file.string());
  line("geography", layer.geography);
  line("key", layer.key);
  line("period", layer.period_column.empty() ? layer.period : "column " + layer.period_column);
  line("category", layer.category_column.empty() ? "" : "column " + layer.category_column);
  line("crs", layer.crs);
  if (layer.carrying) line("carried", words_of(*layer.carrying));
  line("boundaries", layer.incidents.boundaries);
  if (layer.values.empty()) return;
  fmt::print("\n");
  std::vector<std::vector<std::string>> rows{{"value", "unit", "carried over", "cells", "with a figure", "title"}};
  for (const ValueSpec& value : layer.values) {
    const Cube cube = read_value(catalogue, layer, value);
    const auto present = std::count_if(cube.status.begin(), cube.status.end(), has_value);
    const char* how = value.carry == Carry::count ? "summed" : value.carry == Carry::mean ? "weighted mean" : "no";
    rows.push_back(
        {value.id, value.unit, how, std::to_string(cube.status.size()), std::to_string(present), value.title});
  }
  print_table(rows, {false, false, false, true, true, false});
}

/// `layers add` as typed, before it is taken apart.
struct AddArguments {
  NewLayer layer;
  std::vector<std::string> missing, suppressed, categories, control_totals;
};

void add_options(CLI::App& command, AddArguments& arguments) {
  NewLayer& layer = arguments.layer;
  command.add_option("NAME", layer.name, "How assessments will call it, such as my/boundaries")->required();
  command.add_option("FILE", layer.file, "GeoPackage, GeoJSON, Shapefile, ...; or CSV, XLSX, ODS")->required();
  command.add_option("--key", layer.key, "Field or column of the codes")->required();
  command.add_option("--name", layer.name_field, "Field of the names");
  command.add_option("--geography", layer.geography, "What the codes are of")->capture_default_str();
  command.add_option("--kind", layer.kind, "Told by the file's ending unless given")
      ->check(CLI::IsMember({"table", "boundaries"}));
  command.add_option("--crs", layer.crs, "CRS of the file, where it says none or a false one");
  command.add_flag("--schematic", layer.schematic, "Hexagons or such: drawn as they lie, never measured");
  command.add_option("--value", layer.values, "Column of figures, or ID=COLUMN; repeatable")->allow_extra_args(false);
  command
      .add_option("--category", arguments.categories,
                  "LABEL=COLUMN: several columns of one value, such as lower=low; repeatable")
      ->allow_extra_args(false);
  command.add_option("--carry", layer.carry, "How the figures add up to larger areas")
      ->check(CLI::IsMember({"count", "mean", "none"}));
  command.add_option("--weight", layer.weight, "For means: a value of this table, or LAYER:VALUE:PERIOD");
  command.add_option("--period", layer.period, "Label of the whole table, such as 2023");
  command.add_option("--period-column", layer.period_column, "Column of periods");
  command.add_option("--category-column", layer.category_column, "Column of categories, such as age bands");
  command.add_option("--missing", arguments.missing, "Mark of a missing figure, such as ..; repeatable")
      ->allow_extra_args(false);
  command.add_option("--suppressed", arguments.suppressed, "Mark of a suppressed figure, such as *; repeatable")
      ->allow_extra_args(false);
  command.add_option("--thousands", layer.thousands, "Separator in numbers written 1,234");
  command.add_option("--encoding", layer.encoding, "")->check(CLI::IsMember({"utf-8", "windows-1252"}));
  command.add_option("--sheet", layer.sheet, "Sheet of a spreadsheet, or layer of a GeoPackage");
  command.add_option("--header-row", layer.header_row, "Row of the column names, from 1")->check(CLI::Range(1, 1000));
  command.add_option("--ignore-codes", layer.ignore_codes, "Pattern of codes to leave out, such as \"E12.*\"");
  command
      .add_option("--control-total", arguments.control_totals,
                  "VALUE=TOTAL or VALUE:PERIOD=TOTAL, what the cells must sum to; repeatable")
      ->allow_extra_args(false);
  command.add_option("--title", layer.title, "Title of the publication");
  command.add_option("--publisher", layer.publisher, "");
  command.add_option("--published", layer.published, "Date of publication");
  command.add_option("--licence", layer.licence, "");
  command.add_option("--attribution", layer.attribution, "Printed on every map made with it");
  command.add_option("--disclosure", layer.disclosure, "")->check(CLI::IsMember({"published", "internal"}));
  command.add_flag("--allow-overlaps", layer.allow_overlaps,
                   "Take boundaries whose areas overlap by more than 1 % of the smaller");
  command.add_flag("--replace", layer.replace, "Replace a layer of that name in the cache");
}

void add(AddArguments& arguments) {
  NewLayer layer = arguments.layer;
  for (const std::string& mark : arguments.missing) layer.marks.emplace_back(mark, "missing");
  for (const std::string& mark : arguments.suppressed) layer.marks.emplace_back(mark, "suppressed");
  for (const std::string& text : arguments.categories) layer.categories.push_back(pair_of(text, "--category"));
  for (const std::string& text : arguments.control_totals) {
    const auto [name, total] = pair_of(text, "--control-total");
    layer.control_totals.emplace_back(name, number_of(total, "--control-total"));
  }
  const AddedLayer added = add_layer(layer);
  fmt::print("{} is registered: {}\n", layer.name, added.file.string());
  for (const std::string& remark : added.remarks) fmt::print("  {}\n", remark);
}

} // namespace

void add_layers(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("layers", "The boundaries and tables that assessments can name");
  command->require_subcommand(1);
  command->footer("Example: tranche layers list");

  const auto json = std::make_shared<bool>(false);
  auto* listing = command->add_subcommand("list", "All layers");
  listing->add_flag("--json", *json, "As JSON");
  listing->footer("Example: tranche layers list --json");
  listing->callback([json, &context] { list(context, *json); });

  const auto name = std::make_shared<std::string>();
  auto* showing = command->add_subcommand("show", "One layer: source, licence, values");
  showing->add_option("NAME", *name, "Layer")->required();
  showing->footer("Example: tranche layers show england/drug_poisoning_deaths");
  showing->callback([name, &context] { show(context, *name); });

  const auto arguments = std::make_shared<AddArguments>();
  auto* adding =
      command->add_subcommand("add", "Check a file and register it in your cache ($XDG_CACHE_HOME/tranche/layers)");
  add_options(*adding, *arguments);
  adding->footer("Example: tranche layers add my/boundaries ctyua_2021.geojson --key CTYUA21CD --geography utla21");
  adding->callback([arguments] { add(*arguments); });

  add_layers_hexmap(*command, context);
  add_layers_tally(*command, context);
  add_layers_convert(*command, context);
  add_layers_overlay(*command, context);
  add_layers_simplify(*command, context);
  add_layers_neighbours(*command, context);
}

} // namespace tranche
