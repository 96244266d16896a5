#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tranche/geography/conversion.hpp"
#include "tranche/outputs/table.hpp"

/// A whole table brought to other areas: what `tranche layers convert` and `tranche layers overlay` do.
namespace tranche {

struct ConvertRequest {
  std::filesystem::path file; ///< CSV, XLSX or ODS
  TableFormat format;
  std::string from, to; ///< geographies, by id or alias
  Measure measure = Measure::count;
  std::string weight;               ///< as conversion_table() says
  std::optional<Carrying> carrying; ///< by ground or points instead of codes; `weight` is then not used
  std::string crs = "EPSG:27700";   ///< projected, to measure in
  int threads = 1;
  std::string key;                  ///< column of the codes; empty: the one that holds them
  std::vector<std::string> columns; ///< of figures; empty: every column of numbers
  std::vector<std::string> by;      ///< up to two columns that tell rows of one code apart, such as a year
  double min_coverage = 1;
  std::map<std::string, Status> marks; ///< "..": missing
  std::string thousands, ignore_codes; ///< as in the catalogue
};

/// One column of figures, for one combination of the labels of `by`.
struct ConvertedColumn {
  std::string column;
  std::vector<std::string> by; ///< labels
  Converted figures;
};

struct ConvertedFile {
  ConversionTable table;
  ConvertRequest request;               ///< with geographies by id, and key and columns filled in
  std::vector<ConvertedColumn> columns; ///< column by column, then by labels
  std::vector<bool> has_row;            ///< of each source
  std::vector<bool> written;            ///< of each target: a part of it has a row
  std::vector<std::string> remarks;     ///< what was left out, and why
};

/// min_coverage stands in place of the one of `carrying`. A geography without a code list has the areas that its
/// boundaries have. A cell of the key may hold several codes, "E06000052 and E06000053", for one figure of all of them.
/// @throws Error (data, settings) with every fault of the table: no column of codes, unknown codes with the vintage
///         they belong to, codes twice, text in numbers, a measure that does not fit the figures; and what
///         conversion_table(), carrying_table() and convert() refuse.
TRANCHE_API ConvertedFile convert_file(const Catalogue& catalogue, ConvertRequest request);

/// The figures by target: code, name, the columns of `by` and, for each column, the figure, how it came about and the
/// share of the ground that was reported: deaths, deaths_how, deaths_covered. Missing figures are empty.
TRANCHE_API Table converted_table(const ConvertedFile& converted);

} // namespace tranche
