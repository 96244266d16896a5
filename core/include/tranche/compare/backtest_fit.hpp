#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tranche/compare/backtest.hpp"

/// Which weights, and which way of normalising, agree best with a published list. They are what agrees, and never what
/// was chosen: many weights agree as well, and a list drawn blindly is agreed with too when weights may be chosen for
/// it.
namespace tranche {

struct FitSettings {
  /// Tried besides the stated one; indicators with a method of their own keep it.
  std::vector<Normalise> normalise{Normalise::z_score, Normalise::min_max, Normalise::percentile};
  int draws = 5000; ///< of weights, evenly over all there are, for each way of normalising
  int starts = 4;   ///< of the draws, the best that fund different units, from which weights are moved on
  int lists = 99;   ///< drawn blindly and fitted the same way
  std::uint64_t seed = 20210401;
};

/// An indicator or domain in the fit, in shares of the whole.
struct FittedShare {
  std::string id;
  bool domain = false;
  double stated = 0, fitted = 0;
  /// The least and greatest that was seen to agree on at most one unit fewer: the true range is at least this wide.
  double low = 0, high = 0;
};

struct FitMethod {
  Normalise normalise = Normalise::z_score;
  std::string refused;   ///< why it has no meaning here; else empty
  std::size_t both = 0;  ///< the most units that any weights found share with the list
  double as_good = 0;    ///< share of the draws that share as many
  double within_one = 0; ///< or one fewer
};

struct BacktestFit {
  std::vector<FitMethod> methods; ///< the stated one first
  std::size_t best = 0;           ///< of methods: most in common, then the earlier
  std::vector<FittedShare> shares;
  double distance = 0;      ///< of the fitted weights from the stated: half the sum of |share - share|
  IndexSettings index;      ///< the assessment's, with the fitted weights and normalising
  Backtest agreement;       ///< of that index, as decide() makes it; over draws of the figures only
  std::size_t free = 0;     ///< weights that can be chosen: those of each level but one
  std::size_t possible = 0; ///< listed units that are ranked
  int draws = 0, lists = 0;
  double by_chance = 0; ///< units that the fit to a blind list shares with it, in the mean
  std::size_t most_by_chance = 0;
  double chance_of_as_many = 1;      ///< (1 + blind lists that are fitted as well) / (1 + blind lists)
  std::vector<std::string> warnings; ///< why this tells less than it seems
};

/// The search: the stated weights and `draws` from the uniform distribution over the weights of each level
/// (counter-based, the same for every way of normalising); from the best `starts` of them shares are moved from one
/// member of a level to another, in steps of 0.3, 0.1, 0.03 and 0.01, for as long as more units agree, or the Jaccard
/// index rises, or the missed come nearer to the edge. Of weights that agree equally well those nearest to the stated
/// are taken, and moved towards them as far as the agreement lasts. It is not proved to be the best there is. The blind
/// lists (as many of the ranked units as the list has) are fitted by the same search. Results do not depend on threads.
///
/// Scores are made as decide() makes them, who takes part included; only imputed figures stay as the stated weights
/// have them. Tests: tests/unit/compare/backtest_fit_test.cpp, lists made by known weights.
/// @throws Error as backtest(); (settings) for tranches cut by score (their number moves with the weights), a
///         Kemeny-Young order, one indicator only, or withheld figures that count in the score.
TRANCHE_API BacktestFit fit_backtest(const Run& run, const std::vector<ListedUnit>& list, const std::string& up_to,
                                     const FitSettings& settings, int threads = 1);

/// What it says and does not say, in plain English; the warnings not among them.
TRANCHE_API std::vector<std::string> fit_sentences(const Backtest& stated, const BacktestFit& fit);

/// One object with everything, numbers unrounded. fit: null without.
TRANCHE_API std::string backtest_json(const Run& run, const Backtest& result, const BacktestFit* fit);
/// A row for each unit; with a fit also where it stands under it.
TRANCHE_API std::string backtest_csv(const Run& run, const Backtest& result, const BacktestFit* fit);
/// A folder of both, with checksums. @throws Error (system) as write_side_folder().
TRANCHE_API void write_backtest(const Run& run, const Backtest& result, const BacktestFit* fit,
                                const std::filesystem::path& out, bool overwrite);

} // namespace tranche
