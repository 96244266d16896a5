#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "tranche/export.hpp"

/// Non-compensatory aggregation: units compared pair by pair, indicator by indicator, by order only.
/// Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7, non-compensatory multi-criteria
/// approach, tables 25 to 31, 35 and 36; Munda & Nardo 2009 (Applied Economics 41:1513); Copeland scores as in the R
/// package COINr (Becker et al. 2022), a_copeland. Pinned by those tables and by all permutations of small cases in
/// tests/unit/statistics/outranking_test.cpp.
namespace tranche::statistics {

/// What speaks for row a before column b: a share of the weights, or votes. Diagonal 0.
class TRANCHE_API PairMatrix {
public:
  explicit PairMatrix(std::size_t units) : m_units(units), m_cells(units * units) {}
  std::size_t units() const { return m_units; }
  double operator()(std::size_t a, std::size_t b) const { return m_cells[a * m_units + b]; }
  double& operator()(std::size_t a, std::size_t b) { return m_cells[a * m_units + b]; }
  std::span<const double> row(std::size_t a) const { return {m_cells.data() + a * m_units, m_units}; }

private:
  std::size_t m_units;
  std::vector<double> m_cells; ///< row by row
};

/// Support for the two orders of a pair that differs by no more than this share of both together is a tie: it is a
/// matter of the last bits of sums of weights.
inline constexpr double tie_share = 1e-9;

/// Most units of a matrix: time grows by units squared times indicators, memory by units squared (200 MB).
inline constexpr std::size_t most_outranked_units = 5000;

/// Cell (a, b): weights of the indicators in which a has the greater need than b, and half of those in which they are
/// equal, as a share of the weights of the indicators that both have: (a, b) + (b, a) = 1. Without a common indicator
/// of positive weight 0.5, a tie. (COINr leaves missing values out of (a, b) only and takes (b, a) = 1 - (a, b).)
/// @param needs columns, one value for each unit, higher is greater need; compared exactly as given; NaN is missing
/// @param weights one for each column, at least 0; shares do not depend on their sum
/// @pre columns of one length
/// @throws Error (data) above most_outranked_units
TRANCHE_API PairMatrix outranking_matrix(std::span<const std::vector<double>> needs, std::span<const double> weights);

/// Voters who agree on an order; indicators as voters give the same.
struct Ballot {
  double votes = 1;
  std::vector<std::size_t> order; ///< every unit once, first choice first
};

/// Condorcet's matrix: cell (a, b) counts the votes for a before b. @pre every order a permutation of 0..units-1.
TRANCHE_API PairMatrix condorcet_matrix(std::span<const Ballot> ballots, std::size_t units);

/// Borda counts: n - 1 points for a first place down to 0, times votes (or weights); half a point for a tie. The row
/// sums of the matrix.
TRANCHE_API std::vector<double> borda_counts(const PairMatrix& support);

/// Copeland scores: units beaten less units lost to; ties count 0. From -(n - 1) to n - 1.
TRANCHE_API std::vector<double> copeland_scores(const PairMatrix& support);

/// The unit that beats every other; absent when there is none. One unit wins.
TRANCHE_API std::optional<std::size_t> condorcet_winner(const PairMatrix& support);

struct KemenyRanking {
  std::vector<std::size_t> order; ///< greatest need first
  double score = 0;               ///< sum over all pairs of the support for the order that they are in
  double bound = 0;               ///< no order has a greater score; equals score when proved
  bool proved = true;             ///< the order is optimal
};

/// Score of an order. @pre a permutation of the units.
TRANCHE_API double kemeny_score(const PairMatrix& support, std::span<const std::size_t> order);

/// The order of greatest score (Kemeny 1959; Young & Levenglick 1978).
///
/// The units first fall into groups of which each beats all later ones in every pair: every optimal order keeps the
/// groups in this order (extended Condorcet criterion, Truchon 1998). Then each group on its own:
///  - to 20 units: dynamic programming over subsets, optimal;
///  - to 30 units: the linear programme over pairs with triangle rows, added as they are violated (Groetschel, Juenger
///  &
///    Reinelt 1984), solved by COIN-OR; its bound and prices leave few subsets to the dynamic programming. Optimal,
///    unless more than 2 million subsets are left: then the best of a local search, with the programme's bound;
///  - above: from the order by Copeland score, then Borda count, then position, and from that by Borda count, then
///    position, moves of one unit to its best place until none gains; the better of the two. Not proved, unless it
///    reaches the bound: every pair the better way round, less what cycles of three must lose (from groups of at most
///    400 units; of larger ones only the pairs).
/// Of several optimal orders (scores within 1e-9 of the greatest margin) the lexicographically smallest by position of
/// the units; so whenever groups have at most 30 units and `proved` holds.
/// @pre cells finite, at least 0.
TRANCHE_API KemenyRanking kemeny_ranking(const PairMatrix& support);

} // namespace tranche::statistics
