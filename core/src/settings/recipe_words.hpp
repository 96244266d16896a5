#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tranche/settings/index_settings.hpp"
#include "tranche/settings/yaml.hpp"

/// The words of the recipe's enums, in their order: what the YAML may say and what name_of() prints are one list.
namespace tranche {

namespace words_of {
const std::vector<std::string>& normalise();
const std::vector<std::string>& aggregate();
const std::vector<std::string>& weigh();
const std::vector<std::string>& treat();
const std::vector<std::string>& impute();
} // namespace words_of

/// The enumerator that a scalar names; nothing, and a finding, when it names none.
template <typename Enum> std::optional<Enum> as_enum(const YamlReader& reader, const std::vector<std::string>& words) {
  const std::optional<std::string> word = reader.as_word(words);
  for (std::size_t i = 0; word && i < words.size(); ++i)
    if (*word == words[i]) return static_cast<Enum>(i);
  return std::nullopt;
}

/// A setting that is one word, or a map with the word under `method`: the method, or nothing. The reader of a map still
/// has its other keys to be asked for.
template <typename Enum>
std::optional<Enum> read_method(YamlReader& reader, const std::vector<std::string>& words, const char* example) {
  if (reader.is_scalar()) return as_enum<Enum>(reader, words);
  YamlReader method = reader.child("method");
  if (reader.is_map() && !reader.has("method")) method.complain("is missing", std::string("write ") + example);
  return as_enum<Enum>(method, words);
}

} // namespace tranche
