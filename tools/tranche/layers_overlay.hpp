#pragma once
#include "commands.hpp"

namespace tranche {

/// `tranche layers overlay`.
void add_layers_overlay(CLI::App& layers, Context& context);

} // namespace tranche
