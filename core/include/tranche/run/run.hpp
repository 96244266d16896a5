#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tranche/decide/audit.hpp"
#include "tranche/decide/burden.hpp"
#include "tranche/decide/decide.hpp"
#include "tranche/decide/sensitivity.hpp"
#include "tranche/decide/uncertainty.hpp"
#include "tranche/finding.hpp"
#include "tranche/geography/areas.hpp"
#include "tranche/geography/tally.hpp"
#include "tranche/indicators/indicator_column.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/run/comparison.hpp"
#include "tranche/run/sites.hpp"
#include "tranche/settings/assessment.hpp"

namespace tranche {

/// A layer that was used: who published it and under which licence. Sorted by name in a Run.
struct Source {
  std::string layer, title, publisher, published, period, licence, attribution;
  std::string file; ///< relative to the catalogue's folder
  std::string sha256;
  std::vector<std::string> used_for; ///< indicator ids, "areas", "boundaries", "hexmap", "population"
};

/// One carry-over from a table's geography to the authorities, for the manifest and the report.
struct Conversion {
  std::string layer, value, used_for; ///< used_for: an indicator id, "population", ...
  std::string from, to;               ///< geographies
  std::string how;                    ///< "sum", "mean weighted by england/population:population:2020", "members"
  std::vector<std::string> changes;   ///< "E07000004 -> E06000060 (merge, 2020-04-01)"
  std::size_t source_areas = 0, authorities = 0;
  double source_total = 0, carried_total = 0; ///< of counts; equal but for `outside`, or the run is refused
  double outside = 0;                         ///< of counts: of ground in no authority, or of too little that reported
  std::size_t split_areas = 0;                ///< source areas that lie in several authorities
  double min_coverage = 1;                    ///< of a carried figure, below which it is missing
};

/// Records of one category in one authority, over all months of the files.
struct TalliedCount {
  std::size_t authority = 0;
  std::string category;
  std::string first_month, last_month; ///< with a record
  std::uint64_t records = 0;           ///< above 0: what the files do not cover is not zero
};

/// A layer of incidents that was counted, for manifest and GeoPackage.
struct TalliedLayer {
  std::string layer, boundaries;
  IncidentSettings settings;
  std::vector<TalliedFile> files; ///< names relative to the layer's own folder
  std::vector<std::string> left_out;
  std::vector<TalliedCount> counts; ///< by authority and category; none where counts are withheld (`suppress`), or
                                    ///< where an area's records are shared out over several authorities
};

/// Versions of everything that could change a number.
struct Versions {
  std::string tranche, gdal, geos, proj, compiler;
  std::vector<std::string> plugins; ///< "drug_deaths 1.0.0 sha256..."
};

/// Everything an output may show. Built by the pipeline, complete before the first byte is written.
struct Run {
  Assessment assessment;
  Authorities authorities;
  std::vector<IndicatorColumn> indicators;
  std::vector<AbsentIndicator> absent;
  Decision decision;
  Audit audit;                            ///< without indicators until it is made
  std::optional<BurdenComparison> burden; ///< where the index names a burden
  Uncertainty uncertainty;
  std::shared_ptr<const FigurePools> pools;  ///< that the uncertainty was drawn from; null: none
  Sensitivity sensitivity;                   ///< without sources unless it was asked for
  std::vector<FigureComparison> comparisons; ///< one for each indicator, in their order
  Boundaries boundaries;                     ///< every area drawn; empty shapes when the assessment has no boundaries
  Boundaries drawn;                          ///< the same simplified for maps and page; without shapes: as they are
  std::vector<int> shape_unit;               ///< for each shape the authority it belongs to; -1: none
  Boundaries hexmap;                         ///< a schematic map beside real boundaries; else empty shapes
  std::vector<int> hexmap_unit;              ///< as shape_unit
  Sites sites;                               ///< that the assessment names; else an empty list
  std::vector<Source> sources;
  std::vector<Conversion> conversions;
  std::vector<TalliedLayer> tallies; ///< by layer
  std::vector<std::string> overlaps; ///< indicators that count the same thing twice, in sentences
  Findings findings;                 ///< warnings and notes; no errors
  Versions versions;
  std::string id;        ///< first 12 digits of the SHA-256 of what was hashed into the manifest
  std::string data_date; ///< "2018 to 2022": first and last period used

  std::span<const FigurePool> figure_pools() const {
    return pools ? std::span<const FigurePool>(*pools) : std::span<const FigurePool>();
  }
  const Boundaries& as_drawn() const { return drawn.shapes.empty() ? boundaries : drawn; }
};

} // namespace tranche
