#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tranche/cube.hpp"
#include "tranche/finding.hpp"
#include "tranche/geography/areas.hpp"
#include "tranche/layers/incidents.hpp"
#include "tranche/layers/raw_table.hpp"
#include "tranche/settings/assessment.hpp"

/// The catalogue: which geographies there are, which layers are keyed by them, and what each layer says.
/// Its YAML is described at the head of layers/catalogue.yaml.
namespace tranche {

/// A set of areas of one type and date.
struct Geography {
  std::string id, title;
  std::vector<std::string> aliases;
  std::string level;   ///< "neighbourhood", "district", "authority", "region"; empty: not said
  std::string tier;    ///< code changes are followed within a tier, e.g. "lower", "upper"
  std::string pattern; ///< what a code looks like (ECMAScript regular expression, whole code); empty: any
  std::string date;    ///< of these areas, e.g. "2021-04-01"
  std::string crs;     ///< of the points in the code list
  std::string publisher, licence, attribution; ///< of the code list
  std::filesystem::path file;                  ///< code list; empty: codes are whatever a table has
  std::string shown;
  std::string key, name, region, x, y;        ///< its columns; empty where there is none
  std::string began, ended;                   ///< columns of first and last days; areas not of `date` are left out
  std::map<std::string, std::string> parents; ///< geography id -> column with the parent's code
  std::optional<Binding> population;          ///< residents, for money and for weighted references
  Place place;
};

/// How a value is carried to larger areas.
enum class Carry {
  count, ///< summed; a missing part makes the whole missing
  mean,  ///< averaged with the named weight over the parts that are reported
  none,  ///< cannot be carried: medians, limits, concentrations
};

/// One value of a layer: a cube area x period x category, from one or several columns.
struct ValueSpec {
  struct Column {
    std::string name;             ///< header in the file; of incidents: one of their categories
    std::string period, category; ///< fixed labels, for tables with a column a period or category
  };
  struct Months { ///< of incidents, summed into one period
    std::string label, first, last;
  };
  std::string id, title, unit;
  Carry carry = Carry::none;
  std::string weight;          ///< for means: a value of the same layer, or "LAYER:VALUE" or "LAYER:VALUE:PERIOD"
  double min_coverage = 1;     ///< a mean is missing when less of its weight was reported
  std::vector<Column> columns; ///< of incidents: none for all their categories
  std::vector<Months> months;  ///< of incidents: none for each month as a period
  std::vector<std::pair<std::string, double>> weighted; ///< of incidents: category and weight of each, summed into one
  std::string status_column;                            ///< a column of words that say what each cell is
  std::map<std::string, Status> statuses;
  double minimum = 0;              ///< a lower value is refused
  bool above_minimum = false;      ///< ... and so are the minimum itself and an empty cell (populations)
  bool whole = false;              ///< a fraction is refused
  std::vector<std::string> topics; ///< what it counts: crime, health, ...; two indicators of one topic overlap
  std::map<std::string, double> control_totals;   ///< period -> what all cells must sum to, exactly
  std::map<std::string, double> published_totals; ///< period -> the publisher's total, which may hold estimates
};

/// How the figures of a layer reach the authorities.
struct Carrying {
  enum class Way {
    lookup,     ///< whole, by the parents of code lists and by code changes; where those split an area, by `weight`
    centroid,   ///< whole, to the authority that the area's point lies in
    area,       ///< by the ground in common, as if spread evenly over it
    population, ///< by the people of smaller areas on the ground in common
  };
  Way way = Way::lookup;
  std::string boundaries;  ///< layer: the figures' own areas; for area and population
  std::string onto;        ///< layer: areas they are carried to; empty: the assessment's boundaries
  std::string places;      ///< layer of points (of the figures' areas, for centroid), or points or boundaries (of the
                           ///< weight's areas, for population); empty: the points of the code list
  std::string weight;      ///< "LAYER:VALUE[:PERIOD]"; for lookup and centroid optional
  bool to_nearest = false; ///< what lies in no target goes to the nearest; else it is reported
  std::optional<double> min_coverage; ///< below this share of its ground a target is missing
  Place place;

  /// By ground that never fits exactly a gap of a few percent is no lack.
  double least_coverage() const { return min_coverage.value_or(way == Way::lookup || way == Way::centroid ? 1 : 0.95); }
};

enum class LayerKind { table, boundaries, points, incidents, sites };

/// How the records of a layer of incidents become figures of areas.
struct IncidentSettings {
  std::string boundaries;  ///< layer of the areas
  IncidentColumns columns; ///< id: each identifier is counted once
  double snap_m = 0;       ///< as in TallyOptions
  std::string grids;       ///< folder with grid shifts
  std::string codes_of;    ///< geography of the records' codes, which then are their place; empty: coordinates are
  bool complete = false;   ///< the files cover every area in every month, so that no record is zero
  std::set<std::string> complete_areas; ///< the same of these areas
  /// The areas that each police force answers for, by the force's name in the names of its files.
  std::map<std::string, std::vector<std::string>> forces;
};

struct Layer {
  std::string name;
  LayerKind kind = LayerKind::table;
  std::filesystem::path file; ///< where it is
  std::string shown;          ///< how it is called in messages and manifests: relative to its catalogue
  TableFormat format;
  std::string geography; ///< id or alias; "national" for a table without areas
  std::string key, name_column;
  std::string period_column, period; ///< a column, or one label for the whole table
  std::string category_column;
  std::vector<ValueSpec> values;
  std::map<std::string, Status> marks; ///< "..": missing, "*": suppressed; "u" after a number: unreliable
  std::string thousands;               ///< "," when numbers are written 1,234; else refused
  std::string ignore_codes;            ///< rows whose code matches are left out and counted (regions, other countries)
  std::string crs;                     ///< boundaries and points: declared, for files that have none
  std::string x, y;                    ///< points in a CSV: columns of the coordinates
  bool schematic = false;              ///< boundaries: a hexagon map
  IncidentSettings incidents;          ///< incidents alone
  std::string title, publisher, published, licence, attribution, disclosure;
  std::string data_period; ///< what is printed as the date of the data
  std::optional<Carrying> carrying;
  Place place;

  /// @throws Error (settings) naming the values that there are.
  TRANCHE_API const ValueSpec& value(std::string_view id, const Place& asked_at) const;
};

/// A change of area codes.
struct CodeChange {
  std::string from, to, from_name, to_name, date, kind; ///< kind: merge, split, recode, boundary
  std::string tier = {};                                ///< of the geographies that it is followed between; empty: any
  std::string source = {};                              ///< the order that made it
};

struct Tally;

class TRANCHE_API Catalogue {
public:
  /// Reads catalogue files; a name in two of them is an error.
  /// @throws Error (catalogue) with every fault, each with file:line:column.
  static Catalogue read(const std::vector<std::filesystem::path>& files);
  /// The built-in catalogue, the user's cache, and those named; then the assessment's own `layers:`.
  static Catalogue for_assessment(const Assessment& assessment, const std::vector<std::filesystem::path>& more = {});
  static Catalogue built_in_and_cache(const std::vector<std::filesystem::path>& more = {});

  const std::vector<Layer>& layers() const { return m_layers; }
  const std::vector<Geography>& geographies() const { return m_geographies; }
  bool has_layer(std::string_view name) const;
  /// @throws Error (settings) naming the nearest names.
  const Layer& layer(std::string_view name, const Place& asked_at) const;
  /// By id or alias. @throws Error (settings) naming those there are.
  const Geography& geography(std::string_view id_or_alias, const Place& asked_at) const;
  /// The geography's code list, read once; empty when it has none. @throws Error (data).
  const AreaList& areas(const Geography& geography) const;
  const std::vector<CodeChange>& code_changes() const;
  /// A table layer's text, read once.
  const RawTable& raw(const Layer& layer) const;
  /// A layer of incidents counted by area, once. @throws Error as tally_incidents does; (catalogue) when its boundaries
  /// are of another geography.
  const Tally& tally(const Layer& layer) const;
  void add_geography(Geography geography, AreaList areas);
  /// @pre no layer has its name.
  void add_layer(Layer layer);
  /// Adds a geography whose code list is in its file.
  void add_code_list(Geography geography);

private:
  friend class CatalogueReader;
  std::vector<Layer> m_layers;
  std::vector<Geography> m_geographies;
  std::filesystem::path m_code_changes;
  mutable std::map<std::string, AreaList> m_areas;
  mutable std::optional<std::vector<CodeChange>> m_changes;
  mutable std::map<std::string, RawTable> m_raw;
  mutable std::map<std::string, std::shared_ptr<const Tally>> m_tallies;
};

/// <prefix>/share/tranche beside the executable's bin.
TRANCHE_API std::filesystem::path built_in_folder();
/// $XDG_CACHE_HOME/tranche/layers, or ~/.cache/tranche/layers.
TRANCHE_API std::filesystem::path cache_folder();

/// What reading a table left out or found, for `check` and the manifest.
struct TableReport {
  std::size_t rows = 0, footers = 0, ignored = 0;
  std::vector<std::string> remarks;
};

/// Reads one value of a table layer: every cell with its status. Areas ascending by code, periods ascending, categories
/// in the table's order.
/// Of a layer of incidents: counts of records by area, period and category. A figure is missing where the files do not
/// cover the area in every month of the period, which they do where the layer says so; else where the area has records
/// in that month, and not so few that they are most likely strays of its neighbours.
/// @throws Error (data, settings) with every fault of the table: key or value column absent, duplicate codes, codes
/// that
///         do not look like the geography's or are not in its list (with the vintage they belong to), text in a number,
///         undeclared marks or thousands separators, a number below the minimum, a control total missed.
TRANCHE_API Cube read_value(const Catalogue& catalogue, const Layer& layer, const ValueSpec& value,
                            TableReport* report = nullptr);

} // namespace tranche
