// Queen neighbours of a layer, against GEOS with prepared polygons and an STRtree in the same process. Without reading:
//   bench_neighbours /vsizip/lsoa_2021_england.gpkg.zip/lsoa_2021_england.gpkg
//   bench_neighbours               made-up areas, as many as England has neighbourhoods
#include <fmt/core.h>
#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

#include "shapes.hpp"
#include "tranche/geography/neighbours.hpp"

namespace {

using bench::Shapes;

std::size_t by_geos(const Shapes& wkb) {
  GEOSContextHandle_t geos = GEOS_init_r();
  GEOSWKBReader* reader = GEOSWKBReader_create_r(geos);
  GEOSSTRtree* tree = GEOSSTRtree_create_r(geos, 10);
  std::vector<GEOSGeometry*> shapes;
  std::vector<std::size_t> positions(wkb.size());
  for (std::size_t i = 0; i < wkb.size(); ++i) {
    shapes.push_back(
        GEOSWKBReader_read_r(geos, reader, reinterpret_cast<const unsigned char*>(wkb[i].data()), wkb[i].size()));
    positions[i] = i;
    GEOSSTRtree_insert_r(geos, tree, shapes[i], &positions[i]);
  }
  std::size_t pairs = 0;
  std::vector<std::size_t> near;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    near.clear();
    const GEOSPreparedGeometry* prepared = GEOSPrepare_r(geos, shapes[i]);
    GEOSSTRtree_query_r(
        geos, tree, shapes[i],
        [](void* item, void* list) {
          static_cast<std::vector<std::size_t>*>(list)->push_back(*static_cast<const std::size_t*>(item));
        },
        &near);
    for (const std::size_t j : near) pairs += j > i && GEOSPreparedIntersects_r(geos, prepared, shapes[j]) == 1;
    GEOSPreparedGeom_destroy_r(geos, prepared);
  }
  for (GEOSGeometry* shape : shapes) GEOSGeom_destroy_r(geos, shape);
  GEOSSTRtree_destroy_r(geos, tree);
  GEOSWKBReader_destroy_r(geos, reader);
  GEOS_finish_r(geos);
  return pairs;
}

/// Processor time, best of five, in milliseconds: others may be at work on the machine.
template <class Work> double milliseconds(Work&& work) {
  double best = INFINITY;
  for (int i = 0; i < 5; ++i) {
    const std::clock_t start = std::clock();
    work();
    best = std::min(best, 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return best;
}

} // namespace

int main(int argc, char** argv) {
  try {
    const Shapes shapes = argc > 1 ? bench::read(argv[1]) : bench::made_up(552000, 184, 184, 3);
    std::size_t queens = 0, rooks = 0, geos = 0;
    const double queen = milliseconds([&] { queens = tranche::queen_neighbours(shapes).size(); });
    const double rook = milliseconds([&] { rooks = tranche::rook_neighbours(shapes).size(); });
    const double peer = milliseconds([&] { geos = by_geos(shapes); });
    fmt::print("{} areas\n", shapes.size());
    fmt::print("queen  {:9.1f} ms  {} links\n", queen, 2 * queens);
    fmt::print("rook   {:9.1f} ms  {} links\n", rook, 2 * rooks);
    fmt::print("GEOS   {:9.1f} ms  {} links (prepared, STRtree); queen is {:.1f} x as fast\n", peer, 2 * geos,
               peer / queen);
    return queens == geos ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_neighbours: {}\n", error.what());
    return 1;
  }
}
