#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "tranche/geography/conversion.hpp"
#include "tranche/geography/overlay.hpp"
#include "tranche/layers/boundaries.hpp"

namespace tranche {

/// @throws Error (data): a map of hexagons has no ground.
void refuse_schematic(const Boundaries& boundaries);

/// As overlay_areas() takes them. @throws Error (data): schematic.
std::vector<std::string> polygons_of(const Boundaries& boundaries);

void set_targets(ConversionTable& table, const Boundaries& to);

/// Gathers the weights of a table, in any order; those of one portion are added up in the order they come in.
class Portions {
public:
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  Portions(const Boundaries& from, const Boundaries& to);
  /// Either may be nowhere. A weight of 0 makes no portion.
  void add(std::size_t source, std::size_t target, double weight);
  ConversionTable table(const std::string& weight);

private:
  ConversionTable m_table;
  std::unordered_map<std::uint64_t, std::size_t> m_at; ///< source and target -> position in m_table.portions
};

/// A part of a small area that lies in one source.
struct Piece {
  std::size_t place, source;
  std::string wkb;
};

/// The parts of small areas in sources, as polygons: the small area itself where it lies in one source wholly, and what
/// GEOS makes of both elsewhere. overlay: of the small areas on the sources; slivers below 1e-9 of a small area are
/// left out.
std::vector<Piece> pieces_of(const std::vector<std::string>& places, const std::vector<std::string>& sources,
                             const Overlay& overlay);

} // namespace tranche
