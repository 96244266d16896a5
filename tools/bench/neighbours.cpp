// Queen neighbours of a layer, against GEOS with prepared polygons and an STRtree in the same process. Without reading:
//   bench_neighbours /vsizip/lsoa_2021_england.gpkg.zip/lsoa_2021_england.gpkg
//   bench_neighbours               made-up areas, as many as England has neighbourhoods
#include <fmt/core.h>
#include <gdal_priv.h>
#include <geos_c.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

#include "tranche/geography/neighbours.hpp"

namespace {

using Shapes = std::vector<std::string>;

Shapes read(const char* file) {
  GDALAllRegister();
  const GDALDatasetUniquePtr data(GDALDataset::Open(file, GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!data) throw std::runtime_error(fmt::format("{} does not open", file));
  Shapes shapes;
  for (const auto& feature : *data->GetLayer(0)) {
    const OGRGeometry* shape = feature->GetGeometryRef();
    std::string wkb(shape->WkbSize(), '\0');
    shape->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(wkb.data()), wkbVariantIso);
    shapes.push_back(std::move(wkb));
  }
  return shapes;
}

template <class T> void append(std::string& wkb, T value) {
  wkb.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// A chequered country whose borders waver: side * side areas of twelve vertices, three to a border.
Shapes made_up(int side) {
  const auto place = [](int x, int y) {
    return std::pair{1000.0 * x + 300 * std::sin(x * 7.0 + y * 3.0), 1000.0 * y + 300 * std::cos(x * 5.0 - y * 11.0)};
  };
  Shapes shapes;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      std::vector<std::pair<double, double>> ring;
      const int x = 3 * column, y = 3 * row;
      for (int i = 0; i < 3; ++i) ring.push_back(place(x + i, y));
      for (int i = 0; i < 3; ++i) ring.push_back(place(x + 3, y + i));
      for (int i = 0; i < 3; ++i) ring.push_back(place(x + 3 - i, y + 3));
      for (int i = 0; i < 4; ++i) ring.push_back(place(x, y + 3 - i));
      std::string wkb("\1\3\0\0\0\1\0\0\0", 9);
      append(wkb, static_cast<std::uint32_t>(ring.size()));
      for (const auto& [east, north] : ring) append(wkb, east), append(wkb, north);
      shapes.push_back(std::move(wkb));
    }
  return shapes;
}

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
    const Shapes shapes = argc > 1 ? read(argv[1]) : made_up(184);
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
