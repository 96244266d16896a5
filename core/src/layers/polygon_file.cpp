#include "tranche/layers/polygon_file.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <unistd.h>

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "geography/validity.hpp"
#include "layers/gdal.hpp"
#include "layers/placed_layer.hpp"
#include "tranche/finding.hpp"
#include "tranche/geography/measure.hpp"

namespace tranche {
namespace {

namespace fs = std::filesystem;

/// A layer of polygons open for reading, and the CRS that its shapes are to have.
class PolygonSource {
public:
  explicit PolygonSource(const PolygonRequest& request) : m_request(request) {
    register_gdal();
    const GdalErrors errors;
    if (!fs::exists(request.file) && request.file.string().rfind("/vsi", 0) != 0)
      refuse("there is no such file", "check the name");
    m_dataset.reset(GDALDataset::Open(request.file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
    if (!m_dataset)
      refuse("is not a file of boundaries that GDAL can read" + errors.suffix(),
             "give a GeoPackage, GeoJSON, Shapefile or such");
    m_layer = request.sheet.empty() ? only_layer() : m_dataset->GetLayerByName(request.sheet.c_str());
    if (!m_layer) refuse("has no layer '" + request.sheet + "'; it has: " + layer_names(), "correct --sheet");
    find_crs();
  }

  OGRLayer& layer() const { return *m_layer; }
  OGRSpatialReference& crs() { return m_to; }
  int field(const std::string& name) const {
    if (name.empty()) return -1;
    std::string names;
    OGRFeatureDefn& fields = *m_layer->GetLayerDefn();
    for (int i = 0; i < fields.GetFieldCount(); ++i) {
      if (name == fields.GetFieldDefn(i)->GetNameRef()) return i;
      names += (i ? ", " : "") + std::string(fields.GetFieldDefn(i)->GetNameRef());
    }
    refuse("has no field '" + name + "'; it has: " + names, "name the field of the codes");
  }
  /// The shape of a record as it came; none without one.
  OGRGeometryUniquePtr shape_of(OGRFeature& feature, const std::string& code) const {
    OGRGeometryUniquePtr shape(feature.StealGeometry());
    if (!shape || shape->IsEmpty()) return nullptr;
    shape->flattenTo2D();
    const OGRwkbGeometryType type = shape->getGeometryType();
    if (!OGR_GT_IsSubClassOf(type, wkbPolygon) && type != wkbMultiPolygon)
      refuse(code + " is a " + shape->getGeometryName() + ", not a polygon", "give a layer of polygons");
    OGREnvelope box;
    shape->getEnvelope(&box); // before GEOS sees it: it crashes on coordinates without bounds
    for (const double bound : {box.MinX, box.MaxX, box.MinY, box.MaxY})
      if (!(std::abs(bound) < 1e9)) refuse(code + " holds coordinates that are nowhere on earth", "repair the file");
    return shape;
  }
  void check_place(const std::vector<OGRGeometryUniquePtr>& shapes) const {
    OGREnvelope box;
    for (const auto& shape : shapes) {
      OGREnvelope one;
      if (shape) shape->getEnvelope(&one);
      if (shape) box.Merge(one);
    }
    if (box.IsInit())
      check_extent({box.MinX, box.MaxX, box.MinY, box.MaxY}, wkt_of(m_from), wkt_of(m_to), m_request.file.string());
  }
  /// In the CRS wanted and valid; empty for none.
  std::string finished(OGRGeometry* shape, const std::string& code, std::vector<std::string>& repaired) const {
    if (!shape) return {};
    if (m_transform && shape->transform(m_transform.get()) != OGRERR_NONE)
      refuse(code + " cannot be brought to " + m_to.GetName(), "check the layer's CRS (--crs)");
    shape->closeRings();
    const std::string wkb = wkb_of(*shape);
    const Repair repair = repair_polygon(wkb);
    if (repair.fault.empty()) return wkb;
    if (repair.wkb.empty())
      refuse(code + " is an invalid polygon that cannot be repaired (" + repair.fault + ")",
             "repair it in QGIS (Fix geometries)");
    repaired.push_back(code + ": " + repair.fault + "; " +
                       area_told(measure_shape(wkb).area, measure_shape(repair.wkb).area));
    return repair.wkb;
  }
  [[noreturn]] void refuse(std::string what, std::string remedy) const {
    throw Error(Fault::data, m_request.file.string(), std::move(what), std::move(remedy));
  }

private:
  std::string layer_names() const {
    std::string names;
    for (OGRLayer* layer : m_dataset->GetLayers()) names += (names.empty() ? "" : ", ") + std::string(layer->GetName());
    return names;
  }
  OGRLayer* only_layer() const {
    if (m_dataset->GetLayerCount() != 1)
      refuse(fmt::format("holds {} layers: {}", m_dataset->GetLayerCount(), layer_names()), "name one (--sheet)");
    return m_dataset->GetLayer(0);
  }
  void find_crs() {
    if (!m_request.crs.empty()) {
      if (m_from.SetFromUserInput(m_request.crs.c_str()) != OGRERR_NONE)
        refuse("is declared to be in '" + m_request.crs + "', a CRS that PROJ does not know", "name it, as EPSG:27700");
    } else {
      const OGRSpatialReference* own = m_layer->GetSpatialRef();
      if (!own) refuse("says no CRS", "declare it: --crs EPSG:27700 (metres) or --crs EPSG:4326 (degrees)");
      m_from = *own;
    }
    m_from.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    m_to = m_from;
    const std::string to = m_request.to.empty() && m_from.IsGeographic() ? "EPSG:27700" : m_request.to;
    if (to.empty()) return;
    if (m_to.SetFromUserInput(to.c_str()) != OGRERR_NONE || m_to.IsGeographic())
      refuse("is to be brought to '" + to + "', which is no planar CRS that PROJ knows", "name one, as EPSG:27700");
    m_to.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    if (!m_from.IsSame(&m_to)) m_transform.reset(OGRCreateCoordinateTransformation(&m_from, &m_to));
    if (!m_from.IsSame(&m_to) && !m_transform) refuse("cannot be brought to " + to, "name another CRS");
  }
  const PolygonRequest& m_request;
  GDALDatasetUniquePtr m_dataset;
  OGRLayer* m_layer = nullptr;
  OGRSpatialReference m_from, m_to;
  std::unique_ptr<OGRCoordinateTransformation> m_transform;
};

const char* driver_for(const fs::path& out) {
  static constexpr std::array<std::pair<const char*, const char*>, 3> drivers = {
      {{".gpkg", "GPKG"}, {".geojson", "GeoJSON"}, {".fgb", "FlatGeobuf"}}};
  for (const auto& [ending, driver] : drivers)
    if (out.extension() == ending) return driver;
  throw Error(Fault::usage, out.string(), "is no kind of file that can be written", "name it .gpkg, .geojson or .fgb");
}

/// Whether every record was copied with its new shape.
bool copied(OGRLayer& from, OGRLayer& to, const std::vector<std::string>& wkb) {
  for (int i = 0; i < from.GetLayerDefn()->GetFieldCount(); ++i)
    if (to.CreateField(from.GetLayerDefn()->GetFieldDefn(i)) != OGRERR_NONE) return false;
  std::size_t record = 0;
  for (const auto& feature : from) {
    OGRFeature copy(to.GetLayerDefn());
    for (int i = 0; i < from.GetLayerDefn()->GetFieldCount(); ++i) copy.SetField(i, feature->GetRawFieldRef(i));
    OGRGeometry* shape = nullptr;
    const std::string& bytes = wkb.at(record++);
    if (!bytes.empty() && OGRGeometryFactory::createFromWkb(bytes.data(), nullptr, &shape, bytes.size()) != OGRERR_NONE)
      return false;
    if (shape) copy.SetGeometryDirectly(OGRGeometryFactory::forceToMultiPolygon(shape));
    if (to.CreateFeature(&copy) != OGRERR_NONE) return false;
  }
  return true;
}

} // namespace

PolygonFile read_polygon_file(const PolygonRequest& request) {
  PolygonSource source(request);
  PolygonFile read;
  read.crs = source.crs().GetName() ? source.crs().GetName() : "";
  const int key = source.field(request.key), name = source.field(request.name);
  const GdalErrors errors;
  std::vector<OGRGeometryUniquePtr> shapes;
  for (const auto& feature : source.layer()) {
    read.codes.emplace_back(key < 0 ? std::to_string(read.codes.size() + 1) : feature->GetFieldAsString(key));
    read.names.emplace_back(name < 0 ? read.codes.back() : feature->GetFieldAsString(name));
    shapes.push_back(source.shape_of(*feature, read.codes.back()));
  }
  source.check_place(shapes);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    read.wkb.push_back(source.finished(shapes[i].get(), read.codes[i], read.repaired));
    shapes[i].reset();
  }
  if (read.wkb.empty()) source.refuse("holds no records" + errors.suffix(), "give a file of polygons");
  return read;
}

void write_polygon_file(const PolygonRequest& request, const std::vector<std::string>& wkb, const fs::path& out) {
  const char* driver_name = driver_for(out);
  PolygonSource source(request);
  const fs::path partial = out.parent_path() / fmt::format(".partial-{}{}", ::getpid(), out.extension().string());
  const GdalErrors errors;
  const GdalOption date("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z"); // the same input gives the same bytes
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_name);
  GDALDatasetUniquePtr dataset(driver ? driver->Create(partial.c_str(), 0, 0, 0, GDT_Unknown, nullptr) : nullptr);
  OGRLayer* layer =
      dataset ? dataset->CreateLayer(source.layer().GetName(), &source.crs(), wkbMultiPolygon, nullptr) : nullptr;
  const bool written = layer && copied(source.layer(), *layer, wkb);
  dataset.reset(); // which writes the rest
  std::error_code fault;
  if (written) fs::rename(partial, out, fault);
  if (written && !fault) return;
  std::error_code ignored;
  fs::remove(partial, ignored);
  throw Error(Fault::system, out.string(), "cannot be written" + errors.suffix(),
              "check the disk and that you may write there");
}

} // namespace tranche
