#include "tranche/status.hpp"

#include <array>

namespace tranche {

static constexpr std::array<std::string_view, 5> status_names = {"measured", "unreliable", "missing", "suppressed",
                                                                 "too_few"};

std::string_view name_of(Status status) { return status_names[static_cast<std::size_t>(status)]; }

bool status_from(std::string_view word, Status& status) {
  for (std::size_t i = 0; i < status_names.size(); ++i)
    if (status_names[i] == word) {
      status = static_cast<Status>(i);
      return true;
    }
  return false;
}

std::string flags_text(std::uint32_t flags) {
  static constexpr std::array<std::string_view, 6> names = {"imputed", "scaled",  "apportioned",
                                                            "shared",  "treated", "implausible"};
  std::string text;
  for (std::size_t bit = 0; bit < names.size(); ++bit)
    if ((flags >> bit) & 1U) text += (text.empty() ? "" : ";") + std::string(names[bit]);
  return text;
}

} // namespace tranche
