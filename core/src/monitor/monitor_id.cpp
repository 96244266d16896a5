#include "monitor/monitor_id.hpp"

#include "monitor/days.hpp"
#include "tranche/outputs/sha256.hpp"

namespace tranche::monitoring {

std::string monitor_id(const Monitoring& monitoring) {
  std::string asked = std::string(TRANCHE_VERSION) + "\n" + iso_of(monitoring.as_of) + "\n";
  for (const ActualsFile& file : monitoring.files) asked += file.sha256 + "\n";
  return sha256(asked + monitoring.programme.resolved_yaml).substr(0, 12);
}

} // namespace tranche::monitoring
