#include "outputs/manifest_incidents.hpp"

#include "json_number.hpp"
#include "tranche/outputs/manifest.hpp"

namespace tranche::manifest {

nlohmann::ordered_json incidents_part(const Run& run) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const TalliedLayer& layer : run.tallies) {
    nlohmann::ordered_json files = nlohmann::ordered_json::array();
    for (const TalliedFile& one : layer.files)
      files.push_back({{"file", one.file.name},
                       {"records", one.file.records},
                       {"counted", one.counted},
                       {"snapped", one.snapped},
                       {"outside", one.outside},
                       {"unknown_codes", one.unknown},
                       {"duplicates", one.duplicates},
                       {"blank", one.file.blank},
                       {"broken", one.file.broken_records()},
                       {"transformation", without_absolute_paths(one.operation)}});
    const IncidentSettings& settings = layer.settings;
    list.push_back({{"layer", layer.layer},
                    {"boundaries", layer.boundaries},
                    {"placed_by", settings.codes_of.empty() ? "coordinates" : "codes of " + settings.codes_of},
                    {"snap_m", json_number(settings.snap_m)},
                    {"unique", settings.columns.id},
                    {"complete", settings.complete},
                    {"files", std::move(files)},
                    {"left_out", layer.left_out}});
  }
  return list;
}

} // namespace tranche::manifest
