#pragma once
#include <span>
#include <string>
#include <vector>

#include "tranche/geography/conversion.hpp"

namespace tranche {

/// Carries columns over one table, which must outlive it; what does not depend on the figures is worked out once.
class Converter {
public:
  explicit Converter(const ConversionTable& table);

  /// As convert() in conversion.hpp.
  Converted convert(std::span<const double> value, Measure measure, double min_coverage) const;

  /// Of each portion, in the order of table.portions, the share of its source's count that it gets.
  std::vector<double> count_shares() const;

  /// Positions in table.portions.
  const std::vector<std::size_t>& portions_of_target(std::size_t target) const { return m_of_target[target]; }

private:
  struct Column;

  bool is_shared(std::size_t source) const { return m_table.sources[source].shared; }
  double weight(std::size_t portion) const { return m_table.portions[portion].weight; }
  double outside(std::size_t source) const { return m_table.outside.empty() ? 0 : m_table.outside[source]; }
  double bare(std::size_t target) const { return m_table.bare.empty() ? 0 : m_table.bare[target]; }
  bool is_split(std::size_t source) const {
    return !is_shared(source) && m_of_source[source].size() + (outside(source) != 0) > 1;
  }

  void find_groups();
  void give(std::size_t source, Column& column) const;
  double coverage(std::size_t target, const Column& column) const;
  double figure(std::size_t target, const Column& column) const;
  void round(Column& column) const;
  void total(const Column& column, Converted& result) const;
  Carriage how(std::size_t target) const;
  std::string shown(const std::vector<std::size_t>& portions) const;
  std::string state_of_weight(bool unknown) const;
  std::string remedy(bool unknown) const;
  [[noreturn]] void refuse_split(std::size_t source, bool unknown) const;
  [[noreturn]] void refuse_mean(std::size_t target, bool unknown) const;

  const ConversionTable& m_table;
  std::vector<std::vector<std::size_t>> m_of_source, m_of_target; ///< portions
  /// Targets tied together by splits, ascending; the position after the last target is the ground outside.
  std::vector<std::vector<std::size_t>> m_groups;
};

} // namespace tranche
