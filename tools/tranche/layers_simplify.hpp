#pragma once
#include "commands.hpp"

namespace tranche {

/// `tranche layers simplify`.
void add_layers_simplify(CLI::App& layers, Context& context);

} // namespace tranche
