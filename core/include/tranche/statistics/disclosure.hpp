#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tranche/export.hpp"

/// Statistical disclosure control of tables of counts: small counts are withheld (primary suppression), and further
/// cells with them (secondary suppression), so that no small count can be worked out from totals and other tables.
/// Sources: Hundepool et al., Statistical Disclosure Control (2012), chapter 4; Fischetti & Salazar 2000, "Models and
/// algorithms for optimizing cell suppression in tabular data with linear constraints", JASA 95, 916-928.
/// Pinned by tests/unit/statistics/disclosure_test.cpp, disclosure_search_test.cpp and disclosure_england_test.cpp.
///
/// What the caller does: a rate with a known denominator gives its numerator away, so numerator, rate, limits, rank of
/// the rate and everything drawn from it go with the cell. Suppress first, then round.
namespace tranche::statistics {

/// What is small, and what counts as protected.
struct SuppressionRule {
  int below = 5;      ///< a count c with 1 <= c < below is withheld
  bool zeros = false; ///< a nought is withheld too; otherwise it is published, and never withheld to protect another

  /// The whole numbers that a small count might still be, for all that a reader can work out, span at least this many
  /// values. 2, the default: it cannot be told exactly. below - 1, the most: nothing is learnt but that it is small.
  int values = 2;

  /// The reader is told which cells are small and which were withheld to protect them. Then the reader knows that a
  /// small one lies in [1, below - 1] ([0, below - 1] with `zeros`) and that every other withheld cell is at least
  /// `below`. Otherwise, that a withheld cell is at least 1 (0 with `zeros`).
  bool kinds_told = true;
};

/// Whether a count is withheld for its size. NaN (missing) is not small. @pre count is not negative.
TRANCHE_API bool is_small(double count, const SuppressionRule& rule);

/// Sum of coefficient x cell = 0, which every reader knows to hold. By convention the total comes first, with
/// coefficient -1.
struct TotalEquation {
  std::vector<std::size_t> cells; ///< positions in CountTable::counts, each at most once
  std::vector<int> coefficients;  ///< not 0
  std::string name;               ///< for the notes; empty: the name of its first cell
};

/// parts add up to total.
TRANCHE_API TotalEquation adds_up(std::size_t total, std::span<const std::size_t> parts, std::string name = {});

/// The equations of a hierarchy (England > region > authority): parents[i] is the position of the total that cell i is
/// part of, -1 for a root. @throws Error on a position out of range and on a circle.
TRANCHE_API std::vector<TotalEquation> tree_equations(std::span<const std::ptrdiff_t> parents);

/// May not be withheld to protect another cell: a reader finds it elsewhere.
inline constexpr int must_publish = 0;

/// One or several tables with the relations between their cells. A cell that stands in two tables is one cell.
///
/// A missing cell is unknown to reader and publisher alike and taken to be any whole number from 0: it protects the
/// cells of every equation that it is in. If a printed total is the sum of the reported cells only, leave the missing
/// ones out of its equation.
struct CountTable {
  std::vector<double> counts;           ///< whole numbers from 0 to 1e12; NaN: missing
  std::vector<TotalEquation> equations; ///< hold exactly, up to missing cells
  std::vector<std::string> names;       ///< for messages; empty: "cell 1", ...
  std::vector<int>
      costs; ///< of withholding the cell to protect another, 1 to 1,000,000, or must_publish; empty: 1 each
  std::vector<double> most; ///< what the reader knows that a cell cannot exceed, e.g. its denominator; empty: unlimited
};

enum class CellKind {
  published,
  primary,   ///< withheld: small
  secondary, ///< withheld to protect a small one
  missing
};

/// What is published and why not the rest.
struct Suppression {
  std::vector<CellKind> kinds;
  std::vector<std::string> reasons; ///< in words, for each cell that is not published; else empty
  std::vector<std::string> notes;   ///< for the manifest, one for each total with further cells withheld

  /// The reader may be told the kinds. False by the rule; or because the kinds alone would reveal a count (four small
  /// counts under 5 in a total under 5 are four ones): the cells were then chosen so that they are safe as long as
  /// nobody says which is which. kinds are then for the publisher only; reasons and notes say nothing about them.
  bool kinds_told = true;

  long long cost = 0;  ///< of the secondary cells
  long long bound = 0; ///< no safe choice costs less
  bool proved = true;  ///< cost equals bound: a cheapest choice. Otherwise the best one found

  /// Small cells that no choice protects: only with must_publish or `most`. Do not publish before that is mended.
  std::vector<std::size_t> exposed;

  bool withheld(std::size_t cell) const {
    return kinds[cell] == CellKind::primary || kinds[cell] == CellKind::secondary;
  }
};

/// Withholds the small counts and the cheapest set of further cells that protects every one of them. Among sets of one
/// cost, the one of the smaller counts (least sum of ranks by count, then by position, within each part of the tables
/// that hangs together). audit() is asked before returning.
///
/// Method: the safe choices are the sets that hit every cut, a cut being a set of cells that reveals a count when all
/// of it is published; cuts come from the dual of the reader's linear programme (Fischetti & Salazar's capacity
/// constraints, as covers), the cheapest set that hits all cuts known so far from a mixed-integer programme, until it
/// is safe. Exact for every system of equations; for a hierarchy, where the linear programme has whole solutions, no
/// further search is needed.
/// Five linked variables of 152 authorities, nine regions and England (810 cells) take one to two seconds; a hierarchy
/// of that size a few hundredths.
/// It protects against what a reader can work out from the figures and the rule; not against what could be inferred
/// from the fact that this method would have published a cell, had it been another.
/// @param most_rounds after which the best choice found is returned with its bound
/// @throws Error on counts that are negative, not whole or above 1e12, totals that do not add up, fields of different
/// length, and a rule under which the kind of a cell alone tells its count (below - 1 < values without zeros)
TRANCHE_API Suppression suppress(const CountTable& table, const SuppressionRule& rule, int most_rounds = 60);

/// What a reader knows of a cell: low == high for a published one. high may be infinite.
struct KnownBounds {
  double low = 0, high = 0;
};

/// What a reader can work out of a cell.
struct CellRange {
  std::size_t cell = 0;
  double low = 0, high = 0;           ///< every possible whole value lies here, and both ends are possible
  bool determined_by_algebra = false; ///< the equations alone give it, without any bound
};

/// What a reader who knows these bounds and the equations can work out of `cells`: the range of each over all tables of
/// whole numbers (interval arithmetic where the unknown cells form no circle; else linear programmes, mixed-integer
/// where those have broken solutions) and whether exact elimination over the rationals determines it.
/// The counts serve as one possible table to start from; the answer depends on bounds and equations only.
/// @throws Error like suppress(), and if a count lies outside its bounds
TRANCHE_API std::vector<CellRange> work_out(const CountTable& table, std::span<const KnownBounds> known,
                                            std::span<const std::size_t> cells);

/// The bounds that a reader knows of every cell, once these kinds are published under the rule.
TRANCHE_API std::vector<KnownBounds> known_to_reader(const CountTable& table, std::span<const CellKind> kinds,
                                                     const SuppressionRule& rule);

/// The small cells that a reader can work out more closely than the rule allows, or that algebra alone determines.
TRANCHE_API std::vector<CellRange> audit(const CountTable& table, std::span<const CellKind> kinds,
                                         const SuppressionRule& rule);

/// The nearest multiple of base, halves away from zero; NaN stays NaN. Every cell is rounded for itself: rounded parts
/// need not add up to their rounded total. @throws Error if base is under 1
TRANCHE_API double round_to_base(double value, int base);

} // namespace tranche::statistics
