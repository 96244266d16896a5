#include "layers_simplify.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>

#include "tranche/finding.hpp"
#include "tranche/geography/simplify.hpp"
#include "tranche/layers/polygon_file.hpp"

namespace tranche {
namespace {

struct SimplifyArguments {
  PolygonRequest request;
  std::string tolerance;
  bool keep_islands = false;
  std::filesystem::path out;
};

/// "50m", "50 m", "0.5km" or "50", in metres.
double metres_of(std::string text) {
  const auto refuse = [&] {
    return Error(Fault::usage, "layers simplify", "--tolerance '" + text + "' is no length",
                 "write it as 50m or 0.5km");
  };
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.rfind(' ', 0) == 0) unit.erase(0, 1);
  if (code != std::errc() || !(number > 0) || !(unit.empty() || unit == "m" || unit == "km")) throw refuse();
  return unit == "km" ? 1000 * number : number;
}

void print_dropped(const std::vector<DroppedIsland>& dropped, const PolygonFile& file) {
  struct Sum {
    std::size_t islands = 0;
    double size = 0;
  };
  std::map<std::size_t, Sum> by_area;
  for (const DroppedIsland& island : dropped) ++by_area[island.area].islands, by_area[island.area].size += island.size;
  for (const auto& [area, sum] : by_area)
    fmt::print("  left out of {}: {} island{} of {:.2f} ha in all\n", file.called(area), sum.islands,
               sum.islands == 1 ? "" : "s", sum.size / 1e4);
}

void run(const SimplifyArguments& arguments) {
  const double tolerance = metres_of(arguments.tolerance);
  const PolygonFile file = read_polygon_file(arguments.request);
  const Simplified simple = simplify(file.wkb, {tolerance, !arguments.keep_islands});
  write_polygon_file(arguments.request, simple.wkb, arguments.out);
  fmt::print("{}: {} areas in {}, {} vertices of {} ({:.1f} %)\n", arguments.out.string(), file.codes.size(), file.crs,
             simple.after, simple.before,
             100.0 * static_cast<double>(simple.after) / static_cast<double>(std::max<std::size_t>(1, simple.before)));
  if (simple.unmatched > 0)
    fmt::print("  {} vertices kept where borders meet without a common vertex (slivers)\n", simple.unmatched);
  for (const std::string& repair : file.repaired) fmt::print("  repaired {}\n", repair);
  print_dropped(simple.dropped, file);
}

} // namespace

void add_layers_simplify(CLI::App& layers, Context&) {
  auto* command = layers.add_subcommand(
      "simplify", "Fewer vertices for drawing: neighbours stay neighbours, without gap or overlap");
  const auto arguments = std::make_shared<SimplifyArguments>();
  PolygonRequest& request = arguments->request;
  command->add_option("FILE", request.file, "Polygons that GDAL reads")->required();
  command
      ->add_option("--tolerance", arguments->tolerance,
                   "Length, such as 50m: vertices whose triangle is smaller than its square go")
      ->required()
      ->type_name("LENGTH");
  command->add_option("-o,--output", arguments->out, "GeoPackage, GeoJSON or FlatGeobuf to write, with all fields")
      ->required()
      ->type_name("FILE");
  command->add_option("--key", request.key, "Field of the codes, for the report");
  command->add_option("--name", request.name, "Field of the names, for the report");
  command->add_option("--sheet", request.sheet, "Layer of a file that has several");
  command->add_option("--crs", request.crs, "CRS of the file, where it says none or a false one");
  command->add_option("--to", request.to,
                      "Planar CRS to write; the file's own, or EPSG:27700 for degrees, unless given");
  command->add_flag("--keep-islands", arguments->keep_islands,
                    "Keep free islands smaller than the square of the tolerance, as triangles");
  command->footer("Example: tranche layers simplify ctyua_bfc.gpkg --tolerance 50m -o ctyua_50m.gpkg");
  command->callback([arguments] { run(*arguments); });
}

} // namespace tranche
