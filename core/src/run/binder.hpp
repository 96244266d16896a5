#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "run/route.hpp"
#include "tranche/geography/carry_over.hpp"
#include "tranche/geography/carrying.hpp"
#include "tranche/indicators/plugin_host.hpp"
#include "tranche/run/run.hpp"

namespace tranche {

/// Binds roles to layers: reads, picks periods and categories, carries over or groups, and records what was done.
class Binder {
public:
  Binder(const Catalogue& catalogue, const Authorities& authorities, Run& run, Findings& findings, int threads = 1)
      : m_catalogue(catalogue), m_authorities(authorities), m_run(run), m_findings(findings), m_threads(threads) {}

  /// level: of area that the role needs, or empty.
  BoundTable bind(const std::string& used_for, const std::string& role, const Binding& binding, bool members,
                  const std::string& level);

  /// What was done to the figures bound for an indicator, by authority: flag::shared, flag::apportioned.
  /// @throws Error (data) when one of its inputs is shared by several authorities and another is not: a rate would
  ///         have the events of all over the people of one.
  std::vector<std::uint32_t> flags(const std::string& used_for) const;

  /// Residents of each authority; NaN where unknown.
  std::vector<double> population(const Binding& binding);

private:
  /// The picked figures by the areas of their table. Everything that touches a file happens here.
  Cube read(const std::string& used_for, const Layer& layer, const ValueSpec& value, const Binding& binding);
  const ValueSpec& value_of(const Layer& layer, const std::string& role, const Binding& binding) const;
  Cube picked(Cube cube, const Binding& binding) const;
  std::vector<double> weights(const Layer& layer, const ValueSpec& value, const Binding& binding,
                              const Placement& placement, const std::string& used_for, std::string& how) const;
  /// Figures of a layer that says how it is carried (`carry_by`).
  BoundTable carried(const std::string& used_for, const Layer& layer, const ValueSpec& value, const Binding& binding,
                     const Cube& cube);
  /// Members, or figures carried by lookup alone: every area lies in one authority.
  BoundTable placed(const std::string& used_for, const Layer& layer, const ValueSpec& value, const Binding& binding,
                    const Cube& cube, const Placement& placement, bool members);
  const ConversionTable& table_of(const Layer& layer);
  /// The table with the weights of a mean, by its own areas, where the way of carrying knows none.
  ConversionTable weighed(const Layer& layer, const ValueSpec& value, const Binding& binding,
                          const std::string& used_for, std::string& how);
  /// @throws Error (data) when an area lies in several authorities.
  Placement placement_of(const Layer& layer);
  void add_carrying_sources(const Layer& layer, const std::string& used_for);
  BoundInput national(const std::string& role, const Cube& cube) const;
  /// What became of the records of a layer of incidents, once.
  void report_tally(const Layer& layer, const TableReport& report, const std::string& used_for);
  /// Its records by authority and category, unless the assessment withholds counts.
  void count_by_authority(const Layer& layer, const Placement& placement);
  void report_totals(const Layer& layer, const ValueSpec& value, const Cube& cube);
  /// The change from the period before the last to the last.
  void report_change(const Layer& layer, const ValueSpec& value, const Cube& cube);
  /// A warning for areas of the geography that the table has no row for, and for figures that reach no authority.
  void report_absent(const Layer& layer, const std::string& geography, const std::vector<std::string>& areas,
                     const std::vector<std::string>& with_row);
  void report_outside(const Layer& layer, const ValueSpec& value, const Conversion& conversion);
  void record(const std::string& used_for, const Layer& layer, const ValueSpec& value, const Placement& placement,
              const Cube& source, const BoundInput& bound, const std::string& how);

  const Catalogue& m_catalogue;
  const Authorities& m_authorities;
  Run& m_run;
  Findings& m_findings;
  int m_threads;
  std::map<std::string, ConversionTable> m_tables; ///< by layer
  struct Bound {
    std::string role;
    std::vector<std::uint32_t> flags;
  };
  std::map<std::string, std::vector<Bound>> m_bound; ///< by indicator
};

/// Notes a layer, or the code list of a geography, among the run's sources, once, with what it was used for.
void add_source(Run& run, const Layer& layer, const std::string& used_for);
void add_source(Run& run, const Geography& geography, const std::string& used_for);

} // namespace tranche
