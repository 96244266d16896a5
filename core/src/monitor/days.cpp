#include "monitor/days.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>

namespace tranche::monitoring {
namespace {

using namespace std::chrono;

constexpr std::array month_names{"January", "February", "March",     "April",   "May",      "June",
                                 "July",    "August",   "September", "October", "November", "December"};

year_month_day calendar(std::int64_t day) { return year_month_day(sys_days(days(day))); }

std::int64_t number(year_month_day date) { return sys_days(date).time_since_epoch().count(); }

std::string month_words(year_month_day date) {
  return fmt::format("{} {}", month_names[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()));
}

} // namespace

std::optional<std::int64_t> day_of(std::string_view iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  int part[3] = {};
  const std::string_view texts[] = {iso.substr(0, 4), iso.substr(5, 2), iso.substr(8, 2)};
  for (int i = 0; i < 3; ++i) {
    const char* end = texts[i].data() + texts[i].size();
    if (texts[i][0] == '-' || std::from_chars(texts[i].data(), end, part[i]).ptr != end) return std::nullopt;
  }
  const year_month_day date{year(part[0]), month(static_cast<unsigned>(part[1])), day(static_cast<unsigned>(part[2]))};
  return date.ok() ? std::optional(number(date)) : std::nullopt;
}

std::string iso_of(std::int64_t day) {
  const year_month_day date = calendar(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::optional<int> months_between(std::int64_t first, std::int64_t last) {
  const year_month_day begin = calendar(first), end = calendar(last + 1);
  if (last < first || begin.day() != end.day()) return std::nullopt;
  return static_cast<int>((end.year() / end.month() - begin.year() / begin.month()).count());
}

std::int64_t months_later(std::int64_t day, int count) {
  const year_month_day later = calendar(day) + months(count);
  return number(later.ok() ? later : year_month_day(later.year() / later.month() / std::chrono::last));
}

std::string period_words(std::optional<std::int64_t> first, std::int64_t last) {
  const year_month_day end = calendar(last);
  if (!first || *first == last) return fmt::format("{} {}", static_cast<unsigned>(end.day()), month_words(end));
  const year_month_day begin = calendar(*first), next = calendar(last + 1);
  if (begin.day() != day(1) || next.day() != day(1)) return iso_of(*first) + " to " + iso_of(last);
  if (begin.month() == January && end.month() == December)
    return begin.year() == end.year()
               ? fmt::format("{}", static_cast<int>(end.year()))
               : fmt::format("{} to {}", static_cast<int>(begin.year()), static_cast<int>(end.year()));
  if (begin.year() == end.year() && begin.month() == end.month()) return month_words(end);
  return month_words(begin) + " to " + month_words(end);
}

} // namespace tranche::monitoring
