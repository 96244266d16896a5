#include "layers_tally.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

#include "print.hpp"
#include "tranche/geography/point_locator.hpp"
#include "tranche/geography/tally.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/layers/catalogue.hpp"
#include "tranche/outputs/csv.hpp"

namespace tranche {
namespace {

namespace fs = std::filesystem;

struct TallyArguments {
  IncidentSource source;
  TallyOptions options;
  std::string boundaries, lookup;
  fs::path out, disagreements;
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

/// Code and name of an area, or what stands for none.
std::pair<std::string, std::string> named(const Tally& tally, std::uint32_t area) {
  if (area == PointLocator::none) return {"", "outside"};
  return {tally.codes[area], tally.names[area]};
}

void write_disagreements(std::ostream& stream, const Tally& tally) {
  stream << "code_by_coordinates,name_by_coordinates,code_by_lsoa,name_by_lsoa,count\n";
  for (const Disagreement& one : tally.disagreements) {
    const auto [here, here_name] = named(tally, one.by_coordinates);
    const auto [there, there_name] = named(tally, one.by_code);
    stream << fmt::format("{},{},{},{},{}\n", cell(here), cell(here_name), cell(there), cell(there_name), one.count);
  }
}

/// The file appears whole or not at all.
void write_whole(const fs::path& file, const std::function<void(std::ostream&)>& write) {
  const fs::path partial = file.string() + ".partial-" + std::to_string(::getpid());
  std::error_code fault;
  std::ofstream stream(partial, std::ios::binary);
  write(stream);
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

/// What became of the records of each file; columns that no option asks for are left out.
void print_files(const Tally& tally, const IncidentSource& source) {
  std::vector<std::vector<std::string>> rows{{"file", "records", "counted", "snapped", "outside"}};
  if (source.place == IncidentPlace::code) rows[0].push_back("unknown");
  if (!source.columns.id.empty()) rows[0].push_back("duplicates");
  rows[0].insert(rows[0].end(), {"blank", "broken"});
  const auto add = [&](const std::string& name, const TalliedFile& one) {
    std::vector<std::string>& row = rows.emplace_back();
    row = {name, std::to_string(one.file.records), std::to_string(one.counted), std::to_string(one.snapped),
           std::to_string(one.outside)};
    if (source.place == IncidentPlace::code) row.push_back(std::to_string(one.unknown));
    if (!source.columns.id.empty()) row.push_back(std::to_string(one.duplicates));
    row.push_back(std::to_string(one.file.blank));
    row.push_back(std::to_string(one.file.broken_records()));
  };
  for (const TalliedFile& one : tally.files) add(one.file.name, one);
  if (tally.files.size() > 1) add("all", tally.total());
  std::vector<bool> right(rows[0].size(), true);
  right[0] = false;
  print_table(rows, right);
}

void print_codes(const Tally& tally, const Catalogue& catalogue, const TallyArguments& arguments) {
  const AreaCodes& codes = *arguments.options.codes;
  const CodeCheck check = tally.total().check;
  if (arguments.source.place == IncidentPlace::coordinates_and_code)
    fmt::print("codes of {} against coordinates: {} agree, {} disagree, {} have none, {} are unknown\n",
               codes.geography, check.agree, check.disagree, check.blank, check.unknown);
  constexpr std::size_t shown = 5;
  std::vector<std::vector<std::string>> rows{{"  by coordinates", "by code", "records"}};
  for (std::size_t i = 0; i < std::min(shown, tally.disagreements.size()); ++i) {
    const Disagreement& one = tally.disagreements[i];
    const auto [here, here_name] = named(tally, one.by_coordinates);
    const auto [there, there_name] = named(tally, one.by_code);
    rows.push_back({"  " + (here.empty() ? here_name : here_name + " (" + here + ")"),
                    there.empty() ? there_name : there_name + " (" + there + ")", std::to_string(one.count)});
  }
  if (rows.size() > 1) print_table(rows, {false, false, true});
  if (tally.disagreements.size() > shown)
    fmt::print("  and {} more pairs of areas{}\n", tally.disagreements.size() - shown,
               arguments.disagreements.empty() ? ": --disagreements FILE writes them all" : "");
  if (const std::string unknown = told_unknown_codes(catalogue, codes, tally.unknown_codes); !unknown.empty())
    fmt::print("{}\n", unknown);
}

void print_report(const Tally& tally, const Boundaries& boundaries, const Catalogue& catalogue,
                  const TallyArguments& arguments) {
  print_files(tally, arguments.source);
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
  if (arguments.options.codes) print_codes(tally, catalogue, arguments);
  for (const std::string& name : tally.left_out) fmt::print("  {}: left out, no incidents\n", name);
}

void check_codes(const TallyArguments& arguments) {
  const bool check = arguments.source.place == IncidentPlace::coordinates_and_code;
  if (arguments.source.place == IncidentPlace::coordinates &&
      !(arguments.lookup.empty() && arguments.source.columns.code.empty()))
    throw Error(Fault::usage, "layers tally", "a lookup or column of LSOAs is named, and --lsoa is off",
                "say --lsoa check or --lsoa use");
  if (!check && !arguments.disagreements.empty())
    throw Error(Fault::usage, "layers tally", "--disagreements are those of --lsoa check", "say --lsoa check too");
}

void run(const TallyArguments& arguments, const Context& context) {
  check_codes(arguments);
  Catalogue catalogue = Catalogue::built_in_and_cache(context.catalogues);
  const Layer& layer = catalogue.layer(arguments.boundaries, {});
  if (layer.kind != LayerKind::boundaries)
    throw Error(Fault::usage, "layers tally", layer.name + " holds no boundaries", "name a layer of boundaries");
  const Boundaries boundaries = read_boundaries(
      catalogue, layer, catalogue.areas(catalogue.geography(layer.geography, layer.place)), "EPSG:27700");
  TallyArguments known = arguments;
  known.options.threads = context.threads;
  AreaCodes codes;
  if (arguments.source.place != IncidentPlace::coordinates) {
    codes = area_codes(catalogue, geography_of_codes(catalogue, arguments.lookup, boundaries), boundaries);
    known.options.codes = &codes;
  }
  const Tally tally = tally_incidents(arguments.source, boundaries, known.options);
  write_whole(arguments.out, [&](std::ostream& stream) { write_rows(stream, tally, arguments.zeros); });
  if (!arguments.disagreements.empty())
    write_whole(arguments.disagreements, [&](std::ostream& stream) { write_disagreements(stream, tally); });
  print_report(tally, boundaries, catalogue, known);
}

void add_code_options(CLI::App& command, TallyArguments& arguments) {
  const auto place = [&arguments](const std::string& word) {
    arguments.source.place = word == "check" ? IncidentPlace::coordinates_and_code
                             : word == "use" ? IncidentPlace::code
                                             : IncidentPlace::coordinates;
  };
  command
      .add_option_function<std::string>(
          "--lsoa", place,
          "check: hold the records' LSOA codes against their coordinates; use: place them by the codes")
      ->check(CLI::IsMember({"off", "check", "use"}))
      ->type_name("off|check|use");
  command.add_option("--lsoa-column", arguments.source.columns.code, "Column of the codes, unless it is 'LSOA code'")
      ->type_name("COLUMN");
  command
      .add_option("--lookup", arguments.lookup,
                  "What the codes are of: a geography of the catalogue, or FILE:FROM:TO, a file and two of its columns")
      ->type_name("LOOKUP");
  command
      .add_option("--disagreements", arguments.disagreements,
                  "CSV to write: every pair of areas that --lsoa check found")
      ->type_name("FILE");
}

} // namespace

void add_layers_tally(CLI::App& layers, Context& context) {
  auto* command = layers.add_subcommand("tally", "Count incidents with a place by area, category and month");
  const auto arguments = std::make_shared<TallyArguments>();
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
  add_code_options(*command, *arguments);
  command
      ->add_option("--unique", source.columns.id,
                   "Column that names an incident, such as 'Crime ID': each is counted once, at its first record")
      ->type_name("COLUMN");
  command->add_flag("--zeros", arguments->zeros,
                    "Write zeros too: only where the files cover every area in every month");
  command->footer("Example: tranche layers tally 2019-02/ --boundaries my/districts --snap 500 -o crime.csv");
  command->callback([arguments, &context] { run(*arguments, context); });
}

} // namespace tranche
