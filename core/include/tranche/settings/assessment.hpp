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
#include "tranche/settings/cluster_settings.hpp"
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
  enum class By { count, rest, score, budget, population } by = By::count;
  double amount = 0;          ///< authorities, lowest score, pounds, or residents
  std::size_t per_region = 0; ///< by count: at least so many of each region by then, or all it has
  Place place = {};
};

/// An authority that a rule of the programme puts into a tranche, or out of all, whatever its rank.
struct NamedAuthority {
  std::string code;
  std::string tranche; ///< empty: not funded
  std::string reason;
  Place place;
};

struct TrancheSettings {
  bool unranked_last = false;        ///< unranked authorities fall into the last tranche; else into none
  std::vector<std::string> eligible; ///< codes; the others are ranked and not funded; empty: all may be
  std::vector<NamedAuthority> named;
  std::vector<Cut> cut;
  Place place;

  /// Whether each tranche is a run of neighbours in the order of funding.
  bool by_rank_alone() const {
    bool alone = eligible.empty() && named.empty();
    for (const Cut& one : cut) alone = alone && one.per_region == 0;
    return alone;
  }
};

/// What a pot is shared by. An authority that is paid gets base + clamp(t x claim, floor - base, cap - base), where the
/// claim is need^a x population^b x (count of an indicator)^c x ... and t is the one at which all sum to the pot.
struct ShareRules {
  double need_power = 1, population_power = 1;
  std::vector<std::pair<std::string, double>> counts; ///< indicator, power of the count behind its figure
  /// What `need` is in the money formula. relative: the weighted mean of each indicator over its England figure;
  /// score: the need score itself (min_max above 0 and imd_exponential only); or an indicator's id.
  std::string need = "relative";
  std::int64_t base_pence = 0;  ///< to each that is paid, before the rest is shared
  std::int64_t floor_pence = 0; ///< per funded authority and pot
  std::optional<std::int64_t> cap_pence;
  /// What was paid before: an earlier pot, or an indicator whose numerator is pounds. Amounts stay between least and
  /// most of it, and `taper` of the pot is shared as it was.
  std::string before;
  double least = 0, taper = 0;
  std::optional<double> most;
};

/// Pounds for one year, or for the whole programme.
struct Pot {
  std::string name; ///< a year that is also a tranche's name; empty for one pot over all years
  std::int64_t pence = 0;
  Place place;
  std::string year =
      {}; ///< to which it belongs; empty: the name. Named like a tranche it pays that one and those before
  /// funded: as `year` says; waiting: those that fall into a later tranche; all: every ranked authority.
  enum class Pays { funded, waiting, all } pays = Pays::funded;
  std::vector<std::string> only = {};   ///< codes; empty: all that `pays` says
  std::optional<ShareRules> rules = {}; ///< unset: those of the allocation
  bool own_floor = false;               ///< floor_gbp stands under this pot, and not only under the allocation
  bool over_all = false;                ///< shared over all ranked, and paid to those it pays only: the rest stays
  bool by_region = false;               ///< one undivided amount for all that are paid in a region (a consortium)

  const std::string& year_name() const { return year.empty() ? name : year; }
};

/// Posts, places, kits: what is shared out in whole units.
struct UnitPot {
  std::string name, unit; ///< "2022-23", "posts"
  std::int64_t units = 0;
  Pot::Pays pays = Pot::Pays::all;
  std::string year; ///< as of a Pot; empty: every tranche
  ShareRules rules; ///< floor and cap in units
  enum class Method { largest_remainder, sainte_lague } method = Method::largest_remainder;
  Place place;
};

/// Something expected of a programme as a whole, such as deaths prevented: shown for England and by region, in
/// proportion to what is shared out, and never for an authority.
struct ExpectedEffect {
  std::string name;
  double amount = 0;
  std::string follows;    ///< a pot of money or units
  std::string assumption; ///< printed beside it
  Place place;
};

/// How many people a worker has, before and after posts are shared out.
struct CaseloadSettings {
  std::string of;                ///< an indicator: people (numerator) for each worker (denominator); empty: none
  std::vector<std::string> adds; ///< units whose posts are added to the workers
  Place place;
};

struct AllocationSettings : ShareRules { ///< the rules of every pot that has none of its own
  std::vector<Pot> pots;                 ///< empty: no money is shared out
  std::vector<UnitPot> units;
  std::vector<ExpectedEffect> effects;
  CaseloadSettings caseload;
  Place place;

  const ShareRules& rules_of(const Pot& pot) const { return pot.rules ? *pot.rules : *this; }
  /// Whether anything follows need.
  bool follows_need() const {
    bool follows = false;
    for (const Pot& pot : pots) follows = follows || rules_of(pot).need_power != 0;
    for (const UnitPot& pot : units) follows = follows || pot.rules.need_power != 0;
    return follows;
  }
  /// Whether every pot pays the funded, by one and the same rule.
  bool simple() const {
    bool plain = counts.empty() && base_pence == 0 && before.empty();
    for (const Pot& pot : pots)
      plain = plain && !pot.rules && pot.pays == Pot::Pays::funded && pot.only.empty() && !pot.by_region &&
              !pot.over_all && pot.year.empty();
    return plain;
  }
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
  double level = 0.9;   ///< of the rank interval
  double until = 0;     ///< draw on until no probability of a tranche has a larger standard error; 0: `draws` only
  bool figures = true;  ///< the indicators' sampling error
  bool resample = true; ///< by making figures again from drawn inputs; false: from their own counts and limits alone
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

/// Places that a programme chose, marked on every map and in every table.
struct SitesSettings {
  std::string layer; ///< of kind sites; empty: none
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
  ClusterSettings clusters;
  SitesSettings sites;
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
