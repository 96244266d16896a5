#pragma once
#include "commands.hpp"

namespace tranche {

/// `tranche layers convert`.
void add_layers_convert(CLI::App& layers, Context& context);

} // namespace tranche
