#include "run/binder.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "geography/code_history.hpp"
#include "nan.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

/// A sum as people read it: to three decimals at most.
double readable(double sum) { return std::round(sum * 1000) / 1000; }

/// "LAYER:VALUE:PERIOD" -> its parts; a lone name is a value of the same layer.
struct WeightName {
  std::string layer, value, period;
  WeightName(const std::string& text, const std::string& same_layer) {
    const std::size_t first = text.find(':');
    if (first == std::string::npos) {
      layer = same_layer;
      value = text;
      return;
    }
    const std::size_t second = text.find(':', first + 1);
    layer = text.substr(0, first);
    value = text.substr(first + 1, second == std::string::npos ? second : second - first - 1);
    if (second != std::string::npos) period = text.substr(second + 1);
  }
};

/// Positions of the wanted labels on an axis. @throws Error (settings) naming those there are.
std::vector<std::size_t> positions(const std::vector<std::string>& axis, const std::vector<std::string>& wanted,
                                   const std::string& what, const Cube& cube, const Place& place) {
  std::vector<std::size_t> list;
  for (const std::string& label : wanted) {
    const auto found = std::find(axis.begin(), axis.end(), label);
    if (found == axis.end())
      throw Error(Fault::settings, place.text(), cube.layer + " has no " + what + " '" + label + "'",
                  "it has: " + short_list(axis, 20));
    list.push_back(static_cast<std::size_t>(found - axis.begin()));
  }
  return list;
}

std::vector<std::size_t> all_of(const std::vector<std::string>& axis) {
  std::vector<std::size_t> list(axis.size());
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = i;
  return list;
}

double total(const Cube& cube) {
  double sum = 0;
  for (const double value : cube.value) sum += value;
  return sum;
}

} // namespace

const ValueSpec& Binder::value_of(const Layer& layer, const std::string& role, const Binding& binding) const {
  if (!binding.value.empty()) return layer.value(binding.value, binding.place);
  if (layer.values.size() == 1) return layer.values.front();
  return layer.value(role, binding.place);
}

Cube Binder::picked(Cube cube, const Binding& binding) const {
  if (binding.periods.empty() && binding.categories.empty()) return cube;
  const auto periods = binding.periods.empty()
                           ? all_of(cube.periods)
                           : positions(cube.periods, binding.periods, "period", cube, binding.place);
  const auto categories = binding.categories.empty()
                              ? all_of(cube.categories)
                              : positions(cube.categories, binding.categories, "category", cube, binding.place);
  Cube part = cube;
  part.periods.clear();
  part.categories.clear();
  for (const std::size_t period : periods) part.periods.push_back(cube.periods[period]);
  for (const std::size_t category : categories) part.categories.push_back(cube.categories[category]);
  part.clear();
  for (std::size_t area = 0; area < cube.areas.size(); ++area)
    for (std::size_t p = 0; p < periods.size(); ++p)
      for (std::size_t c = 0; c < categories.size(); ++c) {
        const std::size_t to = part.index(area, p, c), from = cube.index(area, periods[p], categories[c]);
        part.value[to] = cube.value[from];
        part.status[to] = cube.status[from];
        part.coverage[to] = cube.coverage[from];
      }
  return part;
}

std::vector<double> Binder::weights(const Layer& layer, const ValueSpec& value, const Binding& binding,
                                    const Placement& placement, const std::string& used_for, std::string& how) const {
  std::string text = binding.weight.empty() ? value.weight : binding.weight;
  if (text.empty() && layer.carrying && layer.carrying->way == Carrying::Way::centroid) text = layer.carrying->weight;
  if (text.empty()) return {};
  const WeightName name(text, layer.name);
  const Layer& source = m_catalogue.layer(name.layer, binding.place);
  const Geography& geography = m_catalogue.geography(source.geography, binding.place);
  if (geography.id != placement.from)
    throw Error(Fault::settings, binding.place.text(),
                "the weight " + text + " is by " + geography.id + ", and the figures are by " + placement.from,
                "name a weight keyed by " + placement.from);
  add_source(m_run, source, used_for);
  Cube cube = read_value(m_catalogue, source, source.value(name.value, binding.place));
  Binding pick;
  pick.place = binding.place;
  if (!name.period.empty()) pick.periods = {name.period};
  cube = picked(std::move(cube), pick);
  if (cube.cells_per_area() != 1)
    throw Error(Fault::settings, binding.place.text(),
                "the weight " + text + " has " + std::to_string(cube.cells_per_area()) + " figures for each area",
                "name one period, as LAYER:VALUE:PERIOD");
  std::vector<double> list;
  for (const std::string& code : placement.areas) {
    const auto found = std::lower_bound(cube.areas.begin(), cube.areas.end(), code);
    const bool known = found != cube.areas.end() && *found == code;
    list.push_back(known ? cube.value[static_cast<std::size_t>(found - cube.areas.begin())] : 0.0);
  }
  how = " weighted by " + (name.layer == layer.name ? name.value : text);
  return list;
}

BoundInput Binder::national(const std::string& role, const Cube& cube) const {
  BoundInput bound;
  bound.role = role;
  bound.cube = cube;
  bound.cube.areas = m_authorities.codes();
  bound.cube.clear();
  const std::size_t cells = cube.cells_per_area();
  for (std::size_t i = 0; i < m_authorities.size(); ++i)
    for (std::size_t cell = 0; cell < cells; ++cell) {
      bound.cube.value[i * cells + cell] = cube.value[cell];
      bound.cube.status[i * cells + cell] = cube.status[cell];
      bound.cube.coverage[i * cells + cell] = cube.coverage[cell];
    }
  return bound;
}

Cube Binder::read(const std::string& used_for, const Layer& layer, const ValueSpec& value, const Binding& binding) {
  TableReport report;
  Cube whole = read_value(m_catalogue, layer, value, &report);
  if (report.footers + report.ignored > 0)
    m_findings.note(
        Fault::data, layer.name,
        fmt::format("{} footer rows and {} rows of other areas were left out", report.footers, report.ignored));
  if (layer.kind == LayerKind::incidents) report_tally(layer, report, used_for);
  if (layer.disclosure != "internal") { // a total may give away a small count that is withheld from it
    report_totals(layer, value, whole);
    report_change(layer, value, whole);
  }
  add_source(m_run, layer, used_for);
  return picked(std::move(whole), binding);
}

BoundTable Binder::bind(const std::string& used_for, const std::string& role, const Binding& binding, bool members,
                        const std::string& level) {
  const Layer& layer = m_catalogue.layer(binding.layer, binding.place);
  const ValueSpec& value = value_of(layer, role, binding);
  Cube cube = read(used_for, layer, value, binding);
  if (layer.geography == "national") return {national(role, cube), {}};

  const Geography& from = m_catalogue.geography(layer.geography, layer.place);
  if (!level.empty() && from.level != level)
    throw Error(Fault::settings, binding.place.text(),
                "the role " + role + " needs figures by " + level + ", and " + layer.name + " is by " +
                    (from.level.empty() ? "area" : from.level) + " (" + from.id + ")",
                "it cannot be made from larger areas: bind a " + level + " table, or take another measure");
  BoundTable bound;
  if (layer.carrying && !members) {
    bound = carried(used_for, layer, value, binding, cube);
  } else {
    const Placement placement =
        layer.carrying ? placement_of(layer) : place_areas(m_catalogue, from, m_authorities, cube.areas, binding.place);
    if (layer.kind == LayerKind::incidents) count_by_authority(layer, placement);
    bound = placed(used_for, layer, value, binding, cube, placement, members);
    m_bound[used_for].push_back({role, std::vector<std::uint32_t>(m_authorities.size())});
  }
  bound.input.role = role;
  bound.route.source = std::move(cube);
  bound.route.adds_up = value.carry != Carry::mean;
  return bound;
}

BoundTable Binder::placed(const std::string& used_for, const Layer& layer, const ValueSpec& value,
                          const Binding& binding, const Cube& cube, const Placement& placement, bool members) {
  for (const std::string& lookup : placement.lookups)
    add_source(m_run, m_catalogue.geography(lookup, binding.place), used_for);
  if (layer.carrying) add_carrying_sources(layer, used_for);
  std::string how;
  const std::vector<double> weight = weights(layer, value, binding, placement, used_for, how);
  BoundTable bound;
  if (members) {
    bound.input = group_members(cube, placement, m_authorities, weight);
    bound.route.parts = parts_of_members(cube, bound.input);
    how = "members" + how;
  } else {
    bound.input.cube = carry_over(cube, placement, m_authorities, value.carry, weight,
                                  binding.min_coverage.value_or(value.min_coverage));
    bound.route.parts = parts_of(cube, placement);
    how = value.carry == Carry::mean ? "mean" + how : value.carry == Carry::count ? "sum" : "as published";
  }
  if (layer.carrying) how += ", " + words_of(*layer.carrying);
  record(used_for, layer, value, placement, cube, bound.input, how);
  if (value.carry == Carry::mean)
    m_run.conversions.back().min_coverage = binding.min_coverage.value_or(value.min_coverage);
  return bound;
}

void Binder::report_tally(const Layer& layer, const TableReport& report, const std::string& used_for) {
  add_source(m_run, m_catalogue.layer(layer.incidents.boundaries, layer.place), used_for);
  if (!layer.incidents.codes_of.empty())
    add_source(m_run, m_catalogue.geography(layer.incidents.codes_of, layer.place), used_for);
  for (const TalliedLayer& known : m_run.tallies)
    if (known.layer == layer.name) return;
  const Tally& tally = m_catalogue.tally(layer);
  TalliedLayer entry{layer.name, layer.incidents.boundaries, layer.incidents, tally.files, tally.left_out, {}};
  const auto relative = [&](std::string& name) {
    const std::string folder = layer.file.string();
    name = name.rfind(folder, 0) == 0 && name.size() > folder.size()
               ? name.substr(name.find_first_not_of('/', folder.size()))
               : layer.file.filename().string();
  };
  for (TalliedFile& file : entry.files) relative(file.file.name);
  for (std::string& name : entry.left_out) relative(name);
  const TalliedFile total = tally.total();
  m_findings.note(Fault::data, layer.name,
                  fmt::format("{} records: {} counted ({} of them snapped to the nearest area), {} outside, {} with "
                              "unknown codes, {} duplicates, {} blank, {} broken",
                              total.file.records, total.counted, total.snapped, total.outside, total.unknown,
                              total.duplicates, total.file.blank, total.file.broken_records()));
  for (const std::string& remark : report.remarks)
    m_findings.warning(Fault::data, layer.name, remark, "figures that they would be part of are missing, not zero");
  m_run.tallies.push_back(std::move(entry));
}

void Binder::count_by_authority(const Layer& layer, const Placement& placement) {
  const SuppressSettings& suppress = m_run.assessment.suppress;
  const bool withheld =
      layer.disclosure == "internal" || suppress.round_to > 1 || (suppress.published && suppress.below >= 2);
  const auto entry = std::find_if(m_run.tallies.begin(), m_run.tallies.end(),
                                  [&](const TalliedLayer& known) { return known.layer == layer.name; });
  if (withheld || !entry->counts.empty()) return;
  const Tally& tally = m_catalogue.tally(layer);
  std::map<std::pair<std::size_t, std::uint32_t>, TalliedCount> counts;
  for (const TallyRow& row : tally.rows) {
    const auto at = std::lower_bound(placement.areas.begin(), placement.areas.end(), tally.codes[row.area]);
    if (at == placement.areas.end() || *at != tally.codes[row.area]) continue;
    const std::size_t authority = placement.authority[static_cast<std::size_t>(at - placement.areas.begin())];
    if (authority == Placement::npos) continue;
    TalliedCount& count = counts[{authority, row.category}];
    const std::string& month = tally.months[row.month];
    if (count.records == 0) count = {authority, tally.categories[row.category], month, month, 0};
    count.first_month = std::min(count.first_month, month);
    count.last_month = std::max(count.last_month, month);
    count.records += row.count;
  }
  for (auto& [key, count] : counts) entry->counts.push_back(std::move(count));
}

void Binder::report_totals(const Layer& layer, const ValueSpec& value, const Cube& cube) {
  for (const auto& [period, published] : value.published_totals) {
    const auto found = std::find(cube.periods.begin(), cube.periods.end(), period);
    if (found == cube.periods.end()) continue;
    const auto p = static_cast<std::size_t>(found - cube.periods.begin());
    double sum = 0;
    for (std::size_t area = 0; area < cube.areas.size(); ++area)
      for (std::size_t c = 0; c < cube.categories.size(); ++c) sum += cube.value[cube.index(area, p, c)];
    const std::string text = fmt::format("{} in {}: the areas sum to {} of the published {} ({:.1f} %)", value.id,
                                         period, readable(sum), readable(published), 100 * sum / published);
    const auto& items = m_findings.items();
    if (std::none_of(items.begin(), items.end(), [&](const Finding& f) { return f.what == text; }))
      m_findings.note(Fault::data, layer.name, text);
  }
}

void Binder::report_change(const Layer& layer, const ValueSpec& value, const Cube& cube) {
  if (value.carry != Carry::count || cube.periods.size() < 2) return;
  const std::size_t last = cube.periods.size() - 1;
  // Only areas reported in both periods, so that a gap does not look like a fall.
  double now = 0, before = 0;
  for (std::size_t area = 0; area < cube.areas.size(); ++area)
    for (std::size_t c = 0; c < cube.categories.size(); ++c) {
      const std::size_t a = cube.index(area, last - 1, c), b = cube.index(area, last, c);
      if (!has_value(cube.status[a]) || !has_value(cube.status[b])) continue;
      before += cube.value[a];
      now += cube.value[b];
    }
  if (before <= 0) return;
  const std::string text =
      fmt::format("{}: {} in {} after {} in {} ({:+.1f} %), in the areas reported in both", value.id, readable(now),
                  cube.periods[last], readable(before), cube.periods[last - 1], 100 * (now - before) / before);
  const auto& items = m_findings.items();
  if (std::none_of(items.begin(), items.end(), [&](const Finding& f) { return f.what == text; }))
    m_findings.note(Fault::data, layer.name, text);
}

void Binder::record(const std::string& used_for, const Layer& layer, const ValueSpec& value, const Placement& placement,
                    const Cube& source, const BoundInput& bound, const std::string& how) {
  Conversion conversion;
  conversion.layer = layer.name;
  conversion.value = value.id;
  conversion.used_for = used_for;
  conversion.from = placement.from;
  conversion.to = m_authorities.geography;
  conversion.how = how;
  conversion.changes = placement.changes;
  conversion.source_areas = source.areas.size();
  conversion.authorities = m_authorities.size();
  if (value.carry == Carry::count) {
    conversion.source_total = total(source);
    conversion.carried_total = total(bound.cube);
    const bool all_reported = std::all_of(bound.cube.status.begin(), bound.cube.status.end(), has_value);
    if (all_reported &&
        std::abs(conversion.source_total - conversion.carried_total) > 1e-9 * std::abs(conversion.source_total))
      throw Error(Fault::data, layer.name,
                  fmt::format("{} sums to {} before and {} after it was carried over", value.id,
                              conversion.source_total, conversion.carried_total),
                  "check the lookup between " + placement.from + " and " + m_authorities.geography);
  }
  report_absent(layer, placement.from, placement.areas, source.areas);
  m_run.conversions.push_back(std::move(conversion));
}

std::vector<double> Binder::population(const Binding& binding) {
  const BoundInput bound = bind("population", "population", binding, false, "").input;
  if (bound.cube.cells_per_area() != 1)
    throw Error(Fault::settings, binding.place.text(), "the population has more than one figure for each area",
                "name one period: `periods: [\"2020\"]`");
  std::vector<double> people;
  for (std::size_t i = 0; i < m_authorities.size(); ++i)
    people.push_back(has_value(bound.cube.status[i]) ? bound.cube.value[i] : nan);
  return people;
}

} // namespace tranche
