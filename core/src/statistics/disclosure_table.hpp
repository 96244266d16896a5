#pragma once
#include <span>
#include <string>
#include <vector>

#include "statistics/disclosure_attack.hpp"
#include "tranche/statistics/disclosure.hpp"

/// A CountTable that was checked and made whole.
namespace tranche::statistics::disclosure {

std::string name_of(const CountTable& table, std::size_t cell);

/// @throws Error, all faults of the rule
void check(const SuppressionRule& rule);
/// @throws Error, all faults of the table
void check(const CountTable& table);

Relations relations_of(const CountTable& table);

/// The counts, with missing ones filled in so that the equations hold: one possible table.
/// @pre check(table) @throws Error if the equations cannot hold
std::vector<Count> possible_table(const CountTable& table);

/// What the reader knows of a cell of this kind. @pre the count of a published cell
KnownBounds bounds_of(CellKind kind, double count, double most, const SuppressionRule& rule);

/// Reasons and notes of a suppression whose kinds are set. @param needed_by for each secondary cell the small ones that
/// its publication would reveal
void explain(const CountTable& table, const SuppressionRule& rule, std::span<const std::vector<std::size_t>> needed_by,
             Suppression& suppression);

} // namespace tranche::statistics::disclosure
