#pragma once
#include <memory>
#include <vector>

#include "tranche/indicators/plugin_host.hpp"

namespace tranche {

/// The host's inputs and parameters as the spans and string_views that a plugin sees.
class Views {
public:
  Views(std::span<const BoundInput> inputs, std::span<const ParameterValue> parameters) {
    for (const BoundInput& input : inputs) add(input);
    for (const ParameterValue& parameter : parameters) add(parameter);
  }
  std::span<const Input> inputs() const { return m_inputs; }
  std::span<const Parameter> parameters() const { return m_parameters; }

private:
  std::span<const std::string_view> texts(const std::vector<std::string>& list) {
    m_texts.push_back(std::make_unique<std::vector<std::string_view>>(list.begin(), list.end()));
    return *m_texts.back();
  }

  void add(const BoundInput& bound) {
    const Cube& cube = bound.cube;
    Input input;
    input.role = bound.role;
    input.title = cube.title;
    input.unit = cube.unit;
    input.periods = texts(cube.periods);
    input.categories = texts(cube.categories);
    input.areas = cube.areas.size();
    input.value = cube.value;
    input.status = cube.status;
    input.coverage = cube.coverage;
    input.offsets = bound.offsets;
    input.codes = texts(cube.areas);
    input.weight = bound.weight;
    m_inputs.push_back(input);
  }

  void add(const ParameterValue& value) {
    m_parameters.push_back({value.name, value.number, value.text, texts(value.labels), value.numbers});
  }

  std::vector<std::unique_ptr<std::vector<std::string_view>>> m_texts;
  std::vector<Input> m_inputs;
  std::vector<Parameter> m_parameters;
};

} // namespace tranche
