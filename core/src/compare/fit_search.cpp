#include "compare/fit_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "parallel.hpp"

namespace tranche {
namespace {

constexpr std::array search_steps{0.3, 0.1, 0.03, 0.01};
constexpr int most_rounds = 50; ///< of one step: an end for moves that gain by ever less

bool nearer(const Agreed& a, const Agreed& b) {
  return agrees_more(a, b) || (!agrees_more(b, a) && a.missing < b.missing);
}

/// In thousandths, each level's sum kept by its largest share.
Shares rounded(const Shares& shares, const std::vector<FitModel::Level>& levels) {
  Shares out(shares);
  for (const FitModel::Level& level : levels) {
    const auto begin = out.begin() + static_cast<std::ptrdiff_t>(level.begin),
               end = out.begin() + static_cast<std::ptrdiff_t>(level.end);
    int left = 1000;
    for (auto share = begin; share != end; ++share) {
      const int thousandths = static_cast<int>(std::lround(1000 * *share));
      left -= thousandths;
      *share = thousandths;
    }
    *std::max_element(begin, end) += left;
    for (auto share = begin; share != end; ++share) *share /= 1000;
  }
  return out;
}

} // namespace

bool agrees_more(const Agreed& a, const Agreed& b) {
  return a.both != b.both ? a.both > b.both : a.both * b.either > b.both * a.either;
}

FitSearch::FitSearch(const FitModel& model, const FitSettings& settings, int threads)
    : m_model(model), m_settings(settings), m_funded(static_cast<std::size_t>(settings.draws) + 1) {
  in_blocks(m_funded.size(), 64, threads, [&](std::size_t begin, std::size_t end) {
    FitModel::Outcome outcome;
    for (std::size_t number = begin; number < end; ++number) {
      m_model.evaluate(shares_of(number), outcome);
      m_funded[number] = outcome.funded;
    }
  });
}

Shares FitSearch::shares_of(std::size_t number) const {
  return number == 0 ? m_model.stated() : m_model.drawn(m_settings.seed, static_cast<std::uint32_t>(number));
}

Agreed FitSearch::agreed(const Shares& shares, const Bits& listed, FitModel::Outcome& outcome) const {
  m_model.evaluate(shares, outcome);
  Agreed result{in_common(outcome.funded, listed), in_either(outcome.funded, listed), 0};
  for (std::size_t u = 0; u < outcome.beyond.size(); ++u)
    if (has_bit(listed, u)) result.missing += outcome.beyond[u];
  return result;
}

/// The best draws, of those that fund the same units the first.
std::vector<std::size_t> FitSearch::starts(const Bits& listed) const {
  std::vector<std::size_t> order(m_funded.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<Agreed> agreed;
  for (const Bits& funded : m_funded) agreed.push_back({in_common(funded, listed), in_either(funded, listed), 0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return agrees_more(agreed[a], agreed[b]); });
  std::vector<std::size_t> chosen;
  for (const std::size_t number : order) {
    if (chosen.size() >= static_cast<std::size_t>(m_settings.starts)) break;
    if (std::none_of(chosen.begin(), chosen.end(), [&](std::size_t c) { return m_funded[c] == m_funded[number]; }))
      chosen.push_back(number);
  }
  return chosen;
}

FitSearch::Found FitSearch::climb(Found from, const Bits& listed, Seen* seen) const {
  FitModel::Outcome outcome;
  for (const double step : search_steps) {
    bool moved = true;
    for (int round = 0; moved && round < most_rounds; ++round) {
      moved = false;
      for (const FitModel::Level& level : m_model.levels())
        for (std::size_t to = level.begin; to < level.end; ++to)
          for (std::size_t out = level.begin; out < level.end; ++out) {
            const double amount = std::min(step, from.shares[out]);
            if (to == out || !(amount > 0)) continue;
            Shares trial = from.shares;
            trial[out] = amount < from.shares[out] ? trial[out] - amount : 0;
            trial[to] += amount;
            const Agreed result = agreed(trial, listed, outcome);
            if (seen) seen->emplace_back(trial, result.both);
            if (!nearer(result, from.agreed)) continue;
            from = {std::move(trial), result};
            moved = true;
          }
    }
  }
  return from;
}

FitSearch::Found FitSearch::best(const Bits& listed, Seen* seen) const {
  FitModel::Outcome outcome;
  std::vector<Found> ends;
  for (const std::size_t number : starts(listed)) {
    const Shares shares = shares_of(number);
    const Agreed at_start = agreed(shares, listed, outcome);
    if (seen) seen->emplace_back(shares, at_start.both);
    ends.push_back(climb({shares, at_start}, listed, seen));
  }
  return *std::max_element(ends.begin(), ends.end(), [](const Found& a, const Found& b) {
    return agrees_more(b.agreed, a.agreed); // of equals the first
  });
}

Shares FitSearch::nearest(const Found& found, const Bits& listed, const Seen& seen) const {
  FitModel::Outcome outcome;
  const auto as_good = [&](const Shares& shares) {
    return !agrees_more(found.agreed, agreed(shares, listed, outcome));
  };
  Shares best = found.shares;
  double least = m_model.distance(best);
  for (const auto& [shares, both] : seen) {
    const double distance = m_model.distance(shares);
    if (both < found.agreed.both || distance >= least || !as_good(shares)) continue;
    best = shares;
    least = distance;
  }
  const Shares stated = m_model.stated(), from = best;
  for (int hundredths = 100; hundredths > 0; --hundredths) {
    Shares trial(from);
    for (std::size_t m = 0; m < trial.size(); ++m) trial[m] += (stated[m] - from[m]) * hundredths / 100;
    if (!as_good(trial)) continue;
    best = trial;
    break;
  }
  const Shares simple = rounded(best, m_model.levels());
  return as_good(simple) ? simple : best;
}

void FitSearch::explore(const Shares& from, const Bits& listed, std::size_t least, Seen& seen) const {
  FitModel::Outcome outcome;
  for (const FitModel::Level& level : m_model.levels())
    for (std::size_t m = level.begin; m < level.end; ++m)
      for (const double step : {-0.01, 0.01}) {
        Shares shares = from;
        const double others = 1 - from[m];
        for (int k = 1; others > 1e-9; ++k) { // nothing else has a share: it cannot be moved alone
          const double share = std::clamp(from[m] + k * step, 0.0, 1.0);
          for (std::size_t o = level.begin; o < level.end; ++o)
            shares[o] = o == m ? share : from[o] * (1 - share) / others;
          const Agreed result = agreed(shares, listed, outcome);
          if (result.both < least) break;
          seen.emplace_back(shares, result.both);
          if (share == 0 || share == 1) break;
        }
      }
}

double FitSearch::share_of_draws(const Bits& listed, std::size_t both) const {
  std::size_t count = 0;
  for (std::size_t number = 1; number < m_funded.size(); ++number)
    count += in_common(m_funded[number], listed) >= both ? 1 : 0;
  return static_cast<double>(count) / static_cast<double>(m_settings.draws);
}

void FitSearch::draws_with(const Bits& listed, std::size_t both, Seen& seen) const {
  for (std::size_t number = 0; number < m_funded.size(); ++number)
    if (const std::size_t shared = in_common(m_funded[number], listed); shared >= both)
      seen.emplace_back(shares_of(number), shared);
}

} // namespace tranche
