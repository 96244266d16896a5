// Common areas of two layers of polygons, against GEOS with prepared polygons and an STRtree in the same process.
// Without reading the files:
//   bench_overlay /vsizip/lsoa_2021_england.gpkg.zip/lsoa_2021_england.gpkg lad_2024may_uk_buc.geojson ltla24_code
//   bench_overlay                  made-up areas, as many as England has neighbourhoods, on 296 districts
// Layers in degrees are brought to EPSG:27700. Of the second layer only areas whose code begins with E are taken.
#include <fmt/core.h>
#include <geos_c.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "shapes.hpp"
#include "tranche/geography/overlay.hpp"

namespace {

using bench::Shapes;
using tranche::CommonArea;

/// Sources within a prepared target have their own area there, others are intersected.
class GeosOverlay {
public:
  std::vector<CommonArea> run(const Shapes& sources, const Shapes& targets) {
    const std::vector<GEOSGeometry*> source = parse(sources), target = parse(targets);
    GEOSSTRtree* tree = GEOSSTRtree_create_r(m_geos, 10);
    std::vector<std::size_t> positions(target.size());
    std::vector<const GEOSPreparedGeometry*> prepared;
    for (std::size_t i = 0; i < target.size(); ++i) {
      positions[i] = i;
      GEOSSTRtree_insert_r(m_geos, tree, target[i], &positions[i]);
      prepared.push_back(GEOSPrepare_r(m_geos, target[i]));
    }
    std::vector<CommonArea> common;
    std::vector<std::size_t> near;
    for (std::size_t i = 0; i < source.size(); ++i) {
      near.clear();
      GEOSSTRtree_query_r(
          m_geos, tree, source[i],
          [](void* item, void* list) {
            static_cast<std::vector<std::size_t>*>(list)->push_back(*static_cast<const std::size_t*>(item));
          },
          &near);
      std::sort(near.begin(), near.end());
      for (const std::size_t j : near) {
        const double area = intersection(source[i], target[j], prepared[j]);
        if (area > 0) common.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), area});
      }
    }
    for (const GEOSPreparedGeometry* shape : prepared) GEOSPreparedGeom_destroy_r(m_geos, shape);
    GEOSSTRtree_destroy_r(m_geos, tree);
    for (GEOSGeometry* shape : source) GEOSGeom_destroy_r(m_geos, shape);
    for (GEOSGeometry* shape : target) GEOSGeom_destroy_r(m_geos, shape);
    return common;
  }
  GeosOverlay() : m_geos(GEOS_init_r()) {}
  GeosOverlay(const GeosOverlay&) = delete;
  GeosOverlay& operator=(const GeosOverlay&) = delete;
  ~GeosOverlay() { GEOS_finish_r(m_geos); }

private:
  std::vector<GEOSGeometry*> parse(const Shapes& wkb) {
    GEOSWKBReader* reader = GEOSWKBReader_create_r(m_geos);
    std::vector<GEOSGeometry*> shapes;
    for (const std::string& shape : wkb)
      shapes.push_back(
          GEOSWKBReader_read_r(m_geos, reader, reinterpret_cast<const unsigned char*>(shape.data()), shape.size()));
    GEOSWKBReader_destroy_r(m_geos, reader);
    return shapes;
  }
  double intersection(const GEOSGeometry* source, const GEOSGeometry* target, const GEOSPreparedGeometry* prepared) {
    double area = 0;
    if (GEOSPreparedIntersects_r(m_geos, prepared, source) != 1) return 0;
    if (GEOSPreparedCovers_r(m_geos, prepared, source) == 1) {
      GEOSArea_r(m_geos, source, &area);
      return area;
    }
    GEOSGeometry* both = GEOSIntersection_r(m_geos, source, target);
    if (!both) throw std::runtime_error("GEOS cannot intersect two shapes");
    GEOSArea_r(m_geos, both, &area);
    GEOSGeom_destroy_r(m_geos, both);
    return area;
  }
  GEOSContextHandle_t m_geos;
};

/// Wall time, best of several, in milliseconds.
template <class Work> double milliseconds(int times, Work&& work) {
  double best = INFINITY;
  for (int i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

/// The sum of all differences between two lists, and the sum of the second.
std::pair<double, double> difference(const std::vector<CommonArea>& ours, const std::vector<CommonArea>& theirs) {
  const auto key = [](const CommonArea& part) { return std::pair{part.source, part.target}; };
  double apart = 0, total = 0;
  auto a = ours.begin();
  for (const CommonArea& part : theirs) {
    for (; a != ours.end() && key(*a) < key(part); ++a) apart += a->area;
    const bool same = a != ours.end() && key(*a) == key(part);
    apart += same ? std::abs(a++->area - part.area) : part.area;
    total += part.area;
  }
  for (; a != ours.end(); ++a) apart += a->area;
  return {apart, total};
}

} // namespace

int main(int argc, char** argv) {
  try {
    const Shapes sources = argc > 2 ? bench::read(argv[1], nullptr) : bench::made_up(4e5, 184, 184, 3);
    const Shapes targets =
        argc > 2 ? bench::read(argv[2], argc > 3 ? argv[3] : nullptr) : bench::made_up(4e5, 37, 8, 25);
    tranche::Overlay one, two;
    std::vector<CommonArea> geos;
    const double alone = milliseconds(7, [&] { one = tranche::overlay_areas(sources, targets); });
    const double together = milliseconds(7, [&] { two = tranche::overlay_areas(sources, targets, {true, 2}); });
    const double peer = milliseconds(3, [&] { geos = GeosOverlay().run(sources, targets); });
    const auto [apart, total] = difference(one.common, geos);
    fmt::print("{} areas on {}\n", sources.size(), targets.size());
    fmt::print("GEOS       {:9.1f} ms  {} pieces (STRtree, prepared, intersections only across borders)\n", peer,
               geos.size());
    fmt::print("1 thread   {:9.1f} ms  {} pieces, {:.1f} x as fast as GEOS\n", alone, one.common.size(), peer / alone);
    fmt::print("2 threads  {:9.1f} ms  {:.1f} x as fast as one, {:.1f} x as fast as GEOS\n", together, alone / together,
               peer / together);
    fmt::print("all differences together {:.1e} of {:.3e}: {:.1e}\n", apart, total, apart / total);
    return apart <= 1e-9 * total && one.common == two.common ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_overlay: {}\n", error.what());
    return 1;
  }
}
