#include "outputs/files.hpp"
#include "outputs/page_template.hpp"
#include "outputs/report_money.hpp"

namespace tranche {

// Made at build time from tools/web/report.*, so that the tool needs no file beside it.
extern const char* const report_page;
extern const char* const report_style;
extern const char* const report_script;

namespace {

std::string what_if_text(const Run& run, std::span<const Clusters> clusters) {
  report::Json model = report::what_if(run);
  if (model.is_null()) return {};
  model["layers"] = report::layers(run, clusters);
  model["sites"] = report::sites(run);
  return report::script_json(model);
}

} // namespace

std::string report_html(const Run& run, std::span<const Clusters> clusters) {
  report::Json model = report::head(run);
  model["style"] = report_style;
  model["script"] = report_script;
  model["map"] = report::map_svg(run);
  model["what_if"] = what_if_text(run, clusters);
  model["schematic"] = run.boundaries.schematic;
  model["classes"] = report::classes(run);
  model["sites"] = report::sites(run);
  model["tranches"] = report::tranches(run);
  model["payments"] = report::payments(run);
  model["top_ten"] = report::top_ten(run);
  model["figures"] = report::figures(run);
  model["unranked_list"] = report::unranked(run);
  model["any_unranked"] = !model["unranked_list"].empty();
  model["method"] = report::method(run);
  model["quality"] = report::quality(run);
  model["recipe"] = report::recipe(run);
  model["inequalities"] = report::inequalities(run);
  model["audit"] = report::audit(run);
  model["sources"] = report::sources(run);
  model["decisions"] = report::decisions(run);
  return report::filled_page(report_page, "report.html", model);
}

} // namespace tranche
