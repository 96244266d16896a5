#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include "layers/csv.hpp"
#include "layers/gdal.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

OGRLayer& sheet_of(GDALDataset& book, const std::string& shown, const std::string& wanted) {
  std::string names;
  for (int i = 0; i < book.GetLayerCount(); ++i) {
    OGRLayer& sheet = *book.GetLayer(i);
    if (wanted.empty() || wanted == sheet.GetName()) return sheet;
    names += (names.empty() ? "" : ", ") + std::string(sheet.GetName());
  }
  throw Error(Fault::data, shown, wanted.empty() ? "has no sheets" : "has no sheet '" + wanted + "'; it has: " + names,
              "correct `sheet`");
}

} // namespace

void parse_spreadsheet(RawTable& table, const std::filesystem::path& file, const std::string& shown,
                       const TableFormat& format) {
  read_text(file, shown); // tells a missing or unreadable file in our words
  GdalErrors errors;
  // Every cell as text, header included: types guessed by the driver would turn code 0123 into 123.
  const GdalOption headers_x("OGR_XLSX_HEADERS", "DISABLE"), types_x("OGR_XLSX_FIELD_TYPES", "STRING");
  const GdalOption headers_o("OGR_ODS_HEADERS", "DISABLE"), types_o("OGR_ODS_FIELD_TYPES", "STRING");
  static const char* const drivers[] = {"XLSX", "ODS", nullptr};
  const GDALDatasetUniquePtr book(GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers));
  if (!book) throw Error(Fault::data, shown, "is not an XLSX or ODS file" + errors.suffix(), "save it anew, or as CSV");
  OGRLayer& sheet = sheet_of(*book, shown, format.sheet);

  // First all text into one buffer, then views into it: the buffer may move while it grows.
  struct Extent {
    std::size_t start, size;
  };
  std::vector<std::vector<Extent>> rows;
  std::vector<int> lines;
  for (const auto& feature : sheet) {
    std::vector<Extent> cells;
    for (int i = 0; i < feature->GetFieldCount(); ++i) {
      const std::string text = feature->IsFieldSetAndNotNull(i) ? feature->GetFieldAsString(i) : "";
      cells.push_back({table.m_text->size(), text.size()});
      *table.m_text += text;
    }
    rows.push_back(std::move(cells));
    lines.push_back(static_cast<int>(feature->GetFID()));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (lines[i] < format.header_row) continue;
    std::vector<std::string_view> cells;
    for (const Extent& cell : rows[i]) cells.push_back(std::string_view(*table.m_text).substr(cell.start, cell.size));
    if (table.m_header.empty()) {
      while (!cells.empty() && cells.back().empty()) cells.pop_back();
      table.m_header = std::move(cells);
    } else {
      table.add_row(cells, lines[i]);
    }
  }
}

} // namespace tranche
