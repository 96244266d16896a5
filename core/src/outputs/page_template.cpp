#include "outputs/page_template.hpp"

#include <kainjow/mustache.hpp>

#include "tranche/finding.hpp"

namespace tranche::report {
namespace {

using kainjow::mustache::data;

data to_mustache(const Json& model) {
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

} // namespace

std::string filled_page(const char* page, const char* name, const Json& model) {
  kainjow::mustache::mustache filled(page);
  if (!filled.is_valid())
    throw Error(Fault::system, name, "its template is damaged: " + filled.error_message(), "build the tool again");
  return filled.render(to_mustache(model));
}

} // namespace tranche::report
