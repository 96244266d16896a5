#include "tranche/run/pipeline.hpp"

#include <gdal.h>
#include <geos_c.h>
#include <proj.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "outputs/words.hpp"
#include "run/authorities.hpp"
#include "run/binder.hpp"
#include "run/drawn.hpp"
#include "run/overlaps.hpp"
#include "run/recomputable.hpp"
#include "run/shapes.hpp"
#include "run/suppress.hpp"
#include "run/wording.hpp"
#include "tranche/decide/uncertainty.hpp"
#include "tranche/decide/weights.hpp"
#include "tranche/indicators/kinds.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/sha256.hpp"
#include "tranche/run/clusters.hpp"
#include "tranche/run/comparison.hpp"
#include "tranche/run/shrink.hpp"

namespace tranche {
namespace {

/// The steps of the one straight line. Each leaves its result in the run; faults of independent parts are gathered.
class Pipeline {
public:
  Pipeline(const Assessment& assessment, const RunOptions& options)
      : m_options(options), m_catalogue(Catalogue::for_assessment(assessment, options.catalogues)),
        m_host(options.plugin_dirs) {
    m_run.assessment = assessment;
    if (!options.boundaries.empty()) m_run.assessment.areas.boundaries = options.boundaries;
  }

  Checked run() {
    guarded([&] { authorities(); });
    if (!m_findings.has_errors()) {
      guarded([&] { population(); });
      for (const IndicatorSettings& settings : m_run.assessment.indicators) guarded([&] { indicator(settings); });
      guarded([&] { boundaries(); });
      guarded([&] { sites(); });
    }
    if (!m_findings.has_errors()) // after the boundaries, which say who is whose neighbour
      for (IndicatorColumn& column : m_run.indicators) guarded([&] { shrink(column); });
    if (!m_findings.has_errors()) guarded([&] { decision(); });
    if (!m_findings.has_errors()) guarded([&] { comparisons(); });
    if (!m_findings.has_errors()) guarded([&] { clusters(); });
    if (!m_findings.has_errors()) provenance();
    return {std::move(m_run), std::move(m_findings)};
  }

private:
  template <typename Step> void guarded(Step&& step) {
    try {
      step();
    } catch (const Error& error) {
      for (const Finding& finding : error.findings()) m_findings.add(finding);
    }
  }

  void authorities() {
    const AreasSettings& areas = m_run.assessment.areas;
    m_run.authorities = make_authorities(areas, m_run.assessment.file, m_catalogue, m_run);
    m_binder.emplace(m_catalogue, m_run.authorities, m_run, m_findings, m_options.threads);
    for (const Geography& geography : m_catalogue.geographies()) {
      const AreaList& list = m_catalogue.areas(geography);
      for (std::size_t i = 0; i < list.size(); ++i) m_area_names.emplace(list.codes[i], list.names[i]);
    }
  }

  void population() {
    Authorities& authorities = m_run.authorities;
    authorities.population.assign(authorities.size(), std::nan(""));
    const Geography& geography = m_catalogue.geography(authorities.geography, m_run.assessment.areas.place);
    const std::optional<Binding>& binding =
        m_run.assessment.areas.population ? m_run.assessment.areas.population : geography.population;
    if (!binding) return;
    authorities.population = m_binder->population(*binding);
    for (std::size_t i = 0; i < authorities.size(); ++i)
      if (authorities.population[i] < 50000)
        m_findings.warning(Fault::data, authorities.units[i].name + " (" + authorities.units[i].code + ")",
                           fmt::format("has {} residents: rates of rare events say little below 50,000",
                                       words::grouped(authorities.population[i], 0)),
                           "join it with a neighbour under `areas.join`, as national profiles do");
  }

  /// The layer that an optional indicator lacks; empty when all are there.
  std::string absent_layer(const IndicatorSettings& settings) const {
    for (const auto& [role, binding] : settings.inputs)
      if (!m_catalogue.has_layer(binding.layer)) return binding.layer;
    return {};
  }

  void indicator(const IndicatorSettings& settings) {
    const std::string lacking = settings.optional ? absent_layer(settings) : std::string();
    if (!lacking.empty()) {
      const std::string title = !settings.title.empty()     ? settings.title
                                : settings.kind == "plugin" ? loaded(settings).info().title
                                                            : settings.id;
      m_run.absent.push_back({settings.id, title, "no table is supplied as " + lacking});
      m_findings.warning(Fault::data, settings.place.text(),
                         "left out: " + title + " (no table is supplied as " + lacking + ")",
                         "register the table with `tranche layers add " + lacking +
                             " FILE`; until then it does not enter the ranking, not even as zero");
      return;
    }
    IndicatorColumn column = settings.kind == "plugin" ? from_plugin(settings) : of_kind(settings);
    column.id = settings.id;
    const std::vector<std::uint32_t> carried = m_binder->flags(settings.id);
    for (std::size_t i = 0; i < carried.size(); ++i) column.flags[i] |= carried[i];
    refuse_too_large(column, m_run.authorities);
    if (!settings.title.empty()) column.title = settings.title;
    if (settings.direction) column.direction = *settings.direction;
    for (const auto& [role, binding] : settings.inputs) column.bound.emplace_back(role, binding.layer);
    for (auto& [authority, text] : column.notes) {
      text = with_names(without_own_code(text, m_run.authorities.units[authority]));
      m_findings.note(Fault::data,
                      settings.id + ", " + m_run.authorities.units[authority].name + " (" +
                          m_run.authorities.units[authority].code + ")",
                      text);
    }
    m_run.indicators.push_back(std::move(column));
  }

  /// Whatever the step refuses, with the place in the assessment that asked for it.
  template <typename Step> static auto at(const Place& place, Step&& step) -> decltype(step()) {
    try {
      return step();
    } catch (const Error& error) {
      std::vector<Finding> findings = error.findings();
      for (Finding& finding : findings) finding.where = place.text() + ": " + finding.where;
      throw Error(std::move(findings));
    }
  }

  LoadedPlugin loaded(const IndicatorSettings& settings) const {
    return at(settings.place, [&] { return m_host.load(settings.plugin); });
  }

  /// A plugin knows areas by code only; people know them by name.
  std::string with_names(std::string_view text) {
    std::string named;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at;
      while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end]))) ++end;
      const std::string word(text.substr(at, end - at));
      const auto found = m_area_names.find(word);
      named += found == m_area_names.end() ? word : found->second;
      if (end < text.size()) named += text[end++];
      at = end;
    }
    return named;
  }

  IndicatorColumn of_kind(const IndicatorSettings& settings) {
    std::vector<BoundTable> tables;
    for (const auto& [role, binding] : settings.inputs)
      tables.push_back(m_binder->bind(settings.id, role, binding, false, ""));
    IndicatorColumn column = compute_kind(settings, m_run.authorities.codes(), m_run.authorities.names(),
                                          m_run.assessment.report.confidence, inputs_of(tables));
    if (!tables.empty()) column.periods = tables.front().input.cube.periods;
    m_recomputable[settings.id] = recomputable(settings, m_run, std::move(tables));
    return column;
  }

  IndicatorColumn from_plugin(const IndicatorSettings& settings) {
    const LoadedPlugin plugin = loaded(settings);
    const MeasureInfo& measure =
        at(settings.place, [&]() -> const MeasureInfo& { return plugin.info().measure(settings.measure); });
    Findings faults;
    const std::vector<ParameterValue> parameters = plugin.resolve_parameters(settings.params, settings.place, faults);
    check_roles(settings, plugin.info(), measure, faults);
    faults.throw_if_errors();
    std::vector<BoundTable> tables;
    for (const RoleInfo& role : measure.roles)
      for (const auto& [name, binding] : settings.inputs)
        if (name == role.name)
          tables.push_back(m_binder->bind(settings.id, name, binding, role.binding == "members", role.level));
    IndicatorColumn column = plugin.compute(settings.measure, m_run.authorities.codes(), m_run.authorities.names(),
                                            m_run.assessment.report.confidence, inputs_of(tables), parameters);
    for (const ParameterValue& parameter : parameters)
      if (!parameter.labels.empty() && parameter.numbers.empty()) column.periods = parameter.labels;
    if (column.periods.empty() && !tables.empty()) column.periods = tables.front().input.cube.periods;
    m_recomputable[settings.id] = recomputable(plugin, measure, parameters, m_run, std::move(tables));
    m_plugins[plugin.info().id] =
        plugin.info().id + " " + plugin.info().version + " " + sha256_of_file(plugin.info().path);
    return column;
  }

  static void check_roles(const IndicatorSettings& settings, const PluginInfo& plugin, const MeasureInfo& measure,
                          Findings& faults) {
    std::string names;
    for (const RoleInfo& role : measure.roles) {
      names += (names.empty() ? "" : ", ") + role.name;
      const bool bound = std::any_of(settings.inputs.begin(), settings.inputs.end(),
                                     [&](const auto& input) { return input.first == role.name; });
      if (role.required && !bound)
        faults.error(Fault::settings, settings.place.text(),
                     "the measure " + measure.id + " of " + plugin.id + " needs the input '" + role.name + "'",
                     "bind it to a layer: " + role.title);
    }
    for (const auto& [name, binding] : settings.inputs) {
      const bool known = std::any_of(measure.roles.begin(), measure.roles.end(),
                                     [&, wanted = name](const RoleInfo& role) { return role.name == wanted; });
      if (!known)
        faults.error(Fault::settings, binding.place.text(),
                     "the measure " + measure.id + " of " + plugin.id + " has no input '" + name + "'",
                     "it has: " + names);
    }
  }

  void boundaries() {
    const AreasSettings& areas = m_run.assessment.areas;
    if (areas.boundaries.empty()) return;
    const Layer& layer = m_catalogue.layer(areas.boundaries, areas.place);
    const Geography& geography = m_catalogue.geography(m_run.authorities.geography, areas.place);
    if (m_catalogue.geography(layer.geography, layer.place).id != geography.id)
      throw Error(Fault::settings, areas.place.text(),
                  "the boundaries " + layer.name + " are of " + layer.geography + ", and " + geography.id +
                      " is ranked",
                  "name boundaries of " + geography.id);
    m_run.boundaries = read_boundaries(m_catalogue, layer, m_catalogue.areas(geography), areas.crs);
    simplify_for_drawing(m_run);
    for (const std::string& repair : m_run.boundaries.repaired)
      m_findings.note(Fault::data, layer.name, "repaired " + repair);
    if (m_run.boundaries.ignored > 0)
      m_findings.note(
          Fault::data, layer.name,
          fmt::format("{} areas of the file are not in {} and were left out", m_run.boundaries.ignored, geography.id));
    add_source(m_run, layer, "boundaries");
    m_run.shape_unit = units_of_shapes(m_run.boundaries, m_run.authorities);
    read_hexmap(m_run, m_catalogue);
  }

  void sites() {
    const SitesSettings& settings = m_run.assessment.sites;
    if (settings.layer.empty()) return;
    const Layer& layer = m_catalogue.layer(settings.layer, settings.place);
    m_run.sites = at(settings.place,
                     [&] { return read_sites(m_catalogue, layer, m_run.authorities, m_run.assessment.areas.crs); });
    add_source(m_run, layer, "sites");
  }

  void shrink(IndicatorColumn& column) {
    for (const IndicatorSettings& settings : m_run.assessment.indicators) {
      if (settings.id != column.id || settings.shrink.towards == ShrinkSettings::Towards::none) continue;
      if (settings.shrink.towards == ShrinkSettings::Towards::neighbours && m_neighbours.empty())
        m_neighbours = neighbours_of(m_run.authorities, m_run.boundaries, m_run.shape_unit, settings.place);
      shrink_figures(column, settings, m_run.authorities, m_neighbours, m_findings);
    }
  }

  void decision() {
    const IndexSettings index = index_in_use(m_run.assessment.index, m_run.indicators, m_run.absent);
    const std::vector<std::string> codes = m_run.authorities.codes();
    const std::vector<std::string> regions = m_run.authorities.regions();
    std::vector<std::string> names = m_run.authorities.names();
    for (std::string& name : names) name = display_name(name);
    const Candidates candidates{codes, m_run.authorities.population, regions, names};
    const Withheld withheld = choose_withheld(m_run, m_catalogue, m_findings);
    const bool use = m_run.assessment.suppress.use_in_index && withheld.any();
    if (!use) withhold(m_run, withheld);
    m_run.decision =
        decide(candidates, m_run.indicators, index, m_run.assessment.tranches, m_run.assessment.allocation);
    m_run.burden = compare_burdens(candidates, m_run.indicators, index, m_run.assessment.tranches);
    if (m_run.burden)
      for (std::string& sentence : m_run.burden->sentences()) m_run.decision.remarks.push_back(std::move(sentence));
    m_run.audit = audit(candidates, index);
    m_run.pools = drawn_figures();
    m_run.uncertainty = estimate_uncertainty(m_run.decision, candidates, m_run.indicators, index,
                                             m_run.assessment.tranches, m_run.assessment.allocation,
                                             m_run.assessment.uncertainty, m_options.threads, m_run.figure_pools());
    if (m_options.sensitivity_rows > 0)
      m_run.sensitivity = estimate_sensitivity(
          m_run.decision, candidates, m_run.indicators, index, m_run.assessment.tranches, m_run.assessment.allocation,
          m_run.assessment.uncertainty, {m_options.sensitivity_rows, 1000, m_options.threads}, m_run.figure_pools());
    if (use) {
      withhold_steps(m_run, withheld);
      m_run.decision.remarks.push_back("withheld figures count in the score (suppress.use_in_index): score, rank, "
                                       "tranche and money reveal something of them");
      m_findings.warning(Fault::settings, m_run.assessment.suppress.place.text(), m_run.decision.remarks.back(),
                         "leave use_in_index out before anything is published");
    }
    for (std::size_t c = 0; c < m_run.indicators.size(); ++c)
      for (std::size_t i = 0; i < m_run.authorities.size(); ++i)
        m_run.indicators[c].flags[i] |= m_run.decision.columns[c].flags[i];
    for (std::string& remark : m_run.decision.remarks) remark = with_title_first(std::move(remark), m_run.indicators);
    for (std::string& reason : m_run.decision.reason) reason = with_titles(std::move(reason), m_run.indicators);
  }

  std::shared_ptr<const FigurePools> drawn_figures() {
    std::vector<std::shared_ptr<const Recomputable>> made;
    for (const IndicatorColumn& column : m_run.indicators) made.push_back(m_recomputable[column.id]);
    return std::make_shared<const FigurePools>(
        make_pools(m_run, made, m_options.sensitivity_rows, m_options.threads, m_findings));
  }

  void comparisons() {
    m_run.comparisons = compare_figures(m_run);
    const std::string& gradient = m_run.assessment.compare.inequality;
    const bool any = std::any_of(m_run.comparisons.begin(), m_run.comparisons.end(),
                                 [](const FigureComparison& one) { return one.inequality.has_value(); });
    if (!gradient.empty() && !any)
      m_findings.warning(Fault::data, m_run.assessment.compare.place.text(),
                         "no inequality over the groups of " + gradient +
                             ": it was left out, has fewer figures than groups, or is the only indicator",
                         "name another indicator, or fewer quantiles");
  }

  /// They are found when the run is complete; what cannot be found is refused before.
  void clusters() const {
    for (const ClusterOptions& options : asked_clusters(m_run, m_options.threads))
      at(m_run.assessment.clusters.place, [&] { check_clusters(m_run, options); });
  }

  Audit audit(const Candidates& candidates, const IndexSettings& index) const {
    return tranche::audit(m_run.decision, candidates, m_run.indicators, index, m_run.assessment.tranches,
                          m_run.assessment.allocation, {m_options.kendall, m_options.threads});
  }

  void provenance() {
    std::sort(m_run.sources.begin(), m_run.sources.end(),
              [](const Source& a, const Source& b) { return a.layer < b.layer; });
    m_run.overlaps = overlaps_of(m_catalogue, m_run);
    m_run.versions.tranche = TRANCHE_VERSION;
    m_run.versions.gdal = GDALVersionInfo("RELEASE_NAME");
    m_run.versions.geos = GEOSversion();
    m_run.versions.proj = proj_info().release;
    m_run.versions.compiler = __VERSION__;
    for (const auto& [id, text] : m_plugins) m_run.versions.plugins.push_back(text);
    m_run.data_date = data_date();
    for (const Finding& finding : m_findings.items())
      if (finding.severity != Severity::error) m_run.findings.add(finding);
    m_run.id = run_id(m_run);
  }

  /// First and last year of the periods used: "2018 to 2022".
  std::string data_date() const {
    std::set<std::string> years;
    for (const IndicatorColumn& column : m_run.indicators)
      for (const std::string& period : column.periods)
        if (period.size() >= 4 &&
            std::all_of(period.begin(), period.begin() + 4, [](char c) { return c >= '0' && c <= '9'; }))
          years.insert(period.substr(0, 4));
    if (years.empty()) return {};
    return years.size() == 1 ? *years.begin() : *years.begin() + " to " + *years.rbegin();
  }

  const RunOptions& m_options;
  Catalogue m_catalogue;
  PluginHost m_host;
  Run m_run;
  Findings m_findings;
  std::optional<Binder> m_binder;
  std::map<std::string, std::string> m_plugins;
  std::map<std::string, std::shared_ptr<const Recomputable>> m_recomputable; ///< by indicator
  std::unordered_map<std::string, std::string> m_area_names;
  NeighbourLists m_neighbours; ///< found when an indicator asks for them
};

} // namespace

Run assess(const Assessment& assessment, const RunOptions& options) {
  Checked checked = check_assessment(assessment, options);
  checked.findings.throw_if_errors();
  return std::move(checked.run);
}

Checked check_assessment(const Assessment& assessment, const RunOptions& options) {
  return Pipeline(assessment, options).run();
}

} // namespace tranche
