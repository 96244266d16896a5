#pragma once
#include "tranche/maps/classes.hpp"

namespace tranche::maps {

/// The values that are there, ascending.
std::vector<double> sorted_present(std::span<const double> values);

/// Puts every value into its class and counts. Limits that are not above the one before are left out.
Classes classed(std::string method, std::span<const double> values, const std::vector<double>& upper);

} // namespace tranche::maps
