#include "statistics/cross_products.hpp"

#include <array>
#include <cmath>

#include "parallel.hpp"

namespace tranche::statistics {
namespace {

constexpr std::size_t tile = 4;                 // indicators by indicators that are summed in registers
constexpr std::size_t rows_at_once = 128;       // units whose figures stay in the nearest cache
constexpr std::size_t rows_in_block = 32 * 128; // units of one task

std::size_t padded(std::size_t width) { return (width + tile - 1) / tile * tile; }

/// Units [begin, end) of every indicator, unit by unit, zeros up to the padded width.
void pack(Columns columns, std::span<const Spread> spreads, Part part, std::size_t begin, std::size_t end,
          std::vector<double>& packed) {
  const std::size_t width = padded(columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    double* to = packed.data() + c;
    for (std::size_t row = begin; row < end; ++row, to += width) {
      const double value = columns[c][row];
      if (part == Part::present) {
        *to = std::isnan(value) ? 0 : 1;
        continue;
      }
      const double scaled = std::isnan(value) ? 0 : spreads[c].scaled(value);
      *to = part == Part::value ? scaled : scaled * scaled;
    }
  }
}

/// Adds the products of one tile over `rows` units. Each of the sixteen sums runs over the units in their order.
void add_tile(const double* left, const double* right, std::size_t rows, std::size_t width, double* sums) {
  std::array<std::array<double, tile>, tile> acc{};
  for (std::size_t row = 0; row < rows; ++row, left += width, right += width)
    for (std::size_t i = 0; i < tile; ++i)
      for (std::size_t j = 0; j < tile; ++j) acc[i][j] += left[i] * right[j];
  for (std::size_t i = 0; i < tile; ++i)
    for (std::size_t j = 0; j < tile; ++j) sums[i * width + j] += acc[i][j];
}

} // namespace

std::vector<Spread> spreads_of(Columns columns, int threads) {
  std::vector<Spread> spreads(columns.size());
  in_blocks(columns.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) spreads[c] = spread_of(columns[c]);
  });
  return spreads;
}

Matrix cross_products(Columns columns, std::span<const Spread> spreads, Part left, Part right, int threads) {
  const std::size_t width = padded(columns.size()), rows = columns.empty() ? 0 : columns[0].size();
  const std::size_t blocks = (rows + rows_in_block - 1) / rows_in_block;
  std::vector<std::vector<double>> sums(blocks);
  in_blocks(rows, rows_in_block, threads, [&](std::size_t begin, std::size_t end) {
    std::vector<double>& sum = sums[begin / rows_in_block];
    sum.assign(width * width, 0);
    std::vector<double> a(rows_at_once * width), b(left == right ? 0 : rows_at_once * width);
    for (std::size_t from = begin; from < end; from += rows_at_once) {
      const std::size_t to = std::min(end, from + rows_at_once);
      pack(columns, spreads, left, from, to, a);
      if (left != right) pack(columns, spreads, right, from, to, b);
      const double* other = left == right ? a.data() : b.data();
      for (std::size_t i = 0; i < width; i += tile)
        for (std::size_t j = left == right ? i : 0; j < width; j += tile)
          add_tile(a.data() + i, other + j, to - from, width, sum.data() + i * width + j);
    }
  });
  Matrix result(columns.size(), columns.size());
  for (const std::vector<double>& sum : sums)
    for (std::size_t i = 0; i < columns.size(); ++i)
      for (std::size_t j = 0; j < columns.size(); ++j)
        result(i, j) += left == right && j < i ? sum[j * width + i] : sum[i * width + j];
  return result;
}

} // namespace tranche::statistics
