#pragma once
#include "tranche/monitor/programme.hpp"

namespace tranche::monitoring {

/// Faults between keys: ids that stand twice, outcomes that are not there, baselines and targets that cannot be.
void check_programme(const MonitorProgramme& programme, Findings& findings);

} // namespace tranche::monitoring
