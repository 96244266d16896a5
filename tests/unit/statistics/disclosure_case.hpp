#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "missing.hpp"
#include "tranche/statistics/disclosure.hpp"

/// A reader who tries to solve for the cells, written apart from the code under test.
namespace disclosure_case {

using tranche::statistics::CellKind;
using tranche::statistics::CountTable;
using tranche::statistics::SuppressionRule;

/// A fraction of whole numbers, lowest terms, positive denominator.
struct Fraction {
  std::int64_t top = 0, bottom = 1;
  Fraction(std::int64_t t = 0, std::int64_t b = 1) {
    const std::int64_t common = std::max<std::int64_t>(std::gcd(t, b), 1) * (b < 0 ? -1 : 1);
    top = t / common;
    bottom = b / common;
  }
  Fraction operator-(Fraction o) const { return {top * o.bottom - o.top * bottom, bottom * o.bottom}; }
  Fraction operator*(Fraction o) const { return {top * o.top, bottom * o.bottom}; }
  Fraction operator/(Fraction o) const { return {top * o.bottom, bottom * o.top}; }
  bool zero() const { return top == 0; }
};

/// The unknown cells that the equations alone determine: Gauss and Jordan on the dense matrix.
inline std::vector<std::size_t> solved_by_algebra(const CountTable& table, const std::vector<bool>& unknown) {
  const std::size_t columns = table.counts.size();
  std::vector<std::vector<Fraction>> rows;
  for (const auto& equation : table.equations) {
    rows.emplace_back(columns);
    for (std::size_t k = 0; k < equation.cells.size(); ++k)
      if (unknown[equation.cells[k]]) rows.back()[equation.cells[k]] = equation.coefficients[k];
  }
  std::size_t rank = 0;
  for (std::size_t c = 0; c < columns && rank < rows.size(); ++c) {
    std::size_t pivot = rank;
    while (pivot < rows.size() && rows[pivot][c].zero()) ++pivot;
    if (pivot == rows.size()) continue;
    std::swap(rows[rank], rows[pivot]);
    const Fraction lead = rows[rank][c];
    for (Fraction& value : rows[rank]) value = value / lead;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const Fraction times = rows[r][c];
      if (r == rank || times.zero()) continue;
      for (std::size_t k = 0; k < columns; ++k) rows[r][k] = rows[r][k] - times * rows[rank][k];
    }
    ++rank;
  }
  std::vector<std::size_t> solved;
  for (std::size_t r = 0; r < rank; ++r) {
    std::vector<std::size_t> filled;
    for (std::size_t c = 0; c < columns; ++c)
      if (!rows[r][c].zero()) filled.push_back(c);
    if (filled.size() == 1) solved.push_back(filled.front());
  }
  return solved;
}

struct Seen {
  double low = 0, high = 0;
};

/// Tries every deviation of the unknown free cells within +-width, works out the other cells, and notes for each cell
/// the values it takes in tables that agree with everything published. Cells before `free` are sums: sums[i] lists the
/// free cells that cell i adds up.
class Trial {
public:
  Trial(const CountTable& table, const std::vector<std::vector<std::size_t>>& sums, std::vector<Seen> bounds, int width)
      : m_table(table), m_sums(sums), m_bounds(std::move(bounds)), m_width(width), m_deviation(table.counts.size(), 0) {
    for (const double count : table.counts) m_seen.push_back({count, count});
    for (std::size_t i = 0; i < sums.size(); ++i)
      if (sums[i].empty() && m_bounds[i].low < m_bounds[i].high) m_free.push_back(i);
    step(0);
  }
  const std::vector<Seen>& seen() const { return m_seen; }

private:
  void step(std::size_t at) {
    if (at == m_free.size()) {
      note();
      return;
    }
    const std::size_t cell = m_free[at];
    for (int d = -m_width; d <= m_width; ++d) {
      const double value = m_table.counts[cell] + d;
      if (value < m_bounds[cell].low || value > m_bounds[cell].high) continue;
      m_deviation[cell] = d;
      step(at + 1);
    }
    m_deviation[cell] = 0;
  }

  void note() {
    std::vector<double> values = m_table.counts;
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] += m_deviation[i];
      for (const std::size_t part : m_sums[i]) values[i] += m_deviation[part];
      if (values[i] < m_bounds[i].low || values[i] > m_bounds[i].high) return;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      m_seen[i].low = std::min(m_seen[i].low, values[i]);
      m_seen[i].high = std::max(m_seen[i].high, values[i]);
    }
  }

  const CountTable& m_table;
  const std::vector<std::vector<std::size_t>>& m_sums;
  std::vector<Seen> m_bounds;
  int m_width;
  std::vector<int> m_deviation;
  std::vector<std::size_t> m_free;
  std::vector<Seen> m_seen;
};

/// What the rule tells the reader, written out anew.
inline std::vector<Seen> bounds(const CountTable& table, const std::vector<bool>& unknown, const SuppressionRule& rule,
                                bool kinds_told) {
  std::vector<Seen> known;
  const double infinity = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    const double count = table.counts[i];
    const bool small = count < rule.below && (count > 0 || rule.zeros);
    if (!unknown[i])
      known.push_back({count, count});
    else if (!kinds_told)
      known.push_back({rule.zeros ? 0.0 : 1.0, infinity});
    else if (small)
      known.push_back({rule.zeros ? 0.0 : 1.0, rule.below - 1.0});
    else
      known.push_back({static_cast<double>(rule.below), infinity});
  }
  return known;
}

/// Whether no small cell can be told more closely than the rule allows.
inline bool safe(const CountTable& table, const std::vector<std::vector<std::size_t>>& sums,
                 const std::vector<bool>& unknown, const SuppressionRule& rule, bool kinds_told) {
  const Trial trial(table, sums, bounds(table, unknown, rule, kinds_told), rule.values);
  const std::vector<std::size_t> solved = solved_by_algebra(table, unknown);
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    const bool small = table.counts[i] < rule.below && (table.counts[i] > 0 || rule.zeros);
    if (!small) continue;
    if (!unknown[i] || trial.seen()[i].high - trial.seen()[i].low + 1 < rule.values) return false;
    if (std::find(solved.begin(), solved.end(), i) != solved.end()) return false;
  }
  return true;
}

/// The fewest further cells that protect every small one, by trying all sets of up to `most` cells; -1 if none does.
inline int fewest(const CountTable& table, const std::vector<std::vector<std::size_t>>& sums,
                  const SuppressionRule& rule, bool kinds_told, int most) {
  std::vector<bool> unknown;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < table.counts.size(); ++i) {
    unknown.push_back(table.counts[i] < rule.below && (table.counts[i] > 0 || rule.zeros));
    if (!unknown[i] && table.counts[i] > 0) open.push_back(i);
  }
  most = std::min(most, static_cast<int>(open.size()));
  for (int size = 0; size <= most; ++size) {
    std::vector<char> chosen(open.size(), 0);
    std::fill(chosen.begin(), chosen.begin() + size, 1);
    do {
      std::vector<bool> with = unknown;
      for (std::size_t k = 0; k < open.size(); ++k)
        if (chosen[k]) with[open[k]] = true;
      if (safe(table, sums, with, rule, kinds_told)) return size;
    } while (std::prev_permutation(chosen.begin(), chosen.end()));
  }
  return -1;
}

inline std::vector<bool> unknown_in(const std::vector<CellKind>& kinds) {
  std::vector<bool> unknown;
  for (const CellKind kind : kinds) unknown.push_back(kind != CellKind::published);
  return unknown;
}

} // namespace disclosure_case
