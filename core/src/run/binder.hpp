#pragma once
#include <string>
#include <vector>

#include "tranche/geography/carry_over.hpp"
#include "tranche/indicators/plugin_host.hpp"
#include "tranche/run/run.hpp"

namespace tranche {

/// Binds roles to layers: reads, picks periods and categories, carries over or groups, and records what was done.
class Binder {
public:
  Binder(const Catalogue& catalogue, const Authorities& authorities, Run& run, Findings& findings)
      : m_catalogue(catalogue), m_authorities(authorities), m_run(run), m_findings(findings) {}

  /// level: of area that the role needs, or empty.
  BoundInput bind(const std::string& used_for, const std::string& role, const Binding& binding, bool members,
                  const std::string& level);

  /// Residents of each authority; NaN where unknown.
  std::vector<double> population(const Binding& binding);

private:
  const ValueSpec& value_of(const Layer& layer, const std::string& role, const Binding& binding) const;
  Cube picked(Cube cube, const Binding& binding) const;
  std::vector<double> weights(const Layer& layer, const ValueSpec& value, const Binding& binding,
                              const Placement& placement, const std::string& used_for, std::string& how) const;
  BoundInput national(const std::string& role, const Cube& cube) const;
  /// What became of the records of a layer of incidents, once.
  void report_tally(const Layer& layer, const TableReport& report, const std::string& used_for);
  void report_totals(const Layer& layer, const ValueSpec& value, const Cube& cube);
  /// The change from the period before the last to the last.
  void report_change(const Layer& layer, const ValueSpec& value, const Cube& cube);
  void record(const std::string& used_for, const Layer& layer, const ValueSpec& value, const Placement& placement,
              const Cube& source, const BoundInput& bound, const std::string& how);

  const Catalogue& m_catalogue;
  const Authorities& m_authorities;
  Run& m_run;
  Findings& m_findings;
};

/// Notes a layer, or the code list of a geography, among the run's sources, once, with what it was used for.
void add_source(Run& run, const Layer& layer, const std::string& used_for);
void add_source(Run& run, const Geography& geography, const std::string& used_for);

} // namespace tranche
