#pragma once

/// Compiles a function three times, for processors with vectors of 512 bits, of 256 bits, and for any; which one runs
/// is found when the library is loaded. All do the same operations, none of them contracted, so that the results are
/// the same. Sanitizers need to be up before their first function runs, and the finding runs earlier.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&               \
    !defined(__SANITIZE_THREAD__)
#define TRANCHE_WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TRANCHE_WIDE
#endif
