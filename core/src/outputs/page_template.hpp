#pragma once
#include <string>

#include "outputs/report_model.hpp"

namespace tranche::report {

/// A mustache template filled from JSON: false, null and empty text hide a section, lists repeat it, everything else is
/// text, escaped by {{ }}. name: of the page, for messages.
/// @throws Error (system) when the template is damaged.
std::string filled_page(const char* page, const char* name, const Json& model);

} // namespace tranche::report
