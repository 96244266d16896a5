#include "settings/yaml_faults.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "tranche/settings/yaml.hpp"

namespace tranche {

namespace {

/// Length of the UTF-8 sequence at the front of text; 0 when it is not one (overlong forms and surrogates included).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool second = follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return second && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool second = follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    return second && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

std::string place_text(const std::string& name, int line, int column) {
  return name.rfind("--", 0) == 0 ? name : Place{name, line, column, ""}.text();
}

} // namespace

std::optional<Explained> text_fault(std::string_view text, const std::string& name) {
  if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF")
    return Explained{name, "is written in UTF-16", "save it as UTF-8"};
  if (text.substr(0, 4) == "PK\x03\x04")
    return Explained{name, "is a zip or spreadsheet file, not YAML", "name a text file in YAML"};
  if (text.find('\0') != std::string_view::npos)
    return Explained{name, "is not a text file", "name a text file in YAML"};
  int line = 1, column = 1;
  bool indentation = true;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0)
      return Explained{place_text(name, line, column),
                       fmt::format("is not UTF-8 (byte 0x{:02X})", static_cast<unsigned char>(text[i])),
                       "save the file as UTF-8; it is probably windows-1252"};
    if (text[i] == '\t' && indentation)
      return Explained{place_text(name, line, column), "a tab is used to indent", "indent with spaces"};
    indentation = text[i] == '\n' || (indentation && text[i] == ' ');
    column = text[i] == '\n' ? 1 : column + 1;
    line += text[i] == '\n' ? 1 : 0;
    i += length;
  }
  return std::nullopt;
}

Explained explain_syntax(const std::string& message) {
  static const std::array<std::array<const char*, 3>, 17> words{{
      {"end of map flow", "a '{' is not closed, or a comma is missing before this", "close it with '}'"},
      {"end of sequence flow", "a '[' is not closed, or a comma is missing before this", "close it with ']'"},
      {"end of map", "does not line up with the keys above it",
       "indent all keys of a map by the same number of spaces"},
      {"end of sequence", "does not line up with the list above it", "begin each member with '- ' at the same column"},
      {"illegal map value", "a ':' stands where no key can be", "quote text that holds ': '"},
      {"illegal map key", "a key stands where none can be", "begin it on a line of its own"},
      {"illegal block entry", "a '- ' stands where no list can be", "begin the list on a line of its own"},
      {"illegal flow end", "a ']' or '}' closes nothing", "remove it, or open the list or map before it"},
      {"illegal EOF in scalar", "a quote is not closed", "close it with the same quote mark"},
      {"illegal document indicator", "a quote is not closed before '---' or '...'",
       "close it with the same quote mark"},
      {"unknown escape", "holds a backslash that means nothing in double quotes", "use single quotes, or '/' in paths"},
      {"alias", "'*' begins an alias, and aliases are not used here", "quote text that begins with '*'"},
      {"anchor", "'&' begins an anchor, and anchors are not used here", "quote text that begins with '&'"},
      {"tag", "'!' begins a tag, and tags are not used here", "quote text that begins with '!'"},
      {"unknown token", "begins with a character that needs quotes", "quote text that begins with % @ ` or a tab"},
      {"block scalar", "'|' or '>' begins a block of text, and something follows on its line",
       "quote text that begins with it"},
      {"directive", "'%' at the start of a line is a directive, and those are not used here", "remove the line"},
  }};
  for (const auto& [key, what, remedy] : words)
    if (message.find(key) != std::string::npos) return {"", what, remedy};
  return {"", "is not YAML (" + message + ")", "compare it with config/default.yaml"};
}

std::optional<YamlNode> read_yaml_file(const std::filesystem::path& file, Fault fault, Findings& findings) {
  const std::string name = file.string();
  const auto refuse = [&](std::string what, std::string remedy) {
    findings.error(fault, name, std::move(what), std::move(remedy));
    return std::nullopt;
  };
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  if (status.type() == std::filesystem::file_type::not_found)
    return refuse("there is no such file", "check the spelling, and from which folder the path is meant");
  if (std::filesystem::is_directory(status)) return refuse("is a folder", "name a YAML file");
  // A pipe or a device need never end.
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    return refuse("is not an ordinary file", "save it as a file, and name that");
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(file, ignored) > 8'000'000)
    return refuse("is larger than 8 MB", "name a YAML file; settings are small");
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) return refuse(std::string("cannot be read (") + std::strerror(errno) + ")", "check its permissions");
  auto root = read_yaml_text(text, name, fault, findings);
  if (root && root->kind == YamlNode::Kind::nothing) return refuse("is empty", "compare it with config/default.yaml");
  return root;
}

} // namespace tranche
