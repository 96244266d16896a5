#pragma once
#include <ogrsf_frmts.h>

#include <functional>
#include <memory>
#include <string>

#include "layers/gdal.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {

/// A GDAL vector file made in memory. Memory, because some drivers do not tell when a disk is full: RunFolder::write
/// does. Dates inside are fixed, so that the same run gives the same bytes.
class MemoryDataset {
public:
  /// @throws Error (system) when this GDAL has no such driver.
  MemoryDataset(const char* driver, const char* extension);
  ~MemoryDataset();
  MemoryDataset(const MemoryDataset&) = delete;
  MemoryDataset& operator=(const MemoryDataset&) = delete;

  GDALDataset& operator*() { return *m_dataset; }
  GDALDataset* operator->() { return m_dataset; }

  /// The file's bytes; the dataset is closed.
  /// @throws Error (system) with what GDAL said when anything failed.
  std::string finish();

private:
  GdalErrors m_errors;
  GdalOption m_date{"OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z"};
  std::string m_path;
  GDALDataset* m_dataset = nullptr;
};

using GeometryOfRow = std::function<std::unique_ptr<OGRGeometry>(std::size_t row)>;

/// Adds a table as a layer: typed fields, titles as their aliases. With a geometry it is a layer of this kind,
/// named "geom" in the CRS; else it has none. A spreadsheet's text goes through safe_text.
OGRLayer& add_layer(MemoryDataset& dataset, const char* name, const Table& table, bool spreadsheet,
                    const GeometryOfRow& geometry = {}, OGRSpatialReference* crs = nullptr,
                    OGRwkbGeometryType kind = wkbMultiPolygon);

} // namespace tranche
