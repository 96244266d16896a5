#pragma once
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tranche/decide/decide.hpp"

/// Small inputs for decide(), by hand: everything a decision needs, with the settings at their defaults.
struct DecideCase {
  std::vector<std::string> codes;
  std::vector<double> population;
  std::vector<std::string> regions; ///< empty: all of one
  std::vector<tranche::IndicatorColumn> indicators;
  tranche::IndexSettings index;
  tranche::TrancheSettings tranches;
  tranche::AllocationSettings allocation;

  /// n authorities "A001", "A002", ... of 1,000 residents each.
  explicit DecideCase(std::size_t n = 0) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::string number = std::to_string(i + 1);
      codes.push_back("A" + std::string(3 - std::min<std::size_t>(3, number.size()), '0') + number);
      population.push_back(1000);
    }
  }

  /// An indicator from its values; NaN stands for a missing one.
  tranche::IndicatorColumn& add(const std::string& id, std::vector<double> value, int direction = 1) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    tranche::IndicatorColumn column;
    column.id = column.title = id;
    column.error_model = "none";
    column.direction = direction;
    column.levels = {0.95};
    for (const double v : value)
      column.status.push_back(std::isnan(v) ? tranche::Status::missing : tranche::Status::measured);
    column.lower = column.upper = column.numerator = column.denominator = std::vector<double>(value.size(), nan);
    column.coverage.assign(value.size(), 1.0);
    column.flags.assign(value.size(), 0);
    column.value = std::move(value);
    indicators.push_back(std::move(column));
    return indicators.back();
  }

  static tranche::WeightNode weight(const std::string& id, double weight, std::vector<tranche::WeightNode> of = {}) {
    return {id, weight, std::move(of), {}};
  }

  void cut(const std::string& name, tranche::Cut::By by, double amount = 0) {
    tranches.cut.push_back({name, by, amount, 0, {}});
  }

  tranche::Pot& pot(const std::string& name, std::int64_t pence) {
    tranche::Pot added;
    added.name = name;
    added.pence = pence;
    allocation.pots.push_back(std::move(added));
    return allocation.pots.back();
  }

  tranche::Candidates candidates() const { return {codes, population, regions}; }
  tranche::Decision decide() const { return tranche::decide(candidates(), indicators, index, tranches, allocation); }
  /// What decide() says when it refuses; empty when it does not.
  std::string fault() const {
    try {
      decide();
    } catch (const tranche::Error& error) {
      return error.what();
    }
    return {};
  }
};
