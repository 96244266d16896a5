#include "tranche/layers/boundaries.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>

#include <fmt/format.h>

#include "geography/code_history.hpp"
#include "layers/gdal.hpp"
#include "layers/placed_layer.hpp"
#include "layers/transform.hpp"
#include "tranche/geography/measure.hpp"
#include "tranche/layers/catalogue.hpp"

namespace tranche {
namespace {

class BoundaryReader {
public:
  BoundaryReader(const Catalogue& catalogue, const Layer& layer, const AreaList& areas, const std::string& crs)
      : m_catalogue(catalogue), m_layer(layer), m_areas(areas), m_crs(crs) {}

  Boundaries read() {
    open();
    collect();
    check_codes();
    check_coordinates();
    reproject();
    finish();
    return std::move(m_result);
  }

private:
  [[noreturn]] void refuse(std::string what, std::string remedy) const {
    throw Error(Fault::data, m_layer.name + " (" + m_layer.shown + ")", std::move(what), std::move(remedy));
  }

  void open() {
    if (!std::filesystem::exists(m_layer.file)) refuse("there is no such file", "check the name");
    GdalErrors errors;
    m_dataset.reset(GDALDataset::Open(name_for_gdal(m_layer.file).c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
    if (!m_dataset)
      refuse("is not a file of boundaries that GDAL can read" + errors.suffix(),
             "give a GeoPackage, GeoJSON, Shapefile or such");
    if (m_dataset->GetLayerCount() == 0) refuse("holds no layers", "give a file of polygons");
    m_source = layer_meant();
    m_key = field(m_layer.key);
    m_name = m_layer.name_column.empty() ? -1 : field(m_layer.name_column);
    find_crs();
  }

  /// The layer that is named, or the only one, or the only one with the key.
  OGRLayer* layer_meant() {
    std::string all;
    std::vector<OGRLayer*> with_key;
    for (OGRLayer* layer : m_dataset->GetLayers()) {
      all += (all.empty() ? "" : ", ") + std::string(layer->GetName());
      if (layer->GetLayerDefn()->GetFieldIndex(m_layer.key.c_str()) >= 0) with_key.push_back(layer);
    }
    const std::string& sheet = m_layer.format.sheet;
    if (!sheet.empty()) {
      OGRLayer* named = m_dataset->GetLayerByName(sheet.c_str());
      if (!named) refuse("has no layer '" + sheet + "'; it has: " + all, "correct the layer (--sheet, `sheet`)");
      return named;
    }
    if (m_dataset->GetLayerCount() == 1) return m_dataset->GetLayer(0);
    if (with_key.size() == 1) return with_key.front();
    refuse(fmt::format("holds {} layers, {} of them with a field '{}': {}", m_dataset->GetLayerCount(),
                       with_key.empty() ? "none" : std::to_string(with_key.size()), m_layer.key, all),
           "name the layer (--sheet, `sheet`) and the field of the codes (--key, `key`)");
  }

  int field(const std::string& name) const {
    OGRFeatureDefn& definition = *m_source->GetLayerDefn();
    std::string names;
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
      if (name == definition.GetFieldDefn(i)->GetNameRef()) return i;
      names += (i ? ", " : "") + std::string(definition.GetFieldDefn(i)->GetNameRef());
    }
    refuse("has no field '" + name + "'; it has: " + names, "name the field of the codes");
  }

  void find_crs() {
    m_from = m_layer.schematic ? m_crs // drawn as it lies, on a plane of its own
                               : crs_of(m_source->GetSpatialRef(), m_layer);
  }

  void collect() {
    std::map<std::string, std::size_t> seen;
    GdalErrors errors;
    for (const auto& feature : *m_source) {
      const std::string code = feature->GetFieldAsString(m_key);
      m_codes.push_back(code);
      if (m_areas.size() > 0 && m_areas.find(code) == AreaList::npos) {
        ++m_result.ignored;
        continue;
      }
      if (!seen.emplace(code, seen.size()).second)
        refuse(code + " stands in it twice", "keep one polygon for each code, or dissolve them");
      m_result.shapes.push_back({code, m_name < 0 ? "" : feature->GetFieldAsString(m_name), {}, {}, {}});
      m_polygons.push_back(polygon_of(*feature, code));
    }
    if (!errors.text().empty() && m_codes.empty()) refuse("cannot be read" + errors.suffix(), "check the file");
  }

  /// Polygons only, valid, two-dimensional.
  OGRGeometryUniquePtr polygon_of(OGRFeature& feature, const std::string& code) {
    OGRGeometryUniquePtr geometry(feature.StealGeometry());
    if (!geometry || geometry->IsEmpty()) refuse(code + " has no polygon", "give each area its boundary");
    geometry->flattenTo2D();
    if (!OGR_GT_IsSubClassOf(geometry->getGeometryType(), wkbPolygon) && geometry->getGeometryType() != wkbMultiPolygon)
      refuse(code + " is a " + geometry->getGeometryName() + ", not a polygon", "give a layer of polygons");
    OGREnvelope box;
    geometry->getEnvelope(&box); // before GEOS sees it: it crashes on coordinates without bounds
    for (const double bound : {box.MinX, box.MaxX, box.MinY, box.MaxY})
      if (!(std::abs(bound) < 1e9)) refuse(code + " holds coordinates that are nowhere on earth", "repair the file");
    GdalErrors reason;
    if (geometry->IsValid()) return geometry;
    OGRGeometryUniquePtr repaired(geometry->MakeValid());
    // A ring that crosses itself may leave a line besides its polygons.
    if (repaired) repaired.reset(OGRGeometryFactory::removeLowerDimensionSubGeoms(repaired.get()));
    if (repaired) repaired.reset(OGRGeometryFactory::forceToMultiPolygon(repaired.release()));
    if (!repaired || repaired->IsEmpty() || repaired->getGeometryType() != wkbMultiPolygon ||
        repaired->toMultiPolygon()->get_Area() <= 0)
      refuse(code + " is an invalid polygon that cannot be repaired" + reason.suffix(),
             "repair it in QGIS (Fix geometries)");
    const double before = measure_shape(wkb_of(*geometry)).area;
    m_result.repaired.push_back(code + ": " + (reason.text().empty() ? "invalid polygon" : reason.text()) + "; " +
                                area_told(before, measure_shape(wkb_of(*repaired)).area));
    return repaired;
  }

  void check_codes() const {
    std::vector<std::string> present, absent;
    for (const Shape& shape : m_result.shapes) present.push_back(shape.code);
    std::sort(present.begin(), present.end());
    for (const std::string& code : m_areas.codes)
      if (!std::binary_search(present.begin(), present.end(), code)) absent.push_back(code);
    if (absent.empty()) return;
    const Geography& geography = m_catalogue.geography(m_layer.geography, m_layer.place);
    std::vector<std::string> foreign;
    const std::regex pattern(geography.pattern);
    for (const std::string& code : m_codes)
      if (m_areas.find(code) == AreaList::npos && std::regex_match(code, pattern)) foreign.push_back(code);
    std::string what = fmt::format("lacks {} of the {} areas of {}: {}", absent.size(), m_areas.size(), geography.id,
                                   short_list(absent));
    if (!foreign.empty()) what += "; it has instead " + short_list(foreign);
    refuse(std::move(what), foreign.empty() ? "give a file of " + geography.title
                                            : remedy_for_unknown_codes(m_catalogue, geography, foreign));
  }

  static OGREnvelope envelope_of(const std::vector<OGRGeometryUniquePtr>& polygons) {
    OGREnvelope box;
    for (const auto& polygon : polygons) {
      OGREnvelope one;
      polygon->getEnvelope(&one);
      box.Merge(one);
    }
    return box;
  }

  void check_coordinates() const {
    const OGREnvelope box = envelope_of(m_polygons);
    check_extent({box.MinX, box.MaxX, box.MinY, box.MaxY}, m_from, m_crs, m_layer);
  }

  void reproject() {
    if (same_crs(m_from, m_crs)) return;
    const Transform transform(m_from, m_crs, m_layer.name);
    for (const auto& polygon : m_polygons)
      for_each_ring(*polygon, [&](OGRLinearRing& ring) {
        std::vector<double> x, y;
        for (int i = 0; i < ring.getNumPoints(); ++i) {
          x.push_back(ring.getX(i));
          y.push_back(ring.getY(i));
        }
        transform.apply(x, y);
        ring.setPoints(ring.getNumPoints(), x.data(), y.data());
      });
    m_result.transformation = transform.operation();
    const OGREnvelope box = envelope_of(m_polygons);
    if (!std::isfinite(box.MinX + box.MaxX + box.MinY + box.MaxY))
      refuse("has points that cannot be brought to " + m_crs, "check the layer's CRS");
  }

  template <typename Do> static void for_each_ring(OGRGeometry& geometry, Do&& action) {
    if (wkbFlatten(geometry.getGeometryType()) == wkbPolygon) {
      for (OGRLinearRing* ring : *geometry.toPolygon()) action(*ring);
    } else {
      for (OGRPolygon* polygon : *geometry.toMultiPolygon())
        for (OGRLinearRing* ring : *polygon) action(*ring);
    }
  }

  void finish() {
    for (std::size_t i = 0; i < m_polygons.size(); ++i) {
      Shape& shape = m_result.shapes[i];
      for_each_ring(*m_polygons[i], [&](OGRLinearRing& ring) {
        ring.closeRings();
        std::vector<double> points;
        for (int p = 0; p < ring.getNumPoints(); ++p) {
          points.push_back(ring.getX(p));
          points.push_back(ring.getY(p));
        }
        shape.rings.push_back(std::move(points));
      });
      OGREnvelope box;
      m_polygons[i]->getEnvelope(&box);
      shape.box = {box.MinX, box.MinY, box.MaxX, box.MaxY};
      shape.wkb = wkb_of(*m_polygons[i]);
    }
    std::sort(m_result.shapes.begin(), m_result.shapes.end(),
              [](const Shape& a, const Shape& b) { return a.code < b.code; });
    std::sort(m_result.repaired.begin(), m_result.repaired.end());
    m_result.layer = m_layer.name;
    m_result.geography = m_layer.geography;
    m_result.crs = m_crs;
    m_result.schematic = m_layer.schematic;
  }

  const Catalogue& m_catalogue;
  const Layer& m_layer;
  const AreaList& m_areas;
  std::string m_crs, m_from;
  GDALDatasetUniquePtr m_dataset;
  OGRLayer* m_source = nullptr;
  int m_key = -1, m_name = -1;
  std::vector<std::string> m_codes;
  std::vector<OGRGeometryUniquePtr> m_polygons; ///< parallel to m_result.shapes until they are sorted
  Boundaries m_result;
};

} // namespace

Boundaries read_boundaries(const Catalogue& catalogue, const Layer& layer, const AreaList& areas,
                           const std::string& crs) {
  return BoundaryReader(catalogue, layer, areas, crs).read();
}

} // namespace tranche
