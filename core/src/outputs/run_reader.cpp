#include "outputs/run_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

#include "tranche/finding.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/run_folder.hpp"

namespace tranche {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Levenshtein's distance between a word and the best-fitting stretch of a text.
std::size_t distance(std::string_view word, std::string_view text) {
  std::vector<std::size_t> row(text.size() + 1, 0), next(text.size() + 1);
  for (std::size_t i = 0; i < word.size(); ++i) {
    next[0] = i + 1;
    for (std::size_t j = 0; j < text.size(); ++j)
      next[j + 1] = std::min({row[j] + (word[i] == text[j] ? 0U : 1U), row[j + 1] + 1, next[j] + 1});
    std::swap(row, next);
  }
  return *std::min_element(row.begin(), row.end());
}

bool is_member(const std::string& members, const std::string& code) {
  return (";" + members + ";").find(";" + code + ";") != std::string::npos;
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < 8; ++i) list += (i ? ", " : "") + names[i];
  return names.size() > 8 ? list + " and " + std::to_string(names.size() - 8) + " more" : list;
}

} // namespace

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
  const std::string wanted = lower(code_or_name);
  std::vector<std::size_t> exact, partial;
  for (std::size_t r = 0; r < size(); ++r) {
    const std::string name = lower(text(r, "name"));
    if (lower(text(r, "code")) == wanted || name == wanted || is_member(lower(text(r, "members")), wanted))
      exact.push_back(r);
    if (!wanted.empty() && name.find(wanted) != std::string::npos) partial.push_back(r);
  }
  const std::vector<std::size_t>& hits = exact.empty() ? partial : exact;
  if (hits.size() == 1) return hits.front();
  std::vector<std::string> names;
  for (const std::size_t r : hits) names.push_back(text(r, "name") + " (" + text(r, "code") + ")");
  if (!hits.empty())
    throw Error(Fault::usage, "'" + std::string(code_or_name) + "'", "could be " + listed(names), "give the code");
  std::vector<std::size_t> order(size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<std::size_t> far(size());
  for (std::size_t r = 0; r < size(); ++r)
    far[r] = std::min(distance(wanted, lower(text(r, "name"))), distance(wanted, lower(text(r, "code"))));
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return far[a] < far[b]; });
  for (std::size_t i = 0; i < order.size() && i < 3; ++i)
    if (far[order[i]] <= std::max<std::size_t>(1, wanted.size() / 3))
      names.push_back(text(order[i], "name") + " (" + text(order[i], "code") + ")");
  throw Error(Fault::usage, "'" + std::string(code_or_name) + "'", "no authority of this run has that code or name",
              names.empty() ? "see the codes and names in ranking.csv" : "did you mean " + listed(names) + "?");
}

} // namespace tranche
