#include "layers/placed_layer.hpp"

#include <ogrsf_frmts.h>

#include <cmath>
#include <map>
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
  return wkt_of(*in_file);
}

namespace {

/// Where a CRS is used, in degrees, with seas and islands just outside it; everywhere when the registry says nothing.
struct PlaceOfUse {
  double box[4] = {}; // before `known`, whose making fills it
  bool known;

  explicit PlaceOfUse(const std::string& crs) : known(area_of_use(crs, box)) {}
  bool holds(double west, double east, double south, double north) const {
    constexpr double slack = 2;
    return !known ||
           (west >= box[0] - slack && east <= box[2] + slack && south >= box[1] - slack && north <= box[3] + slack);
  }
};

/// Made once: PROJ weighs every way between two CRS, and takes longer for that than for a million points.
const Transform& to_degrees(const std::string& crs, const std::string& where) {
  thread_local std::map<std::string, Transform> made;
  const auto found = made.find(crs);
  return found != made.end() ? found->second : made.emplace(crs, Transform(crs, "EPSG:4326", where)).first->second;
}

} // namespace

void check_extent(const LayerExtent& box, const std::string& crs, const std::string& to, const std::string& where,
                  bool schematic) {
  const auto refuse = [&](std::string what, std::string remedy) {
    throw Error(Fault::data, where, std::move(what), std::move(remedy));
  };
  const std::string extent =
      fmt::format("x {:.6g} to {:.6g}, y {:.6g} to {:.6g}", box.west, box.east, box.south, box.north);
  for (const double bound : {box.west, box.east, box.south, box.north})
    if (!std::isfinite(bound)) refuse("holds coordinates that are not numbers", "repair the file");
  if (schematic) return;
  OGRSpatialReference reference, wanted;
  reference.SetFromUserInput(crs.c_str());
  wanted.SetFromUserInput(to.c_str());
  const bool degrees = reference.IsGeographic();
  const bool like_degrees =
      std::abs(box.west) <= 180 && std::abs(box.east) <= 180 && std::abs(box.south) <= 90 && std::abs(box.north) <= 90;
  const std::string name = reference.GetName();
  if (degrees && !like_degrees)
    refuse("says degrees (" + name + ") and holds " + extent,
           "these are metres: declare the true CRS, for example EPSG:27700 (`crs`, or --crs)");
  const PlaceOfUse used(crs), target(to);
  if (!degrees && like_degrees)
    refuse("says metres (" + name + ") and holds " + extent,
           used.holds(box.west, box.east, box.south, box.north)
               ? "these are degrees: declare the true CRS, for example EPSG:4326 (`crs`, or --crs)"
               : "these are neither metres nor degrees there: if it is a hexagon map or such, say --schematic "
                 "(`schematic: true`); else declare the true CRS");
  std::vector<double> x{box.west, box.east}, y{box.south, box.north};
  if (!degrees && (used.known || target.known)) to_degrees(crs, where).apply(x, y);
  const auto holds = [&](const PlaceOfUse& place) { return place.holds(x[0], x[1], y[0], y[1]); };
  if (holds(used) && holds(target)) return;
  if (degrees && used.holds(y[0], y[1], x[0], x[1]) && target.holds(y[0], y[1], x[0], x[1]))
    refuse("holds " + extent + ", which looks like latitude and longitude swapped", "swap the axes");
  if (!holds(used))
    refuse("holds " + extent + ", outside the area where its CRS (" + name + ") is used",
           "declare the true CRS (`crs`, or --crs)");
  refuse("holds " + extent + ", outside the area of the CRS it is to be brought to (" + wanted.GetName() + ")",
         "declare the true CRS (`crs`, or --crs), or bring it to a CRS of its country (--to)");
}

void check_extent(const LayerExtent& box, const std::string& crs, const std::string& to, const Layer& layer) {
  check_extent(box, crs, to, layer.name + " (" + layer.shown + ")", layer.schematic);
}

std::string area_told(double before, double after) {
  if (!(before > 0)) return "its rings had no area before";
  const double change = after / before - 1;
  if (std::abs(change) < 5e-9) return "area as before";
  return fmt::format("area {:.2g} % {}", std::abs(change) * 100, change > 0 ? "larger" : "smaller");
}

} // namespace tranche
