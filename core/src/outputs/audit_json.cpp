#include <nlohmann/json.hpp>

#include "outputs/audit_plots.hpp"
#include "outputs/manifest_audit.hpp"
#include "tranche/outputs/audit.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/run_folder.hpp"

namespace tranche {

std::string audit_json(const Run& run) {
  using json = nlohmann::ordered_json;
  json out{{"audit_of", run.assessment.id},
           {"assessment", run.assessment.name},
           {"state", draft_or_final(run.assessment)},
           {"statement", statement(run.assessment)},
           {"data", run.data_date},
           {"authorities", run.authorities.size()}};
  out.update(manifest::audit_part(run));
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

void write_audit(const Run& run, const std::filesystem::path& out, bool overwrite) {
  std::vector<std::pair<std::string, std::string>> files = {
      {"audit-correlations.svg", plots::correlation_map(run.audit)},
      {"audit-scree.svg", plots::scree(run.audit)},
      {"audit-weights.svg", plots::weight_bars(run.audit)},
      {"audit.json", audit_json(run)}};
  std::erase_if(files, [](const auto& file) { return file.second.empty(); }); // no components, no scree
  write_side_folder(out, overwrite, "an audit", files);
}

} // namespace tranche
