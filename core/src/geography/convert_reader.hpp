#pragma once
#include <map>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tranche/geography/convert_file.hpp"

namespace tranche {

/// Reads the table by the rules of every layer: joined codes are areas of a geography of its own.
class FileReader {
public:
  /// codes: those that its rows may have.
  FileReader(const Catalogue& catalogue, ConvertRequest& request, AreaList codes);

  /// Fills in the request's key and columns, and finds the joined codes.
  void look(std::vector<std::string>& remarks);
  std::vector<SourceAreas> joined() const;
  /// One column, by the code or codes of each row.
  Cube read(const std::string& column, TableReport& report);
  /// Whether any cell of a column is written "12 %".
  bool written_with_percent(const std::string& column) const;

private:
  std::vector<std::string> codes_of_cell(std::string_view cell) const;
  std::size_t known_in(std::size_t column) const;
  void find_key();
  void find_joined();
  void check_again(const std::string& code, const std::string& cell, const std::string& place,
                   const std::pair<std::string, std::string>& before, Findings& findings) const;
  std::string remedy_for(const std::vector<std::string>& codes) const;
  void make_geography();
  void find_columns(std::vector<std::string>& remarks);

  Catalogue m_catalogue; // a copy: it gets a geography of this table
  ConvertRequest& m_request;
  const Geography m_from;
  const AreaList m_codes;
  std::regex m_code;
  Layer m_layer;
  const RawTable* m_raw = nullptr;
  std::map<std::string, std::vector<std::string>> m_joined; ///< cell -> its codes
  Geography m_with_joined;
};

} // namespace tranche
