#pragma once
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tranche/settings/yaml.hpp"

/// A file that documents every key, with the keys that stand behind "#~ ".
inline tranche::YamlNode with_optional_keys(const std::filesystem::path& documented) {
  std::ifstream file(documented);
  std::stringstream text;
  for (std::string line; std::getline(file, line);) {
    const std::size_t at = line.find("#~ ");
    text << (at == std::string::npos ? line : line.erase(at, 3)) << "\n";
  }
  tranche::Findings findings;
  const auto root =
      tranche::read_yaml_text(text.str(), documented.filename().string(), tranche::Fault::settings, findings);
  findings.throw_if_errors();
  return *root;
}

/// Dotted paths of every key, with "*" where the reader lets users choose.
inline void gather_keys(const tranche::YamlNode& node, const std::string& path, const std::set<std::string>& known,
                        std::set<std::string>& keys) {
  for (const tranche::YamlNode& item : node.items) {
    std::string step = path;
    if (node.kind == tranche::YamlNode::Kind::map) {
      const std::string chosen = path + ".*";
      step = known.count(chosen) ? chosen : path.empty() ? item.key : path + "." + item.key;
      keys.insert(step);
    }
    gather_keys(item, step, known, keys);
  }
}
