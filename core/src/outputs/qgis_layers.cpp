#include "outputs/qgis_layers.hpp"

#include <cmath>

#include "run/unit_links.hpp"
#include "tranche/geography/neighbours.hpp"

namespace tranche {
namespace {

void add_column(Table& table, const std::vector<std::size_t>& order, TableColumn column,
                const std::vector<std::string>& by_authority) {
  table.columns.push_back(std::move(column));
  for (std::size_t r = 0; r < order.size(); ++r) {
    const std::string& text = by_authority[order[r]];
    table.rows[r].push_back(text.empty() ? Cell() : Cell(text));
  }
}

/// What a pointer on an area is told; names may hold markup.
std::string map_tip(const std::string& figure_field) {
  return "<b>" + qgis::tip_field("name") + "</b><br>" + qgis::tip_field(figure_field) +
         "<br>rank [% coalesce(\"rank\",'none') %], score [% coalesce(round(\"score\",2),'none') %]";
}

} // namespace

AuthoritiesLayer authorities_layer(const Run& run, const std::vector<RunMap>& maps) {
  AuthoritiesLayer layer{reading_order(run), ranking_table(run), {}};
  Table& table = layer.table;
  for (const RunMap& map : maps) {
    ClassedMap by = classed(run, map);
    if (layer.styles.empty())
      add_column(table, layer.order, {"map_name", "Name on maps", "", "", "The name in lines.", CellType::text},
                 by.name_of);
    add_column(table, layer.order,
               {map.class_field, "Class on the map: " + map.style, "", "", "Class, as in " + map.file + ".png.",
                CellType::text},
               by.class_of);
    add_column(table, layer.order,
               {map.figure_field, "Figure on the map: " + map.style, "", "",
                "What stands under the name in " + map.file + ".png.", CellType::text},
               by.figure_of);
    layer.styles.push_back(
        {map.style,
         map.sheet->title + ", as in " + map.file + ".png",
         {map.class_field, map.figure_field, map_tip(map.figure_field), false, std::move(by.classes)}});
  }
  return layer;
}

NeighboursLayer neighbours_layer(const Run& run) {
  NeighboursLayer layer;
  layer.table.columns = {{"code", "Code", "", "", "Code of an authority.", CellType::text},
                         {"name", "Name", "", "", "Its name.", CellType::text},
                         {"neighbour_code", "Code of the neighbour", "", "",
                          "Code of an authority with which it shares a point of its border.", CellType::text},
                         {"neighbour_name", "Neighbour", "", "", "Its name.", CellType::text},
                         {"distance", "Distance of their middles", "m", "",
                          "From the middle of one's largest part to that of the other.", CellType::real}};
  if (run.boundaries.shapes.empty() || run.boundaries.schematic) return layer;
  const UnitPoints middle = points_of(run);
  for (const auto& [a, b] : pairs_of_units(queen_neighbours(wkb_of(run.boundaries)), run.shape_unit)) {
    const Authority &one = run.authorities.units[a], &other = run.authorities.units[b];
    layer.lines.push_back({middle.x[a], middle.y[a], middle.x[b], middle.y[b]});
    layer.table.rows.push_back({one.code, one.name, other.code, other.name,
                                std::round(std::hypot(middle.x[a] - middle.x[b], middle.y[a] - middle.y[b]))});
  }
  return layer;
}

Table tallies_table(const Run& run) {
  Table table;
  table.columns = {{"layer", "Layer", "", "", "Layer of the incidents.", CellType::text},
                   {"code", "Code", "", "", "Code of the authority.", CellType::text},
                   {"name", "Name", "", "", "Its name.", CellType::text},
                   {"category", "Category", "", "", "Category of the files.", CellType::text},
                   {"first_month", "First month", "", "", "First month with a record.", CellType::text},
                   {"last_month", "Last month", "", "", "Last month with a record.", CellType::text},
                   {"records", "Records", "incidents", "",
                    "Records counted. A pair that is not here has none in the files, which need not cover it.",
                    CellType::integer}};
  for (const TalliedLayer& layer : run.tallies)
    for (const TalliedCount& count : layer.counts) {
      const Authority& unit = run.authorities.units[count.authority];
      table.rows.push_back({layer.layer, unit.code, unit.name, count.category, count.first_month, count.last_month,
                            static_cast<std::int64_t>(count.records)});
    }
  return table;
}

} // namespace tranche
