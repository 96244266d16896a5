#include "run/resampled.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include <fmt/format.h>

#include "nan.hpp"
#include "parallel.hpp"
#include "run/input_draws.hpp"

namespace tranche {
namespace {

constexpr std::uint32_t input_stream = 0x80000000U; ///< above every indicator's own number, below those of methods
constexpr std::uint32_t inputs_of_one = 256;
constexpr std::size_t most_cells = 50'000; // drawn one by one a thousand times they would take seconds
constexpr std::size_t columns_of_block = 16;

/// What an error says, with the draw that it came up in.
std::vector<Finding> in_draw(const Error& error, std::uint32_t draw) {
  std::vector<Finding> findings = error.findings();
  for (Finding& finding : findings)
    finding.what = fmt::format("on inputs drawn anew for the uncertainty (draw {}): {}", draw, finding.what);
  findings.front().remedy += std::string(findings.front().remedy.empty() ? "" : "; ") +
                             "`uncertainty.figures: limits` draws figures without it";
  return findings;
}

/// Makes one indicator's figures of any draw. Threads take a set of inputs each, and give it back.
class Redrawer {
public:
  Redrawer(std::shared_ptr<const Recomputable> made, std::uint32_t number, std::uint64_t seed)
      : m_made(std::move(made)), m_number(number), m_seed(seed) {
    for (const Recomputable::Events& events : m_made->events) {
      const bool within = m_made->error_model == "binomial" && events.whole != Recomputable::none;
      m_draws.emplace_back(m_made->inputs[events.input], m_made->authorities, m_made->periods,
                           within ? &m_made->inputs[events.whole] : nullptr);
    }
  }

  void make(std::uint32_t draw, std::span<double> value) {
    std::unique_ptr<Inputs> inputs = take();
    for (std::size_t e = 0; e < m_draws.size(); ++e) draw_events(e, draw, *inputs);
    const IndicatorColumn column = computed(draw, *inputs);
    for (std::size_t i = 0; i < value.size(); ++i) value[i] = has_value(column.status[i]) ? column.value[i] : nan;
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(inputs));
  }

private:
  using Inputs = std::vector<BoundInput>;

  std::unique_ptr<Inputs> take() {
    {
      const std::lock_guard lock(m_mutex);
      if (!m_idle.empty()) {
        std::unique_ptr<Inputs> inputs = std::move(m_idle.back());
        m_idle.pop_back();
        return inputs;
      }
    }
    auto inputs = std::make_unique<Inputs>();
    for (const BoundTable& table : m_made->inputs) inputs->push_back(table.input);
    return inputs;
  }

  void draw_events(std::size_t e, std::uint32_t draw, Inputs& inputs) const {
    const Recomputable::Events& events = m_made->events[e];
    std::vector<double>& value = inputs[events.input].cube.value;
    m_draws[e].draw(m_seed, draw, input_stream + m_number * inputs_of_one + static_cast<std::uint32_t>(events.input),
                    value);
    if (events.whole == Recomputable::none || m_made->error_model == "binomial") return;
    const std::vector<double>& stated = m_made->inputs[events.input].input.cube.value;
    const Cube& stated_whole = m_made->inputs[events.whole].input.cube;
    for (const std::size_t cell : m_draws[e].cells())
      if (has_value(stated_whole.status[cell]))
        inputs[events.whole].cube.value[cell] = stated_whole.value[cell] - stated[cell] + value[cell];
  }

  IndicatorColumn computed(std::uint32_t draw, const Inputs& inputs) const {
    try {
      return m_made->compute(inputs);
    } catch (const PluginError& error) {
      throw PluginError(in_draw(error, draw));
    } catch (const Error& error) {
      throw Error(in_draw(error, draw));
    }
  }

  std::shared_ptr<const Recomputable> m_made;
  std::uint32_t m_number;
  std::uint64_t m_seed;
  std::vector<InputDraws> m_draws;
  std::mutex m_mutex;
  std::vector<std::unique_ptr<Inputs>> m_idle;
};

/// "deaths"; "drug_need, by which duties changes too"; "cases out of people".
std::string roles_of(const Recomputable& made) {
  std::string roles;
  for (const Recomputable::Events& events : made.events) {
    roles += (roles.empty() ? "" : ", ") + made.inputs[events.input].input.role;
    if (events.whole == Recomputable::none) continue;
    const std::string& whole = made.inputs[events.whole].input.role;
    roles += made.error_model == "binomial" ? " out of " + whole : ", by which " + whole + " changes too";
  }
  return roles;
}

std::string words_of_draws(const Recomputable& made) {
  const bool binomial = made.error_model == "binomial";
  return fmt::format(
      "its counts ({}) are drawn from their {} posterior (Jeffreys's prior), area by area, as independent "
      "{} counts, to whose error clustering and recording would add; {} makes each draw's figures of them",
      roles_of(made), binomial ? "beta" : "gamma", binomial ? "binomial" : "Poisson", made.maker);
}

} // namespace

std::string undrawable(const Recomputable& made) {
  std::size_t cells = 0;
  for (const Recomputable::Events& events : made.events) {
    const BoundTable& table = made.inputs[events.input];
    if (!table.route.adds_up) return "its " + table.input.role + " are means, or one figure for all";
    for (const InputRoute::Part& part : table.route.parts)
      if (std::isnan(part.share)) return "how its " + table.input.role + " are shared out is not known";
    if (events.whole != Recomputable::none && !same_axes(table.input.cube, made.inputs[events.whole].input.cube))
      return "its " + table.input.role + " and " + made.inputs[events.whole].input.role + " differ in their cells";
    cells += table.route.parts.size() * table.route.source.cells_per_area();
  }
  return cells > most_cells ? fmt::format("it rests on {} counts, too many to draw one by one", cells) : std::string();
}

FigurePool resampled(std::shared_ptr<const Recomputable> made, std::uint32_t number, std::uint64_t seed,
                     std::size_t columns, int threads) {
  FigurePool pool;
  pool.columns = columns;
  pool.how = words_of_draws(*made);
  const std::size_t n = made->authorities;
  const auto redrawer = std::make_shared<Redrawer>(std::move(made), number, seed);
  pool.make = [redrawer](std::uint32_t draw, std::span<double> value) { redrawer->make(draw, value); };
  pool.value.resize(columns * n);
  in_blocks(columns, columns_of_block, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t draw = begin; draw < end; ++draw)
      redrawer->make(static_cast<std::uint32_t>(draw), std::span(pool.value).subspan(draw * n, n));
  });
  return pool;
}

} // namespace tranche
