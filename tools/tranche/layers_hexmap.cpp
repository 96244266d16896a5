#include "layers_hexmap.hpp"

#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

#include "tranche/geography/hexmap.hpp"
#include "tranche/geography/measure.hpp"
#include "tranche/geography/neighbours.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/layers/catalogue.hpp"

namespace tranche {
namespace {

struct HexmapArguments {
  std::string geography = "utla21", boundaries;
  std::filesystem::path out;
  HexmapOptions options;
};

/// Empty without a name.
Boundaries real_boundaries(const Catalogue& catalogue, const Geography& geography, const std::string& name) {
  if (name.empty()) return {};
  Boundaries boundaries =
      read_boundaries(catalogue, catalogue.layer(name, {}), catalogue.areas(geography), "EPSG:27700");
  if (boundaries.schematic)
    throw Error(Fault::usage, "layers hexmap", name + " is schematic and has no true neighbours",
                "name a layer of real boundaries");
  return boundaries;
}

NeighbourPairs true_neighbours(const Boundaries& boundaries) {
  std::vector<std::string> wkb;
  for (const Shape& shape : boundaries.shapes) wkb.push_back(shape.wkb);
  return queen_neighbours(wkb);
}

/// Where an area lies: by its code list, else in the middle of its largest polygon.
std::vector<HexmapArea> areas_to_lay_out(const Geography& geography, const AreaList& areas,
                                         const Boundaries& boundaries) {
  if (areas.x.empty() && boundaries.shapes.empty())
    throw Error(
        Fault::usage, "layers hexmap", geography.id + " has no points to lay out",
        "name a layer of its boundaries (--boundaries), or give its code list x and y columns in the catalogue");
  std::vector<HexmapArea> input;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    input.push_back({areas.codes[i], areas.regions[i], 0, 0});
    if (!areas.x.empty()) {
      input[i].x = areas.x[i];
      input[i].y = areas.y[i];
      continue;
    }
    const ShapePoint middle = middle_of_largest(boundaries.shapes[i].wkb);
    input[i].x = middle.x;
    input[i].y = middle.y;
  }
  return input;
}

void write(const std::filesystem::path& file, const AreaList& areas, const Hexmap& map) {
  std::ofstream stream(file, std::ios::binary);
  stream << "code,q,r,WKT\n";
  for (std::size_t i = 0; i < areas.size(); ++i)
    stream << fmt::format("{},{},{},\"{}\"\n", areas.codes[i], map.cells[i].q, map.cells[i].r,
                          cell_wkt(map.grid, map.cells[i]));
  stream.close();
  if (!stream) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored)) std::filesystem::remove(file, ignored);
    throw Error(Fault::system, file.string(), "cannot be written", "check the disk and that you may write there");
  }
}

void lay_out(const HexmapArguments& arguments, const Context& context) {
  const Catalogue catalogue = Catalogue::built_in_and_cache(context.catalogues);
  const Geography& geography = catalogue.geography(arguments.geography, {});
  const AreaList& areas = catalogue.areas(geography);
  const Boundaries boundaries = real_boundaries(catalogue, geography, arguments.boundaries);
  const std::vector<HexmapArea> input = areas_to_lay_out(geography, areas, boundaries);
  const NeighbourPairs pairs = true_neighbours(boundaries);
  const Hexmap map = layout_hexmap(input, pairs, arguments.options);
  write(arguments.out, areas, map);
  // Without boundaries the code list has the points.
  const NeighbourPairs measured = pairs.empty() ? point_neighbours(areas.x, areas.y) : pairs;
  const HexmapQuality quality = measure_hexmap(input, measured, map.cells);
  fmt::print(
      "{}: {} {}; {} of {} {} neighbour pairs stay neighbours ({:.1f} %); regions in more than one "
      "piece: {}; holes: {}\n",
      arguments.out.string(), areas.size(), arguments.options.shape == CellShape::square ? "squares" : "hexagons",
      quality.adjacent, quality.pairs, pairs.empty() ? "assumed" : "true",
      100.0 * static_cast<double>(quality.adjacent) / static_cast<double>(std::max<std::size_t>(1, quality.pairs)),
      quality.split_regions.size(), quality.holes);
}

} // namespace

void add_layers_hexmap(CLI::App& layers, Context& context) {
  auto* command = layers.add_subcommand(
      "hexmap", "Lay out a map of equal hexagons or squares, one an area, neighbours kept as far as they can be");
  const auto arguments = std::make_shared<HexmapArguments>();
  command->add_option("-o,--output", arguments->out, "CSV to write: code, q, r, WKT")->required()->type_name("FILE");
  command
      ->add_option("--geography", arguments->geography,
                   "Areas to lay out; without boundaries their code list needs points")
      ->capture_default_str();
  command->add_option("--boundaries", arguments->boundaries, "Layer of real boundaries whose neighbours are to be kept")
      ->type_name("LAYER");
  command
      ->add_option("--shape", arguments->options.shape,
                   "hexagon, or square: laid like bricks, so that a square too touches six")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, CellShape>{{"hexagon", CellShape::hexagon}, {"square", CellShape::square}}))
      ->type_name("SHAPE");
  command->add_option("--seed", arguments->options.seed, "The same seed gives the same map")
      ->capture_default_str()
      ->check(CLI::Validator(
          [](std::string& text) { return text.starts_with('-') ? "must be 0 or more, got " + text : std::string(); },
          "UINT"));
  command->add_option("--effort", arguments->options.effort, "Multiplies the work, and roughly the time")
      ->capture_default_str()
      ->check(CLI::Validator(
          [](std::string& text) {
            const double effort = std::strtod(text.c_str(), nullptr); // the program sets no locale
            return effort >= 0.01 && effort <= 100 ? std::string() : "must be from 0.01 to 100, got " + text;
          },
          "FLOAT in [0.01 - 100]"));
  command->footer("Example: tranche layers hexmap -o hexmap.csv --boundaries my/boundaries");
  command->callback([arguments, &context] { lay_out(*arguments, context); });
}

} // namespace tranche
