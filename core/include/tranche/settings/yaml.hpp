#pragma once
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/finding.hpp"
#include "tranche/settings/place.hpp"

/// YAML as a tree of plain nodes, each with its place, and a reader that turns it into structs and gathers every fault.
///
/// The dialect is small on purpose: one document, UTF-8, maps, lists and scalars. Anchors, aliases, merge keys (<<) and
/// tags are refused, and so are duplicate keys and anything nested deeper than 40 levels.
namespace tranche {

/// A node of a parsed file.
struct YamlNode {
  enum class Kind { nothing, scalar, list, map } kind = Kind::nothing;
  std::string text;            ///< scalars only, as written: "0123" is not a number here
  bool quoted = false;         ///< scalars only: in quotes, or a block of text
  std::vector<YamlNode> items; ///< members of a list, or the values of a map in file order
  Place place;
  std::string key; ///< values of a map only
  Place key_place; ///< of the key; same path as place

  /// The value of a key; null where it is not in the map.
  TRANCHE_API const YamlNode* find(std::string_view name) const;
};

/// Reads a file. Every fault of the text itself is added to findings as "file:line:column: ...".
/// @return the tree without what was faulty; nothing when the file could not be read or its syntax is wrong
TRANCHE_API std::optional<YamlNode> read_yaml_file(const std::filesystem::path& file, Fault fault, Findings& findings);

/// The same for text at hand; name stands for the file in messages. A name that begins with "--" has no lines.
TRANCHE_API std::optional<YamlNode> read_yaml_text(std::string_view text, const std::string& name, Fault fault,
                                                   Findings& findings);

/// The tree as YAML in block style, the same text for the same tree; reading it again gives the same tree but for
/// places.
TRANCHE_API std::string yaml_text(const YamlNode& node);

/// Gives every node below the path of its place again, after a change. Members of lists are named by their id, name
/// or code if they have one, else by position from 0: "indicators.deaths.params.years".
TRANCHE_API void name_paths(YamlNode& node, const std::string& path = "");

/// What a number must be; bounds count as allowed unless open.
struct NumberRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool open = false;
};
inline constexpr NumberRange any_number{};
inline constexpr NumberRange zero_or_more{0, std::numeric_limits<double>::infinity(), false};
inline constexpr NumberRange above_zero{0, std::numeric_limits<double>::infinity(), true};
inline constexpr NumberRange share_range{0, 1, false}; ///< 0 to 1
inline constexpr NumberRange open_share{0, 1, true};   ///< 0 and 1 excluded

/// A cursor on one node, or on a key that is not there. Every wrong value adds one finding with place and remedy and
/// yields the fallback, so that reading goes on and a user sees all faults at once.
///
///     YamlReader areas = root.child("areas");
///     settings.geography = areas.text("geography");
///     for (YamlReader& join : areas.child("join").items()) { ...; join.finish(); }
///     areas.finish(); // complains about every key that nobody asked for
///
/// The node must outlive the reader. Copies share the keys that were asked for.
class TRANCHE_API YamlReader {
public:
  YamlReader(const YamlNode& node, Fault fault, Findings& findings);
  /// A dry run over nothing: every list and map has one member, and keys gathers the dotted path of each key asked for,
  /// list positions left out and the keys that users choose as "*".
  static YamlReader recorder(std::set<std::string>& keys, Findings& findings);

  bool present() const { return m_node != nullptr; }
  bool dry() const;
  bool is_map() const { return is(YamlNode::Kind::map); }
  bool is_list() const { return is(YamlNode::Kind::list); }
  bool is_scalar() const { return is(YamlNode::Kind::scalar); }
  const YamlNode* node() const { return m_node; }
  const std::string& key() const { return m_key; }           ///< under which this node stands in its map
  const Place& place() const { return m_place; }             ///< of a missing key: its map's, with the key's path
  void complain(std::string what, std::string remedy) const; ///< an error at this place
  void warn(std::string what, std::string remedy) const;

  /// The value of a key; a reader that is not present() where the key is absent. A key without a value is a fault.
  YamlReader child(const std::string& key);
  bool has(const std::string& key) const; ///< without asking for it
  std::vector<YamlReader> items();        ///< of a list; empty when absent
  std::vector<YamlReader> entries();      ///< of a map whose keys users choose, with key() of each; empty when absent
  void finish();                          ///< reports the keys that nobody asked for, with the closest known one

  /// @name The node's own value; nothing when absent or faulty.
  /// @{
  std::optional<std::string> as_text() const; ///< plain or quoted; plain 0123 is refused, quote it
  std::optional<double> as_number(NumberRange range = any_number) const;
  std::optional<std::int64_t> as_integer(std::int64_t low, std::int64_t high) const;
  std::optional<bool> as_flag() const; ///< true or false
  std::vector<std::string> as_texts(); ///< a list of scalars, or one scalar
  std::optional<std::string> as_word(const std::vector<std::string>& allowed) const;
  /// Pounds, whole or with two decimals, of 0 or more, as pence; exactly, without floating point.
  std::optional<std::int64_t> as_pence() const;
  std::optional<std::string> as_date() const; ///< 2026-11-20, a day that exists
  /// @}

  /// @name The same for the value of a key.
  /// @{
  std::string text(const std::string& key, std::string fallback = {});
  std::string required_text(const std::string& key, std::string remedy = {}); ///< faulty when absent or empty
  double number(const std::string& key, double fallback, NumberRange range = any_number);
  std::int64_t integer(const std::string& key, std::int64_t fallback, std::int64_t low, std::int64_t high);
  bool flag(const std::string& key, bool fallback);
  std::vector<std::string> texts(const std::string& key);
  std::string word(const std::string& key, const std::vector<std::string>& allowed, std::string fallback);
  /// @}

private:
  struct Shared;
  YamlReader(const YamlNode* node, Place place, std::string schema, std::string key, std::shared_ptr<Shared> shared);
  bool is(YamlNode::Kind kind) const { return m_node && m_node->kind == kind; }
  bool must_be_map();
  std::optional<std::string> scalar(const char* what, const char* remedy) const;

  const YamlNode* m_node;
  Place m_place;
  std::string m_schema; ///< dotted path with "*"
  std::string m_key;
  std::shared_ptr<Shared> m_shared;
  std::shared_ptr<std::vector<std::string>> m_asked;
};

} // namespace tranche
