#pragma once
#include <filesystem>
#include <string>

namespace tranche {

/// Why a file is not a whole shared object of this machine; empty when it is one. dlopen of a truncated file ends in
/// SIGBUS, so this is asked first.
std::string elf_fault(const std::filesystem::path& file);

} // namespace tranche
