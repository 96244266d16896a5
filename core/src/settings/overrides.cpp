// "--set index.weights.crime=2": a key of the tree replaced before it is read, so that it is judged like the file
// itself.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "settings/sections.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

/// A member of a list by its id, code or name, else by its position from 0.
YamlNode* member(YamlNode& list, const std::string& step) {
  for (YamlNode& item : list.items)
    for (const char* name : {"id", "code", "name"})
      if (const YamlNode* label = item.find(name); label && label->text == step) return &item;
  std::size_t position = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), position);
  const bool whole = error == std::errc{} && end == step.data() + step.size();
  return whole && position < list.items.size() ? &list.items[position] : nullptr;
}

std::string member_names(const YamlNode& list) {
  std::vector<std::string> names;
  for (const YamlNode& item : list.items) names.push_back(item.place.path.substr(item.place.path.rfind('.') + 1));
  return names.empty() ? "it is empty" : "it has " + listed(names, "and");
}

YamlNode& key_of(YamlNode& map, const std::string& key) {
  const auto found = std::find_if(map.items.begin(), map.items.end(), [&](const YamlNode& n) { return n.key == key; });
  if (found != map.items.end()) return *found;
  YamlNode node;
  node.key = key;
  node.place = node.key_place = {"--set", 0, 0, ""};
  map.items.push_back(std::move(node));
  return map.items.back();
}

void stand_outside_files(YamlNode& node) {
  node.place = node.key_place = {"--set", 0, 0, ""};
  for (YamlNode& item : node.items) stand_outside_files(item);
}

std::vector<std::string> steps_of(const std::string& key) {
  std::vector<std::string> steps;
  for (std::size_t from = 0; from <= key.size();) {
    const std::size_t to = std::min(key.find('.', from), key.size());
    steps.push_back(key.substr(from, to - from));
    from = to + 1;
  }
  return steps;
}

/// The node a key leads to, or null with a finding. Maps that are not there are made.
YamlNode* walk(YamlNode& root, const std::string& key, Findings& findings) {
  const std::string where = "--set " + key;
  YamlNode* node = &root;
  std::string path;
  const std::vector<std::string> steps = steps_of(key);
  // Before anything is made on the way, so that nothing is said of it as well.
  if (std::find(steps.begin(), steps.end(), "") != steps.end()) {
    findings.error(Fault::usage, where, "a step of the key is empty", "write it as in index.weights.crime=2");
    return nullptr;
  }
  for (const std::string& step : steps) {
    if (node->kind == YamlNode::Kind::nothing) node->kind = YamlNode::Kind::map;
    if (node->kind == YamlNode::Kind::scalar) {
      findings.error(Fault::usage, where, fmt::format("{} is '{}', not a map with a key '{}'", path, node->text, step),
                     fmt::format("set {} as a whole, as in --set '{}={{{}: ...}}'", path, path, step));
      return nullptr;
    }
    YamlNode* next = node->kind == YamlNode::Kind::map ? &key_of(*node, step) : member(*node, step);
    if (!next) {
      findings.error(Fault::usage, where, fmt::format("{} has no member '{}'", path, step),
                     "name a member by its id, code, name or position from 0; " + member_names(*node));
      return nullptr;
    }
    node = next;
    path += (path.empty() ? "" : ".") + step;
  }
  return node;
}

} // namespace

std::pair<std::string, std::string> apply_override(YamlNode& root, const std::string& setting, Findings& findings) {
  const std::size_t equals = setting.find('=');
  if (equals == std::string::npos || equals == 0) {
    findings.error(Fault::usage, "--set " + setting, "must be KEY=VALUE", "write it as in index.weights.crime=2");
    return {setting, ""};
  }
  const std::pair<std::string, std::string> parts{setting.substr(0, equals), setting.substr(equals + 1)};
  std::optional<YamlNode> value = read_yaml_text(parts.second, "--set " + parts.first, Fault::usage, findings);
  if (!value) return parts;
  if (value->kind == YamlNode::Kind::nothing) {
    findings.error(Fault::usage, "--set " + parts.first, "has no value", "write one after the '='");
    return parts;
  }
  if (YamlNode* target = walk(root, parts.first, findings)) {
    stand_outside_files(*value);
    value->key = target->key;
    *target = std::move(*value);
    name_paths(root);
  }
  return parts;
}

} // namespace tranche
