#include "outputs/qgis_xml.hpp"

#include <fmt/format.h>

namespace tranche::qgis {
namespace {

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t found = std::min(text.find(what, at), text.size());
    out += text.substr(at, found - at);
    if (found < text.size()) out += by;
    at = found + (found < text.size() ? what.size() : 0);
  }
  return out;
}

} // namespace

std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\n': // a blank in an attribute otherwise
      out += "&#10;";
      break;
    default:
      if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') out += c; // XML has no others
    }
  }
  return out;
}

std::string literal(std::string_view text) { return replaced(text, "[%", "[% '[%' %]"); }

std::string expression_text(std::string_view text) {
  return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "''") + "'";
}

std::string field(std::string_view name) { return "\"" + std::string(name) + "\""; }

std::string rgba(Colour colour) { return fmt::format("{},{},{},255", colour.red, colour.green, colour.blue); }

std::string option(std::string_view name, std::string_view value) {
  return fmt::format("<Option name=\"{}\" type=\"QString\" value=\"{}\"/>", name, xml(value));
}

std::string tip_field(std::string_view name) {
  return "[% replace(replace(coalesce(" + field(name) + ",''),'&','&amp;'),'<','&lt;') %]";
}

std::string length(std::string_view name, double points) {
  return option(name, fmt::format("{:.3f}", points * mm)) + option(std::string(name) + "_unit", "MM");
}

std::string symbol_layer(const char* type, const std::string& options, const std::string& inside) {
  return fmt::format("<layer class=\"{}\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">{}</Option>{}"
                     "</layer>",
                     type, options, inside);
}

std::string symbol(const std::string& name, const char* type, const std::string& layers) {
  return fmt::format("<symbol name=\"{}\" type=\"{}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">{}</symbol>",
                     name, type, layers);
}

std::string single_symbol(const char* type, const std::string& layers) {
  return "<renderer-v2 type=\"singleSymbol\" forceraster=\"0\" symbollevels=\"0\" enableorderby=\"0\"><symbols>" +
         symbol("0", type, layers) + "</symbols></renderer-v2>\n";
}

} // namespace tranche::qgis
