#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "tranche/cube.hpp"

/// Figures of a role as bound to authorities, by hand: values by authority, period and category; NaN for missing.
inline tranche::BoundInput bound_figures(const std::string& role, std::size_t authorities,
                                         const std::vector<double>& values, std::vector<std::string> categories = {""},
                                         std::vector<std::string> periods = {"2020"}) {
  tranche::BoundInput input;
  input.role = role;
  input.cube.title = "The " + role;
  input.cube.layer = "test/" + role;
  input.cube.areas.assign(authorities, "A");
  input.cube.periods = std::move(periods);
  input.cube.categories = std::move(categories);
  input.cube.clear();
  for (std::size_t cell = 0; cell < values.size(); ++cell) {
    if (std::isnan(values[cell])) continue;
    input.cube.value[cell] = values[cell];
    input.cube.status[cell] = tranche::Status::measured;
    input.cube.coverage[cell] = 1;
  }
  return input;
}
