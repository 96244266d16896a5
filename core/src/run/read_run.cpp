#include "tranche/run/read_run.hpp"

#include <algorithm>
#include <numeric>

#include "compare/assessment_text.hpp"
#include "outputs/run_reader.hpp"
#include "run/authorities.hpp"
#include "run/drawn.hpp"
#include "tranche/compare/snapshot.hpp"
#include "tranche/layers/catalogue.hpp"
#include "tranche/outputs/run_folder.hpp"

namespace tranche {
namespace {

using Manifest = nlohmann::ordered_json;

void take_figures(Run& run, Snapshot& from) {
  run.id = from.run;
  run.data_date = from.data;
  run.authorities.units = std::move(from.units);
  run.authorities.population = std::move(from.population);
  run.indicators = std::move(from.indicators);
  run.decision = std::move(from.decision);
}

/// The words that flags_text() wrote.
std::uint32_t flags_from(std::string_view text) {
  std::uint32_t flags = 0;
  for (std::uint32_t bit = 1; !flags_text(bit).empty(); bit <<= 1U)
    if ((";" + std::string(text) + ";").find(";" + flags_text(bit) + ";") != std::string::npos) flags |= bit;
  return flags;
}

void read_flags(Run& run, const RunReader& reader) {
  for (std::size_t row = 0; row < reader.size(); ++row) {
    const std::string code = reader.text(row, "code");
    const auto& units = run.authorities.units;
    const auto at =
        std::lower_bound(units.begin(), units.end(), code,
                         [](const Authority& unit, const std::string& wanted) { return unit.code < wanted; });
    for (IndicatorColumn& column : run.indicators)
      column.flags[static_cast<std::size_t>(at - units.begin())] = flags_from(reader.text(row, column.id + "_flags"));
  }
}

void read_sources(Run& run, const Manifest& manifest) {
  for (const Manifest& one : manifest["inputs"])
    run.sources.push_back({one.value("layer", ""), one.value("title", ""), one.value("publisher", ""),
                           one.value("published", ""), one.value("period", ""), one.value("licence", ""),
                           one.value("attribution", ""), one.value("file", ""), one.value("sha256", ""),
                           one.value("used_for", std::vector<std::string>{})});
  for (const Manifest& one : manifest["absent_indicators"])
    run.absent.push_back({one.value("id", ""), one.value("title", ""), one.value("reason", "")});
}

/// The dissolved shapes of a layer of the GeoPackage, one a unit and in their order.
Boundaries shapes_of(const Run& run, const std::filesystem::path& folder, const char* sheet, const Manifest& described,
                     const Catalogue& catalogue) {
  Layer layer;
  layer.name = described.value("layer", "");
  layer.kind = LayerKind::boundaries;
  layer.file = folder / "assessment.gpkg";
  layer.shown = layer.file.string();
  layer.format.sheet = sheet;
  layer.geography = run.authorities.geography;
  layer.key = "code";
  layer.name_column = "name";
  layer.schematic = described.value("schematic", false);
  AreaList units;
  units.codes = run.authorities.codes();
  return read_boundaries(catalogue, layer, units, described.value("crs", "EPSG:27700"));
}

std::vector<int> one_each(const Boundaries& shapes) {
  std::vector<int> units(shapes.shapes.size());
  std::iota(units.begin(), units.end(), 0);
  return units;
}

void read_shapes(Run& run, const std::filesystem::path& folder, const Manifest& areas, const Catalogue& catalogue) {
  if (areas.contains("boundaries")) {
    run.boundaries = shapes_of(run, folder, "authorities", areas["boundaries"], catalogue);
    run.shape_unit = one_each(run.boundaries);
    simplify_for_drawing(run);
  }
  if (areas.contains("hexmap")) {
    run.hexmap = shapes_of(run, folder, "hexagons", areas["hexmap"], catalogue);
    run.hexmap_unit = one_each(run.hexmap);
  }
}

void read_sites(Run& run, const Manifest& manifest) {
  if (!manifest.contains("sites")) return;
  const Manifest& sites = manifest["sites"];
  run.sites = {sites.value("layer", ""), sites.value("title", ""), {}};
  for (const Manifest& one : sites["list"]) {
    const std::string kind = one.value("kind", "");
    Site site{one.value("name", ""),
              kind == "district"  ? Site::Kind::district
              : kind == "outside" ? Site::Kind::outside
                                  : Site::Kind::authority,
              one.value("code", ""),
              one.value("within", ""),
              one.value("within_name", ""),
              one.value("country", "")};
    if (site.kind == Site::Kind::district) site.x = one["x"], site.y = one["y"];
    run.sites.list.push_back(std::move(site));
  }
}

void read_points(Run& run, const Catalogue& catalogue) {
  const std::string& id = run.authorities.geography;
  for (const Geography& geography : catalogue.geographies())
    if (geography.id == id && !geography.file.empty() && geography.crs == run.assessment.areas.crs)
      add_points(run.authorities, catalogue.areas(geography));
}

} // namespace

Run read_run(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& catalogues) {
  Snapshot snapshot = read_snapshot(folder);
  const RunReader reader(folder);
  Run run;
  try {
    const Manifest& manifest = reader.manifest();
    run.assessment = assessment_from(manifest["config"].get<std::string>(), (folder / "manifest.json").string());
    run.assessment.id = manifest["assessment"].value("id", "");
    take_figures(run, snapshot);
    run.authorities.geography = manifest["areas"].value("geography", "");
    read_flags(run, reader);
    read_sources(run, manifest);
    read_sites(run, manifest);
    const Catalogue catalogue = Catalogue::built_in_and_cache(catalogues);
    read_points(run, catalogue);
    read_shapes(run, folder, manifest["areas"], catalogue);
  } catch (const nlohmann::json::exception&) {
    throw Error(Fault::data, (folder / "manifest.json").string(), "is damaged, or of another version",
                "run the assessment again");
  }
  return run;
}

} // namespace tranche
