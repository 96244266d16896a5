#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "geography/code_history.hpp"
#include "nan.hpp"
#include "run/binder.hpp"

namespace tranche {
namespace {

/// What carrying refuses, with the keys of the catalogue in place of the options of commands.
template <typename Step> auto with_keys(const Layer& layer, Step&& step) -> decltype(step()) {
  try {
    return step();
  } catch (const Error& error) {
    std::vector<Finding> findings = error.findings();
    for (Finding& finding : findings) {
      finding.where = layer.name + ", " + finding.where;
      if (finding.remedy.find("--as") != std::string::npos)
        finding.remedy =
            "say `carry: mean` if it is a rate or a share, `carry: count` if it counts something, and give "
            "the column a name that says so";
      else if (finding.remedy.find("--weight") != std::string::npos)
        finding.remedy = "name a weight by areas small enough to tell, as `carry_by: {weight: LAYER:VALUE}`";
    }
    throw Error(std::move(findings));
  }
}

Measure measure_of(const ValueSpec& value) {
  return value.carry == Carry::count ? Measure::count : value.carry == Carry::mean ? Measure::rate : Measure::median;
}

/// Figures that neither add up nor average: each authority must be one area.
void check_whole(const Layer& layer, const ValueSpec& value, const ConversionTable& table) {
  std::vector<std::size_t> sources(table.targets.size()), targets(table.sources.size());
  for (const Portion& portion : table.portions) {
    const bool split = ++targets[portion.from] > 1 || (!table.outside.empty() && table.outside[portion.from] > 0);
    const bool merged = ++sources[portion.to] > 1 || (!table.bare.empty() && table.bare[portion.to] > 0);
    if (split || merged)
      throw Error(
          Fault::data, layer.name,
          "'" + value.title + "' cannot be carried " + words_of(*layer.carrying) + ": " +
              table.target_names[portion.to] + " (" + table.targets[portion.to] + ") is not one whole area of " +
              table.from +
              ", and medians, limits and such neither add up nor "
              "average",
          "say `carry: count` or `carry: mean` in the catalogue if that is true of it, or bind a table keyed by "
          "the authorities");
  }
}

std::size_t split_areas(const ConversionTable& table) {
  std::vector<std::size_t> portions(table.sources.size());
  for (const Portion& portion : table.portions) ++portions[portion.from];
  return static_cast<std::size_t>(std::count_if(portions.begin(), portions.end(), [](std::size_t n) { return n > 1; }));
}

void check_percentage(const ValueSpec& value, const Cube& cube) {
  std::vector<double> reported;
  for (std::size_t i = 0; i < cube.value.size(); ++i)
    if (has_value(cube.status[i])) reported.push_back(cube.value[i]);
  for (const ValueSpec::Column& column : value.columns) check_measure(column.name, reported, false, measure_of(value));
}

} // namespace

const ConversionTable& Binder::table_of(const Layer& layer) {
  const auto found = m_tables.find(layer.name);
  if (found != m_tables.end()) return found->second;
  const AreasSettings& areas = m_run.assessment.areas;
  return with_keys(layer, [&]() -> const ConversionTable& {
    ConversionTable table =
        onto_authorities(carrying_table(m_catalogue, m_catalogue.geography(layer.geography, layer.place),
                                        m_catalogue.geography(m_authorities.geography, areas.place), *layer.carrying,
                                        areas.boundaries, areas.crs, m_threads),
                         m_authorities);
    for (const std::string& note : table.notes) m_findings.note(Fault::data, layer.name, note);
    return m_tables.emplace(layer.name, std::move(table)).first->second;
  });
}

Placement Binder::placement_of(const Layer& layer) {
  const ConversionTable& table = table_of(layer);
  Placement placement;
  placement.from = table.from;
  placement.changes = table.changes;
  for (const SourceAreas& source : table.sources) placement.areas.push_back(source.label);
  placement.authority.assign(placement.areas.size(), Placement::npos);
  for (const Portion& portion : table.portions) {
    std::size_t& authority = placement.authority[portion.from];
    if (authority != Placement::npos)
      throw Error(Fault::data, layer.name,
                  table.sources[portion.from].label + " lies in " + table.target_names[authority] + " and in " +
                      table.target_names[portion.to] + ", and the measure needs whole areas",
                  "say `carry_by: centroid`, which puts each area in one authority");
    authority = portion.to;
  }
  return placement;
}

ConversionTable Binder::weighed(const Layer& layer, const ValueSpec& value, const Binding& binding,
                                const std::string& used_for, std::string& how) {
  ConversionTable table = table_of(layer);
  const Carrying& carrying = *layer.carrying;
  const bool by_own_areas =
      carrying.way == Carrying::Way::centroid || (carrying.way == Carrying::Way::lookup && carrying.weight.empty());
  if (value.carry != Carry::mean || !by_own_areas) return table;
  Placement areas;
  areas.from = table.from;
  for (const SourceAreas& source : table.sources) areas.areas.push_back(source.label);
  const std::vector<double> weight = weights(layer, value, binding, areas, used_for, how);
  if (weight.empty()) return table;
  std::vector<std::size_t> portions(table.sources.size());
  for (const Portion& portion : table.portions) ++portions[portion.from];
  for (Portion& portion : table.portions) portion.weight = portions[portion.from] == 1 ? weight[portion.from] : nan;
  table.weight = how.substr(how.find("by ") + 3);
  return table;
}

BoundTable Binder::carried(const std::string& used_for, const Layer& layer, const ValueSpec& value,
                           const Binding& binding, const Cube& cube) {
  std::string weighed_by;
  const ConversionTable table = weighed(layer, value, binding, used_for, weighed_by);
  const Carrying& carrying = *layer.carrying;
  add_carrying_sources(layer, used_for);
  if (value.carry == Carry::none) check_whole(layer, value, table);
  Conversion conversion;
  conversion.min_coverage = binding.min_coverage.value_or(value.carry == Carry::mean && !carrying.min_coverage
                                                              ? std::min(value.min_coverage, carrying.least_coverage())
                                                              : carrying.least_coverage());
  const CarriedCube carried = with_keys(layer, [&] {
    check_percentage(value, cube);
    return carry_over(cube, table, measure_of(value), conversion.min_coverage);
  });
  conversion.layer = layer.name;
  conversion.value = value.id;
  conversion.used_for = used_for;
  conversion.from = table.from;
  conversion.to = m_authorities.geography;
  conversion.how = std::string(value.carry == Carry::count  ? "sum, "
                               : value.carry == Carry::mean ? "mean" + weighed_by + ", "
                                                            : "as published, ") +
                   words_of(carrying);
  conversion.changes = table.changes;
  conversion.source_areas = cube.areas.size();
  conversion.authorities = m_authorities.size();
  conversion.split_areas = split_areas(table);
  if (value.carry == Carry::count) {
    conversion.source_total = carried.before;
    conversion.carried_total = carried.after;
    conversion.outside = carried.outside + carried.withheld;
    if (std::abs(carried.before - carried.after - conversion.outside) > 1e-9 * carried.before)
      throw Error(Fault::data, layer.name,
                  fmt::format("{} sums to {} before and {} after it was carried", value.id, carried.before,
                              carried.after + conversion.outside),
                  "check the boundaries");
    if (conversion.outside > 0) report_outside(layer, value, conversion);
  }
  std::vector<std::string> areas;
  for (const SourceAreas& source : table.sources) areas.push_back(source.label);
  report_absent(layer, table.from, areas, cube.areas);
  m_run.conversions.push_back(std::move(conversion));
  BoundTable bound;
  bound.input.cube = carried.cube;
  bound.route.parts = parts_of(cube, table);
  m_bound[used_for].push_back({layer.name + ":" + value.id, carried.flags});
  return bound;
}

void Binder::add_carrying_sources(const Layer& layer, const std::string& used_for) {
  const Carrying& carrying = *layer.carrying;
  const auto layer_of = [](const std::string& weight) { return weight.substr(0, weight.find(':')); };
  std::vector<std::string> names{layer_of(carrying.weight), layer_of(table_of(layer).weight)};
  if (carrying.way != Carrying::Way::lookup)
    names.insert(names.end(), {carrying.onto.empty() ? m_run.assessment.areas.boundaries : carrying.onto,
                               carrying.boundaries, carrying.places});
  for (const std::string& name : names)
    if (m_catalogue.has_layer(name)) add_source(m_run, m_catalogue.layer(name, carrying.place), used_for);
  const Geography& from = m_catalogue.geography(layer.geography, layer.place);
  if (!from.file.empty()) add_source(m_run, from, used_for);
}

void Binder::report_absent(const Layer& layer, const std::string& geography, const std::vector<std::string>& areas,
                           const std::vector<std::string>& with_row) {
  std::vector<std::string> absent;
  for (const std::string& code : areas)
    if (!std::binary_search(with_row.begin(), with_row.end(), code)) absent.push_back(code);
  if (absent.empty()) return;
  m_findings.warning(
      Fault::data, layer.name,
      fmt::format("{} of {} areas of {} have no row: {}", absent.size(), areas.size(), geography, short_list(absent)),
      "their figures count as missing");
}

void Binder::report_outside(const Layer& layer, const ValueSpec& value, const Conversion& conversion) {
  // Of internal layers no totals: they may give away a small count that is withheld.
  const std::string what =
      layer.disclosure == "internal"
          ? "a part of its figures reaches no authority"
          : fmt::format("{:.0f} of {:.0f} reach no authority ({:.3f} %)", conversion.outside, conversion.source_total,
                        100 * conversion.outside / conversion.source_total);
  m_findings.warning(Fault::data, layer.name, value.id + ": " + what,
                     "`carry_by: {uncovered: nearest}` gives what lies in none to the nearest; a lower `min_coverage` "
                     "shows authorities of which less is covered");
}

std::vector<std::uint32_t> Binder::flags(const std::string& used_for) const {
  std::vector<std::uint32_t> all(m_authorities.size());
  const auto found = m_bound.find(used_for);
  if (found == m_bound.end()) return all;
  for (const Bound& one : found->second)
    for (std::size_t i = 0; i < all.size(); ++i) all[i] |= one.flags[i];
  for (const Bound& one : found->second)
    for (std::size_t i = 0; i < all.size(); ++i)
      if ((all[i] & flag::shared) && !(one.flags[i] & flag::shared))
        throw Error(Fault::data, used_for,
                    "one figure is shared by " + m_authorities.units[i].name + " (" + m_authorities.units[i].code +
                        ") and others, and " + one.role + " is its own, so that they do not go together",
                    "join these authorities under `areas.join`, or bind both to figures of the same areas");
  return all;
}

} // namespace tranche
