#include "run/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tranche/finding.hpp"

namespace tranche {
std::string short_title(const IndicatorColumn& column, const std::vector<IndicatorColumn>& all) {
  const auto beginning = [](const IndicatorColumn& one) { return one.title.substr(0, one.title.find(',')); };
  if (column.title.empty()) return column.id;
  const std::string begin = beginning(column);
  const auto alike = std::count_if(all.begin(), all.end(), [&](const auto& one) { return beginning(one) == begin; });
  return alike > 1 ? column.title : begin;
}

std::string with_titles(std::string reason, const std::vector<IndicatorColumn>& indicators) {
  for (const IndicatorColumn& column : indicators)
    for (const char* before : {": ", ", "}) {
      const std::size_t found = reason.find(before + column.id + " is ");
      if (found != std::string::npos) reason.replace(found + 2, column.id.size(), short_title(column, indicators));
    }
  return reason;
}

std::string with_title_first(std::string remark, const std::vector<IndicatorColumn>& indicators) {
  for (const IndicatorColumn& column : indicators)
    for (const char* after : {" has no value for ", " is shown but ", " is the same for "})
      if (remark.starts_with(column.id + after))
        return remark.replace(0, column.id.size(), short_title(column, indicators));
  return remark;
}

std::string without_own_code(const std::string& note, const Authority& authority) {
  if (authority.members.size() > 1 || !note.starts_with(authority.code)) return note;
  const std::size_t rest = note.find_first_not_of(": ", authority.code.size());
  return rest == std::string::npos || rest == authority.code.size() ? note : note.substr(rest);
}

void refuse_too_large(const IndicatorColumn& column, const Authorities& authorities) {
  for (std::size_t i = 0; i < column.value.size(); ++i)
    if (has_value(column.status[i]) && !(std::abs(column.value[i]) <= 1e100))
      throw Error(Fault::data, column.id + ", " + authorities.units[i].name + " (" + authorities.units[i].code + ")",
                  fmt::format("comes to {:.3g}, which is too large to be ranked", column.value[i]),
                  "look at its numerator and denominator");
}

} // namespace tranche
