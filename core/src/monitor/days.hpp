#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Days of the calendar as numbers: days since 1970-01-01.
namespace tranche::monitoring {

/// "2026-11-20", a day that exists.
std::optional<std::int64_t> day_of(std::string_view iso);
std::string iso_of(std::int64_t day);

/// Whole months from the first day to the last, both included: 36 for 2018-01-01 to 2020-12-31. Nothing where they are
/// not whole.
std::optional<int> months_between(std::int64_t first, std::int64_t last);

/// The same day so many months later; the last of the month where it has no such day.
std::int64_t months_later(std::int64_t day, int months);

/// "2018", "2018 to 2020", "April 2022 to March 2023", "31 March 2025".
std::string period_words(std::optional<std::int64_t> first, std::int64_t last);

} // namespace tranche::monitoring
