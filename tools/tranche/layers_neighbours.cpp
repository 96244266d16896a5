#include "layers_neighbours.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>

#include "tranche/finding.hpp"
#include "tranche/geography/measure.hpp"
#include "tranche/geography/neighbours.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/layers/catalogue.hpp"
#include "tranche/layers/polygon_file.hpp"
#include "tranche/outputs/csv.hpp"

namespace tranche {
namespace {

struct NeighboursArguments {
  std::string areas, kind = "queen";
  PolygonRequest request;
  double within = 0;
  std::size_t count = 5;
  std::filesystem::path out;
};

Error misuse(std::string what, std::string remedy) {
  return Error(Fault::usage, "layers neighbours", std::move(what), std::move(remedy));
}

/// A file that is there, else a layer of the catalogue.
PolygonFile areas_of(NeighboursArguments& arguments, const Context& context) {
  if (std::filesystem::exists(arguments.areas)) {
    arguments.request.file = arguments.areas;
    return read_polygon_file(arguments.request);
  }
  const Catalogue catalogue = Catalogue::built_in_and_cache(context.catalogues);
  const Layer& layer = catalogue.layer(arguments.areas, {});
  if (layer.kind != LayerKind::boundaries) throw misuse(layer.name + " is a table", "name a layer of boundaries");
  if (layer.schematic)
    throw misuse(layer.name + " is schematic: who lies beside whom there is a matter of layout",
                 "name a layer of real boundaries");
  const Boundaries boundaries = read_boundaries(
      catalogue, layer, catalogue.areas(catalogue.geography(layer.geography, layer.place)), "EPSG:27700");
  PolygonFile areas;
  for (const Shape& shape : boundaries.shapes) {
    areas.codes.push_back(shape.code);
    areas.names.push_back(shape.name);
    areas.wkb.push_back(shape.wkb);
  }
  areas.repaired = boundaries.repaired;
  areas.crs = boundaries.crs;
  return areas;
}

struct Middles {
  std::vector<double> x, y;
  double distance(std::size_t a, std::size_t b) const { return std::hypot(x[a] - x[b], y[a] - y[b]); }
};

Middles middles_of(const PolygonFile& areas) {
  Middles middles;
  for (std::size_t i = 0; i < areas.wkb.size(); ++i) {
    const ShapePoint middle = middle_of_largest(areas.wkb[i]);
    if (std::isnan(middle.x))
      throw Error(Fault::data, areas.codes[i], "has no shape, and so no middle to measure from", "give it one");
    middles.x.push_back(middle.x);
    middles.y.push_back(middle.y);
  }
  return middles;
}

/// The links that the kind asks for: pairs once each, the nearest as from whom to whom.
NeighbourPairs links_of(const NeighboursArguments& arguments, const PolygonFile& areas, const Middles& middles) {
  if (arguments.kind == "queen") return queen_neighbours(areas.wkb, arguments.within);
  if (arguments.kind == "rook") return rook_neighbours(areas.wkb, arguments.within);
  if (arguments.kind == "band") return band_neighbours(middles.x, middles.y, arguments.within);
  NeighbourPairs links;
  const NeighbourLists lists = nearest_neighbours(middles.x, middles.y, arguments.count);
  for (std::size_t a = 0; a < lists.size(); ++a)
    for (const std::size_t b : lists[a]) links.emplace_back(a, b);
  return links;
}

void write(const std::filesystem::path& file, const PolygonFile& areas, const NeighbourPairs& links,
           const Middles& middles) {
  Table table;
  for (const char* column : {"from", "from_name", "to", "to_name"})
    table.columns.push_back({column, column, "", "", "", CellType::text});
  const bool measured = !middles.x.empty();
  if (measured) table.columns.push_back({"distance_m", "distance_m", "m", "", "", CellType::real});
  for (const auto& [a, b] : links) {
    std::vector<Cell> row{areas.codes[a], areas.names[a], areas.codes[b], areas.names[b]};
    if (measured) row.emplace_back(std::round(middles.distance(a, b) * 10) / 10);
    table.rows.push_back(std::move(row));
  }
  std::ofstream stream(file, std::ios::binary);
  stream << csv_text(table);
  stream.close();
  if (stream) return;
  std::error_code ignored;
  if (std::filesystem::is_regular_file(file, ignored)) std::filesystem::remove(file, ignored);
  throw Error(Fault::system, file.string(), "cannot be written", "check the disk and that you may write there");
}

void report(const NeighboursArguments& arguments, const PolygonFile& areas, const NeighbourPairs& links) {
  const bool directed = arguments.kind == "nearest";
  std::vector<std::size_t> degree(areas.codes.size());
  for (const auto& [a, b] : links) {
    ++degree[a];
    if (!directed) ++degree[b];
  }
  const auto [least, most] = std::minmax_element(degree.begin(), degree.end());
  const double mean =
      static_cast<double>(directed ? links.size() : 2 * links.size()) / static_cast<double>(degree.size());
  fmt::print("{}: {} areas in {}, {} {} {}\n", arguments.out.string(), areas.codes.size(), areas.crs, links.size(),
             arguments.kind, directed ? "links" : "pairs");
  fmt::print("links of an area: {} to {}, {:.2f} on average; most: {}\n", *least, *most, mean,
             areas.called(static_cast<std::size_t>(most - degree.begin())));
  const std::vector<std::size_t> alone = islands(links, areas.codes.size());
  std::string names;
  for (const std::size_t area : alone) names += "; " + areas.called(area);
  fmt::print("without neighbours: {}\n", alone.empty() ? "none" : fmt::format("{}{}", alone.size(), names));
  for (const std::string& repair : areas.repaired) fmt::print("  repaired {}\n", repair);
}

void run(NeighboursArguments& arguments, const Context& context) {
  const bool by_distance = arguments.kind == "nearest" || arguments.kind == "band";
  if (arguments.kind == "band" && !(arguments.within > 0))
    throw misuse("a band needs its width", "say --within with the metres between middles");
  if (arguments.kind == "nearest" && arguments.within > 0)
    throw misuse("--within says nothing to --kind nearest", "say -k, or --kind band");
  const PolygonFile areas = areas_of(arguments, context);
  const Middles middles = by_distance ? middles_of(areas) : Middles{};
  const NeighbourPairs links = links_of(arguments, areas, middles);
  write(arguments.out, areas, links, middles);
  report(arguments, areas, links);
}

} // namespace

void add_layers_neighbours(CLI::App& layers, Context& context) {
  auto* command = layers.add_subcommand("neighbours", "Who is whose neighbour in a layer of areas, and who has none");
  const auto arguments = std::make_shared<NeighboursArguments>();
  command->add_option("FILE_OR_LAYER", arguments->areas, "A file of polygons, or a layer of real boundaries")
      ->required();
  command
      ->add_option("--kind", arguments->kind,
                   "queen: a point in common; rook: a stretch of border; nearest: the k nearest middles; band: middles "
                   "within a distance")
      ->capture_default_str()
      ->check(CLI::IsMember({"queen", "rook", "nearest", "band"}));
  command
      ->add_option("--within", arguments->within,
                   "Metres: the width of a band; of queen and rook the gap that still counts as a common border")
      ->check(CLI::Range(0.0, 1e7));
  command->add_option("-k", arguments->count, "Neighbours of each area, of --kind nearest")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command->add_option("-o,--output", arguments->out, "CSV to write: from, from_name, to, to_name, distance_m")
      ->required()
      ->type_name("FILE");
  command->add_option("--key", arguments->request.key, "Field of the codes of a file");
  command->add_option("--name", arguments->request.name, "Field of the names of a file");
  command->add_option("--sheet", arguments->request.sheet, "Layer of a file that has several");
  command->add_option("--crs", arguments->request.crs, "CRS of the file, where it says none or a false one");
  command->add_option("--to", arguments->request.to,
                      "Planar CRS to measure in; the file's own, or EPSG:27700 for degrees, unless given");
  command->footer("Example: tranche layers neighbours my/boundaries --kind queen -o pairs.csv");
  command->callback([arguments, &context] { run(*arguments, context); });
}

} // namespace tranche
