#include "layers/placed_layer.hpp"

#include <ogrsf_frmts.h>

#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "layers/gdal.hpp"
#include "layers/transform.hpp"
#include "tranche/layers/catalogue.hpp"

namespace tranche {

void refuse_layer(const Layer& layer, std::string what, std::string remedy) {
  throw Error(Fault::data, layer.name + " (" + layer.shown + ")", std::move(what), std::move(remedy));
}

std::string name_for_gdal(const std::filesystem::path& file) {
  const std::string ending = file.extension().string();
  return (ending == ".zip" ? "/vsizip/" : ending == ".gz" ? "/vsigzip/" : "") + file.string();
}

std::string crs_of(const OGRSpatialReference* in_file, const Layer& layer) {
  if (!layer.crs.empty()) {
    const GdalErrors errors;
    if (OGRSpatialReference().SetFromUserInput(layer.crs.c_str()) != OGRERR_NONE)
      refuse_layer(layer, "is declared to be in '" + layer.crs + "', a CRS that PROJ does not know",
                   "name it, as EPSG:27700");
    return layer.crs;
  }
  if (!in_file)
    refuse_layer(layer, "says no CRS", "declare it: `crs: EPSG:27700` (metres) or `crs: EPSG:4326` (degrees)");
  char* wkt = nullptr;
  const char* const with_area_of_use[] = {"FORMAT=WKT2_2019", nullptr};
  in_file->exportToWkt(&wkt, with_area_of_use);
  std::string text = wkt;
  CPLFree(wkt);
  return text;
}

void check_extent(const LayerExtent& box, const std::string& crs, const Layer& layer) {
  const std::string extent =
      fmt::format("x {:.6g} to {:.6g}, y {:.6g} to {:.6g}", box.west, box.east, box.south, box.north);
  for (const double bound : {box.west, box.east, box.south, box.north})
    if (!std::isfinite(bound)) refuse_layer(layer, "holds coordinates that are not numbers", "repair the file");
  OGRSpatialReference reference;
  reference.SetFromUserInput(crs.c_str());
  if (layer.schematic) return; // on a plane of its own
  const bool degrees = reference.IsGeographic();
  const bool like_degrees =
      std::abs(box.west) <= 180 && std::abs(box.east) <= 180 && std::abs(box.south) <= 90 && std::abs(box.north) <= 90;
  if (degrees && !like_degrees)
    refuse_layer(layer, "says degrees (" + std::string(reference.GetName()) + ") and holds " + extent,
                 "these are metres: declare the true CRS, for example `crs: EPSG:27700`");
  double use[4];
  const bool used_somewhere = area_of_use(crs, use);
  constexpr double slack = 2; // degrees: seas and islands just outside the stated area
  const auto in_use = [&](double west, double east, double south, double north) {
    return west >= use[0] - slack && east <= use[2] + slack && south >= use[1] - slack && north <= use[3] + slack;
  };
  if (!degrees && like_degrees) {
    const bool there = !used_somewhere || in_use(box.west, box.east, box.south, box.north);
    refuse_layer(layer, "says metres (" + std::string(reference.GetName()) + ") and holds " + extent,
                 there ? "these are degrees: declare the true CRS, for example `crs: EPSG:4326`"
                       : "these are neither metres nor degrees there: if it is a hexagon map or such, say --schematic "
                         "(`schematic: true`); else declare the true CRS");
  }
  if (!used_somewhere) return;
  std::vector<double> x{box.west, box.east}, y{box.south, box.north};
  if (!degrees) Transform(crs, "EPSG:4326", layer.name).apply(x, y);
  const bool inside = in_use(x[0], x[1], y[0], y[1]);
  if (!inside && degrees && in_use(y[0], y[1], x[0], x[1]))
    refuse_layer(layer, "holds " + extent + ", which looks like latitude and longitude swapped", "swap the axes");
  if (!inside)
    refuse_layer(layer, "holds " + extent + ", outside the area where its CRS (" + reference.GetName() + ") is used",
                 "declare the layer's true CRS with `crs`");
}

} // namespace tranche
