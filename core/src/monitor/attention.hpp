#pragma once
#include "tranche/monitor/monitor.hpp"

namespace tranche::monitoring {

/// Authorities that are behind, or whose charts show a special cause for the worse of late: who stands out first, then
/// by distance from the path, then by the events short of it, then by code.
std::vector<Attention> attention_of(const Monitoring& monitoring);

} // namespace tranche::monitoring
