#pragma once
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

/// The folder of reference data, from the variable TRANCHE_SHARED; empty when it is not set.
inline std::filesystem::path shared_folder() {
  const char* folder = std::getenv("TRANCHE_SHARED");
  return folder ? folder : "";
}

/// Leaves a test case, visibly, where the reference data are not at hand.
#define SKIP_WITHOUT_SHARED()                                                                                          \
  if (shared_folder().empty()) {                                                                                       \
    WARN("skipped: TRANCHE_SHARED is not set, so the published reference data are not at hand");                       \
    return;                                                                                                            \
  }
