#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "tranche/export.hpp"

namespace tranche {

/// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
TRANCHE_API std::string sha256(std::string_view bytes);

/// SHA-256 of a file's bytes, read in blocks.
/// @throws Error (data) when the file cannot be read.
TRANCHE_API std::string sha256_of_file(const std::filesystem::path& file);

} // namespace tranche
