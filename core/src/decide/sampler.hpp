#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "decide/cut.hpp"
#include "decide/drawn_weights.hpp"
#include "decide/funding_sorter.hpp"
#include "decide/index.hpp"
#include "decide/resample.hpp"
#include "tranche/decide/decide.hpp"

/// The assessment as it could have come out: decide() on drawn figures, weights and methods.
namespace tranche {

/// What is drawn, each by itself.
enum class DrawSource : std::uint8_t { figures, weights, normalise, treat, aggregate, impute, left_out };
inline constexpr std::size_t number_of_sources = 7;

/// The word of the YAML and of every output.
std::string_view name_of(DrawSource source);

/// For each source the number of the draw that it is taken from, so that one can be drawn anew while others stay.
struct DrawKey {
  static constexpr std::uint32_t as_stated = 0xFFFFFFFFU; ///< not drawn
  std::array<std::uint32_t, number_of_sources> draw;

  static DrawKey all(std::uint32_t number) {
    DrawKey key;
    key.draw.fill(number);
    return key;
  }
  std::uint32_t& operator[](DrawSource source) { return draw[static_cast<std::size_t>(source)]; }
  std::uint32_t operator[](DrawSource source) const { return draw[static_cast<std::size_t>(source)]; }
};

class Sampler {
public:
  /// @throws Error (settings) as estimate_uncertainty() says. Whatever it is given must outlive it.
  Sampler(const Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
          const IndexSettings& index, const TrancheSettings& tranches, const AllocationSettings& allocation,
          const UncertaintySettings& settings, std::span<const FigurePool> pools = {});

  /// What a thread needs for itself, and what came out of its last draw.
  struct Workspace {
    std::vector<double> score;          ///< rounded; NaN where unranked
    std::vector<std::size_t> order;     ///< of those with a score, as they are funded
    std::vector<std::int32_t> rank;     ///< those ranked without a score in this draw are last; 0: unranked
    bool ties = false;                  ///< some share a rank
    std::vector<std::uint16_t> tranche; ///< 0: none
    bool paid = false;                  ///< money could be shared out
    const std::vector<std::int64_t>* pence = nullptr; ///< in all, if paid

    Decision decision; ///< money is shared by it
    IndexModel::Evaluation evaluation;
    bool as_stated = false;                          ///< its figures are those of the indicators
    std::map<std::size_t, DrawnWeights::Tree> trees; ///< by variant
    FundingSorter::Workspace sorting;
  };

  void draw(const DrawKey& key, bool money, Workspace& into) const;

  /// The sources that have more than one way to come out.
  const std::vector<DrawSource>& sources() const { return m_sources; }
  /// Each alternative of a method source as words: "normalise: percentile"; the stated one first.
  const std::vector<std::string>& alternatives(DrawSource source) const;
  /// A key of which nothing is drawn but that `source` takes its alternative.
  void draw_alternative(DrawSource source, std::size_t alternative, Workspace& into) const;
  std::vector<std::string> assumptions() const;
  std::vector<std::string> recomputed() const; ///< ids of the indicators that are drawn from a pool
  const Decision& decision() const { return m_decision; }

private:
  using Choice = std::array<std::size_t, number_of_sources>; ///< the alternative of each method source
  struct Variant {
    IndexSettings index;
    std::unique_ptr<IndexModel> model;
    IndexModel::Evaluation base;
    std::vector<bool> drawn; ///< m_drawn without the indicator that is left out
  };

  void list_alternatives();
  void make_variants();
  IndexSettings settings_of(const Choice& choice) const;
  std::size_t variant_of(const Choice& choice) const;
  void evaluate(const Choice& choice, const DrawKey& key, bool money, Workspace& into) const;
  void rank(Workspace& into) const;
  void pay(const Variant& variant, const IndexModel::Evaluation& evaluation, Workspace& into) const;

  const Decision& m_decision;
  const Candidates& m_candidates;
  std::span<const IndicatorColumn> m_indicators;
  const IndexSettings& m_index;
  AllocationSettings m_allocation;
  const UncertaintySettings& m_settings;
  std::vector<std::size_t> m_by_code, m_ranked, m_unranked;
  std::vector<std::vector<double>> m_figures; ///< as they are, [indicator][authority]
  std::vector<Resampler> m_resamplers;
  std::vector<bool> m_drawn; ///< indicators that count and are not held fixed
  std::vector<bool> m_none;  ///< no indicator
  bool m_draws_figures = false;
  std::vector<std::size_t> m_left_out; ///< indicators that may be
  std::vector<DrawSource> m_sources;
  std::array<std::vector<std::string>, number_of_sources> m_alternatives;
  std::vector<Variant> m_variants;
  std::optional<DrawnWeights> m_weights;
  FundingSorter m_sorter;
  TrancheCutter m_cutter;
};

} // namespace tranche
