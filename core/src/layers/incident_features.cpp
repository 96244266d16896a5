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

/// The feature's point; false when it has none, which the file then counts.
bool add_place(const OGRFeature& feature, IncidentFile& file, IncidentBlock& block) {
  const OGRGeometry* geometry = feature.GetGeometryRef();
  if (!geometry || geometry->IsEmpty()) {
    ++file.blank;
    return false;
  }
  const bool point = wkbFlatten(geometry->getGeometryType()) == wkbPoint;
  const double x = point ? geometry->toPoint()->getX() : 0, y = point ? geometry->toPoint()->getY() : 0;
  if (!point || !std::isfinite(x) || !std::isfinite(y)) {
    ++file.broken[static_cast<std::size_t>(point ? BrokenRecord::number : BrokenRecord::not_a_point)];
    return false;
  }
  block.x.push_back(x);
  block.y.push_back(y);
  return true;
}

/// A block that is being filled.
struct Filling {
  IncidentBlock block;
  LabelIndex labels{block.labels};
  CodeIndex codes{block.codes};
};

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
  if (!source.columns.id.empty()) m_id = field(source.columns.id, {});
  m_by_code = source.place == IncidentPlace::code;
  if (source.place == IncidentPlace::coordinates) return;
  m_code = field(source.columns.code, {"lsoa code", "lsoa_code"});
  if (m_code < 0) refuse("has no field 'LSOA code'", "name the field of the codes");
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

void FeatureFile::read(IncidentFile& file, std::size_t number,
                       const std::function<void(const IncidentBlock&)>& use) const {
  constexpr std::size_t block_size = 16384;
  GdalErrors errors;
  bool begun = false;
  auto filling = std::make_unique<Filling>();
  const auto hand_on = [&] {
    IncidentBlock& block = filling->block;
    block.file = &file;
    block.file_number = number;
    block.first = !begun;
    begun = true;
    use(block);
    filling = std::make_unique<Filling>();
    filling->block.before = file.records;
  };
  for (const auto& feature : *m_layer) {
    ++file.records;
    IncidentBlock& block = filling->block;
    const std::string text = text_of(*feature, m_code);
    const std::string_view code = bare(text);
    if (m_by_code && code.empty()) {
      ++file.blank;
      continue;
    }
    if (!m_by_code && !add_place(*feature, file, block)) continue;
    block.label.push_back(filling->labels.find(text_of(*feature, m_category), month_of(text_of(*feature, m_month))));
    if (m_code >= 0) block.code.push_back(filling->codes.find(code));
    if (m_id >= 0) {
      block.ids += bare(text_of(*feature, m_id));
      block.id_end.push_back(block.ids.size());
    }
    if (block.size() == block_size) hand_on();
  }
  if (filling->block.size() > 0) hand_on();
  if (!errors.text().empty()) refuse("cannot be read to its end" + errors.suffix(), "check the file");
}

} // namespace tranche
