#include "maps/svg_text.hpp"

#include <cctype>
#include <map>

#include "outputs/report_model.hpp"

namespace tranche::maps {

std::string finished_svg(std::string_view svg, std::string_view title, std::string_view description) {
  constexpr std::string_view counter = "surface";
  std::string out;
  std::map<std::string, std::size_t, std::less<>> numbers;
  std::size_t from = 0;
  for (std::size_t at; (at = svg.find(counter, from)) != std::string_view::npos;) {
    const std::size_t digits = at + counter.size();
    std::size_t end = digits;
    while (end < svg.size() && std::isdigit(static_cast<unsigned char>(svg[end])) != 0) ++end;
    out += svg.substr(from, digits - from);
    from = end;
    if (end == digits) continue;
    const auto number = numbers.emplace(svg.substr(digits, end - digits), numbers.size() + 1).first->second;
    out += std::to_string(number);
  }
  out += svg.substr(from);
  const std::size_t root = out.find("<svg ");
  if (root == std::string::npos) return out;
  out.insert(out.find('>', root) + 1,
             "\n<title>" + report::escaped(title) + "</title>\n<desc>" + report::escaped(description) + "</desc>");
  out.insert(root + 5, "role=\"img\" ");
  return out;
}

} // namespace tranche::maps
