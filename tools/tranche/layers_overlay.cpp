#include "layers_overlay.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>

#include "convert_options.hpp"
#include "print.hpp"
#include "tranche/geography/carrying.hpp"
#include "tranche/outputs/csv.hpp"

namespace tranche {
namespace {

constexpr std::size_t lines_shown = 10;

struct OverlayArguments : ConvertArguments {
  Carrying carrying;
  std::string way = "area", uncovered = "missing";
};

/// The geography of the figures' codes: as named, or that of the layer that says where they lie.
std::string source_geography(const Catalogue& catalogue, const OverlayArguments& arguments) {
  if (!arguments.request.from.empty()) return arguments.request.from;
  const bool by_points = arguments.carrying.way == Carrying::Way::centroid;
  const std::string& layer = by_points ? arguments.carrying.places : arguments.carrying.boundaries;
  if (layer.empty())
    throw Error(Fault::usage, "layers overlay", "nothing says which areas the figures are of",
                by_points ? "name a layer of their points with --places, or their geography with --from"
                          : "name a layer of their boundaries with --boundaries");
  return catalogue.layer(layer, {}).geography;
}

std::string share_of_area(double share) { return fmt::format("{:.2f} %", 100 * share); }

/// The sources that were split most evenly, with what each target got.
void print_splits(const ConvertedFile& converted) {
  std::map<std::string, std::vector<ConversionStep>> split;
  std::size_t slivers = 0;
  for (ConversionStep& step : steps_of(converted.table))
    if (step.share < 1) split[step.from].push_back(std::move(step));
  std::vector<std::pair<double, std::string>> order; // by the largest part, the least first
  for (auto& [from, steps] : split) {
    std::stable_sort(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.share > b.share; });
    double outside = 1;
    for (const ConversionStep& step : steps) outside -= step.share;
    const double most = std::max(steps.front().share, outside);
    slivers += most > 0.99;
    order.emplace_back(most, from);
  }
  std::sort(order.begin(), order.end());
  std::size_t whole = converted.table.sources.size() - split.size();
  for (const OutsidePart& part : outside_parts(converted.table)) whole -= part.share == 1;
  fmt::print("whole in one area: {}; split: {}, {} of them by less than 1 %\n", whole, split.size(), slivers);
  if (order.empty()) return;
  std::vector<std::vector<std::string>> rows{{"most evenly split", "name", "to", "name", "share"}};
  for (std::size_t i = 0; i < std::min(lines_shown, order.size()); ++i)
    for (const ConversionStep& step : split[order[i].second])
      rows.push_back({step.from, step.from_name, step.to, step.to_name, share_of_area(step.share)});
  print_table(rows, {false, false, false, false, true});
}

/// Which sources lie in no target, most first.
void print_outside(const ConvertedFile& converted) {
  const std::vector<OutsidePart> parts = outside_parts(converted.table);
  if (parts.empty()) return;
  const auto wholly =
      std::count_if(parts.begin(), parts.end(), [](const OutsidePart& part) { return part.share == 1; });
  fmt::print("in no area of {}: {} in part, {} wholly\n", converted.table.to,
             parts.size() - static_cast<std::size_t>(wholly), wholly);
  std::vector<std::vector<std::string>> rows{{"most in none", "name", "share"}};
  for (std::size_t i = 0; i < std::min(lines_shown, parts.size()); ++i) {
    const SourceAreas& source = converted.table.sources[parts[i].source];
    rows.push_back({source.label, source.name, share_of_area(parts[i].share)});
  }
  print_table(rows, {false, false, true});
  if (!converted.request.carrying->to_nearest)
    fmt::print("--uncovered nearest gives what lies in none to the nearest\n");
}

/// Which targets have the least of their ground reported.
void print_coverage(const ConvertedFile& converted) {
  std::vector<std::pair<double, std::size_t>> covered;
  const Converted& figures = converted.columns.front().figures;
  for (std::size_t i = 0; i < converted.written.size(); ++i)
    if (converted.written[i] && figures.coverage[i] < 1) covered.emplace_back(figures.coverage[i], i);
  if (covered.empty()) return;
  std::sort(covered.begin(), covered.end());
  fmt::print("not covered wholly: {} of {}; missing below {}\n", covered.size(), converted.table.to,
             share_of_area(converted.request.min_coverage));
  std::vector<std::vector<std::string>> rows{{"least covered", "name", "covered"}};
  for (std::size_t i = 0; i < std::min(lines_shown, covered.size()); ++i)
    rows.push_back({converted.table.targets[covered[i].second], converted.table.target_names[covered[i].second],
                    share_of_area(covered[i].first)});
  print_table(rows, {false, false, true});
}

void overlay(const OverlayArguments& arguments, const std::optional<double>& min_coverage, const Context& context) {
  const Catalogue catalogue = Catalogue::built_in_and_cache(context.catalogues);
  ConvertRequest request = request_of(arguments);
  OverlayArguments chosen = arguments;
  chosen.carrying.way = arguments.way == "area"       ? Carrying::Way::area
                        : arguments.way == "centroid" ? Carrying::Way::centroid
                                                      : Carrying::Way::population;
  chosen.carrying.to_nearest = arguments.uncovered == "nearest";
  chosen.carrying.min_coverage = min_coverage;
  request.from = source_geography(catalogue, chosen);
  request.to = catalogue.layer(chosen.carrying.onto, {}).geography;
  request.carrying = chosen.carrying;
  request.min_coverage = chosen.carrying.least_coverage();
  request.threads = context.threads;
  const ConvertedFile converted = convert_file(catalogue, std::move(request));
  const Table table = converted_table(converted);
  write_file(arguments.out, csv_text(table));
  fmt::print("{} areas of {} to {} of {}, {}\n", converted.table.sources.size(), converted.table.from,
             converted.table.targets.size(), converted.table.to, words_of(chosen.carrying));
  print_splits(converted);
  print_outside(converted);
  print_coverage(converted);
  for (const ConvertedColumn& column : converted.columns) print_outcome(column, converted);
  for (const std::string& note : converted.table.notes) fmt::print("{}\n", note);
  for (const std::string& remark : converted.remarks) fmt::print("{}\n", remark);
  fmt::print("{}: {} rows\n", arguments.out.string(), table.rows.size());
}

void add_carrying_options(CLI::App& command, OverlayArguments& arguments) {
  Carrying& carrying = arguments.carrying;
  command.add_option("--onto", carrying.onto, "Boundaries of the areas to bring it to")->required()->type_name("LAYER");
  command
      .add_option("--way", arguments.way,
                  "area: the ground in common; population: the people of smaller areas on it (--weight); centroid: "
                  "whole, to the area that its point lies in (--places)")
      ->capture_default_str()
      ->check(CLI::IsMember({"area", "population", "centroid"}));
  command.add_option("--boundaries", carrying.boundaries, "Boundaries of the areas that the figures are of")
      ->type_name("LAYER");
  command
      .add_option(
          "--weight", carrying.weight,
          "People of smaller areas (--way population), or of the figures' own areas (--way centroid, for rates)")
      ->type_name("LAYER:VALUE:PERIOD");
  command
      .add_option(
          "--places", carrying.places,
          "Where these lie: points, or for --way population boundaries; the points of the code list unless given")
      ->type_name("LAYER");
  command
      .add_option("--uncovered", arguments.uncovered,
                  "What lies in no target: missing from them and reported, or given to the nearest")
      ->capture_default_str()
      ->check(CLI::IsMember({"missing", "nearest"}));
  command
      .add_option("--from", arguments.request.from,
                  "Geography of the codes; that of --boundaries or --places unless given")
      ->type_name("GEOGRAPHY");
  command.add_option("--crs", arguments.request.crs, "Projected CRS to measure in")->capture_default_str();
}

} // namespace

void add_layers_overlay(CLI::App& layers, Context& context) {
  auto* command = layers.add_subcommand(
      "overlay", "Bring a table to areas that no code leads to: by common ground, the people on it, or points");
  const auto arguments = std::make_shared<OverlayArguments>();
  const auto min_coverage = std::make_shared<std::optional<double>>();
  add_table_options(*command, *arguments,
                    "count: shared out and summed; rate, share: averaged with the ground or the people in common; "
                    "median: refused");
  add_carrying_options(*command, *arguments);
  command
      ->add_option("--min-coverage", *min_coverage,
                   "Least share of an area that must be reported, or it is missing; 0.95, and 1 --way centroid, unless "
                   "given")
      ->check(CLI::Range(0.0, 1.0));
  command->footer("Example: tranche layers overlay residents.csv --boundaries my/neighbourhoods --onto my/districts "
                  "--as count -o residents_by_district.csv");
  command->callback([arguments, min_coverage, &context] { overlay(*arguments, *min_coverage, context); });
}

} // namespace tranche
