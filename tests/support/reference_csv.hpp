#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

/// Reference data for tests: a plain CSV with a header and, where needed, quoted fields. Not the tool's own reader, so
/// that a fault in that one cannot hide.
class ReferenceCsv {
public:
  explicit ReferenceCsv(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("no such reference file: " + path.string());
    std::string line;
    std::getline(file, line);
    const std::vector<std::string> header = split(line);
    for (std::size_t i = 0; i < header.size(); ++i) m_columns[header[i]] = i;
    while (std::getline(file, line)) m_rows.push_back(split(line));
  }

  std::size_t size() const { return m_rows.size(); }
  const std::string& text(std::size_t row, const std::string& column) const {
    return m_rows.at(row).at(m_columns.at(column));
  }
  /// NaN for an empty cell or "NA".
  double number(std::size_t row, const std::string& column) const {
    const std::string& cell = text(row, column);
    return cell.empty() || cell == "NA" ? std::numeric_limits<double>::quiet_NaN() : std::strtod(cell.c_str(), nullptr);
  }

private:
  static std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        fields.emplace_back();
      else if (c != '\r')
        fields.back() += c;
    }
    return fields;
  }

  std::map<std::string, std::size_t> m_columns;
  std::vector<std::vector<std::string>> m_rows;
};
