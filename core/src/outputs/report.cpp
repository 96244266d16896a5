#include <kainjow/mustache.hpp>

#include "outputs/files.hpp"
#include "outputs/report_model.hpp"
#include "tranche/finding.hpp"

namespace tranche {

// Made at build time from tools/web/report.*, so that the tool needs no file beside it.
extern const char* const report_page;
extern const char* const report_style;
extern const char* const report_script;

namespace {

using kainjow::mustache::data;

/// JSON as mustache sees it: false and null hide a section, lists repeat it. Everything else is text, escaped by {{ }}.
data to_mustache(const report::Json& model) {
  if (model.is_object()) {
    data object(data::type::object);
    for (const auto& [key, value] : model.items()) object.set(key, to_mustache(value));
    return object;
  }
  if (model.is_array()) {
    data list(data::type::list);
    for (const auto& value : model) list << to_mustache(value);
    return list;
  }
  if (model.is_boolean()) return data(model.get<bool>());
  if (model.is_null()) return data(false);
  if (model.is_string()) {
    const auto& text = model.get_ref<const std::string&>();
    return text.empty() ? data(false) : data(text);
  }
  return data(model.dump());
}

std::string what_if_text(const Run& run, std::span<const Clusters> clusters) {
  report::Json model = report::what_if(run);
  if (model.is_null()) return {};
  model["layers"] = report::layers(run, clusters);
  return report::script_json(model);
}

} // namespace

std::string report_html(const Run& run, std::span<const Clusters> clusters) {
  kainjow::mustache::mustache page(report_page);
  if (!page.is_valid())
    throw Error(Fault::system, "report.html", "its template is damaged: " + page.error_message(),
                "build the tool again");
  report::Json model = report::head(run);
  model["style"] = report_style;
  model["script"] = report_script;
  model["map"] = report::map_svg(run);
  model["what_if"] = what_if_text(run, clusters);
  model["schematic"] = run.boundaries.schematic;
  model["classes"] = report::classes(run);
  model["tranches"] = report::tranches(run);
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
  return page.render(to_mustache(model));
}

} // namespace tranche
