#pragma once
#include <string>

namespace tranche {

/// A zip archive that holds one file. Without dates: same content, same bytes.
/// @throws Error (system) with what GDAL said.
std::string zipped(const std::string& name, const std::string& content);

} // namespace tranche
