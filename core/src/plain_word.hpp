#pragma once
#include <string>
#include <string_view>

namespace tranche {

/// Lower-case letters, digits and underscores of a name: "2022-23" -> "2022_23". Settings refuse pots that it makes
/// alike, because tables name columns by it (column_word()).
inline std::string plain_word(std::string_view text) {
  std::string word;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool capital = c >= 'A' && c <= 'Z';
    if (letter || capital)
      word += capital ? static_cast<char>(c - 'A' + 'a') : c;
    else if (!word.empty() && word.back() != '_')
      word += '_';
  }
  while (!word.empty() && word.back() == '_') word.pop_back();
  return word;
}

} // namespace tranche
