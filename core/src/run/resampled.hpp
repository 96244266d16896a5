#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "run/route.hpp"
#include "tranche/decide/uncertainty.hpp"

namespace tranche {

/// What is needed to make an indicator again from other inputs: kept beside its column while a run is under way.
struct Recomputable {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  /// An input that is drawn anew, and the input that its figures are a part of. Others are held as they are.
  struct Events {
    std::size_t input = none, whole = none;
  };

  std::string maker;       ///< "the plugin drug_deaths", "kind: standardised"
  std::string error_model; ///< poisson or binomial
  std::size_t authorities = 0;
  std::vector<BoundTable> inputs;
  std::vector<Events> events;
  std::vector<std::string> periods; ///< the only ones that the indicator takes of the events; empty: all
  std::function<IndicatorColumn(std::span<const BoundInput>)> compute; ///< through the checked call, from any thread
};

/// Why its inputs cannot be drawn, in words that follow the indicator's title; empty when they can.
std::string undrawable(const Recomputable& made);

/// Draws the inputs (input_draws.hpp) and makes the figures again, `columns` times at once, and any later draw when it
/// is asked for. A part that is drawn takes its whole along by as much (Poisson).
/// The figures of a draw depend on seed, number and draw alone.
/// @param number  of the indicator, for its random streams
/// @pre undrawable(*made) is empty
/// @throws PluginError, Error  what the maker throws on a drawn input, with the number of the draw
FigurePool resampled(std::shared_ptr<const Recomputable> made, std::uint32_t number, std::uint64_t seed,
                     std::size_t columns, int threads);

} // namespace tranche
