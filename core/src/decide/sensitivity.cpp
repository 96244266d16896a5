#include "tranche/decide/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include "decide/sampler.hpp"
#include "decide/usual_alternatives.hpp"
#include "parallel.hpp"
#include "tranche/decide/uncertainty.hpp"

namespace tranche {
namespace {

constexpr std::size_t nearest_on_a_side = 3, most_at_edges = 30, draws_of_block = 16;

/// The ranking as stated, against which draws are held.
class StatedRanking {
public:
  StatedRanking(const Decision& decision, std::vector<std::size_t> order)
      : m_decision(decision), m_order(std::move(order)) {}

  const std::vector<std::size_t>& order() const { return m_order; }

  std::int64_t shift(const Sampler::Workspace& drawn, std::size_t i) const {
    return std::abs(std::int64_t{drawn.rank[i]} - m_decision.rank[i]);
  }
  bool changes(const Sampler::Workspace& drawn, std::size_t i) const {
    return static_cast<int>(drawn.tranche[i]) != m_decision.tranche[i];
  }

  /// Whole numbers are summed, so that equal rankings give equal results to the last bit.
  double mean_shift(const Sampler::Workspace& drawn) const {
    std::int64_t sum = 0;
    for (const std::size_t i : m_order) sum += shift(drawn, i);
    return static_cast<double>(sum) / static_cast<double>(m_order.size());
  }
  double share_changing(const Sampler::Workspace& drawn) const {
    const auto count = std::count_if(m_order.begin(), m_order.end(), [&](std::size_t i) { return changes(drawn, i); });
    return static_cast<double>(count) / static_cast<double>(m_order.size());
  }

  /// The nearest on either side of each edge in funding order, those right at it first where there are too many.
  std::vector<std::size_t> at_edges() const {
    std::vector<std::size_t> places;
    for (std::size_t distance = 1; distance <= nearest_on_a_side; ++distance)
      for (std::size_t below = 1; below < m_order.size(); ++below) {
        if (m_decision.tranche[m_order[below - 1]] == m_decision.tranche[m_order[below]]) continue;
        for (const std::size_t place : {below - distance, below + distance - 1}) // below 0 it wraps past the end
          if (place < m_order.size() && places.size() < most_at_edges &&
              std::find(places.begin(), places.end(), place) == places.end())
            places.push_back(place);
      }
    std::sort(places.begin(), places.end());
    for (std::size_t& place : places) place = m_order[place];
    return places;
  }

private:
  const Decision& m_decision;
  std::vector<std::size_t> m_order;
};

/// Whole numbers over draws: the order in which blocks are added does not matter.
struct ShiftSums {
  std::vector<std::int64_t> shift, rank, changed; ///< [authority]

  explicit ShiftSums(std::size_t n) : shift(n, 0), rank(n, 0), changed(n, 0) {}

  void add(const Sampler::Workspace& drawn, const StatedRanking& stated) {
    for (const std::size_t i : stated.order()) {
      shift[i] += stated.shift(drawn, i);
      rank[i] += drawn.rank[i];
      changed[i] += stated.changes(drawn, i) ? 1 : 0;
    }
  }
  void add(const ShiftSums& other) {
    for (std::size_t i = 0; i < shift.size(); ++i) {
      shift[i] += other.shift[i];
      rank[i] += other.rank[i];
      changed[i] += other.changed[i];
    }
  }
};

ChangedAlone summary_of(const ShiftSums& sums, const StatedRanking& stated, std::size_t draws) {
  ChangedAlone alone;
  const auto all = static_cast<double>(std::max<std::size_t>(draws, 1));
  std::int64_t shift = 0, changes = 0, most = -1;
  for (const std::size_t i : stated.order()) {
    shift += sums.shift[i];
    changes += sums.changed[i];
    if (sums.shift[i] > most) {
      most = sums.shift[i];
      alone.moved_most = i;
    }
    if (static_cast<double>(sums.changed[i]) > contested_low * all) alone.changed.push_back(i);
  }
  alone.draws = draws;
  alone.mean_shift = static_cast<double>(shift) / all / static_cast<double>(stated.order().size());
  alone.shift_of_moved_most = static_cast<double>(most) / all;
  alone.rank_of_moved_most = static_cast<double>(sums.rank[alone.moved_most]) / all;
  alone.change_tranche = static_cast<double>(changes) / all;
  return alone;
}

/// Draws of one source, all others as stated.
ShiftSums drawn_alone(const Sampler& sampler, const StatedRanking& stated, std::size_t n, DrawSource source,
                      const SensitivityOptions& options) {
  ShiftSums all(n);
  std::mutex mutex;
  in_blocks(options.rows, draws_of_block, options.threads, [&](std::size_t begin, std::size_t end) {
    Sampler::Workspace workspace;
    ShiftSums sums(n);
    DrawKey key = DrawKey::all(DrawKey::as_stated);
    for (std::size_t d = begin; d < end; ++d) {
      key[source] = static_cast<std::uint32_t>(2 * d); // the first draw of the design's row
      sampler.draw(key, false, workspace);
      sums.add(workspace, stated);
    }
    const std::lock_guard lock(mutex);
    all.add(sums);
  });
  return all;
}

std::vector<ChangedAlone> one_at_a_time(const Sampler& sampler, const StatedRanking& stated, std::size_t n,
                                        const SensitivityOptions& options) {
  std::vector<ChangedAlone> list;
  const auto add = [&](DrawSource source, const std::string& alternative, const ShiftSums& sums, std::size_t draws) {
    list.push_back(summary_of(sums, stated, draws));
    list.back().source = name_of(source);
    list.back().alternative = alternative;
  };
  for (const DrawSource source : sampler.sources()) {
    const std::vector<std::string>& ways = sampler.alternatives(source);
    if (ways.empty()) add(source, "drawn", drawn_alone(sampler, stated, n, source, options), options.rows);
    for (std::size_t way = 1; way < ways.size(); ++way) {
      Sampler::Workspace workspace;
      sampler.draw_alternative(source, way, workspace);
      ShiftSums sums(n);
      sums.add(workspace, stated);
      add(source, ways[way], sums, 0);
    }
  }
  return list;
}

void fill_indices(Sensitivity& result, const Sampler& sampler, const StatedRanking& stated,
                  const SensitivityOptions& options) {
  const std::vector<std::size_t> edge = stated.at_edges();
  statistics::SobolPlan plan;
  plan.groups = sampler.sources().size();
  plan.outputs = 2 + edge.size();
  plan.rows = options.rows;
  plan.replicates = options.replicates;
  plan.level = result.level;
  plan.seed = result.seed;
  plan.threads = options.threads;
  const auto make_model = [&]() -> statistics::SobolModel {
    return [&, workspace = std::make_shared<Sampler::Workspace>()](std::span<const std::uint32_t> draws,
                                                                   std::span<double> outputs) {
      DrawKey key = DrawKey::all(DrawKey::as_stated);
      for (std::size_t s = 0; s < draws.size(); ++s) key[sampler.sources()[s]] = draws[s];
      sampler.draw(key, false, *workspace);
      outputs[0] = stated.mean_shift(*workspace);
      outputs[1] = stated.share_changing(*workspace);
      for (std::size_t e = 0; e < edge.size(); ++e) outputs[2 + e] = stated.changes(*workspace, edge[e]) ? 1 : 0;
    };
  };
  std::vector<statistics::SobolIndices> indices = statistics::sobol_indices(plan, make_model);
  result.rows = plan.rows;
  result.draws = plan.rows * (plan.groups + 2);
  result.rank_shift = std::move(indices[0]);
  result.tranche = std::move(indices[1]);
  for (std::size_t e = 0; e < edge.size(); ++e) result.edge.push_back({edge[e], std::move(indices[2 + e])});
}

} // namespace

Sensitivity estimate_sensitivity(const Decision& decision, const Candidates& candidates,
                                 std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                 const TrancheSettings& tranches, const AllocationSettings& allocation,
                                 const UncertaintySettings& settings, const SensitivityOptions& options,
                                 std::span<const FigurePool> pools) {
  Sensitivity result;
  result.seed = settings.seed;
  result.level = settings.level;
  if (uses_kemeny(index.aggregate, index.weights)) {
    result.unavailable = "Not available: the Kemeny-Young order would have to be found anew for every draw.";
    return result;
  }
  if (std::none_of(decision.rank.begin(), decision.rank.end(), [](int rank) { return rank > 0; })) {
    result.unavailable = "Not available: nobody is ranked.";
    return result;
  }
  UncertaintySettings varied = settings;
  if (!settings.weights.any() && !settings.methods.any()) {
    UsualAlternatives usual =
        usual_alternatives(decision, candidates, indicators, index, tranches, allocation, settings);
    varied = std::move(usual.settings);
    result.usual = std::move(usual.yaml);
    result.refused = std::move(usual.refused);
  }
  const Sampler sampler(decision, candidates, indicators, index, tranches, allocation, varied, pools);
  if (sampler.sources().empty()) {
    result.unavailable =
        "Nothing varies: figures are held fixed or have no limits, and neither other weights nor other "
        "methods are stated. Sources are switched on by uncertainty.figures, "
        "uncertainty.weights.concentration or .ranges, and uncertainty.methods.normalise, .treat, "
        ".aggregate, .impute and .leave_out.";
    return result;
  }
  Sampler::Workspace as_stated;
  sampler.draw(DrawKey::all(DrawKey::as_stated), false, as_stated);
  const StatedRanking stated(decision, as_stated.order);
  for (const DrawSource source : sampler.sources()) {
    result.sources.emplace_back(name_of(source));
    result.alternatives.push_back(sampler.alternatives(source));
  }
  fill_indices(result, sampler, stated, options);
  result.alone = one_at_a_time(sampler, stated, candidates.codes.size(), options);
  result.assumptions = sampler.assumptions();
  return result;
}

} // namespace tranche
