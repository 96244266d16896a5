#include "outputs/gdal_writer.hpp"

#include <cpl_vsi.h>
#include <unistd.h>

#include <atomic>

#include "tranche/finding.hpp"
#include "tranche/outputs/csv.hpp"

namespace tranche {
namespace {

OGRFieldType field_type(CellType type) {
  if (type == CellType::integer) return OFTInteger64;
  return type == CellType::text ? OFTString : OFTReal;
}

void set_field(OGRFeature& feature, int field, const Cell& cell, CellType type, bool spreadsheet) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    if (type == CellType::money)
      feature.SetField(field, static_cast<double>(*whole) / 100);
    else
      feature.SetField(field, static_cast<GIntBig>(*whole));
  } else if (const auto* number = std::get_if<double>(&cell)) {
    feature.SetField(field, *number);
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    feature.SetField(field, spreadsheet ? safe_text(*text).c_str() : text->c_str());
  }
}

[[noreturn]] void cannot_write(const char* what, const std::string& why) {
  throw Error(Fault::system, what, "cannot be written" + why,
              "see that GDAL was installed with its GPKG and XLSX drivers");
}

} // namespace

MemoryDataset::MemoryDataset(const char* driver, const char* extension) {
  static std::atomic<unsigned> counter{0};
  m_path = "/vsimem/tranche-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + "/file." + extension;
  GDALDriver* found = GetGDALDriverManager()->GetDriverByName(driver);
  if (found) m_dataset = found->Create(m_path.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
  if (!m_dataset) cannot_write(driver, m_errors.suffix());
}

MemoryDataset::~MemoryDataset() {
  if (m_dataset) GDALClose(m_dataset);
  VSIRmdirRecursive(m_path.substr(0, m_path.rfind('/')).c_str());
}

std::string MemoryDataset::finish() {
  GDALClose(std::exchange(m_dataset, nullptr));
  vsi_l_offset size = 0;
  const GByte* bytes = VSIGetMemFileBuffer(m_path.c_str(), &size, FALSE);
  if (!bytes || !m_errors.text().empty()) cannot_write(m_path.substr(m_path.rfind('.')).c_str(), m_errors.suffix());
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

OGRLayer& add_layer(MemoryDataset& dataset, const char* name, const Table& table, bool spreadsheet,
                    const GeometryOfRow& geometry, OGRSpatialReference* crs, OGRwkbGeometryType kind) {
  OGRLayer* layer = dataset->CreateLayer(name, crs, geometry ? kind : wkbNone, nullptr);
  if (!layer) cannot_write(name, "");
  for (const TableColumn& column : table.columns) {
    OGRFieldDefn field(column.name.c_str(), field_type(column.type));
    if (!spreadsheet && column.title != column.name) field.SetAlternativeName(column.title.c_str());
    if (layer->CreateField(&field) != OGRERR_NONE) cannot_write(column.name.c_str(), "");
  }
  if (dataset->TestCapability(ODsCTransactions)) dataset->StartTransaction();
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    OGRFeature feature(layer->GetLayerDefn());
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      set_field(feature, static_cast<int>(c), table.rows[r][c], table.columns[c].type, spreadsheet);
    if (geometry) feature.SetGeometryDirectly(geometry(r).release());
    if (layer->CreateFeature(&feature) != OGRERR_NONE) cannot_write(name, "");
  }
  if (dataset->TestCapability(ODsCTransactions)) dataset->CommitTransaction();
  return *layer;
}

} // namespace tranche
