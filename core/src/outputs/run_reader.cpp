#include "outputs/run_reader.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>

#include "tranche/finding.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/find_authority.hpp"
#include "tranche/outputs/run_folder.hpp"

namespace tranche {
RunReader::RunReader(const std::filesystem::path& folder) {
  if (!is_run_folder(folder))
    throw Error(Fault::data, folder.string(), "is not a run folder", "name a folder that `tranche run` wrote");
  m_manifest = nlohmann::ordered_json::parse(read_run_file(folder / "manifest.json"));
  const std::filesystem::path file = folder / "ranking.csv";
  m_rows = csv_rows(read_run_file(file), file.string());
  const auto damaged = [&](std::size_t row) {
    throw Error(Fault::data, file.string() + ":" + std::to_string(row + 1), "is damaged", "run the assessment again");
  };
  if (m_rows.size() < 2) damaged(0);
  m_header = std::move(m_rows.front());
  m_rows.erase(m_rows.begin());
  for (std::size_t c = 0; c < m_header.size(); ++c) m_column[m_header[c]] = c;
  for (const char* name : {"code", "name", "rank", "score"})
    if (!has(name)) damaged(0);
  for (std::size_t r = 0; r < m_rows.size(); ++r)
    if (m_rows[r].size() != m_header.size() || !is_number_or_empty(r, "rank") || !is_number_or_empty(r, "score"))
      damaged(r + 1);
}

bool RunReader::is_number_or_empty(std::size_t row, std::string_view column) const {
  return text(row, column).empty() || !std::isnan(number(row, column));
}

std::string RunReader::text(std::size_t row, std::string_view column) const {
  const auto at = m_column.find(column);
  if (at == m_column.end()) return {};
  const std::string& cell = m_rows[row][at->second];
  const bool guarded = cell.size() > 1 && cell.front() == '\'' && safe_text(cell.substr(1)) == cell;
  return guarded ? cell.substr(1) : cell;
}

double RunReader::number(std::size_t row, std::string_view column) const {
  const std::string cell = text(row, column);
  double value = 0;
  const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return code == std::errc{} && end == cell.data() + cell.size() ? value : std::numeric_limits<double>::quiet_NaN();
}

std::size_t RunReader::find(std::string_view code_or_name) const {
  std::vector<Authority> units;
  for (std::size_t r = 0; r < size(); ++r) {
    Authority& unit = units.emplace_back(Authority{text(r, "code"), text(r, "name"), {}, {}});
    std::istringstream members(text(r, "members"));
    for (std::string code; std::getline(members, code, ';');) unit.members.push_back(code);
  }
  return find_authority(units, code_or_name);
}

} // namespace tranche
