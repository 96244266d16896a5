#pragma once
#include <span>
#include <string>
#include <vector>

#include "decide/index_columns.hpp"
#include "decide/index_tree.hpp"
#include "tranche/decide/decide.hpp"

/// The need index: impute, treat, normalise, weight, aggregate. Private steps of decide(), shared with the uncertainty.
namespace tranche {

/// Rows in the order of their codes: every sum over authorities runs in this order, whatever the order of the rows.
std::vector<std::size_t> order_by_code(std::span<const std::string> codes);

/// A figure published for merged areas stands with each of them, marked `shared`: the place in `earlier` of the first
/// row with the same shared figure as row i, or earlier.size().
std::size_t first_of_shared(const IndicatorColumn& indicator, std::span<const std::size_t> earlier, std::size_t i);

/// The reference figure of an indicator (IndexColumn::england).
double england_figure(const IndicatorColumn& indicator, std::span<const double> population,
                      std::span<const std::size_t> order);
/// The same of other values than the indicator's own.
double england_figure(const IndicatorColumn& indicator, std::span<const double> value,
                      std::span<const double> population, std::span<const std::size_t> order);

/// The recipe bound to the indicators. decide() fits it once, weights and all; the uncertainty then scores other
/// figures with those weights.
class IndexModel {
public:
  /// @throws Error (settings): weights that cannot be bound, references that are nothing.
  IndexModel(const Candidates& candidates, std::span<const IndicatorColumn> indicators, const IndexSettings& index,
             std::span<const std::size_t> order);

  /// One level with its members' scores.
  struct Level {
    const IndexNode* node = nullptr;
    std::vector<std::span<const double>> members; ///< [member][authority]: normalised columns, and scores of levels
    std::vector<double> score;                    ///< after the level's own normalising; root: not rounded
  };
  using Columns = std::vector<const std::vector<double>*>; ///< normalised, by indicator

  /// Figures on their way to a score.
  struct Evaluation {
    bool drawn = false;                            ///< the figures are not those reported: see Everyone
    std::vector<std::uint8_t> take_part;           ///< where it is not as stated; else empty
    std::vector<std::vector<double>> figures;      ///< [indicator][authority], imputed ones filled in
    std::vector<statistics::ImputedValue> imputed; ///< by indicator, then authority
    std::vector<PreparedColumn> columns;           ///< in the order of the indicators
    std::vector<Level> levels;                     ///< inner before outer: the root is the last
    std::vector<FittedWeights> fitted;             ///< of levels whose weights were not given
    std::vector<std::string> remarks;
    Columns entering; ///< evaluate_drawn(): the columns of this evaluation or of the base

    const std::vector<double>& score() const { return levels.back().score; }
    std::vector<double>& score() { return levels.back().score; }
  };

  /// Evaluates the figures as they are and fits the weights of every level.
  Evaluation fit();
  /// The same on columns that are normalised already, and that outlive it; the evaluation has levels and weights only.
  Evaluation fit_on(const Columns& normalised);
  /// Other figures, those of `into`, under the weights of `root`, which is root() or a copy with other shares.
  /// Indicators that are not `changed` keep the columns of `base`, unless figures are imputed, which rest on each
  /// other. The evaluation reads from `base` and `root`; its memory is used again from draw to draw.
  void evaluate_drawn(const std::vector<bool>& changed, const Evaluation& base, const IndexNode& root,
                      Evaluation& into) const;
  /// The scores on the columns of `base` if the file stated the weights of `root`, a copy of root() with other shares:
  /// they say also who takes part.
  std::vector<double> score_if_stated(const Evaluation& base, const IndexNode& root) const;
  /// The scores if nothing were imputed, under the fitted weights.
  std::vector<double> score_without_imputed() const;
  /// The score of one authority whose figure of one indicator were another, on the scales of `base`, all else as it is.
  /// Not for outranking, where every score hangs on all others: NaN.
  double score_with(const Evaluation& base, std::size_t column, std::size_t authority, double normalised) const;

  const IndexNode& root() const { return m_root; }
  std::vector<double> shares() const { return leaf_shares(m_root, m_indicators.size()); }
  /// Share of the whole weight that carries a reported figure.
  double weight_present(std::size_t authority) const { return m_present[authority]; }
  /// Whether that is what `require` asks for.
  bool takes_part(std::size_t authority) const { return m_takes_part[authority] != 0; }
  /// Each indicator's weight for each authority, [indicator][authority], rescaled level by level to what is there.
  std::vector<std::vector<double>> effective_weights(const Evaluation& evaluation) const;

private:
  template <class Node> void evaluate(Node& root, const Columns& columns, Evaluation& into) const;
  template <class Node> void evaluate(Node& node, const Columns& columns, Evaluation& into, std::size_t first) const;
  Columns pointers(const std::vector<PreparedColumn>& columns) const;
  void fill_in(Evaluation& evaluation) const;
  std::vector<double> present_under(std::span<const double> shares) const;
  std::vector<std::uint8_t> take_part_with(std::span<const double> present) const;

  const Candidates& m_candidates;
  std::span<const IndicatorColumn> m_indicators;
  const IndexSettings& m_index;
  std::vector<std::size_t> m_order;
  IndexNode m_root;
  std::vector<double> m_present;
  std::vector<std::uint8_t> m_takes_part, m_everyone;
  bool m_all_take_part = false;
  std::vector<ColumnRecipe> m_recipes;
  std::vector<std::size_t> m_counted; ///< indicators that somebody gave a weight above 0
};

/// Fills columns, domains, scores, weight_present, reasons and ranks.
/// @throws Error (settings) when a geometric mean meets a value of 0 or less.
void score_authorities(Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                       const IndexSettings& index, std::span<const std::size_t> order);

} // namespace tranche
