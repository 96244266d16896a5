#include "run/input_draws.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "statistics/first_draws.hpp"
#include "tranche/statistics/random.hpp"

namespace tranche {
namespace {

constexpr std::size_t counts_at_once = 256;
constexpr double least = 1e-9; // a drawn count below this is none: rules for few events need no smaller one

} // namespace

InputDraws::InputDraws(const BoundTable& events, std::size_t authorities, const std::vector<std::string>& periods,
                       const BoundTable* whole)
    : m_events(events) {
  const std::vector<bool> drawn = drawn_cells(periods);
  if (!whole)
    plan_poisson(authorities, drawn);
  else if (!plan_areas(authorities, drawn, *whole))
    plan_rows(authorities, drawn, whole->input.cube);
  for (const Part& part : m_parts) m_cells.push_back(part.cell);
  std::sort(m_cells.begin(), m_cells.end());
  m_cells.erase(std::unique(m_cells.begin(), m_cells.end()), m_cells.end());
}

/// For each cell of an area whether its period is drawn.
std::vector<bool> InputDraws::drawn_cells(const std::vector<std::string>& periods) const {
  const Cube& cube = m_events.input.cube;
  const auto named = [&](const std::string& label) {
    return std::find(periods.begin(), periods.end(), label) != periods.end();
  };
  const bool all = std::none_of(cube.periods.begin(), cube.periods.end(), named);
  std::vector<bool> drawn;
  for (const std::string& period : cube.periods)
    drawn.insert(drawn.end(), cube.categories.size(), all || named(period));
  return drawn;
}

std::size_t InputDraws::authority_of(std::size_t row) const {
  const BoundInput& input = m_events.input;
  if (!input.members) return row;
  const auto next = std::upper_bound(input.offsets.begin(), input.offsets.end(), row);
  return static_cast<std::size_t>(next - input.offsets.begin()) - 1;
}

/// How many cells of the table make each authority's figure.
std::vector<double> InputDraws::cells_of_authorities(std::size_t authorities, const std::vector<bool>& drawn) const {
  const Cube& source = m_events.route.source;
  std::vector<double> count(authorities, 0);
  for (const InputRoute::Part& part : m_events.route.parts)
    for (std::size_t cell = 0; cell < drawn.size(); ++cell)
      if (drawn[cell] && has_value(source.status[part.from * drawn.size() + cell])) ++count[authority_of(part.to)];
  return count;
}

void InputDraws::plan_poisson(std::size_t authorities, const std::vector<bool>& drawn) {
  const std::vector<InputRoute::Part>& parts = m_events.route.parts;
  const Cube &source = m_events.route.source, &bound = m_events.input.cube;
  const std::size_t cells = drawn.size();
  const std::vector<double> count = cells_of_authorities(authorities, drawn);
  std::vector<double> alone(bound.value.size(), 0); // by cell, the shape of areas that lie wholly in its row
  std::vector<Part> split;
  std::vector<std::pair<double, std::size_t>> ends; // shape and end of each area in `split`
  for (std::size_t begin = 0, end = 0; begin < parts.size(); begin = end) {
    double most = 1;
    for (; end < parts.size() && parts[end].from == parts[begin].from; ++end)
      most = std::max(most, count[authority_of(parts[end].to)]);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const std::size_t at = parts[begin].from * cells + cell;
      if (!drawn[cell] || !has_value(source.status[at]) || !(source.value[at] >= 0)) continue;
      const double shape = source.value[at] + 0.5 / most;
      if (end - begin == 1 && parts[begin].share == 1) {
        const std::size_t to = parts[begin].to * cells + cell;
        if (has_value(bound.status[to])) alone[to] += shape;
        continue;
      }
      for (std::size_t p = begin; p < end; ++p)
        if (has_value(bound.status[parts[p].to * cells + cell]))
          split.push_back({parts[p].to * cells + cell, parts[p].share});
      if (split.size() > (ends.empty() ? 0 : ends.back().second)) ends.emplace_back(shape, split.size());
    }
  }
  for (std::size_t to = 0; to < alone.size(); ++to)
    if (alone[to] > 0) add(alone[to], 0, 0, std::array{Part{to, 1}});
  std::size_t first = 0;
  for (const auto& [shape, end] : ends) {
    add(shape, 0, 0, std::span(split).subspan(first, end - first));
    first = end;
  }
}

/// Binomial, before carrying. @return false, nothing planned, where some part has no whole of its own
bool InputDraws::plan_areas(std::size_t authorities, const std::vector<bool>& drawn, const BoundTable& whole) {
  const InputRoute& route = m_events.route;
  if (route.parts.empty() || !same_way(route, whole.route)) return false;
  const Cube &some = route.source, &all = whole.route.source, &bound = m_events.input.cube;
  const std::size_t cells = drawn.size();
  const auto counts = [&](std::size_t at) { return drawn[at % cells] && has_value(some.status[at]); };
  for (std::size_t at = 0; at < some.value.size(); ++at)
    if (counts(at) && !(has_value(all.status[at]) && some.value[at] >= 0 && some.value[at] <= all.value[at]))
      return false;
  const std::vector<double> count = cells_of_authorities(authorities, drawn);
  std::vector<Part> into;
  for (std::size_t begin = 0, end = 0; begin < route.parts.size(); begin = end) {
    double most = 1;
    for (; end < route.parts.size() && route.parts[end].from == route.parts[begin].from; ++end)
      most = std::max(most, count[authority_of(route.parts[end].to)]);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const std::size_t at = route.parts[begin].from * cells + cell;
      if (!counts(at) || !(all.value[at] > 0)) continue;
      into.clear();
      for (std::size_t p = begin; p < end; ++p)
        if (has_value(bound.status[route.parts[p].to * cells + cell]))
          into.push_back({route.parts[p].to * cells + cell, route.parts[p].share});
      const double prior = 0.5 / most;
      if (!into.empty()) add(some.value[at] + prior, all.value[at] - some.value[at] + prior, all.value[at], into);
    }
  }
  return true;
}

/// Binomial, after carrying.
void InputDraws::plan_rows(std::size_t authorities, const std::vector<bool>& drawn, const Cube& whole) {
  const Cube& bound = m_events.input.cube;
  std::vector<double> count(authorities, 0);
  const auto usable = [&](std::size_t at) {
    return drawn[at % drawn.size()] && has_value(bound.status[at]) && has_value(whole.status[at]) &&
           bound.value[at] >= 0 && bound.value[at] <= whole.value[at] && whole.value[at] > 0;
  };
  for (std::size_t at = 0; at < bound.value.size(); ++at)
    if (usable(at)) ++count[authority_of(at / drawn.size())];
  for (std::size_t at = 0; at < bound.value.size(); ++at) {
    if (!usable(at)) continue;
    const double prior = 0.5 / count[authority_of(at / drawn.size())];
    add(bound.value[at] + prior, whole.value[at] - bound.value[at] + prior, whole.value[at], std::array{Part{at, 1}});
  }
}

void InputDraws::add(double a, double b, double whole, std::span<const Part> parts) {
  m_parts.insert(m_parts.end(), parts.begin(), parts.end());
  m_components.push_back({a, b, whole, statistics::GammaShape::of(a), statistics::GammaShape::of(b), m_parts.size()});
}

void InputDraws::draw(std::uint64_t seed, std::uint32_t draw, std::uint32_t number, std::span<double> value) const {
  for (const std::size_t cell : m_cells) value[cell] = 0;
  std::array<std::uint32_t, counts_at_once> stream;
  std::array<double, counts_at_once> normal, uniform, next_normal{}, next_uniform{};
  std::size_t part = 0;
  for (std::size_t begin = 0; begin < m_components.size(); begin += counts_at_once) {
    const std::size_t count = std::min(counts_at_once, m_components.size() - begin);
    for (std::size_t k = 0; k < count; ++k) stream[k] = static_cast<std::uint32_t>(begin + k);
    const auto streams = std::span<const std::uint32_t>(stream).first(count);
    const auto some = [&](std::array<double, counts_at_once>& list) { return std::span(list).first(count); };
    statistics::first_draws(seed, draw, number, streams, 0, some(normal), some(uniform));
    if (m_components[begin].whole > 0)
      statistics::first_draws(seed, draw, number, streams, 1, some(next_normal), some(next_uniform));
    for (std::size_t k = 0; k < count; ++k) {
      const Component& component = m_components[begin + k];
      const std::array first{normal[k], uniform[k], next_normal[k], next_uniform[k]};
      const double drawn = one(component, first, seed, draw, number, stream[k]);
      for (; part < component.parts; ++part) value[m_parts[part].cell] += m_parts[part].share * drawn;
    }
  }
}

/// A stream of its own is needed only by the few that the first numbers do not settle.
double InputDraws::one(const Component& component, std::span<const double, 4> first, std::uint64_t seed,
                       std::uint32_t draw, std::uint32_t number, std::uint32_t stream) const {
  double x = component.first.at_once(first[0], first[1]);
  if (component.whole > 0) {
    double y = component.second.at_once(first[2], first[3]);
    if (!(x > 0) || !(y > 0)) {
      statistics::Stream own(seed, draw, number, stream);
      x = own.gamma(component.a);
      y = own.gamma(component.b);
    }
    return x + y > 0 ? component.whole * (x / (x + y)) : component.whole * component.a / (component.a + component.b);
  }
  if (!(x > 0)) x = statistics::Stream(seed, draw, number, stream).gamma(component.a);
  return x < least ? 0 : x;
}

} // namespace tranche
