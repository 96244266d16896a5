#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/layers/catalogue.hpp"

/// Figures of one set of areas as figures of another. Whatever leads from one to the other, code changes and lookups
/// (here), points, common ground or the people on it (carrying.hpp), says it in one table of portions, and one function
/// carries figures over it.
namespace tranche {

/// What a figure measures, which decides how it is carried.
enum class Measure {
  count,  ///< extensive: summed where areas merged, shared out by the weight where one was split
  rate,   ///< intensive: averaged with the weight where areas merged, the same for every part where one was split
  share,  ///< a rate from 0 to 1, or to 100
  median, ///< kept where an area got no more than a new code; neither parts nor sums of areas have a known median
};

/// An area that a table has figures for, or several that it has one figure for.
struct SourceAreas {
  std::string label;                ///< the code; joined areas as the table wrote them
  std::vector<std::string> members; ///< codes
  std::string name = {};            ///< of the area; of joined ones, their names
  bool shared = false;              ///< its figure stands for several targets, each of which lies in it wholly
};

/// The ground that a source and a target have in common.
struct Portion {
  std::size_t from, to; ///< positions in sources and targets
  double weight;        ///< of that ground; NaN where the weight's own areas are too large to tell
};

/// Which sources make which targets.
struct ConversionTable {
  std::string from, to; ///< geography ids, or names of layers
  std::vector<SourceAreas> sources;
  std::vector<std::string> targets, target_names; ///< ascending by code
  std::vector<Portion> portions;                  ///< by source, then target
  std::vector<double> outside;                    ///< of each source, the weight of its ground in no target; or empty
  std::vector<double> bare;                       ///< of each target, the weight of its ground in no source; or empty
  std::string weight;                             ///< what the weights are: "LAYER:VALUE"; empty: none was named
  std::vector<std::string> changes; ///< followed: "E07000004 -> E06000060 (merge, 2020-04-01)", or ", undone)"
  std::vector<std::string> notes;   ///< of what was repaired or left out on the way, for people
};

/// Builds the table from the code lists, the code changes and, where areas are split, the weight.
///
/// A source lies in the targets that the changes lead to. Where areas of the weight's geography lie in one source and
/// one target each, their sum is the weight of that portion; such an area in a target that no change leads to is ground
/// that was moved over a boundary, and makes a portion of its own.
/// @param joined  codes that a table has one figure for; their members are no sources of their own. Where every target
///                they lie in holds nothing else, the source is `shared`, and so are areas of no tier, such as
///                Community Safety Partnerships, that span several targets.
/// @param weight  "LAYER", "LAYER:VALUE" or "LAYER:VALUE:PERIOD"; "population": of the residents that the catalogue has
///                for some geography, those that tell most portions apart, and of these the smallest areas; or empty.
///                A weight is asked for only where a figure needs it: by convert().
/// @throws Error (settings) no such weight; (data) no way between the geographies, or codes that the changes lead
/// nowhere.
TRANCHE_API ConversionTable conversion_table(const Catalogue& catalogue, const Geography& from, const Geography& to,
                                             const std::vector<SourceAreas>& joined, const std::string& weight,
                                             const Place& asked_at);

/// One line of what a conversion does: a portion that is not an area under its own code.
struct ConversionStep {
  std::string from, from_name, to, to_name;
  double share; ///< of the source: 1 for the whole of it and for a shared figure; NaN where no weight tells
  bool shared;
};
TRANCHE_API std::vector<ConversionStep> steps_of(const ConversionTable& table);

/// How a target came by its figure.
enum class Carriage {
  kept,    ///< the same code
  recoded, ///< one area under another code
  merged,  ///< of several whole areas
  split,   ///< with a part of an area
  shared,  ///< of an area that it shares the figure with others
  missing, ///< no figure, or too little of the ground reported
};
TRANCHE_API std::string_view word(Carriage carriage);

/// Figures by target.
struct Converted {
  std::vector<double> value; ///< NaN: missing
  std::vector<Carriage> how;
  /// Share of the weight that was reported; of the portions, where no weight is known. Ground in no source counts as
  /// not reported.
  std::vector<double> coverage;
  /// Counts only; each source once, and so each shared figure. before = after + withheld + outside: exactly, for whole
  /// numbers.
  double total_before = 0, total_after = 0;
  double withheld = 0; ///< reported, but of targets that are missing because the rest of them was not
  double outside = 0;  ///< reported, but of ground in no target
};

/// Carries one column.
///
/// A count is shared out by the weights of its source's portions; what falls on ground in no target, and the count of a
/// source that has no portion at all, is `outside`. Whole counts stay whole and keep their sum: among the targets that
/// splits tie together (and the ground outside) the exact figures are rounded down, and the units left go to the
/// largest remainders (Hare quota), ties to the smaller code, so that every target is within one unit of its exact
/// figure. A target is missing where less than min_coverage of it was reported; with min_coverage below 1 a count is
/// the sum of what was reported, and at 1 every part of it must be. Pinned by conversion_test.cpp: sums of published
/// counts, largest remainders by hand, the published lookups; carrying_test.cpp: a plain implementation on random
/// tables.
/// @param value  one a source; NaN: missing
/// @pre counts are 0 or more and at most 2^53; 0 <= min_coverage <= 1
/// @throws Error (data) a count to be split or a mean to be made, and the weight is absent, too coarse or 0.
TRANCHE_API Converted convert(const ConversionTable& table, std::span<const double> value, Measure measure,
                              double min_coverage = 1);

/// Refuses a measure that the column's name or figures contradict: a percentage as a count, a share outside 0 to 100.
/// percent: its cells are written with %.
/// @throws Error (data) saying what gives it away and what to do.
TRANCHE_API void check_measure(const std::string& column, std::span<const double> value, bool percent, Measure measure);

} // namespace tranche
