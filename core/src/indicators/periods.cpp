#include <algorithm>
#include <array>
#include <string_view>

#include "tranche/indicators/plugin_host.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

bool digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Quarters since year 0 of "2021Q2"; -1 when it is no calendar quarter.
int quarter_number(const std::string& label) {
  if (label.size() != 6 || label[4] != 'Q' || !digits(label.substr(0, 4)) || label[5] < '1' || label[5] > '4')
    return -1;
  return std::stoi(label.substr(0, 4)) * 4 + (label[5] - '1');
}

int year_number(const std::string& label) { return label.size() == 4 && digits(label) ? std::stoi(label) : -1; }

bool consecutive(std::span<const std::string> labels, int (*number)(const std::string&)) {
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (number(labels[i]) < 0 || (i > 0 && number(labels[i]) != number(labels[i - 1]) + 1)) return false;
  return true;
}

std::string quarters_text(int first, int last) {
  static constexpr std::array<const char*, 4> begins = {"January", "April", "July", "October"};
  static constexpr std::array<const char*, 4> ends = {"March", "June", "September", "December"};
  const auto at = [](const std::array<const char*, 4>& names, int quarter) {
    return std::string(names[static_cast<std::size_t>(quarter % 4)]);
  };
  const std::string first_year = first / 4 == last / 4 ? "" : " " + std::to_string(first / 4);
  return at(begins, first) + first_year + " to " + at(ends, last) + " " + std::to_string(last / 4);
}

} // namespace

std::string periods_text(std::span<const std::string> periods) {
  if (periods.empty()) return {};
  if (consecutive(periods, quarter_number))
    return quarters_text(quarter_number(periods.front()), quarter_number(periods.back()));
  if (periods.size() > 1 && consecutive(periods, year_number)) return periods.front() + " to " + periods.back();
  std::vector<std::string> words;
  for (const std::string& label : periods) {
    const int quarter = quarter_number(label);
    words.push_back(quarter < 0 ? label : quarters_text(quarter, quarter));
  }
  return listed(words, "and");
}

} // namespace tranche
