#include "decide/order_few.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "wide.hpp"

namespace tranche {
namespace {

using Sixteen __attribute__((vector_size(32))) = std::int16_t;
constexpr std::size_t width = 16, together = 5, in_registers = width * together; // what stays in registers

TRANCHE_WIDE void find_steps(std::span<const double> values, double least, double scale,
                             std::span<std::int16_t> coarse) {
  for (std::size_t i = 0; i < values.size(); ++i)
    coarse[i] = static_cast<std::int16_t>(static_cast<std::int32_t>((values[i] - least) * scale) - 32768);
}

/// How many of the first `count` are greater than each. Both lists are filled up to whole rows.
TRANCHE_WIDE void count_above(std::span<const std::int16_t> coarse, std::size_t count, std::span<std::int16_t> above) {
  for (std::size_t begin = 0; begin < above.size(); begin += in_registers) {
    std::array<Sixteen, together> own, greater{};
    std::memcpy(own.data(), coarse.data() + begin, sizeof own);
    for (std::size_t j = 0; j < count; ++j) {
      const Sixteen other = Sixteen{} + coarse[j];
      for (std::size_t k = 0; k < together; ++k) greater[k] -= own[k] < other; // a comparison gives -1 where it holds
    }
    std::memcpy(above.data() + begin, greater.data(), sizeof greater);
  }
}

TRANCHE_WIDE std::int32_t sum_of_first(std::span<const std::int16_t> list, std::size_t count) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += list[i];
  return sum;
}

} // namespace

bool order_few(std::span<const double> values, double least, double most, std::span<const double> place, FewRoom& room,
               std::vector<std::size_t>& order) {
  const std::size_t n = values.size(), filled = (n + in_registers - 1) / in_registers * in_registers;
  room.coarse.resize(filled); // what is behind the values is compared, and not read
  room.above.resize(filled);
  const double scale = most > least ? 65535 / (most - least) : 0;
  find_steps(values, least, scale, room.coarse);
  count_above(room.coarse, n, room.above);
  order.resize(n);
  if (sum_of_first(room.above, n) == static_cast<std::int32_t>(n * (n - 1) / 2)) { // no two share a step
    for (std::size_t i = 0; i < n; ++i) order[static_cast<std::size_t>(room.above[i])] = i;
    return false;
  }
  constexpr auto nobody = static_cast<std::size_t>(-1);
  std::fill(order.begin(), order.end(), nobody);
  for (std::size_t i = 0; i < n; ++i) {
    auto at = static_cast<std::size_t>(room.above[i]);
    while (order[at] != nobody) ++at;
    order[at] = i;
  }
  const auto ahead = [&](std::size_t a, std::size_t b) {
    return values[a] > values[b] || (values[a] == values[b] && place[a] < place[b]);
  };
  for (std::size_t k = 1; k < n; ++k) {
    const std::size_t i = order[k];
    std::size_t at = k;
    for (; at > 0 && ahead(i, order[at - 1]); --at) order[at] = order[at - 1];
    order[at] = i;
  }
  return true;
}

} // namespace tranche
