#include "tranche/compare/backtest_fit.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <optional>

#include "compare/fit_search.hpp"
#include "parallel.hpp"
#include "tranche/decide/weights.hpp"
#include "tranche/statistics/random.hpp"

namespace tranche {
namespace {

constexpr std::uint32_t blind_stream = 0xF0000000U; ///< above every weight's number
constexpr std::size_t wanted_for_each = 10;         ///< listed units for each thing that is chosen

/// One way of normalising and what was found under it.
struct Way {
  std::optional<FitModel> model;
  std::optional<FitSearch> search;
};

void refuse_unless_fits(const Run& run, const FitTask& task, const IndexSettings& index) {
  const std::string file = run.assessment.file.string();
  for (std::size_t k = 0; k < task.last; ++k)
    if (run.assessment.tranches.cut[k].by == Cut::By::score)
      throw Error(Fault::settings, run.assessment.tranches.cut[k].place.text(),
                  "how many a tranche cut by score holds moves with the weights, so that weights which fund everybody "
                  "would agree best",
                  "cut by count, as in {name: funded, count: 28}");
  if (uses_kemeny(index.aggregate, index.weights))
    throw Error(Fault::settings, file, "a Kemeny-Young order would have to be found anew for thousands of weights",
                "fit another aggregation, such as --set index.aggregate=copeland");
}

/// The stated way first; a way that has no meaning for the figures is told and left out.
void make_ways(std::vector<Way>& ways, BacktestFit& fit, const FitTask& task, const IndexSettings& stated,
               const FitSettings& settings, int threads) {
  std::vector<IndexSettings> indices{stated};
  for (const Normalise method : settings.normalise) {
    const auto same = [&](const IndexSettings& index) { return index.normalise.method == method; };
    if (std::any_of(indices.begin(), indices.end(), same)) continue;
    indices.push_back(stated);
    indices.back().normalise = NormaliseSettings{};
    indices.back().normalise.method = method;
  }
  ways = std::vector<Way>(indices.size());
  for (std::size_t w = 0; w < ways.size(); ++w) {
    FitMethod& method = fit.methods.emplace_back();
    method.normalise = indices[w].normalise.method;
    try {
      ways[w].model.emplace(task, indices[w]);
    } catch (const Error& error) {
      if (w == 0) throw;
      method.refused = error.findings().front().what;
      continue;
    }
    ways[w].search.emplace(*ways[w].model, settings, threads);
  }
}

/// As many of the ranked units as the list has, each set equally likely.
Bits blind_list(const FitTask& task, std::size_t size, std::uint64_t seed, std::uint32_t number) {
  std::vector<std::size_t> units = task.ranked;
  Bits list(task.listed.size(), 0);
  statistics::Stream stream(seed, number, blind_stream, 0);
  for (std::size_t k = 0; k < size; ++k) {
    const auto left = static_cast<double>(units.size() - k);
    const std::size_t at = k + std::min(units.size() - k - 1, static_cast<std::size_t>(stream.uniform() * left));
    std::swap(units[k], units[at]);
    set_bit(list, units[k]);
  }
  return list;
}

void fit_blind_lists(BacktestFit& fit, const std::vector<Way>& ways, const FitTask& task, const FitSettings& settings,
                     int threads) {
  fit.lists = settings.lists;
  std::vector<std::size_t> both(static_cast<std::size_t>(settings.lists), 0);
  in_blocks(both.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      const Bits list = blind_list(task, fit.possible, settings.seed, static_cast<std::uint32_t>(k));
      for (const Way& way : ways)
        if (way.search) both[k] = std::max(both[k], way.search->best(list).agreed.both);
    }
  });
  std::size_t sum = 0, as_many = 0;
  for (const std::size_t one : both) {
    sum += one;
    as_many += one >= fit.methods[fit.best].both ? 1 : 0;
    fit.most_by_chance = std::max(fit.most_by_chance, one);
  }
  if (!both.empty()) fit.by_chance = static_cast<double>(sum) / static_cast<double>(both.size());
  fit.chance_of_as_many = static_cast<double>(as_many + 1) / static_cast<double>(both.size() + 1);
}

void fill_shares(BacktestFit& fit, const FitModel& model, const Shares& fitted, const FitSearch::Seen& seen,
                 std::size_t least) {
  const std::vector<double> stated = model.of_whole(model.stated()), whole = model.of_whole(fitted);
  for (std::size_t m = 0; m < whole.size(); ++m)
    fit.shares.push_back({model.nodes()[m]->id, !model.nodes()[m]->leaf(), stated[m], whole[m], whole[m], whole[m]});
  for (const auto& [shares, both] : seen) {
    if (both < least) continue;
    const std::vector<double> one = model.of_whole(shares);
    for (std::size_t m = 0; m < one.size(); ++m) {
      fit.shares[m].low = std::min(fit.shares[m].low, one[m]);
      fit.shares[m].high = std::max(fit.shares[m].high, one[m]);
    }
  }
  fit.distance = model.distance(fitted);
}

/// The run under the fitted index; of what is not known only the figures are drawn.
Backtest held_against(const Run& run, const FitTask& task, const IndexSettings& index,
                      const std::vector<ListedUnit>& list, const std::string& up_to, int threads) {
  Run fitted = run;
  fitted.assessment.index = index;
  const TrancheSettings& tranches = run.assessment.tranches;
  fitted.decision = decide(task.candidates, run.indicators, index, tranches, task.allocation);
  UncertaintySettings drawn = run.assessment.uncertainty;
  drawn.weights = {};
  drawn.methods = {};
  fitted.uncertainty = estimate_uncertainty(fitted.decision, task.candidates, run.indicators, index, tranches,
                                            task.allocation, drawn, threads, run.figure_pools());
  return backtest(fitted, list, up_to);
}

void warn(BacktestFit& fit, const Backtest& stated) {
  const std::size_t choices = fit.free + (fit.methods.size() > 1 ? 1 : 0);
  if (fit.possible < wanted_for_each * choices)
    fit.warnings.push_back(fmt::format(
        "The list is short: {} listed authorities for {} things that are chosen ({} free weights{}). Fewer than {} for "
        "each are commonly held to be too few to tell.",
        fit.possible, choices, fit.free, choices > fit.free ? " and the way of normalising" : "", wanted_for_each));
  if (fit.lists == 0)
    fit.warnings.emplace_back("No blind lists were fitted, so it is not known what the fit owes to chance.");
  else if (fit.chance_of_as_many > 0.05)
    fit.warnings.push_back(fmt::format("The fit is no better than chance gives: lists drawn blindly are fitted as well "
                                       "in {:.0f} of 100 cases.",
                                       100 * fit.chance_of_as_many));
  if (fit.methods[fit.best].both <= stated.both)
    fit.warnings.emplace_back("No weights were found that agree with more of the list than the stated ones.");
  if (fit.agreement.both != fit.methods[fit.best].both)
    fit.warnings.push_back(fmt::format("The search found {} in common; with the figures imputed anew under the fitted "
                                       "weights it is {}.",
                                       fit.methods[fit.best].both, fit.agreement.both));
}

} // namespace

BacktestFit fit_backtest(const Run& run, const std::vector<ListedUnit>& list, const std::string& up_to,
                         const FitSettings& settings, int threads) {
  const Backtest stated = backtest(run, list, up_to);
  const FitTask task(run, stated);
  const IndexSettings index = index_in_use(run.assessment.index, run.indicators, run.absent);
  refuse_unless_fits(run, task, index);
  BacktestFit fit;
  fit.draws = settings.draws;
  for (const std::size_t unit : task.ranked) fit.possible += has_bit(task.listed, unit) ? 1 : 0;
  std::vector<Way> ways;
  make_ways(ways, fit, task, index, settings, threads);
  const FitModel& first = *ways.front().model;
  fit.free = first.nodes().size() - first.levels().size();
  const std::string file = run.assessment.file.string();
  if (fit.free == 0)
    throw Error(Fault::settings, file, "one indicator only has a weight, so there is nothing to choose",
                "name more under index.weights");
  if (ways.front().search->funded_as_stated() != task.funded)
    throw Error(Fault::settings, file,
                "the ranking cannot be made anew from the figures of the run, some of which are "
                "withheld",
                "leave suppress.use_in_index out");
  std::vector<FitSearch::Found> found(ways.size());
  std::vector<FitSearch::Seen> seen(ways.size());
  for (std::size_t w = 0; w < ways.size(); ++w) {
    if (!ways[w].search) continue;
    found[w] = ways[w].search->best(task.listed, &seen[w]);
    fit.methods[w].both = found[w].agreed.both;
    fit.methods[w].as_good = ways[w].search->share_of_draws(task.listed, found[w].agreed.both);
    fit.methods[w].within_one =
        ways[w].search->share_of_draws(task.listed, std::max<std::size_t>(found[w].agreed.both, 1) - 1);
    if (agrees_more(found[w].agreed, found[fit.best].agreed)) fit.best = w;
  }
  const FitModel& model = *ways[fit.best].model;
  const FitSearch& search = *ways[fit.best].search;
  FitSearch::Seen& near = seen[fit.best];
  const std::size_t within_one = std::max<std::size_t>(found[fit.best].agreed.both, 1) - 1;
  search.draws_with(task.listed, within_one, near);
  const Shares fitted = search.nearest(found[fit.best], task.listed, near);
  search.explore(found[fit.best].shares, task.listed, within_one, near);
  search.explore(fitted, task.listed, within_one, near);
  fill_shares(fit, model, fitted, near, within_one);
  fit.index = model.settings(fitted);
  fit.agreement = held_against(run, task, fit.index, list, up_to, threads);
  fit_blind_lists(fit, ways, task, settings, threads);
  warn(fit, stated);
  return fit;
}

} // namespace tranche
