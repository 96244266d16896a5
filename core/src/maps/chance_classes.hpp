#pragma once
#include <string>
#include <vector>

#include "tranche/maps/classes.hpp"
#include "tranche/maps/palette.hpp"
#include "tranche/run/run.hpp"

/// The chance to be in the first tranche in classes: the print map and the page show the same.
namespace tranche::maps {

struct ChanceClasses {
  Classes classes; ///< of each authority; -1 where unranked
  std::vector<double> per_cent;
  std::vector<Colour> colours;              ///< of each class, from the least chance
  std::vector<std::string> labels, details; ///< "over 25 to 50 %", "contested"
  std::string title;                        ///< "Chance of tranche 2022-23"
};

/// @pre tranche_probability and the tranches of the run are not empty
ChanceClasses chance_classes(const Run& run);

} // namespace tranche::maps
