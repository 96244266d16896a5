#pragma once
#include "commands.hpp"

namespace tranche {

/// `tranche layers tally`.
void add_layers_tally(CLI::App& layers, Context& context);

} // namespace tranche
