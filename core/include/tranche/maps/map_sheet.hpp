#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/maps/palette.hpp"
#include "tranche/run/run.hpp"

/// A printed map as a description: everything that will stand on the sheet, and nothing of how it is drawn (see
/// draw.hpp). Builders make it from a Run; tests read it; drawing places it.
namespace tranche {

/// Drawn over a colour: what there is to know of a figure beside its class.
enum class Hatch { none, unranked, missing, suppressed, too_few, unreliable };

struct Fill {
  Colour colour = no_figure;
  Hatch hatch = Hatch::none;
  bool operator==(const Fill&) const = default;
};

/// One area of the boundary layer. Rings as in Shape: metres, even-odd.
struct MapArea {
  std::string code;
  std::vector<std::vector<double>> rings;
  Fill fill;
  std::vector<std::string> label; ///< the authority's name, one to three lines
  std::string figure;             ///< rank or value, under the name; may be empty
  std::string range;              ///< "8–17": the rank's interval, small beside it; may be empty
};

struct LegendEntry {
  Fill swatch;
  std::string label;     ///< "2022-23", "12.3 to 15.8", "Not reported"
  std::string detail;    ///< money, or what the class means; may be empty
  std::size_t count = 0; ///< authorities
};

/// A crowded part of the map, drawn again at a larger scale in a frame.
struct MapInset {
  std::string title;
  std::array<double, 4> box{}; ///< min x, min y, max x, max y in metres
};

/// A place of an overlay that is no area of the map: a symbol with its name beside it.
struct MapPoint {
  std::string label;
  double x = 0, y = 0; ///< metres
};

/// How an overlay looks, and what that means.
struct OverlayEntry {
  enum class Mark { outline, point } mark = Mark::outline;
  std::string label, detail;
  std::size_t count = 0;
};

/// Places that a programme chose (`sites`), over whatever the map shows.
struct MapOverlay {
  std::string title;                 ///< over its part of the legend; empty: there is no overlay
  std::vector<std::size_t> outlined; ///< areas of the sheet with a stroke of their own
  std::vector<MapPoint> points;
  std::vector<OverlayEntry> legend;
};

struct MapSheet {
  double width_mm = 210, height_mm = 297; ///< A4 portrait; wider than high: the notes stand beside the map
  double enlarged = 1;                    ///< text and lines against those of A4: 1.414 on A3
  int dpi = 200;                          ///< of PNG only
  std::string title, subtitle;
  std::string status;     ///< "DRAFT" or "FINAL"
  std::string sign_off;   ///< "DRAFT, not signed off" or "FINAL, signed off by NAME, ROLE, DATE"
  bool schematic = false; ///< hexagons or such: no scale bar
  bool one_size = false;  ///< of a schematic map: all areas are of about one size, and every one is labelled
  std::vector<MapArea> areas;
  std::vector<std::array<double, 4>> region_edges; ///< x, y to x, y in metres: between areas of different regions;
                                                   ///< on a schematic map also round the whole
  std::vector<MapInset> insets;                    ///< none on a schematic map
  MapOverlay overlay;
  std::string legend_title;
  std::vector<LegendEntry> legend;
  std::vector<std::string> notes;   ///< paragraphs under the map: method, the unranked by name and reason, ...
  std::vector<std::string> sources; ///< attribution lines, each once
  std::string statement;            ///< what the ranking is and is not
  std::string imprint;              ///< date of the data, run id
};

/// Tranches as colours, ranks on the areas; money by tranche where it was allocated; the unranked hatched and listed.
/// @pre for this and the sheets below: the run has boundaries, and shape_unit has an entry for each shape.
TRANCHE_API MapSheet tranche_map_sheet(const Run& run);

/// The need score in the classes that report.maps asks for, 2 decimals.
TRANCHE_API MapSheet score_map_sheet(const Run& run);

/// Need and how sure its rank is, in three classes of about equal numbers each: the score, and the width of the rank's
/// interval. @pre the run has drawn: uncertainty.rank_low is not empty
TRANCHE_API MapSheet certainty_map_sheet(const Run& run);

/// The chance to be in the first tranche, in six classes whose limits are those of the contested band (5 and 95 %) and
/// quarters; ranks as labels. @pre uncertainty.tranche_probability is not empty
TRANCHE_API MapSheet chance_map_sheet(const Run& run);

/// One indicator in the classes that report.maps asks for; its own hatch for each status but `measured`. Values are
/// classed as printed, so that two that look alike are never in different classes.
/// @pre indicator < run.indicators.size()
TRANCHE_API MapSheet indicator_map_sheet(const Run& run, std::size_t indicator);

} // namespace tranche
