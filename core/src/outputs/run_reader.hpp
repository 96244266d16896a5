#pragma once
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace tranche {

/// A run folder read back: the manifest and the ranking, nothing else.
class RunReader {
public:
  /// @throws Error (data) when the folder is not a run folder or a file of it is damaged.
  explicit RunReader(const std::filesystem::path& folder);

  const nlohmann::ordered_json& manifest() const { return m_manifest; }
  std::size_t size() const { return m_rows.size(); }
  /// A cell as text, without the apostrophe that guards spreadsheets; empty when the column is not there.
  std::string text(std::size_t row, std::string_view column) const;
  /// A cell as number; NaN when empty.
  double number(std::size_t row, std::string_view column) const;
  bool has(std::string_view column) const { return m_column.contains(column); }
  const std::vector<std::string>& columns() const { return m_header; }

  /// Row of the one authority meant by a code, a member's code, a name or a part of it.
  /// @throws Error (usage) with suggestions.
  std::size_t find(std::string_view code_or_name) const;

private:
  bool is_number_or_empty(std::size_t row, std::string_view column) const;

  nlohmann::ordered_json m_manifest;
  std::vector<std::string> m_header;
  std::map<std::string, std::size_t, std::less<>> m_column;
  std::vector<std::vector<std::string>> m_rows;
};

} // namespace tranche
