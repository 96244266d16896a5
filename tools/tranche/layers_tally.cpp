#include "layers_tally.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "print.hpp"
#include "tranche/geography/tally.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/layers/catalogue.hpp"
#include "tranche/outputs/csv.hpp"

namespace tranche {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  IncidentSource source;
  TallyOptions options;
  std::string boundaries;
  fs::path out;
  bool zeros = false;
};

/// A cell of CSV; text from a file of strangers, so that no spreadsheet takes it for a formula.
std::string cell(const std::string& text) {
  const std::string safe = safe_text(text);
  if (safe.find_first_of(",\"\n\r") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

void write_rows(std::ostream& stream, const Tally& tally, bool zeros) {
  stream << "code,name,category,month,count,snapped\n";
  const auto row = [&](std::size_t a, std::size_t c, std::size_t m, std::uint64_t count, std::uint64_t snapped) {
    stream << fmt::format("{},{},{},{},{},{}\n", cell(tally.codes[a]), cell(tally.names[a]), cell(tally.categories[c]),
                          cell(tally.months[m]), count, snapped);
  };
  if (!zeros) {
    for (const TallyRow& one : tally.rows) row(one.area, one.category, one.month, one.count, one.snapped);
    return;
  }
  std::size_t next = 0;
  for (std::size_t a = 0; a < tally.codes.size(); ++a)
    for (std::size_t c = 0; c < tally.categories.size(); ++c)
      for (std::size_t m = 0; m < tally.months.size(); ++m) {
        const bool there = next < tally.rows.size() && tally.rows[next].area == a && tally.rows[next].category == c &&
                           tally.rows[next].month == m;
        row(a, c, m, there ? tally.rows[next].count : 0, there ? tally.rows[next].snapped : 0);
        next += there;
      }
}

/// The file appears whole or not at all.
void write_whole(const fs::path& file, const Tally& tally, bool zeros) {
  const fs::path partial = file.string() + ".partial-" + std::to_string(::getpid());
  std::error_code fault;
  std::ofstream stream(partial, std::ios::binary);
  write_rows(stream, tally, zeros);
  stream.close();
  if (stream) fs::rename(partial, file, fault);
  if (stream && !fault) return;
  std::error_code ignored;
  if (fs::is_regular_file(partial, ignored)) fs::remove(partial, ignored);
  throw Error(Fault::system, file.string(), "cannot be written", "check the disk and that you may write there");
}

void print_broken(const TalliedFile& one) {
  for (std::size_t kind = 0; kind < broken_kinds; ++kind) {
    if (one.file.broken[kind] == 0) continue;
    const std::string first =
        one.file.first_line[kind] ? fmt::format(", first in line {}", one.file.first_line[kind]) : "";
    fmt::print("  {}: {} broken: {}{}\n", one.file.name, one.file.broken[kind],
               broken_words(static_cast<BrokenRecord>(kind)), first);
  }
  if (one.file.ends_without_line)
    fmt::print("  {}: the last record has no line end; it is counted, but the file may be cut off\n", one.file.name);
}

void print_report(const Tally& tally, const Boundaries& boundaries) {
  std::vector<std::vector<std::string>> rows{{"file", "records", "counted", "snapped", "outside", "blank", "broken"}};
  const auto add = [&](const std::string& name, const TalliedFile& one) {
    rows.push_back({name, std::to_string(one.file.records), std::to_string(one.counted), std::to_string(one.snapped),
                    std::to_string(one.outside), std::to_string(one.file.blank),
                    std::to_string(one.file.broken_records())});
  };
  for (const TalliedFile& one : tally.files) add(one.file.name, one);
  if (tally.files.size() > 1) add("all", tally.total());
  print_table(rows, {false, true, true, true, true, true, true});
  const auto counted = [](std::size_t count, const char* one, const char* several) {
    return fmt::format("{} {}", count, count == 1 ? one : several);
  };
  fmt::print("{}, {}, {}; boundaries {} in {}\n", counted(tally.codes.size(), "area", "areas"),
             counted(tally.categories.size(), "category", "categories"),
             counted(tally.months.size(), "month", "months"), boundaries.layer, boundaries.crs);
  std::string said;
  for (const TalliedFile& one : tally.files) {
    if (!one.operation.empty() && one.operation != said) fmt::print("places: {}\n", said = one.operation);
    print_broken(one);
  }
  for (const std::string& name : tally.left_out) fmt::print("  {}: left out, no incidents\n", name);
}

void run(const Arguments& arguments, const Context& context) {
  const Catalogue catalogue = Catalogue::built_in_and_cache(context.catalogues);
  const Layer& layer = catalogue.layer(arguments.boundaries, {});
  if (layer.kind != LayerKind::boundaries)
    throw Error(Fault::usage, "layers tally", layer.name + " is a table", "name a layer of boundaries");
  const Boundaries boundaries = read_boundaries(
      catalogue, layer, catalogue.areas(catalogue.geography(layer.geography, layer.place)), "EPSG:27700");
  TallyOptions options = arguments.options;
  options.threads = context.threads;
  const Tally tally = tally_incidents(arguments.source, boundaries, options);
  write_whole(arguments.out, tally, arguments.zeros);
  print_report(tally, boundaries);
}

} // namespace

void add_layers_tally(CLI::App& layers, Context& context) {
  auto* command = layers.add_subcommand("tally", "Count incidents with a place by area, category and month");
  const auto arguments = std::make_shared<Arguments>();
  IncidentSource& source = arguments->source;
  command->add_option("FILE", source.files, "CSV, a folder or zip of CSV (police.uk's as it comes), or points for GDAL")
      ->required();
  command->add_option("-o,--output", arguments->out, "CSV to write: code, name, category, month, count, snapped")
      ->required()
      ->type_name("FILE");
  command->add_option("--boundaries", arguments->boundaries, "Layer of real boundaries")
      ->required()
      ->type_name("LAYER");
  command->add_option("--category", source.columns.category, "Column of categories, unless it is 'Crime type'");
  command->add_option("--month", source.columns.month, "Column of months or dates, unless it is 'Month'");
  command->add_option("--x", source.columns.x, "Column of longitudes or eastings, where its name does not say so");
  command->add_option("--y", source.columns.y, "Column of latitudes or northings");
  command->add_option("--crs", source.crs,
                      "CRS of the coordinates, where the file does not say it or says a false one");
  command->add_option("--layer", source.layer, "Layer of a GeoPackage that has several");
  command->add_option("--snap", arguments->options.snap_m, "Metres within which a point in no area goes to the nearest")
      ->check(CLI::Range(0.0, 100000.0));
  command->add_option("--grids", arguments->options.grids, "Folder with grid shifts for PROJ, such as OSTN15")
      ->type_name("FOLDER")
      ->check(CLI::ExistingDirectory);
  command->add_flag("--zeros", arguments->zeros,
                    "Write zeros too: only where the files cover every area in every month");
  command->footer("Example: tranche layers tally 2019-02/ --boundaries my/districts --snap 500 -o crime.csv");
  command->callback([arguments, &context] { run(*arguments, context); });
}

} // namespace tranche
