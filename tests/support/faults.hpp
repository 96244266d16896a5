#pragma once
#include <string>

#include "tranche/finding.hpp"

/// What an action refuses with; empty when it refuses nothing.
template <typename Action> std::string fault_of(Action&& action) {
  try {
    action();
  } catch (const tranche::Error& error) {
    return error.what();
  }
  return {};
}
