#pragma once
#include <fmt/format.h>
#include <map>

#include "scratch.hpp"
#include "tai.hpp"

/// The Technology Achievement Index as a person would write it: a table of countries and an assessment of it. A high
/// figure counts as need, so that rank 1 is the leader.
namespace tai {

/// "patents" for PATENTS: ids are written small.
inline std::string id(std::string indicator) {
  for (char& c : indicator) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return indicator;
}

/// Lines of `index: weights:` from a row of the handbook's table 22: EW, FA, BAP or AHP.
inline std::string weights(const std::string& scheme) {
  const ReferenceCsv table = tai::table("table22_weights");
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (table.text(row, "") != scheme) continue;
    std::string text = "  weights: {";
    for (const std::string& indicator : indicators)
      text += fmt::format("{}{}: {}", text.back() == '{' ? "" : ", ", id(indicator), table.text(row, indicator));
    return text + "}\n";
  }
  throw std::runtime_error("no such weights: " + scheme);
}

/// The table beside the assessment, and the assessment's text.
/// @param goalposts  whether each indicator is normalised between the index's own goalposts
/// @param index      lines under `index:`, indented by two
inline std::string assessment(const Scratch& folder, bool goalposts, const std::string& index) {
  std::filesystem::copy_file(shared_folder() / "data/method/oecd_tai/tai23_raw.csv", folder.path() / "units.csv",
                             std::filesystem::copy_options::overwrite_existing);
  const ReferenceCsv posts = table("undp_goalposts");
  std::string text = "assessment: Technology Achievement Index\n"
                     "areas: {table: units.csv, key: country}\n"
                     "indicators:\n";
  for (std::size_t row = 0; row < posts.size(); ++row) {
    const std::string& column = posts.text(row, "indicator");
    text += fmt::format("  - id: {}\n    kind: column\n    column: {}\n    title: {}\n    unit: as published\n",
                        id(column), column, column);
    if (goalposts)
      text += fmt::format("    normalise: {{method: min_max, low: 0, high: 1, goalposts: [{}, {}]}}\n",
                          posts.text(row, "goalpost_min"), posts.text(row, "goalpost_max"));
  }
  return text + "index:\n" + index + "uncertainty: {draws: 0}\n";
}

/// A column of the handbook's ranks by country: EW, FA, BOD, BAP, AHP, NCMC or GME.
inline std::map<std::string, int> published_ranks(const std::string& scheme) {
  const ReferenceCsv table = tai::table("tables23_38_rankings");
  std::map<std::string, int> ranks;
  for (std::size_t row = 0; row < table.size(); ++row)
    ranks[table.text(row, "country")] = static_cast<int>(table.number(row, scheme));
  return ranks;
}

} // namespace tai
