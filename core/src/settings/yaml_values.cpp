// Scalars of a YAML file as typed values: whole strings only, no locale, and no YAML 1.1 surprises.
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

#include "tranche/settings/suggest.hpp"
#include "tranche/settings/yaml.hpp"

namespace tranche {
namespace {

template <typename T> std::optional<T> parsed(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool looks_octal(const std::string& text) { return text.size() > 1 && text[0] == '0' && all_digits(text); }

std::string phrase(NumberRange range) {
  const bool low = std::isfinite(range.low), high = std::isfinite(range.high);
  if (low && high && range.open) return fmt::format("a number between {} and {}, both excluded", range.low, range.high);
  if (low && high) return fmt::format("a number from {} to {}", range.low, range.high);
  if (low && range.open) return fmt::format("a number above {}", range.low);
  if (low) return fmt::format("a number of {} or more", range.low);
  return "a number";
}

/// Years of four digits only: enough for decisions, and the same on every library.
bool is_date(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = parsed<int>(std::string_view(text).substr(0, 4));
  const auto month = parsed<unsigned>(std::string_view(text).substr(5, 2));
  const auto day = parsed<unsigned>(std::string_view(text).substr(8, 2));
  if (!year || !month || !day) return false;
  return std::chrono::year_month_day{std::chrono::year{*year}, std::chrono::month{*month}, std::chrono::day{*day}}.ok();
}

} // namespace

std::optional<std::string> YamlReader::scalar(const char* what, const char* remedy) const {
  if (!m_node) return std::nullopt;
  if (!is_scalar()) {
    complain(fmt::format("must be {}, got {}", what, is_list() ? "a list" : is_map() ? "a map" : "nothing"), remedy);
    return std::nullopt;
  }
  if (!m_node->quoted && looks_octal(m_node->text)) {
    complain(fmt::format("{} looks like an octal number", m_node->text),
             fmt::format("quote it if it is a code (\"{}\"), or write the number without the leading 0", m_node->text));
    return std::nullopt;
  }
  return m_node->text;
}

std::optional<std::string> YamlReader::as_text() const { return scalar("text", "write one value"); }

std::optional<double> YamlReader::as_number(NumberRange range) const {
  const auto text = scalar("a number", "write one number");
  if (!text) return std::nullopt;
  const auto value = m_node->quoted ? std::nullopt : parsed<double>(*text);
  const bool inside =
      value && std::isfinite(*value) &&
      (range.open ? *value > range.low && *value < range.high : *value >= range.low && *value <= range.high);
  if (inside) return *value == 0 ? 0.0 : *value; // no -0
  complain(fmt::format("must be {}, got '{}'", phrase(range), *text),
           m_node->quoted ? "write it without quotes"
                          : "write digits with '.' for decimals and no thousands separators");
  return std::nullopt;
}

std::optional<std::int64_t> YamlReader::as_integer(std::int64_t low, std::int64_t high) const {
  const auto text = scalar("a whole number", "write one whole number");
  if (!text) return std::nullopt;
  const auto value = m_node->quoted ? std::nullopt : parsed<std::int64_t>(*text);
  if (value && *value >= low && *value <= high) return value;
  complain(fmt::format("must be a whole number from {} to {}, got '{}'", low, high, *text),
           m_node->quoted ? "write it without quotes" : "write digits only");
  return std::nullopt;
}

std::optional<bool> YamlReader::as_flag() const {
  const auto text = scalar("true or false", "write true or false");
  if (!text) return std::nullopt;
  if (!m_node->quoted && (*text == "true" || *text == "false")) return *text == "true";
  complain(fmt::format("must be true or false, got '{}'", *text), "write true or false, without quotes");
  return std::nullopt;
}

std::vector<std::string> YamlReader::as_texts() {
  std::vector<std::string> texts;
  if (is_list()) {
    for (const YamlReader& item : items())
      if (const auto text = item.as_text()) texts.push_back(*text);
  } else if (const auto text = scalar("one value or a list of values", "write A or [A, B]")) {
    texts.push_back(*text);
  }
  return texts;
}

std::optional<std::string> YamlReader::as_word(const std::vector<std::string>& allowed) const {
  const auto text = scalar("one word", "write one of the words allowed");
  if (!text) return std::nullopt;
  for (const std::string& word : allowed)
    if (*text == word) return text;
  const std::string meant = closest(*text, allowed);
  complain(fmt::format("must be {}, got '{}'", listed(allowed), *text),
           meant.empty() ? "write one of these words" : fmt::format("did you mean '{}'?", meant));
  return std::nullopt;
}

std::optional<std::int64_t> YamlReader::as_pence() const {
  const auto text = scalar("pounds", "write one amount");
  if (!text) return std::nullopt;
  const std::size_t point = std::min(text->find('.'), text->size());
  const std::string_view pounds = std::string_view(*text).substr(0, point);
  const std::string_view decimals = std::string_view(*text).substr(point);
  const bool form = !m_node->quoted && all_digits(pounds) &&
                    (decimals.empty() || (decimals.size() == 3 && all_digits(decimals.substr(1))));
  if (form && pounds.size() > 15) {
    complain(fmt::format("£{} is more than can be shared to the penny", *text), "give pounds, not pence");
    return std::nullopt;
  }
  if (form) return *parsed<std::int64_t>(pounds) * 100 + (decimals.empty() ? 0 : *parsed<int>(decimals.substr(1)));
  complain(fmt::format("must be whole pounds, or pounds with two decimals, of 0 or more, got '{}'", *text),
           "write 53000000 or 53000000.50: no quotes, signs, commas or further decimals");
  return std::nullopt;
}

std::optional<std::string> YamlReader::as_date() const {
  const auto text = scalar("a date", "write it as 2026-11-20");
  if (!text || is_date(*text)) return text;
  complain(fmt::format("must be a date, got '{}'", *text), "write year-month-day, as in 2026-11-20");
  return std::nullopt;
}

} // namespace tranche
