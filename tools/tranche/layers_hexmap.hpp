#pragma once
#include "commands.hpp"

namespace tranche {

/// `tranche layers hexmap`.
void add_layers_hexmap(CLI::App& layers, Context& context);

} // namespace tranche
