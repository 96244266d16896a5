#pragma once
#include <string>
#include <vector>

#include "reference_csv.hpp"
#include "shared.hpp"

/// The Technology Achievement Index of 23 countries, OECD/JRC Handbook on Constructing Composite Indicators (2008).
namespace tai {

inline const std::vector<std::string> indicators{"PATENTS",        "ROYALTIES",       "INTERNET",  "EXPORTS",
                                                 "TELEPHONES_LOG", "ELECTRICITY_LOG", "SCHOOLING", "UNIVERSITY"};

inline ReferenceCsv table(const std::string& name) {
  return ReferenceCsv(shared_folder() / "data/method/oecd_tai" / (name + ".csv"));
}

inline std::size_t place(const std::string& indicator) {
  for (std::size_t i = 0; i < indicators.size(); ++i)
    if (indicators[i] == indicator) return i;
  throw std::runtime_error("no such indicator: " + indicator);
}

inline std::vector<std::vector<double>> columns() {
  const ReferenceCsv raw = table("tai23_raw");
  std::vector<std::vector<double>> result(indicators.size());
  for (std::size_t i = 0; i < indicators.size(); ++i)
    for (std::size_t row = 0; row < raw.size(); ++row) result[i].push_back(raw.number(row, indicators[i]));
  return result;
}

} // namespace tai
