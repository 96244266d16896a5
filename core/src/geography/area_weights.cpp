#include "geography/area_weights.hpp"

#include <algorithm>

#include "geography/code_history.hpp"
#include "nan.hpp"

namespace tranche {

void refuse_weight(const std::string& name, const std::string& what, const std::string& remedy) {
  throw Error(Fault::settings, "weight " + name, what, remedy);
}

AreaWeights read_weights(const Catalogue& catalogue, const std::string& name, const Place& asked_at) {
  const std::size_t first = name.find(':'), second = first == std::string::npos ? first : name.find(':', first + 1);
  const auto part = [&](std::size_t from, std::size_t to) {
    return from == std::string::npos ? std::string() : name.substr(from + 1, to - from - 1);
  };
  const std::string layer_name = name.substr(0, first), value_id = part(first, second);
  std::string period = part(second, name.size());
  const Layer& layer = catalogue.layer(layer_name, asked_at);
  if (layer.kind != LayerKind::table || layer.geography == "national")
    refuse_weight(layer_name, "has no figures by area", "name a table of residents by area");
  if (value_id.empty() && layer.values.size() != 1)
    refuse_weight(layer_name, "holds " + std::to_string(layer.values.size()) + " values",
                  "name one, as " + layer_name + ":" + layer.values.front().id);
  const ValueSpec& value = value_id.empty() ? layer.values.front() : layer.value(value_id, asked_at);
  const Cube cube = read_value(catalogue, layer, value);
  if (cube.categories.size() > 1)
    refuse_weight(layer_name + ":" + value.id, "has several categories", "name a weight with one figure for each area");
  if (period.empty()) period = cube.periods.back();
  const auto at = std::find(cube.periods.begin(), cube.periods.end(), period);
  if (at == cube.periods.end())
    refuse_weight(layer_name + ":" + value.id, "has no period '" + period + "'",
                  "name one of " + short_list(cube.periods));
  AreaWeights weights{&catalogue.geography(layer.geography, layer.place), layer_name + ":" + value.id, cube.areas, {}};
  if (!period.empty()) weights.name += ":" + period;
  for (std::size_t i = 0; i < cube.areas.size(); ++i) {
    const std::size_t cell = cube.index(i, static_cast<std::size_t>(at - cube.periods.begin()), 0);
    weights.weight.push_back(has_value(cube.status[cell]) ? cube.value[cell] : nan);
  }
  return weights;
}

} // namespace tranche
