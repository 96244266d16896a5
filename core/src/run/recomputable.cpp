#include "run/recomputable.hpp"

#include <algorithm>

#include "tranche/indicators/kinds.hpp"

namespace tranche {
namespace {

constexpr std::size_t most_figures = 4'000'000; // of one pool: 32 MB

/// Where a role stands among the inputs; Recomputable::none where it is not bound.
std::size_t position_of(const std::vector<BoundTable>& inputs, const std::string& role) {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].input.role == role) return i;
  return Recomputable::none;
}

std::shared_ptr<Recomputable> without_maker(const Run& run, std::vector<BoundTable> inputs) {
  auto made = std::make_shared<Recomputable>();
  made->authorities = run.authorities.size();
  made->inputs = std::move(inputs);
  return made;
}

/// Routes of inputs that are held are not needed again.
std::shared_ptr<const Recomputable> if_drawn(std::shared_ptr<Recomputable> made) {
  for (std::size_t i = 0; i < made->inputs.size(); ++i)
    if (std::none_of(made->events.begin(), made->events.end(),
                     [&](const auto& drawn) { return drawn.input == i || drawn.whole == i; }))
      made->inputs[i].route = {};
  if (made->events.empty()) return nullptr;
  return made;
}

/// Whether a source area is shared out, or stands for several authorities.
bool is_shared_out(const InputRoute& route) {
  for (std::size_t p = 0; p < route.parts.size(); ++p)
    if (route.parts[p].share != 1 || (p > 0 && route.parts[p].from == route.parts[p - 1].from)) return true;
  return false;
}

/// The role of a kind that holds events; empty where there is none to be drawn by calling it again.
std::string events_of(const IndicatorSettings& settings, const std::vector<BoundTable>& inputs) {
  if (settings.limits == "none") return {};
  if (settings.kind == "indirect") return "events";
  if (settings.kind == "standardised")
    return position_of(inputs, "event_squares") == Recomputable::none ? "events" : "";
  const std::size_t numerator = position_of(inputs, "numerator");
  const bool rate = settings.kind == "rate" && settings.limits != "wilson" && numerator != Recomputable::none;
  return rate && is_shared_out(inputs[numerator].route) ? "numerator" : "";
}

} // namespace

std::vector<BoundInput> inputs_of(const std::vector<BoundTable>& tables) {
  std::vector<BoundInput> inputs;
  for (const BoundTable& table : tables) inputs.push_back(table.input);
  return inputs;
}

std::shared_ptr<const Recomputable> recomputable(const LoadedPlugin& plugin, const MeasureInfo& measure,
                                                 const std::vector<ParameterValue>& parameters, const Run& run,
                                                 std::vector<BoundTable> inputs) {
  const std::shared_ptr<Recomputable> made = without_maker(run, std::move(inputs));
  made->maker = "the plugin " + plugin.info().id;
  made->error_model = measure.error_model;
  for (const RoleInfo& role : measure.roles) {
    const std::size_t input = position_of(made->inputs, role.name);
    if (role.events && input != Recomputable::none)
      made->events.push_back({input, position_of(made->inputs, role.within)});
  }
  for (const ParameterValue& parameter : parameters)
    if (parameter.numbers.empty())
      made->periods.insert(made->periods.end(), parameter.labels.begin(), parameter.labels.end());
  made->compute = [plugin, id = measure.id, codes = run.authorities.codes(), names = run.authorities.names(),
                   parameters](std::span<const BoundInput> drawn) {
    return plugin.compute(id, codes, names, {}, drawn, parameters); // limits cost time, and no draw reads them
  };
  return if_drawn(made);
}

std::shared_ptr<const Recomputable> recomputable(const IndicatorSettings& settings, const Run& run,
                                                 std::vector<BoundTable> inputs) {
  const std::string events = events_of(settings, inputs);
  const std::shared_ptr<Recomputable> made = without_maker(run, std::move(inputs));
  made->maker = "`kind: " + settings.kind + "`";
  made->error_model = "poisson";
  const std::size_t input = position_of(made->inputs, events);
  if (input != Recomputable::none) made->events.push_back({input, Recomputable::none});
  made->compute = [settings, codes = run.authorities.codes(), names = run.authorities.names()](
                      std::span<const BoundInput> drawn) { return compute_kind(settings, codes, names, {}, drawn); };
  return if_drawn(made);
}

FigurePools make_pools(const Run& run, std::span<const std::shared_ptr<const Recomputable>> made, std::size_t rows,
                       int threads, Findings& findings) {
  const UncertaintySettings& settings = run.assessment.uncertainty;
  FigurePools pools(run.indicators.size());
  const std::size_t draws = std::max(static_cast<std::size_t>(settings.draws), 2 * rows);
  if (!settings.figures || !settings.resample || draws == 0) return pools;
  for (std::size_t c = 0; c < pools.size(); ++c) {
    const IndicatorColumn& column = run.indicators[c];
    if (!made[c] || !(run.decision.columns[c].weight > 0) || column.shrunk_in_index) continue;
    if (const std::string why = undrawable(*made[c]); !why.empty()) {
      findings.note(Fault::data, column.id, "figures are drawn from their own counts or limits: " + why);
      continue;
    }
    const std::size_t columns = std::min(draws, most_figures / std::max<std::size_t>(1, run.authorities.size()));
    pools[c] = resampled(made[c], static_cast<std::uint32_t>(c), settings.seed, columns, threads);
  }
  return pools;
}

} // namespace tranche
