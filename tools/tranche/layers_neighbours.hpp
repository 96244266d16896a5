#pragma once
#include "commands.hpp"

namespace tranche {

/// `tranche layers neighbours`.
void add_layers_neighbours(CLI::App& layers, Context& context);

} // namespace tranche
