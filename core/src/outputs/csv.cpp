#include "tranche/outputs/csv.hpp"

namespace tranche {
namespace {

void append_field(std::string& out, std::string_view field) {
  if (field.find_first_of("\",\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

} // namespace

std::string safe_text(std::string_view text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    return "'" + std::string(text);
  return std::string(text);
}

std::string csv_text(const Table& table) {
  std::string out;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (c > 0) out += ',';
    append_field(out, table.columns[c].name);
  }
  out += '\n';
  for (const auto& row : table.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c > 0) out += ',';
      const std::string text = cell_text(row[c], table.columns[c].type);
      append_field(out, table.columns[c].type == CellType::text ? safe_text(text) : text);
    }
    out += '\n';
  }
  return out;
}

Table column_dictionary(const Table& table) {
  Table dictionary;
  for (const char* name : {"column", "title", "unit", "source", "description"})
    dictionary.columns.push_back({name, name, "", "", "", CellType::text});
  for (const TableColumn& column : table.columns)
    dictionary.rows.push_back({column.name, column.title, column.unit, column.source, column.description});
  return dictionary;
}

std::vector<std::vector<std::string>> csv_rows(std::string_view text, const std::string& where) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool quoted = false;
  const auto end_row = [&] {
    if (row.size() > 1 || !row.front().empty()) rows.push_back(std::move(row));
    row.assign(1, {});
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"')
        row.back() += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        row.back() += text[++i];
      else
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.emplace_back();
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r') {
      row.back() += c;
    }
  }
  if (quoted)
    throw Error(Fault::data, where, "a quoted cell never ends", "run the assessment again to write a whole file");
  end_row();
  return rows;
}

} // namespace tranche
