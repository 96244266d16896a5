#include <fmt/format.h>

#include <algorithm>

#include "tranche/settings/yaml.hpp"

namespace tranche {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// What was plain stays plain, for then it can stand plain in block style too; only folded line breaks and control
/// characters need quotes.
std::string scalar_text(const std::string& text, bool needs_quotes) {
  const bool control =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return needs_quotes || text.empty() || control ? quoted(text) : text;
}

/// A key is written plain only where that is plainly safe.
std::string key_text(const std::string& key) {
  const bool safe = !key.empty() && key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                          "0123456789_") == std::string::npos;
  return safe && key != "null" && key != "Null" && key != "NULL" ? key : quoted(key);
}

void write(const YamlNode& node, int indent, bool after_dash, std::string& out) {
  const bool map = node.kind == YamlNode::Kind::map;
  if (node.kind == YamlNode::Kind::nothing) {
    out += " null\n";
  } else if (node.kind == YamlNode::Kind::scalar) {
    out += " " + scalar_text(node.text, node.quoted) + "\n";
  } else if (node.items.empty()) {
    out += map ? " {}\n" : " []\n";
  } else {
    bool same_line = after_dash && map; // "- id: deaths", but nested lists begin on their own line
    if (!same_line && !out.empty()) out += "\n";
    for (const YamlNode& item : node.items) {
      out += same_line ? " " : std::string(static_cast<std::size_t>(indent), ' ');
      out += map ? key_text(item.key) + ":" : "-";
      write(item, indent + 2, !map, out);
      same_line = false;
    }
  }
}

} // namespace

std::string yaml_text(const YamlNode& node) {
  std::string out;
  write(node, 0, false, out);
  return out.rfind(' ', 0) == 0 ? out.substr(1) : out;
}

} // namespace tranche
