#include <fmt/format.h>

#include <algorithm>

#include "tranche/settings/suggest.hpp"
#include "tranche/settings/yaml.hpp"

namespace tranche {

struct YamlReader::Shared {
  Fault fault;
  Findings& findings;
  std::set<std::string>* keys = nullptr; ///< of a dry run
};

std::string Place::text() const {
  std::string text = file;
  if (line > 0) text += fmt::format(":{}:{}", line, column);
  return path.empty() ? text : text + ": " + path;
}

static const char* kind_name(YamlNode::Kind kind) {
  switch (kind) {
  case YamlNode::Kind::nothing:
    return "nothing";
  case YamlNode::Kind::scalar:
    return "a single value";
  case YamlNode::Kind::list:
    return "a list";
  case YamlNode::Kind::map:
    return "a map";
  }
  return "";
}

YamlReader::YamlReader(const YamlNode& node, Fault fault, Findings& findings)
    : YamlReader(&node, node.place, "", node.key, std::make_shared<Shared>(Shared{fault, findings, nullptr})) {}

YamlReader::YamlReader(const YamlNode* node, Place place, std::string schema, std::string key,
                       std::shared_ptr<Shared> shared)
    : m_node(node), m_place(std::move(place)), m_schema(std::move(schema)), m_key(std::move(key)),
      m_shared(std::move(shared)), m_asked(std::make_shared<std::vector<std::string>>()) {}

YamlReader YamlReader::recorder(std::set<std::string>& keys, Findings& findings) {
  return {nullptr, Place{}, "", "", std::make_shared<Shared>(Shared{Fault::settings, findings, &keys})};
}

bool YamlReader::dry() const { return m_shared->keys != nullptr; }

void YamlReader::complain(std::string what, std::string remedy) const {
  m_shared->findings.error(m_shared->fault, m_place.text(), std::move(what), std::move(remedy));
}

void YamlReader::warn(std::string what, std::string remedy) const {
  m_shared->findings.warning(m_shared->fault, m_place.text(), std::move(what), std::move(remedy));
}

bool YamlReader::must_be_map() {
  if (is_map()) return true;
  if (!m_node) return false;
  if (m_asked->empty())
    complain(fmt::format("must be a map of KEY: VALUE, got {}", kind_name(m_node->kind)),
             "write its keys below it, indented, or as {KEY: VALUE, ...}");
  return false;
}

bool YamlReader::has(const std::string& key) const { return m_node && m_node->find(key); }

YamlReader YamlReader::child(const std::string& key) {
  const std::string schema = m_schema.empty() ? key : m_schema + "." + key;
  if (m_shared->keys) m_shared->keys->insert(schema);
  const YamlNode* node = must_be_map() ? m_node->find(key) : nullptr;
  const bool first = std::find(m_asked->begin(), m_asked->end(), key) == m_asked->end();
  if (first) m_asked->push_back(key);
  Place place = node ? node->place : m_place;
  if (!node) place.path = m_place.path.empty() ? key : m_place.path + "." + key;
  YamlReader reader(node, std::move(place), schema, key, m_shared);
  if (node && node->kind == YamlNode::Kind::nothing) {
    if (first) reader.complain("has no value", "write one after the ':', or remove the key");
    reader.m_node = nullptr;
  }
  return reader;
}

std::vector<YamlReader> YamlReader::items() {
  std::vector<YamlReader> readers;
  if (dry()) readers.push_back({nullptr, m_place, m_schema, "", m_shared});
  if (!m_node) return readers;
  if (!is_list()) {
    complain(fmt::format("must be a list, got {}", kind_name(m_node->kind)),
             "write [A, B], or '- ' before each member");
    return readers;
  }
  for (const YamlNode& item : m_node->items) {
    YamlReader reader(&item, item.place, m_schema, "", m_shared);
    if (item.kind == YamlNode::Kind::nothing)
      reader.complain("is an empty member of a list", "remove it");
    else
      readers.push_back(std::move(reader));
  }
  return readers;
}

std::vector<YamlReader> YamlReader::entries() {
  std::vector<YamlReader> readers;
  const std::string schema = m_schema + ".*";
  if (m_shared->keys) {
    m_shared->keys->insert(schema);
    readers.push_back({nullptr, m_place, schema, "*", m_shared});
  }
  if (!must_be_map()) return readers;
  for (const YamlNode& item : m_node->items) readers.push_back(child(item.key));
  std::erase_if(readers, [](const YamlReader& reader) { return !reader.present(); });
  return readers;
}

void YamlReader::finish() {
  if (!must_be_map()) return;
  for (const YamlNode& item : m_node->items) {
    if (std::find(m_asked->begin(), m_asked->end(), item.key) != m_asked->end()) continue;
    const std::string meant = closest(item.key, *m_asked);
    std::vector<std::string> known = *m_asked;
    std::sort(known.begin(), known.end());
    m_shared->findings.error(m_shared->fault, item.key_place.text(), "unknown key",
                             meant.empty() ? "known here: " + listed(known, "and")
                                           : fmt::format("did you mean '{}'?", meant));
  }
}

std::string YamlReader::text(const std::string& key, std::string fallback) {
  return child(key).as_text().value_or(std::move(fallback));
}

std::string YamlReader::required_text(const std::string& key, std::string remedy) {
  const YamlReader value = child(key);
  if (remedy.empty()) remedy = fmt::format("add '{}: ...'", key);
  if (!value.present() && !has(key) && (is_map() || dry())) value.complain("is missing", remedy);
  const std::string text = value.as_text().value_or("");
  if (value.present() && value.is_scalar() && value.node()->text.empty()) value.complain("is empty", remedy);
  return text;
}

double YamlReader::number(const std::string& key, double fallback, NumberRange range) {
  return child(key).as_number(range).value_or(fallback);
}
std::int64_t YamlReader::integer(const std::string& key, std::int64_t fallback, std::int64_t low, std::int64_t high) {
  return child(key).as_integer(low, high).value_or(fallback);
}
bool YamlReader::flag(const std::string& key, bool fallback) { return child(key).as_flag().value_or(fallback); }
std::vector<std::string> YamlReader::texts(const std::string& key) { return child(key).as_texts(); }
std::string YamlReader::word(const std::string& key, const std::vector<std::string>& allowed, std::string fallback) {
  return child(key).as_word(allowed).value_or(std::move(fallback));
}

} // namespace tranche
