#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/finding.hpp"
#include "tranche/settings/index_settings.hpp"
#include "tranche/settings/place.hpp"
#include "tranche/settings/yaml.hpp"

/// An assessment file as plain structs. The vocabulary, with every default, is in config/default.yaml.
namespace tranche {

/// A choice somebody made, printed in report and manifest.
struct DecisionNote {
  std::string date, author, choice, reason;
};

/// Who answers for the ranking; its presence turns DRAFT into FINAL.
struct SignOff {
  std::string name, role, date;
};

/// A value of a layer, bound to a role, a weight or a population.
struct Binding {
  std::string layer;
  std::string value;                ///< id of the value in the catalogue; empty: the role's name
  std::vector<std::string> periods; ///< empty: all
  std::vector<std::string> categories;
  std::optional<double> min_coverage; ///< below this the carried-over figure is missing; unset: the catalogue's
  std::string weight;                 ///< "LAYER:VALUE[:PERIOD]" or a value of the same layer; empty: the catalogue's
  Place place;
};

/// Several areas as one unit: ranked and paid once, drawn on all its members.
struct Join {
  std::string code, name;
  std::vector<std::string> members;
  Place place;
};

struct AreasSettings {
  std::string geography; ///< id or alias; empty when `table` is given
  std::string boundaries;
  std::string hexmap; ///< a schematic layer beside real boundaries; empty: the built-in one, if any; "none"
  std::string table;  ///< a CSV of units, for ranking without a geography
  std::string key, name, region;
  std::vector<std::string> missing; ///< what stands in its cells for no figure, besides nothing
  std::vector<Join> join;
  std::optional<Binding> population; ///< unset: the geography's own
  std::string crs = "EPSG:27700";    ///< projected, for analysis and drawing
  Place place;
};

/// One parameter as written: scalars as text, lists as several, maps with keys.
struct ParameterSetting {
  std::string name;
  std::vector<std::string> keys; ///< for maps only
  std::vector<std::string> values;
  bool list = false;
  Place place;
};

/// Towards what a figure of small numbers is drawn, and whether the drawn figure enters the index.
struct ShrinkSettings {
  enum class Towards { none, all, region, neighbours, parent } towards = Towards::none;
  bool use_in_index = true;
};

struct IndicatorSettings {
  std::string id;
  /// plugin, or without C++: rate, proportion, mean, standardised, indirect, column.
  std::string kind = "plugin";
  std::string plugin;
  std::string measure;
  std::string title; ///< empty: the plugin's
  bool optional = false;
  /// The kinds without C++: value = per x numerator / denominator, and so on.
  std::optional<double> per;
  std::string unit;
  std::string limits;           ///< none, byar, wilson, student, dobson; empty: the kind's own
  std::string column;           ///< kind column: of the table of `areas`
  std::string output;           ///< kind indirect: ratio or rate
  std::optional<int> direction; ///< +1 higher is greater need, -1 lower; unset: the plugin's, else +1
  std::vector<ParameterSetting> params;
  std::vector<std::pair<std::string, Binding>> inputs; ///< role, in file order
  std::optional<NormaliseSettings> normalise;          ///< in place of the index's
  std::optional<TreatSettings> treat;
  ShrinkSettings shrink;
  Place place;
};

struct Cut {
  std::string name;
  enum class By { count, rest, score, budget } by = By::count;
  double amount = 0; ///< authorities, lowest score, or pounds
  Place place;
};

struct TrancheSettings {
  bool unranked_last = false; ///< unranked authorities fall into the last tranche; else into none
  std::vector<Cut> cut;
  Place place;
};

/// Pounds for one year, or for the whole programme.
struct Pot {
  std::string name; ///< a year that is also a tranche's name; empty for one pot over all years
  std::int64_t pence = 0;
  Place place;
};

struct AllocationSettings {
  std::vector<Pot> pots; ///< empty: no money is shared out
  double need_power = 1, population_power = 1;
  /// What `need` is in the money formula. relative: the weighted mean of each indicator over its England figure;
  /// score: the need score itself (min_max above 0 and imd_exponential only); or an indicator's id.
  std::string need = "relative";
  std::int64_t floor_pence = 0; ///< per funded authority and pot
  std::optional<std::int64_t> cap_pence;
  Place place;
};

/// How far the weights could have been others. At most one of the two is set.
struct WeightUncertainty {
  /// The shares of a level are drawn from Dirichlet(concentration x share): of each the standard deviation is
  /// sqrt(share (1 - share) / (concentration + 1)). 0: not drawn.
  double concentration = 0;
  /// By id of an indicator or domain: its weight, in the units of the file, is drawn evenly from a range; then the
  /// weights of the level become shares as always.
  std::map<std::string, std::pair<double, double>> ranges;

  bool any() const { return concentration > 0 || !ranges.empty(); }
};

/// Methods that could have been chosen as well. The stated one is always among them, and each is equally likely.
struct MethodUncertainty {
  std::vector<NormaliseSettings> normalise; ///< of the index; indicators with a method of their own keep it
  std::vector<TreatSettings> treat;         ///< likewise
  std::vector<Aggregate> aggregate;         ///< of the top level, and of domains that name none
  std::vector<ImputeSettings> impute;
  bool leave_out = false; ///< each weighted indicator in turn, or none

  bool any() const {
    return leave_out || !normalise.empty() || !treat.empty() || !aggregate.empty() || !impute.empty();
  }
};

struct UncertaintySettings {
  int draws = 1000; ///< 0 switches it off
  std::uint64_t seed = 20210401;
  double level = 0.9;  ///< of the rank interval
  double until = 0;    ///< draw on until no probability of a tranche has a larger standard error; 0: `draws` only
  bool figures = true; ///< the indicators' sampling error
  WeightUncertainty weights;
  MethodUncertainty methods;
  Place place;
};

/// Comparison of each figure with England and with its region.
struct CompareSettings {
  int quantiles = 5;           ///< groups of each indicator, 1 = greatest need; 0: none
  bool overdispersion = false; ///< funnel limits widened by the spread between authorities
  std::string inequality;      ///< id of the indicator whose quantile groups are the gradient; empty: none
  Place place;
};

/// Small counts of people that are withheld from every output.
struct SuppressSettings {
  double below = 5;          ///< counts of 1 to below - 1 are withheld; 0: none
  bool published = false;    ///< of layers that are published already too, not only of internal ones
  bool zeros = false;        ///< withhold noughts too
  std::int64_t round_to = 0; ///< counts are rounded to this base after that; 0: not
  bool use_in_index = false; ///< let withheld figures into the score, which then reveals something of them
  Place place;
};

/// How the printed maps look.
struct MapSettings {
  enum class Paper { a4, a3, slide }; ///< slide: 16:9, 338.7 by 190.5 mm
  enum class Breaks {
    quantiles,
    equal_steps,
    natural,
    head_tail,
    standard_deviations,
    widest_gaps,
    round_limits,
    box,
    percentiles
  };
  Paper paper = Paper::a4;
  bool landscape = false; ///< a slide always is
  Breaks breaks = Breaks::quantiles;
  std::size_t classes = 5;                           ///< of methods that take a number
  std::map<std::string, std::vector<double>> limits; ///< an indicator's own upper limits of classes, by id
  Place place;
};

struct ReportSettings {
  std::string author;   ///< who set the weights
  std::string audience; ///< printed under the title; may be empty
  std::vector<double> confidence{0.95};
  int dpi = 200;
  MapSettings maps;
  Place place;
};

struct Assessment {
  std::filesystem::path file; ///< as named
  std::string id;             ///< the file's stem
  std::string name;
  std::vector<DecisionNote> decisions;
  std::optional<SignOff> signed_off_by;
  /// `layers:` of the assessment: a catalogue of its own, relative to the file, as parsed (overrides applied) and for
  /// the catalogue reader to judge: YamlReader(layers, Fault::catalogue, findings). kind nothing when there is none.
  YamlNode layers;
  AreasSettings areas;
  std::vector<IndicatorSettings> indicators;
  IndexSettings index;
  CompareSettings compare;
  SuppressSettings suppress;
  TrancheSettings tranches;
  AllocationSettings allocation;
  UncertaintySettings uncertainty;
  ReportSettings report;
  std::vector<std::pair<std::string, std::string>> overrides; ///< --set KEY=VALUE, in order
  std::string resolved_yaml;                                  ///< the whole file with overrides, for the manifest
};

/// Reads an assessment. Unknown, duplicate and ill-typed keys are all reported at once.
/// overrides are "KEY=VALUE" with dotted keys; members of lists are named by their id
/// ("indicators.deaths.params.years=[2020]").
/// @throws Error (settings, usage) with every fault found, each with file:line:column and the key's path.
TRANCHE_API Assessment read_assessment(const std::filesystem::path& file,
                                       const std::vector<std::string>& overrides = {});

/// Every key that the reader knows, as dotted paths without list positions ("indicators.inputs.layer"); for the test
/// that config/default.yaml documents exactly these. Keys that users choose (roles, parameters, indicator and domain
/// ids) stand as "*".
TRANCHE_API std::vector<std::string> known_assessment_keys();

} // namespace tranche
