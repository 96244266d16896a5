#include "statistics/philox_lanes.hpp"

#include "wide.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#define TRANCHE_HAS_AVX2 1
#include <immintrin.h>
#endif

namespace tranche::statistics {
namespace {

constexpr int rounds = 10;
constexpr std::uint32_t left_factor = 0xD2511F53U, right_factor = 0xCD9E8D57U; // Salmon et al. 2011, table 2
constexpr std::uint32_t next_key[]{0x9E3779B9U, 0xBB67AE85U};

TRANCHE_WIDE void scramble_plainly(PhiloxLanes& x, std::array<std::uint32_t, 2> key, std::size_t count) {
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t k = 0; k < count; ++k) {
      const std::uint64_t left = std::uint64_t{left_factor} * x.a[k];
      const std::uint64_t right = std::uint64_t{right_factor} * x.c[k];
      x.a[k] = static_cast<std::uint32_t>(right >> 32U) ^ x.b[k] ^ key[0];
      x.b[k] = static_cast<std::uint32_t>(right);
      x.c[k] = static_cast<std::uint32_t>(left >> 32U) ^ x.d[k] ^ key[1];
      x.d[k] = static_cast<std::uint32_t>(left);
    }
    key[0] += next_key[0];
    key[1] += next_key[1];
  }
}

#ifdef TRANCHE_HAS_AVX2

/// Both halves of the products of eight words with a factor. The compiler's own way takes thrice as many instructions:
/// it sorts the words into even and odd ones and back.
struct Products {
  __m256i high, low;
};
__attribute__((target("avx2"), always_inline)) inline Products multiply(__m256i words, __m256i factor) {
  constexpr int odd_words = 0xAA;
  const __m256i even = _mm256_mul_epu32(words, factor);
  const __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(words, 32), factor);
  return {_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, odd_words),
          _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), odd_words)};
}

__attribute__((target("avx2"))) void scramble_by_eights(PhiloxLanes& x, std::array<std::uint32_t, 2> key,
                                                        std::size_t count) {
  const __m256i left = _mm256_set1_epi32(static_cast<int>(left_factor));
  const __m256i right = _mm256_set1_epi32(static_cast<int>(right_factor));
  for (std::size_t k = 0; k < count; k += 8) {
    const auto words = [k](std::array<std::uint32_t, PhiloxLanes::lanes>& of) {
      return reinterpret_cast<__m256i*>(of.data() + k);
    };
    __m256i a = _mm256_load_si256(words(x.a)), b = _mm256_load_si256(words(x.b));
    __m256i c = _mm256_load_si256(words(x.c)), d = _mm256_load_si256(words(x.d));
    __m256i first = _mm256_set1_epi32(static_cast<int>(key[0])), second = _mm256_set1_epi32(static_cast<int>(key[1]));
    for (int round = 0; round < rounds; ++round) {
      const Products of_a = multiply(a, left), of_c = multiply(c, right);
      a = _mm256_xor_si256(_mm256_xor_si256(of_c.high, b), first);
      b = of_c.low;
      c = _mm256_xor_si256(_mm256_xor_si256(of_a.high, d), second);
      d = of_a.low;
      first = _mm256_add_epi32(first, _mm256_set1_epi32(static_cast<int>(next_key[0])));
      second = _mm256_add_epi32(second, _mm256_set1_epi32(static_cast<int>(next_key[1])));
    }
    _mm256_store_si256(words(x.a), a);
    _mm256_store_si256(words(x.b), b);
    _mm256_store_si256(words(x.c), c);
    _mm256_store_si256(words(x.d), d);
  }
}

/// Vectors of 512 bits have the compiler's own way done faster.
bool has_avx2_at_most() {
  static const bool answer = __builtin_cpu_supports("avx2") && !__builtin_cpu_supports("avx512dq");
  return answer;
}

#endif

} // namespace

void PhiloxLanes::scramble(std::array<std::uint32_t, 2> key, std::size_t count) {
#ifdef TRANCHE_HAS_AVX2
  if (has_avx2_at_most()) return scramble_by_eights(*this, key, count);
#endif
  scramble_plainly(*this, key, count);
}

} // namespace tranche::statistics
