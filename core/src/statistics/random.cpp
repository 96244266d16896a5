#include "tranche/statistics/random.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "portable_exp.hpp"
#include "portable_log.hpp"
#include "statistics/first_draws.hpp"
#include "statistics/philox_lanes.hpp"
#include "wide.hpp"

namespace tranche::statistics {
namespace {

// Horner's scheme over coefficients in ascending order.
template <std::size_t N> double polynomial(const std::array<double, N>& a, double x) {
  double sum = a[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + a[i];
  return sum;
}

using Eight = std::array<double, 8>;

// AS 241: rational approximations for the middle, and for the near and far tails in r = sqrt(-ln p).
constexpr Eight middle_top{3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                           1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                           3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr Eight middle_bottom{1.0,
                              4.2313330701600911252e+1,
                              6.8718700749205790830e+2,
                              5.3941960214247511077e+3,
                              2.1213794301586595867e+4,
                              3.9307895800092710610e+4,
                              2.8729085735721942674e+4,
                              5.2264952788528545610e+3};
constexpr Eight near_top{1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                         3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                         2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr Eight near_bottom{1.0,
                            2.05319162663775882187e0,
                            1.67638483018380384940e0,
                            6.89767334985100004550e-1,
                            1.48103976427480074590e-1,
                            1.51986665636164571966e-2,
                            5.47593808499534494600e-4,
                            1.05075007164441684324e-9};
constexpr Eight far_top{6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                        2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr Eight far_bottom{1.0,
                           5.99832206555887937690e-1,
                           1.36929880922735805310e-1,
                           1.48753612908506148525e-2,
                           7.86869131145613259100e-4,
                           1.84631831751005468180e-5,
                           1.42151175831644588870e-7,
                           2.04426310338993978564e-15};

/// AS 241 for |q| <= 0.425.
double middle_quantile(double q) {
  const double r = 0.180625 - q * q;
  return q * polynomial(middle_top, r) / polynomial(middle_bottom, r);
}

/// sqrt(-ln p) of the tail's own p: beyond 5 it is the far one, which one number in 3.6e10 reaches.
double tail_distance(double p) {
  const double other = 1 - p;
  return std::sqrt(-portable_log(p < other ? p : other));
}
constexpr double far_distance = 5;

/// AS 241 beyond, up to the far tail.
double near_quantile(double p, double r) {
  return std::copysign(polynomial(near_top, r - 1.6) / polynomial(near_bottom, r - 1.6), p - 0.5);
}

double tail_quantile(double p) {
  const double r = tail_distance(p);
  if (r <= far_distance) return near_quantile(p, r);
  return std::copysign(polynomial(far_top, r - 5) / polynomial(far_bottom, r - 5), p - 0.5);
}

/// tail_quantile() of many, in place. @return whether any is in the far tail, and is left to tail_quantile().
TRANCHE_WIDE bool near_quantiles(std::span<const double> p, std::span<double> into) {
  double furthest = 0;
  for (std::size_t k = 0; k < p.size(); ++k) {
    const double r = tail_distance(p[k]);
    into[k] = near_quantile(p[k], r);
  }
  for (const double one : p) furthest = std::max(furthest, std::abs(one - 0.5));
  return furthest > 0.5 - 1e-10;
}

/// 52 bits and a half: never 0, never 1, symmetric about a half.
double uniform_of(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = ((std::uint64_t{high} << 32U) | low) >> 12U;
  return (std::bit_cast<double>(bits | 0x3FF0000000000000U) - 1) + 0x1p-53; // exact: the bits are those of 1 + x
}

constexpr auto lane_bit = [] {
  std::array<std::uint64_t, PhiloxLanes::lanes> bits{};
  for (std::size_t k = 0; k < bits.size(); ++k) bits[k] = std::uint64_t{1} << k;
  return bits;
}();

} // namespace

TRANCHE_WIDE void first_draws(std::uint64_t seed, std::uint32_t draw, std::uint32_t indicator,
                              std::span<const std::uint32_t> authority, std::uint32_t block, std::span<double> normal,
                              std::span<double> uniform, std::uint32_t further) {
  constexpr std::size_t lanes = PhiloxLanes::lanes, step = PhiloxLanes::step;
  const std::array key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)};
  PhiloxLanes words;
  std::array<double, lanes> first, tail, outside;
  std::array<std::size_t, lanes> tails;
  for (std::size_t begin = 0; begin < authority.size(); begin += lanes) {
    const std::size_t count = std::min(lanes, authority.size() - begin), width = (count + step - 1) / step * step;
    for (std::size_t k = 0; k < width; ++k) words.a[k] = draw + further * static_cast<std::uint32_t>(begin + k);
    std::fill_n(words.b.begin(), width, indicator);
    std::copy_n(authority.begin() + static_cast<std::ptrdiff_t>(begin), count, words.c.begin());
    std::fill(words.c.begin() + count, words.c.begin() + width, 0U);
    std::fill_n(words.d.begin(), width, block);
    words.scramble(key, width);
    for (std::size_t k = 0; k < width; ++k) first[k] = uniform_of(words.a[k], words.b[k]);
    for (std::size_t k = 0; k < count; ++k) normal[begin + k] = middle_quantile(first[k] - 0.5);
    for (std::size_t k = 0; k < count; ++k) uniform[begin + k] = uniform_of(words.c[k], words.d[k]);
    std::uint64_t outer = 0; // a bit for each that is in a tail
    for (std::size_t k = 0; k < width; ++k) outer |= std::abs(first[k] - 0.5) > 0.425 ? lane_bit[k] : 0;
    if (count < lanes) outer &= lane_bit[count] - 1;
    std::size_t last = 0;
    for (; outer != 0; outer &= outer - 1, ++last) {
      tails[last] = static_cast<std::size_t>(std::countr_zero(outer));
      outside[last] = first[tails[last]];
    }
    if (near_quantiles(std::span(outside).first(last), tail))
      for (std::size_t t = 0; t < last; ++t) tail[t] = tail_quantile(outside[t]);
    for (std::size_t t = 0; t < last; ++t) normal[begin + tails[t]] = tail[t];
  }
}

TRANCHE_WIDE void squeezed_gammas(std::span<const double> d, std::span<const double> c, std::span<const double> normal,
                                  std::span<const double> uniform, std::span<double> into) {
  for (std::size_t k = 0; k < into.size(); ++k) {
    const double t = c[k] * normal[k], root = 1 + t, v = root * root * root, x2 = normal[k] * normal[k];
    const bool settled = std::abs(t) <= 0.5 && uniform[k] < 1 - 0.1423 * c[k] * c[k] * x2 * x2;
    into[k] = settled ? d[k] * v : 0;
  }
}

TRANCHE_WIDE void log_normals(std::span<const double> mean, std::span<const double> deviation,
                              std::span<const double> normal, std::span<double> into) {
  // e^x is a plain double up to 690. The largest |x| is found as a whole number, which can be done several at a time.
  constexpr double most = 690;
  std::int64_t largest = 0;
  for (std::size_t k = 0; k < into.size(); ++k) {
    const double x = mean[k] + deviation[k] * normal[k];
    const std::int64_t size = std::bit_cast<std::int64_t>(std::abs(x));
    largest = size > largest ? size : largest;
    into[k] = x;
  }
  if (largest < std::bit_cast<std::int64_t>(most))
    for (double& x : into) x = joined(exp_parts(x));
  else
    for (double& x : into) x = portable_exp(x);
}

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> x, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53U} * x[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57U} * x[2];
    x = {static_cast<std::uint32_t>(b >> 32U) ^ x[1] ^ key[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32U) ^ x[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return x;
}

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) return middle_quantile(q);
  return tail_quantile(p);
}

double Stream::uniform() {
  if (m_half_used) {
    m_words = philox(m_counter, m_key);
    ++m_counter[3];
  }
  const std::size_t at = m_half_used ? 0 : 2;
  m_half_used = !m_half_used;
  return uniform_of(m_words[at], m_words[at + 1]);
}

double Stream::normal() { return normal_quantile(uniform()); }

double Stream::gamma(double shape) {
  if (shape < 1) {
    const double larger = gamma(shape + 1);
    return larger * portable_exp(portable_log(uniform()) / shape);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double root = 1 + c * x;
    const double v = root * root * root;
    if (v <= 0) continue;
    const double u = uniform();
    if (u < 1 - 0.0331 * x * x * x * x || portable_log(u) < 0.5 * x * x + d * (1 - v + portable_log(v))) return d * v;
  }
}

} // namespace tranche::statistics
