#include <algorithm>
#include <cmath>

#include "geography/area_weights.hpp"
#include "layers/transform.hpp"
#include "nan.hpp"
#include "tranche/geography/carrying.hpp"

namespace tranche {
namespace {

/// The layers that a way of carrying names, read.
class CarryingLayers {
public:
  CarryingLayers(const Catalogue& catalogue, const Carrying& carrying, const std::string& crs)
      : m_catalogue(catalogue), m_carrying(carrying), m_crs(crs) {}

  /// Boundaries of all areas of a geography.
  Boundaries boundaries(const std::string& name, const Geography& geography, const char* key) const {
    if (name.empty())
      refuse("needs the boundaries of " + geography.id + " (" + geography.title + ")",
             std::string("name a layer of them with `") + key + "`");
    const Layer& layer = checked(name, geography, key);
    if (layer.kind != LayerKind::boundaries)
      refuse(name + " holds no boundaries", std::string("name a layer of `kind: boundaries` with `") + key + "`");
    if (layer.schematic)
      refuse(name + " is schematic: its areas are not where they are drawn",
             std::string("name a layer of real boundaries with `") + key + "`");
    return read_boundaries(m_catalogue, layer, m_catalogue.areas(geography), m_crs);
  }

  bool places_are_boundaries() const {
    return !m_carrying.places.empty() &&
           m_catalogue.layer(m_carrying.places, m_carrying.place).kind == LayerKind::boundaries;
  }

  /// One point for each area of a geography: of `places`, or of the code list.
  AreaPoints points(const Geography& geography) const {
    if (m_carrying.places.empty()) return points_of_list(geography);
    const Layer& layer = checked(m_carrying.places, geography, "places");
    if (layer.kind != LayerKind::points)
      refuse(layer.name + " holds no points", "name a layer of `kind: points` with `places`");
    return read_area_points(layer, m_catalogue.areas(geography), m_crs);
  }

  [[noreturn]] void refuse(const std::string& what, const std::string& remedy) const {
    throw Error(Fault::settings, m_carrying.place.text().empty() ? "carry_by" : m_carrying.place.text(),
                words_of(m_carrying) + ": " + what, remedy);
  }

private:
  const Layer& checked(const std::string& name, const Geography& geography, const char* key) const {
    const Layer& layer = m_catalogue.layer(name, m_carrying.place);
    const std::string& id = m_catalogue.geography(layer.geography, layer.place).id;
    if (id != geography.id)
      refuse(name + " is of " + id + ", and " + geography.id + " (" + geography.title + ") is needed",
             std::string("name a layer of ") + geography.id + " with `" + key + "`");
    return layer;
  }

  AreaPoints points_of_list(const Geography& geography) const {
    const AreaList& list = m_catalogue.areas(geography);
    if (list.x.empty())
      refuse("nothing says where the areas of " + geography.id + " are",
             "name a layer of points with `places`, or the columns x and y of the code list");
    AreaPoints points{"the code list of " + geography.id, geography.id, m_crs, list.codes, list.x, list.y, 0, ""};
    if (geography.crs.empty()) refuse("the code list of " + geography.id + " has no `crs`", "say it, as EPSG:27700");
    if (same_crs(geography.crs, m_crs)) return points;
    const Transform transform(geography.crs, m_crs, points.layer);
    transform.apply(points.x, points.y);
    points.transformation = transform.operation();
    return points;
  }

  const Catalogue& m_catalogue;
  const Carrying& m_carrying;
  const std::string& m_crs;
};

/// The weights in the order of the codes; NaN where there is none.
std::vector<double> aligned(const AreaWeights& weights, const std::vector<std::string>& codes) {
  std::vector<double> list;
  for (const std::string& code : codes) {
    const auto found = std::lower_bound(weights.areas.begin(), weights.areas.end(), code);
    const bool known = found != weights.areas.end() && *found == code;
    list.push_back(known ? weights.weight[static_cast<std::size_t>(found - weights.areas.begin())] : nan);
  }
  return list;
}

std::vector<std::string> codes_of(const Boundaries& boundaries) {
  std::vector<std::string> codes;
  for (const Shape& shape : boundaries.shapes) codes.push_back(shape.code);
  return codes;
}

ConversionTable by_points(const CarryingLayers& layers, const Catalogue& catalogue, const Geography& from,
                          const Boundaries& to, const Carrying& carrying) {
  const AreaPoints points = layers.points(from);
  std::vector<double> weight;
  std::string name;
  if (!carrying.weight.empty()) {
    const AreaWeights weights = read_weights(catalogue, carrying.weight, carrying.place);
    if (weights.geography->id != from.id)
      layers.refuse("the weight " + weights.name + " is by " + weights.geography->id + ", and the figures are by " +
                        from.id,
                    "name a weight by " + from.id);
    weight = aligned(weights, points.codes);
    name = weights.name;
  }
  ConversionTable table = table_by_centroid(points, to, weight, carrying.to_nearest);
  table.weight = name;
  return table;
}

ConversionTable by_people(const CarryingLayers& layers, const Catalogue& catalogue, const Boundaries& from,
                          const Boundaries& to, const Carrying& carrying, int threads) {
  if (carrying.weight.empty())
    layers.refuse("no weight is named", "name the residents of smaller areas, as `weight: LAYER:VALUE`");
  const AreaWeights weights = read_weights(catalogue, carrying.weight, carrying.place);
  ConversionTable table;
  if (layers.places_are_boundaries()) {
    const Boundaries places = layers.boundaries(carrying.places, *weights.geography, "places");
    table = table_by_population(from, to, places, aligned(weights, codes_of(places)), carrying.to_nearest, threads);
  } else {
    const AreaPoints places = layers.points(*weights.geography);
    table = table_by_population(from, to, places, aligned(weights, places.codes), carrying.to_nearest);
  }
  table.weight = weights.name;
  return table;
}

/// The name in a code list, where it has names; else the one that the layer had.
void set_name(std::string& name, const std::string& code, const AreaList& list) {
  const std::size_t at = list.find(code);
  if (at != AreaList::npos && list.names[at] != code) name = list.names[at];
}

void set_names(ConversionTable& table, const AreaList& sources, const AreaList& targets) {
  for (SourceAreas& source : table.sources) set_name(source.name, source.label, sources);
  for (std::size_t i = 0; i < table.targets.size(); ++i) set_name(table.target_names[i], table.targets[i], targets);
}

} // namespace

ConversionTable carrying_table(const Catalogue& catalogue, const Geography& from, const Geography& to,
                               const Carrying& carrying, const std::string& fallback, const std::string& crs,
                               int threads) {
  if (carrying.way == Carrying::Way::lookup)
    return conversion_table(catalogue, from, to, {}, carrying.weight, carrying.place);
  const CarryingLayers layers(catalogue, carrying, crs);
  const Boundaries onto = layers.boundaries(carrying.onto.empty() ? fallback : carrying.onto, to, "onto");
  ConversionTable table;
  if (carrying.way == Carrying::Way::centroid) {
    table = by_points(layers, catalogue, from, onto, carrying);
  } else {
    const Boundaries areas = layers.boundaries(carrying.boundaries, from, "boundaries");
    table = carrying.way == Carrying::Way::area ? table_by_area(areas, onto, carrying.to_nearest, threads)
                                                : by_people(layers, catalogue, areas, onto, carrying, threads);
    for (const std::string& repair : areas.repaired) table.notes.push_back(areas.layer + ": repaired " + repair);
  }
  for (const std::string& repair : onto.repaired) table.notes.push_back(onto.layer + ": repaired " + repair);
  table.from = from.id, table.to = to.id;
  set_names(table, catalogue.areas(from), catalogue.areas(to));
  return table;
}

std::string words_of(const Carrying& carrying) {
  std::string words;
  switch (carrying.way) {
  case Carrying::Way::lookup:
    return carrying.weight.empty() ? "by lookup" : "by lookup, splits by " + carrying.weight;
  case Carrying::Way::centroid:
    words = "by the area that the centroid lies in";
    break;
  case Carrying::Way::area:
    words = "by common area";
    break;
  case Carrying::Way::population:
    words = "by " + carrying.weight + " on the common area";
    break;
  }
  return words + (carrying.to_nearest ? ", the rest to the nearest" : "");
}

} // namespace tranche
