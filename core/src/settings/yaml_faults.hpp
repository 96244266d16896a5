#pragma once
#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

/// What can be wrong with the text of a YAML file, in words for people.
namespace tranche {

struct Explained {
  std::string where, what, remedy;
};

/// The first fault that shows before parsing: encoding, binary content, tabs in indentation.
std::optional<Explained> text_fault(std::string_view text, const std::string& name);

/// yaml-cpp's message in plain words; where stays empty.
Explained explain_syntax(const std::string& message);

} // namespace tranche
