#pragma once
#include <string>
#include <string_view>

#include "tranche/finding.hpp"
#include "tranche/settings/assessment.hpp"

/// The words of the YAML vocabulary, and numbers as people read them.
namespace tranche::words {

std::string_view severity(Severity severity);

/// 1234567.8 with one decimal -> "1,234,567.8".
std::string grouped(double value, int decimals);

/// To the nearest 1,000 pounds: 123456789 pence -> "£1,235,000"; halves away from zero.
std::string thousands_of_pounds(std::int64_t pence);

/// Decimals that suit a figure of that size: rates 1, shares and small scores 2 or 3.
int decimals_for(double largest);

/// "p 0.012"; "p below 0.001".
std::string p_value(double p);

/// The unit to print beside a title; empty when the title says it already.
std::string unit_beside(std::string_view title, std::string_view unit);

} // namespace tranche::words
