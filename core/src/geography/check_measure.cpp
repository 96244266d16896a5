#include <algorithm>
#include <cctype>
#include <cmath>

#include "tranche/geography/conversion.hpp"

namespace tranche {
namespace {

/// The words of a column's name in lower case: "Rate_per_1,000" -> rate, per, 1, 000.
std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words(1);
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte))
      words.back() += static_cast<char>(std::tolower(byte));
    else if (!words.back().empty())
      words.emplace_back();
  }
  return words;
}

std::string word_among(const std::string& name, std::initializer_list<const char*> wanted) {
  for (const std::string& word : words_of(name))
    if (std::find(wanted.begin(), wanted.end(), word) != wanted.end()) return word;
  return {};
}

template <typename Test> bool every(std::span<const double> value, Test&& test) {
  return std::all_of(value.begin(), value.end(), [&](double v) { return std::isnan(v) || test(v); });
}

void refuse(const std::string& column, const std::string& what, const std::string& remedy) {
  throw Error(Fault::data, "column " + column, what, remedy);
}

void check_count(const std::string& column, std::span<const double> value, bool percent) {
  const std::string remedy = "say --as share or --as rate with a --weight; if it does count something, give the column "
                             "a name that says so";
  if (percent || column.find('%') != std::string::npos)
    refuse(column, "is written with %, and a percentage cannot be added up or shared out as a count", remedy);
  const std::string word = word_among(column, {"percent", "percentage", "pct", "rate", "rates", "share", "proportion",
                                               "ratio", "average", "mean", "median", "score", "per"});
  if (!word.empty())
    refuse(column, "is no count by its name ('" + word + "'): such a figure cannot be added up or shared out", remedy);
  const bool decimals = !every(value, [](double v) { return v == std::floor(v); });
  if (decimals && every(value, [](double v) { return v <= 1; }))
    refuse(column,
           "holds only figures from 0 to 1, with decimals: that is a share, which cannot be added up as a count",
           remedy);
}

} // namespace

void check_measure(const std::string& column, std::span<const double> value, bool percent, Measure measure) {
  if (measure == Measure::count) return check_count(column, value, percent);
  if (percent)
    refuse(column, "is written with %, which is not read as part of a number", "leave the sign out of the cells");
  const std::string word = word_among(column, {"count", "counts", "number"});
  if (!word.empty())
    refuse(column, "is a count by its name ('" + word + "'), and a count is added up, not averaged",
           "say --as count; if it is none, give the column a name that says so");
  const auto in_range = [](double v) { return v >= 0 && v <= 100; };
  if (measure == Measure::share && !every(value, in_range))
    refuse(column, "has a figure below 0 or above 100, so it holds no shares", "say --as rate, or correct the figures");
}

} // namespace tranche
