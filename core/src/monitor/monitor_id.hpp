#pragma once
#include <string>

#include "tranche/monitor/monitor.hpp"

namespace tranche::monitoring {

/// First 12 digits of the SHA-256 of the version, the programme, the checksums of the actuals and the day: the same
/// question has the same id on another day in another folder.
std::string monitor_id(const Monitoring& monitoring);

} // namespace tranche::monitoring
