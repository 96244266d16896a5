#include "layers/incident_features.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <cmath>

#include <fmt/format.h>

#include "layers/csv_records.hpp"
#include "layers/gdal.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

std::string text_of(const OGRFeature& feature, int field) {
  if (field < 0 || !feature.IsFieldSetAndNotNull(field)) return {};
  const OGRFieldType type = feature.GetFieldDefnRef(field)->GetType();
  if (type != OFTDate && type != OFTDateTime) return const_cast<OGRFeature&>(feature).GetFieldAsString(field);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0;
  feature.GetFieldAsDateTime(field, &year, &month, &day, &hour, &minute, &second, &zone);
  return fmt::format("{:04}-{:02}", year, month);
}

} // namespace

FeatureFile::FeatureFile(const std::string& name, const IncidentSource& source) : m_name(name) {
  register_gdal();
  const bool parquet = name.size() > 8 && name.compare(name.size() - 8, 8, ".parquet") == 0;
  if (parquet && !GetGDALDriverManager()->GetDriverByName("Parquet"))
    refuse(fmt::format("is Parquet, which this machine's GDAL {} was built without", GDALVersionInfo("RELEASE_NAME")),
           "convert it to CSV or GeoPackage, or install a GDAL with Arrow");
  GdalErrors errors;
  m_dataset.reset(GDALDataset::Open(name.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!m_dataset)
    refuse("is not a file of points that GDAL can read" + errors.suffix(),
           "give CSV, a folder or zip of CSV, GeoPackage, GeoJSON or FlatGeobuf");
  choose_layer(source.layer);
  m_category = field(source.columns.category, {"crime type", "crime_type", "category"});
  m_month = field(source.columns.month, {"month"});
}

FeatureFile::~FeatureFile() = default;

void FeatureFile::refuse(const std::string& what, const std::string& remedy) const {
  throw Error(Fault::data, m_name, what, remedy);
}

void FeatureFile::choose_layer(const std::string& wanted) {
  std::string names;
  for (int i = 0; i < m_dataset->GetLayerCount(); ++i) {
    OGRLayer* const layer = m_dataset->GetLayer(i);
    names += (i ? ", " : "") + std::string(layer->GetName());
    if (wanted.empty() ? m_dataset->GetLayerCount() == 1 : wanted == layer->GetName()) m_layer = layer;
  }
  if (!m_layer && wanted.empty()) refuse("holds several layers: " + names, "choose one with --layer");
  if (!m_layer) refuse("has no layer '" + wanted + "'; it has: " + names, "correct --layer");
}

int FeatureFile::field(const std::string& wanted, std::initializer_list<const char*> usual) const {
  OGRFeatureDefn& definition = *m_layer->GetLayerDefn();
  std::string names;
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    const std::string name = definition.GetFieldDefn(i)->GetNameRef();
    names += (i ? ", " : "") + name;
    if (wanted == name) return i;
    for (const char* one : usual)
      if (wanted.empty() && EQUAL(one, name.c_str())) return i;
  }
  if (!wanted.empty()) refuse("has no field '" + wanted + "'; it has: " + names, "correct the field's name");
  return -1;
}

std::string FeatureFile::crs() const {
  const OGRSpatialReference* reference = m_layer->GetSpatialRef();
  if (!reference) return {};
  char* wkt = nullptr;
  reference->exportToWkt(&wkt);
  const std::string text = wkt ? wkt : "";
  CPLFree(wkt);
  return text;
}

void FeatureFile::read(IncidentFile& file, const std::function<void(const IncidentBlock&)>& use) const {
  constexpr std::size_t block_size = 16384;
  GdalErrors errors;
  bool begun = false;
  auto block = std::make_unique<IncidentBlock>();
  auto labels = std::make_unique<LabelIndex>(block->labels);
  const auto hand_on = [&] {
    block->file = &file;
    block->first = !begun;
    begun = true;
    use(*block);
    block = std::make_unique<IncidentBlock>();
    labels = std::make_unique<LabelIndex>(block->labels);
  };
  for (const auto& feature : *m_layer) {
    ++file.records;
    const OGRGeometry* geometry = feature->GetGeometryRef();
    if (!geometry || geometry->IsEmpty()) {
      ++file.blank;
      continue;
    }
    const bool point = wkbFlatten(geometry->getGeometryType()) == wkbPoint;
    const double x = point ? geometry->toPoint()->getX() : 0, y = point ? geometry->toPoint()->getY() : 0;
    if (!point || !std::isfinite(x) || !std::isfinite(y)) {
      ++file.broken[static_cast<std::size_t>(point ? BrokenRecord::number : BrokenRecord::not_a_point)];
      continue;
    }
    block->x.push_back(x);
    block->y.push_back(y);
    block->label.push_back(labels->find(text_of(*feature, m_category), month_of(text_of(*feature, m_month))));
    if (block->x.size() == block_size) hand_on();
  }
  if (!block->x.empty()) hand_on();
  if (!errors.text().empty()) refuse("cannot be read to its end" + errors.suffix(), "check the file");
}

} // namespace tranche
