// From text to a tree of plain nodes. yaml-cpp's events are used, never its Node: that one accepts duplicate keys, can
// be rewritten by a look-up and knows neither file name nor quotes.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "settings/yaml_faults.hpp"
#include "tranche/settings/yaml.hpp"

namespace tranche {
namespace {

constexpr std::size_t deepest = 40;

/// Ends the reading of a document whose tree would be meaningless.
struct Stop {
  Place place;
  std::string what, remedy;
};

/// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler {
public:
  TreeBuilder(const std::string& name, Fault fault, Findings& findings)
      : m_name(name), m_fault(fault), m_findings(findings) {}

  YamlNode root;
  YAML::Mark last_quoted = YAML::Mark::null_mark();

  Place place(const YAML::Mark& mark) const {
    if (m_name.rfind("--", 0) == 0 || mark.line < 0) return {m_name, 0, 0, ""};
    return {m_name, mark.line + 1, mark.column + 1, ""};
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    if (wants_key()) throw Stop{place(mark), "a key is missing before ':'", "write KEY: VALUE, or quote the text"};
    YamlNode node;
    node.place = place(mark);
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    m_findings.error(m_fault, place(mark).text(), "aliases (*name) are not used here",
                     "write the value out again, or quote text that begins with '*'");
    if (wants_key()) throw Stop{place(mark), "an alias cannot be a key", "write the key out"};
    if (!m_open.empty()) m_open.back().has_key = false;
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (wants_key()) {
      take_key(mark, value, tag == "!");
      return;
    }
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.text = value;
    node.quoted = tag == "!";
    node.place = place(mark);
    if (node.quoted) last_quoted = mark;
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::list, mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::map, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

private:
  struct Open {
    YamlNode node;
    bool has_key = false;
    bool drop = false; ///< the value of a key that is refused
    std::string key;
    Place key_place;
  };

  bool wants_key() const {
    return !m_open.empty() && m_open.back().node.kind == YamlNode::Kind::map && !m_open.back().has_key;
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0)
      m_findings.error(m_fault, place(mark).text(), "anchors (&name) are not used here",
                       "write the value out where it is needed, or quote text that begins with '&'");
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!")
      m_findings.error(m_fault, place(mark).text(), "tags (!name) are not used here",
                       "remove it, or quote text that begins with '!'");
  }

  void take_key(const YAML::Mark& mark, const std::string& value, bool quoted) {
    Open& map = m_open.back();
    map.has_key = true;
    map.drop = false;
    map.key = value;
    map.key_place = place(mark);
    if (quoted) last_quoted = mark;
    if (value == "<<" && !quoted) {
      m_findings.error(m_fault, map.key_place.text(), "merge keys (<<) are not used here",
                       "write the keys out where they are needed");
      map.drop = true;
    } else if (const YamlNode* first = map.node.find(value)) {
      const std::string line =
          first->key_place.line > 0 ? fmt::format(" (first on line {})", first->key_place.line) : "";
      m_findings.error(m_fault, map.key_place.text(), fmt::format("key '{}' is written twice{}", value, line),
                       "keep one of the two");
      map.drop = true;
    }
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (wants_key())
      throw Stop{place(mark), "a '[' or '{' is not closed, or stands where a key is expected",
                 "close it, or quote text that begins with it"};
    if (m_open.size() == deepest)
      throw Stop{place(mark), fmt::format("is nested deeper than {} levels", deepest),
                 "look for a stray '[' or '{'; no setting is that deep"};
    Open next;
    next.node.kind = kind;
    next.node.place = place(mark);
    m_open.push_back(std::move(next));
  }

  void close() {
    YamlNode node = std::move(m_open.back().node);
    m_open.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (m_open.empty()) {
      root = std::move(node);
      return;
    }
    Open& parent = m_open.back();
    if (parent.node.kind == YamlNode::Kind::map) {
      parent.has_key = false;
      if (parent.drop) return;
      node.key = std::move(parent.key);
      node.key_place = parent.key_place;
      if (node.kind == YamlNode::Kind::nothing) node.place = node.key_place;
    }
    parent.node.items.push_back(std::move(node));
  }

  std::string m_name;
  Fault m_fault;
  Findings& m_findings;
  std::vector<Open> m_open;
};

/// Whether the quote at a mark is closed: yaml-cpp 0.7 takes the end of the file for a closing quote when it follows a
/// line break. Marks count bytes from 0.
bool quote_is_closed(std::string_view text, const YAML::Mark& mark) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  for (int line = 0; line < mark.line; ++line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  text.remove_prefix(std::min(static_cast<std::size_t>(mark.column), text.size()));
  if (text.empty() || (text[0] != '"' && text[0] != '\'')) return true; // a block of text
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\' && text[0] == '"')
      ++i;
    else if (text[i] == text[0] && text[0] == '\'' && text.substr(i + 1, 1) == "'")
      ++i;
    else if (text[i] == text[0])
      return true;
  }
  return false;
}

/// Refuses a second document at its first event.
class NothingMore : public TreeBuilder {
public:
  using TreeBuilder::TreeBuilder;
  void OnDocumentStart(const YAML::Mark& mark) override {
    throw Stop{place(mark), "a second document begins here ('---')", "keep one document in a file"};
  }
};

} // namespace

const YamlNode* YamlNode::find(std::string_view name) const {
  if (kind != Kind::map) return nullptr;
  const auto found = std::find_if(items.begin(), items.end(), [&](const YamlNode& item) { return item.key == name; });
  return found == items.end() ? nullptr : &*found;
}

std::optional<YamlNode> read_yaml_text(std::string_view text, const std::string& name, Fault fault,
                                       Findings& findings) {
  if (const auto problem = text_fault(text, name)) {
    findings.error(fault, problem->where, problem->what, problem->remedy);
    return std::nullopt;
  }
  TreeBuilder builder(name, fault, findings);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (parser.HandleNextDocument(builder)) {
      if (builder.last_quoted.line >= 0 && !quote_is_closed(text, builder.last_quoted))
        throw Stop{builder.place(builder.last_quoted), "a quote is not closed", "close it with the same quote mark"};
      NothingMore nothing_more(name, fault, findings);
      parser.HandleNextDocument(nothing_more);
    }
  } catch (const Stop& stop) {
    findings.error(fault, stop.place.text(), stop.what, stop.remedy);
    return std::nullopt;
  } catch (const YAML::ParserException& error) {
    const Explained explained = explain_syntax(error.msg);
    findings.error(fault, builder.place(error.mark).text(), explained.what, explained.remedy);
    return std::nullopt;
  }
  name_paths(builder.root);
  return std::move(builder.root);
}

void name_paths(YamlNode& node, const std::string& path) {
  node.place.path = path;
  node.key_place.path = path;
  const std::string prefix = path.empty() ? "" : path + ".";
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    YamlNode& item = node.items[i];
    std::string step = node.kind == YamlNode::Kind::map ? item.key : std::to_string(i);
    if (node.kind == YamlNode::Kind::list) {
      for (const char* name : {"id", "code", "name"}) {
        const YamlNode* label = item.find(name);
        if (!label || label->text.empty() || label->text.find('.') != std::string::npos) continue;
        step = label->text;
        break;
      }
    }
    name_paths(item, prefix + step);
  }
}

} // namespace tranche
