#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "tranche/export.hpp"

/// What is known of a figure, and what was done to it.
namespace tranche {

/// The status of a figure, of input cells and of indicators alike.
/// measured and unreliable carry a value and enter the index; the others carry none. Missing is never zero.
enum class Status : std::uint8_t {
  measured,   ///< as published or computed
  unreliable, ///< few events: enters the index, marked
  missing,    ///< not reported
  suppressed, ///< withheld for disclosure
  too_few,    ///< so few events that no rate is made
};

constexpr bool has_value(Status status) { return status == Status::measured || status == Status::unreliable; }

/// "measured", "unreliable", "missing", "suppressed", "too_few".
TRANCHE_API std::string_view name_of(Status status);
/// The inverse of name_of; false when the word is none of them.
TRANCHE_API bool status_from(std::string_view word, Status& status);

/// What was done to a value: bits, any number at once.
namespace flag {
inline constexpr std::uint32_t imputed = 1U << 0U;
inline constexpr std::uint32_t scaled = 1U << 1U;      ///< raised from the periods or areas that were reported
inline constexpr std::uint32_t apportioned = 1U << 2U; ///< shared out from a larger or combined from smaller areas
inline constexpr std::uint32_t shared = 1U << 3U;      ///< one published figure shown for several authorities
inline constexpr std::uint32_t treated = 1U << 4U;     ///< outlier treatment changed it
inline constexpr std::uint32_t implausible = 1U << 5U; ///< looks like a recording fault; kept as published
} // namespace flag

/// Flag names joined by ';' in the order above, empty for none.
TRANCHE_API std::string flags_text(std::uint32_t flags);

} // namespace tranche
