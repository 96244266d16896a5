#pragma once
#include <string_view>

#include "tranche/layers/catalogue.hpp"

namespace tranche {

/// What a cell of text says: a value with its status, a status alone, or why it is refused.
struct CellReading {
  double value = 0;
  Status status = Status::missing;
  std::string fault, remedy; ///< empty: fine
};

/// Reads a cell as the layer's marks and separators say. Never guesses, never turns a mark into zero.
CellReading read_cell(std::string_view text, const Layer& layer, const ValueSpec& value);

} // namespace tranche
