#pragma once
#include "scratch.hpp"
#include "tranche/monitor/monitor.hpp"

/// A programme of one measure, and what comes of figures for it.
struct Monitored {
  std::string measure; ///< YAML of the measure beyond id, title, outcome, unit, source
  std::string judge = "{}";

  tranche::MonitorProgramme programme() const {
    const Scratch folder;
    return tranche::read_monitor_programme(
        folder.write("p.yaml", "programme: p\nareas: {geography: g}\njudge: " + judge +
                                   "\noutcomes: [{id: o, title: O, kind: strategic}]\nmeasures:\n"
                                   "  - {id: m, title: Measure, outcome: o, unit: u, source: s, " +
                                   measure + "}\n"));
  }

  static tranche::AreaList areas() {
    tranche::AreaList list;
    for (int i = 1; i <= 40; ++i) {
      list.codes.push_back("A" + std::to_string(100 + i));
      list.names.push_back("Area " + std::to_string(i));
    }
    return list;
  }

  /// rows: lines of measure,code,start,end,numerator,denominator,status,dated_by.
  tranche::Monitoring of(const std::string& rows, std::int64_t as_of = 0) const {
    const Scratch folder;
    const tranche::MonitorProgramme read = programme();
    const auto file = folder.write("a.csv", "measure,code,start,end,numerator,denominator,status,dated_by\n" + rows);
    return tranche::monitor_programme(read, tranche::read_actuals({file}, read, areas()), areas(), as_of);
  }
};
