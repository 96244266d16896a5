#include "made_up_figures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tranche {
namespace {

constexpr std::size_t authorities = 3, members_of_each = 2;

BoundInput figures(const RoleInfo& role, double size, const MadeUpShape& shape, bool first) {
  BoundInput input;
  input.role = role.name;
  input.members = role.binding == "members";
  Cube& cube = input.cube;
  cube.title = role.title;
  cube.unit = "made up";
  cube.layer = "made up";
  const std::size_t parts = input.members ? members_of_each : 1;
  for (std::size_t area = 0; area < authorities * parts; ++area) cube.areas.push_back(fmt::format("A{}", area + 1));
  cube.periods = shape.periods;
  if (first) cube.categories = shape.first_categories;
  cube.clear();
  for (std::size_t cell = 0; cell < cube.value.size(); ++cell) {
    cube.value[cell] = size * static_cast<double>(20 + cell * 7 % 20);
    cube.status[cell] = Status::measured;
    cube.coverage[cell] = 1;
  }
  if (first) { // the last authority's
    const std::size_t gap = cube.index((authorities - 1) * parts, 0, 0);
    cube.value[gap] = cube.coverage[gap] = 0;
    cube.status[gap] = Status::missing;
  }
  if (input.members) {
    for (std::size_t a = 0; a <= authorities; ++a) input.offsets.push_back(static_cast<std::uint32_t>(a * parts));
    input.weight.assign(cube.areas.size(), 1);
  }
  return input;
}

std::string some_value(const ParameterInfo& parameter) {
  if (parameter.kind == "choice") return parameter.choices.front();
  if (parameter.kind == "flag") return "false";
  if (parameter.kind == "text") return "text";
  if (parameter.kind == "periods") return "2020";
  return parameter.minimum <= parameter.maximum ? fmt::format("{}", parameter.minimum) : "1";
}

} // namespace

std::vector<ParameterSetting> required_settings(const PluginInfo& plugin) {
  std::vector<ParameterSetting> settings;
  for (const ParameterInfo& parameter : plugin.parameters) {
    if (parameter.has_fallback) continue;
    ParameterSetting setting{parameter.name, {}, {some_value(parameter)}, false, {}};
    if (parameter.kind == "numbers") setting.keys = {"first"};
    settings.push_back(std::move(setting));
  }
  return settings;
}

std::vector<MadeUpShape> shapes_for(const PluginInfo& plugin, const std::vector<ParameterValue>& parameters) {
  std::vector<MadeUpShape> shapes{{{"2020"}, {""}}};
  for (std::size_t p = 0; p < plugin.parameters.size(); ++p) {
    std::vector<std::string> labels = parameters[p].labels;
    std::sort(labels.begin(), labels.end());
    if (plugin.parameters[p].kind == "periods") shapes.push_back({labels, {""}});
    if (plugin.parameters[p].kind == "numbers") shapes.push_back({{"2020"}, parameters[p].labels});
  }
  return shapes;
}

MadeUp made_up_figures(const MeasureInfo& measure, const MadeUpShape& shape) {
  MadeUp made_up{{"A1", "A2", "A3"}, {"First", "Second", "Third"}, {0.95}, {}};
  double size = 1;
  for (const RoleInfo& role : measure.roles) {
    made_up.inputs.push_back(figures(role, size, shape, made_up.inputs.empty()));
    size *= 100;
  }
  return made_up;
}

} // namespace tranche
