#include <algorithm>
#include <cmath>
#include <map>

#include "maps/sheet_parts.hpp"
#include "tranche/maps/names.hpp"

namespace tranche::maps {
namespace {

using Bounds = std::array<double, 4>;

constexpr double map_side = 190;   ///< millimetres: the longer side of a map on A4
constexpr double label_room = 12;  ///< square millimetres that a label needs there
constexpr double window_side = 20; ///< millimetres: what an inset that is no region shows at most
constexpr std::size_t fewest_areas = 5, fewest_around = 9, most_around = 2;

constexpr Bounds nowhere{1e300, 1e300, -1e300, -1e300};

void extend(Bounds& bounds, const Bounds& by) {
  bounds = {std::min(bounds[0], by[0]), std::min(bounds[1], by[1]), std::max(bounds[2], by[2]),
            std::max(bounds[3], by[3])};
}

double longer(const Bounds& bounds) { return std::max(bounds[2] - bounds[0], bounds[3] - bounds[1]); }

bool holds(const Bounds& outer, const Bounds& inner) {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
}

bool meet(const Bounds& a, const Bounds& b) { return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]; }

std::array<double, 2> middle(const Bounds& bounds) {
  return {(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2};
}

Bounds square_about(const std::array<double, 2>& centre, double side) {
  return {centre[0] - side / 2, centre[1] - side / 2, centre[0] + side / 2, centre[1] + side / 2};
}

MapInset inset_of(std::string title, const Bounds& bounds) {
  const double spare = 0.03 * longer(bounds);
  return {std::move(title), {bounds[0] - spare, bounds[1] - spare, bounds[2] + spare, bounds[3] + spare}};
}

double area_of(const Shape& shape) {
  double twice = 0;
  for (const auto& ring : shape.rings)
    for (std::size_t i = 0; i + 3 < ring.size(); i += 2) twice += ring[i] * ring[i + 3] - ring[i + 2] * ring[i + 1];
  return std::fabs(twice) / 2;
}

struct Extent {
  Bounds box = nowhere;
  double area = 0;
  std::size_t areas = 0;
};

class Crowds {
public:
  explicit Crowds(const Run& run) : m_run(run) {
    Bounds whole = nowhere;
    for (const Shape& shape : run.boundaries.shapes) extend(whole, shape.box);
    m_longer = longer(whole);
    m_millimetre = m_longer / map_side;
  }

  std::vector<MapInset> insets() const {
    std::vector<MapInset> found = crowded_regions();
    for (std::size_t i = 0; i < most_around; ++i) {
      const Bounds around = most_crowded(found);
      if (around == nowhere) break;
      found.push_back(inset_of("Around " + place_in(around), around));
    }
    return found;
  }

private:
  const Authority* unit_of(std::size_t shape) const {
    const int unit = m_run.shape_unit[shape];
    return unit < 0 ? nullptr : &m_run.authorities.units[static_cast<std::size_t>(unit)];
  }

  /// In square millimetres of the sheet.
  double on_paper(double square_metres) const { return square_metres / (m_millimetre * m_millimetre); }

  std::vector<MapInset> crowded_regions() const {
    std::map<std::string, Extent> regions;
    for (std::size_t s = 0; s < m_run.boundaries.shapes.size(); ++s) {
      const Authority* unit = unit_of(s);
      if (!unit || unit->region.empty()) continue;
      Extent& extent = regions[unit->region];
      extend(extent.box, m_run.boundaries.shapes[s].box);
      extent.area += area_of(m_run.boundaries.shapes[s]);
      ++extent.areas;
    }
    std::vector<MapInset> insets;
    for (const auto& [region, extent] : regions) {
      const bool crowded = on_paper(extent.area / static_cast<double>(extent.areas)) < label_room;
      if (extent.areas >= fewest_areas && crowded && longer(extent.box) * 4 < m_longer)
        insets.push_back(inset_of(region, extent.box));
    }
    return insets;
  }

  /// The small areas of the window that holds most of them and meets no inset; nowhere when there is no crowd.
  Bounds most_crowded(const std::vector<MapInset>& shown) const {
    std::vector<Bounds> small;
    for (std::size_t s = 0; s < m_run.boundaries.shapes.size(); ++s)
      if (unit_of(s) && on_paper(area_of(m_run.boundaries.shapes[s])) < label_room)
        small.push_back(m_run.boundaries.shapes[s].box);
    std::size_t most = fewest_around - 1;
    Bounds best = nowhere;
    for (const Bounds& one : small) {
      const Bounds window = square_about(middle(one), window_side * m_millimetre);
      Bounds bounds = nowhere;
      std::size_t count = 0;
      for (const Bounds& other : small)
        if (holds(window, other)) extend(bounds, other), ++count;
      const auto is_in_sight = [&bounds](const MapInset& inset) { return meet(inset.box, bounds); };
      if (count > most && std::none_of(shown.begin(), shown.end(), is_in_sight)) most = count, best = bounds;
    }
    return best;
  }

  /// The place in the middle.
  std::string place_in(const Bounds& bounds) const {
    const std::array<double, 2> centre = middle(bounds);
    std::string name;
    double nearest = 1e300;
    for (std::size_t s = 0; s < m_run.boundaries.shapes.size(); ++s) {
      const Authority* unit = unit_of(s);
      const std::array<double, 2> at = middle(m_run.boundaries.shapes[s].box);
      const double distance = std::hypot(at[0] - centre[0], at[1] - centre[1]);
      if (unit && distance < nearest) name = display_name(unit->name), nearest = distance;
    }
    return name;
  }

  const Run& m_run;
  double m_longer = 0, m_millimetre = 1;
};

} // namespace

std::vector<MapInset> insets_of(const Run& run) { return Crowds(run).insets(); }

} // namespace tranche::maps
