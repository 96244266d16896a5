#include "outputs/tranche_classes.hpp"

#include <algorithm>

#include "tranche/maps/palette.hpp"

namespace tranche {
std::string tranche_class_of(const Run& run, std::size_t authority) {
  if (run.decision.rank[authority] <= 0) return "unranked";
  const int tranche = run.decision.tranche[authority];
  return tranche > 0 ? std::to_string(tranche) : "none";
}

std::vector<TrancheClass> all_tranche_classes(const Run& run) {
  std::vector<TrancheClass> classes;
  const auto& tranches = run.decision.tranches;
  const std::vector<Colour> colours = tranche_colours(tranches.size());
  for (std::size_t t = 0; t < tranches.size(); ++t) {
    const std::string number = std::to_string(t + 1);
    const std::string& name = tranches[t].name;
    classes.push_back({number, name.empty() || name == number ? "Tranche " + number : number + ": " + name,
                       hex(colours[t]), false, 0});
  }
  classes.push_back({"none", tranches.empty() ? "Ranked" : "In no tranche", hex(not_funded), false, 0});
  classes.push_back({"unranked", "Unranked", hex(no_figure), true, 0});
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    const std::string key = tranche_class_of(run, a);
    std::find_if(classes.begin(), classes.end(), [&](const TrancheClass& c) { return c.key == key; })->count += 1;
  }
  return classes;
}

std::vector<TrancheClass> tranche_classes(const Run& run) {
  std::vector<TrancheClass> classes = all_tranche_classes(run);
  std::erase_if(classes, [](const TrancheClass& c) { return c.count == 0; });
  return classes;
}

} // namespace tranche
