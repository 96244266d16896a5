#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/layers/catalogue.hpp"

/// The user's own layers: files copied into a cache folder beside a catalogue of their own.
namespace tranche {

/// What `tranche layers add` was asked for. Texts that are empty are left out of the catalogue entry.
struct NewLayer {
  std::string name; ///< "my/boundaries": lower-case words with /
  std::filesystem::path file;
  std::string kind; ///< "table" or "boundaries"; empty: told by the file's ending
  std::string geography = "utla21";
  std::string key, name_field, crs;
  std::string encoding, sheet, thousands, ignore_codes;
  int header_row = 1;
  std::string period, period_column, category_column;
  std::vector<std::pair<std::string, std::string>> marks;      ///< ("..", "missing")
  std::vector<std::string> values;                             ///< column, or ID=COLUMN
  std::string carry, weight;                                   ///< of every value
  std::vector<std::pair<std::string, std::string>> categories; ///< of the one value: (label, column)
  std::vector<std::pair<std::string, double>> control_totals;  ///< (value, or value:period; total)
  std::string title, publisher, published, licence, attribution, disclosure;
  bool schematic = false; ///< a hexagon map or such: drawn as it lies, never measured
  bool replace = false;
  bool allow_overlaps = false; ///< of boundaries whose areas lie by more than a hundredth in one another
};

/// What was found in a layer that was registered, for the user to read.
struct AddedLayer {
  std::filesystem::path file; ///< in the cache
  std::vector<std::string> remarks;
};

/// Checks a file as a run would read it, then copies it and writes its catalogue entry. Nothing is changed when a check
/// fails: key, uniqueness, codes against the geography's list, CRS, validity, overlaps; for tables every value and
/// control total.
/// @throws Error (usage, data, system).
TRANCHE_API AddedLayer add_layer(const NewLayer& layer);

/// The catalogue entry of a layer as YAML, as add_layer would write it.
TRANCHE_API std::string catalogue_entry(const NewLayer& layer);

} // namespace tranche
