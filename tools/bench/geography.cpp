#include <geos_c.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "shapes.hpp"
#include "tranche/geography/point_locator.hpp"
#include "tranche/geography/tally.hpp"

/// Locating points and tallying incidents against GDAL's reader with GEOS, in one process and on made-up rows of
/// police.uk's layout: bench_geography ROWS THREADS [BOUNDARIES.geojson KEY]. The rows depend on ROWS alone; without
/// boundaries districts are made up.
namespace {

using Clock = std::chrono::steady_clock;

double seconds_of(const auto& work) {
  const Clock::time_point start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Peak of this process since it was last asked.
double peak_megabytes() {
  double peak = 0;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) peak = std::strtod(line.c_str() + 6, nullptr) / 1024;
  std::ofstream("/proc/self/clear_refs") << "5";
  return peak;
}

tranche::Shape shape_of(const std::string& code, OGRGeometryUniquePtr geometry) {
  const OGRGeometryUniquePtr all(OGRGeometryFactory::forceToMultiPolygon(geometry.release()));
  tranche::Shape shape{code, code, {}, {}, {}};
  for (const OGRPolygon* polygon : *all->toMultiPolygon())
    for (const OGRLinearRing* ring : *polygon) {
      shape.rings.emplace_back();
      for (const OGRPoint& point : *ring)
        shape.rings.back().push_back(point.getX()), shape.rings.back().push_back(point.getY());
    }
  shape.wkb.resize(all->WkbSize());
  all->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(shape.wkb.data()));
  return shape;
}

/// The English areas of a file, in British National Grid.
std::vector<tranche::Shape> read_areas(const std::string& file, const std::string& key) {
  const GDALDatasetUniquePtr dataset(GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR));
  if (!dataset) std::exit(1);
  OGRSpatialReference grid;
  grid.SetFromUserInput("EPSG:27700");
  const std::unique_ptr<OGRCoordinateTransformation> to_grid(
      OGRCreateCoordinateTransformation(dataset->GetLayer(0)->GetSpatialRef(), &grid));
  std::vector<tranche::Shape> shapes;
  for (const auto& feature : *dataset->GetLayer(0)) {
    const std::string code = feature->GetFieldAsString(key.c_str());
    if (code.rfind("E", 0) != 0) continue;
    feature->GetGeometryRef()->transform(to_grid.get());
    shapes.push_back(shape_of(code, OGRGeometryUniquePtr(feature->StealGeometry())));
  }
  std::sort(shapes.begin(), shapes.end(),
            [](const tranche::Shape& a, const tranche::Shape& b) { return a.code < b.code; });
  return shapes;
}

/// 296 districts of 121 points each, as those of the 200 m boundaries have on average.
std::vector<tranche::Shape> made_up_areas() {
  std::vector<tranche::Shape> shapes;
  for (const std::string& wkb : bench::made_up(4e5, 37, 8, 30)) {
    OGRGeometry* geometry = nullptr;
    OGRGeometryFactory::createFromWkb(wkb.data(), nullptr, &geometry, wkb.size());
    shapes.push_back(shape_of(fmt::format("E{:08}", shapes.size()), OGRGeometryUniquePtr(geometry)));
  }
  return shapes;
}

/// As in police.uk's files, incidents lie on a fixed set of places (there about 750,000), several on each, and the rows
/// of a place follow each other within a month.
void write_rows(const std::string& file, std::size_t rows) {
  constexpr const char* types[] = {"Anti-social behaviour",
                                   "Bicycle theft",
                                   "Burglary",
                                   "Criminal damage and arson",
                                   "Drugs",
                                   "Other crime",
                                   "Other theft",
                                   "Possession of weapons",
                                   "Public order",
                                   "Robbery",
                                   "Shoplifting",
                                   "Theft from the person",
                                   "Vehicle crime",
                                   "Violence and sexual offences"};
  std::FILE* const out = std::fopen(file.c_str(), "wb");
  if (!out) std::exit(1);
  fmt::print(out, "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime "
                  "type,Last outcome category,Context\n");
  std::mt19937_64 random(20190201);
  const auto unit = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  double longitude = 0, latitude = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint64_t chance = random();
    if (i % 3 == 0) longitude = -5.5 + 7.2 * unit(), latitude = 50.1 + 5.3 * unit();
    const std::string place = chance % 50 == 0 ? "," : fmt::format("{:.6f},{:.6f}", longitude, latitude);
    fmt::print(out,
               "{:016x}{:016x}{:016x}{:016x},{}-{:02},Northern Constabulary,Northern Constabulary,{},On or near "
               "Station Road,E010{:05},Northtown {:03}A,{},Investigation complete; no suspect identified,\n",
               chance, ~chance, chance * 3, chance * 5, 2019, 1 + i * 12 / rows, place, chance % 99999, chance % 999,
               types[(chance >> 32) % 14]);
  }
  std::fclose(out);
}

/// What a reader of GDAL's and GEOS's handbooks would write.
class Geos {
public:
  explicit Geos(const tranche::Boundaries& boundaries)
      : m_geos(GEOS_init_r()), m_tree(GEOSSTRtree_create_r(m_geos, 10)), m_areas(boundaries.shapes.size()) {
    GEOSWKBReader* const reader = GEOSWKBReader_create_r(m_geos);
    for (std::size_t i = 0; i < m_areas.size(); ++i) {
      const std::string& wkb = boundaries.shapes[i].wkb;
      GEOSGeometry* const shape =
          GEOSWKBReader_read_r(m_geos, reader, reinterpret_cast<const unsigned char*>(wkb.data()), wkb.size());
      m_areas[i] = {GEOSPrepare_r(m_geos, shape), static_cast<std::uint32_t>(i)};
      GEOSSTRtree_insert_r(m_geos, m_tree, shape, &m_areas[i]);
    }
  }
  std::uint32_t locate(double x, double y) {
    m_point = GEOSGeom_createPointFromXY_r(m_geos, x, y);
    m_found = tranche::PointLocator::none;
    GEOSSTRtree_query_r(m_geos, m_tree, m_point, &Geos::ask, this);
    GEOSGeom_destroy_r(m_geos, m_point);
    return m_found;
  }

private:
  struct Area {
    const GEOSPreparedGeometry* prepared = nullptr;
    std::uint32_t position = 0;
  };
  static void ask(void* item, void* self) {
    const Area& area = *static_cast<Area*>(item);
    Geos& geos = *static_cast<Geos*>(self);
    if (area.position < geos.m_found && GEOSPreparedIntersects_r(geos.m_geos, area.prepared, geos.m_point) == 1)
      geos.m_found = area.position;
  }
  GEOSContextHandle_t m_geos;
  GEOSSTRtree* m_tree;
  std::vector<Area> m_areas;
  GEOSGeometry* m_point = nullptr;
  std::uint32_t m_found = 0;
};

using Counts = std::map<std::string, std::uint64_t>; ///< "code/category/month"

Counts counts_by_gdal(const std::string& file, const tranche::Boundaries& boundaries) {
  Geos geos(boundaries);
  OGRSpatialReference degrees, grid;
  degrees.SetFromUserInput("EPSG:4326");
  degrees.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  grid.SetFromUserInput("EPSG:27700");
  const std::unique_ptr<OGRCoordinateTransformation> to_grid(OGRCreateCoordinateTransformation(&degrees, &grid));
  const GDALDatasetUniquePtr dataset(GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR));
  Counts counts;
  for (const auto& row : *dataset->GetLayer(0)) {
    const char* const text = row->GetFieldAsString(4);
    if (*text == 0) continue;
    double x = std::atof(text), y = std::atof(row->GetFieldAsString(5));
    to_grid->Transform(1, &x, &y);
    const std::uint32_t area = geos.locate(x, y);
    if (area == tranche::PointLocator::none) continue;
    ++counts[boundaries.shapes[area].code + "/" + row->GetFieldAsString(9) + "/" + row->GetFieldAsString(1)];
  }
  return counts;
}

Counts counts_of(const tranche::Tally& tally) {
  Counts counts;
  for (const tranche::TallyRow& row : tally.rows)
    counts[tally.codes[row.area] + "/" + tally.categories[row.category] + "/" + tally.months[row.month]] = row.count;
  return counts;
}

void compare_locating(const tranche::Boundaries& boundaries) {
  const tranche::PointLocator locator(boundaries.shapes);
  std::mt19937_64 random(5);
  std::vector<double> x(1000000), y(x.size());
  for (double& one : x) one = static_cast<double>(random() % 560000000) / 1000 + 95000;
  for (double& one : y) one = static_cast<double>(random() % 640000000) / 1000 + 10000;
  std::vector<std::uint32_t> ours(x.size()), theirs(x.size());
  const double mine = seconds_of([&] { locator.locate(x, y, ours); });
  Geos geos(boundaries);
  const double geos_time = seconds_of([&] {
    for (std::size_t i = 0; i < x.size(); ++i) theirs[i] = geos.locate(x[i], y[i]);
  });
  const auto millions = [&](double time) { return static_cast<double>(x.size()) / time / 1e6; };
  fmt::print("locating {} points in {} areas: {:.1f} million a second, GEOS {:.2f}; ratio {:.1f}; {}\n", x.size(),
             boundaries.shapes.size(), millions(mine), millions(geos_time), geos_time / mine,
             ours == theirs ? "same answers" : "DIFFERENT ANSWERS");
}

double best_of_three(const auto& work) {
  double best = seconds_of(work);
  for (int i = 0; i < 2; ++i) best = std::min(best, seconds_of(work));
  return best;
}

/// The tally on 1, 2, ... threads; and two of one thread side by side, which is all that the machine gives.
tranche::Tally measure_tally(const std::string& file, const tranche::Boundaries& boundaries, int most,
                             double& fastest) {
  const double floor = best_of_three([&] {
    if (std::system(("wc -l " + file + " > /dev/null").c_str()) != 0) std::exit(1);
  });
  fmt::print("wc -l                     {:8.3f} s\n", floor);
  tranche::IncidentSource source;
  source.files = {file};
  tranche::TallyOptions options;
  tranche::Tally tally;
  double one = 0;
  for (options.threads = 1; options.threads <= most; options.threads *= 2) {
    peak_megabytes();
    fastest = best_of_three([&] { tally = tranche::tally_incidents(source, boundaries, options); });
    if (options.threads == 1) one = fastest;
    fmt::print("tally, {} thread{}          {:8.3f} s  {:.1f} x the floor, {:.2f} x the speed of one, peak {:.0f} MB\n",
               options.threads, options.threads == 1 ? " " : "s", fastest, fastest / floor, one / fastest,
               peak_megabytes());
  }
  options.threads = 1;
  const auto alone = [&] { tranche::tally_incidents(source, boundaries, options); };
  const double both = best_of_three([&] {
    const std::jthread other(alone);
    alone();
  });
  fmt::print("two tallies of 1 thread   {:8.3f} s  {:.2f} x the speed of one: what this machine gives\n", both,
             2 * one / both);
  return tally;
}

/// Ten times the rows, in a folder of links to the one file: memory must not grow.
void measure_tenfold(const std::string& file, const tranche::Boundaries& boundaries, int threads) {
  const std::filesystem::path folder = file + ".tenfold";
  std::filesystem::create_directory(folder);
  for (int i = 0; i < 10; ++i) std::filesystem::create_hard_link(file, folder / fmt::format("{}.csv", i));
  tranche::IncidentSource source;
  source.files = {folder};
  tranche::TallyOptions options;
  options.threads = threads;
  peak_megabytes();
  std::uint64_t records = 0;
  const double time =
      seconds_of([&] { records = tranche::tally_incidents(source, boundaries, options).total().file.records; });
  fmt::print("tally of {:<9} rows   {:8.3f} s  peak {:.0f} MB\n", records, time, peak_megabytes());
  std::filesystem::remove_all(folder);
}

} // namespace

int main(int argc, char** argv) {
  const std::size_t rows = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 300000;
  const int most = argc > 2 ? std::atoi(argv[2]) : 2;
  GDALAllRegister();
  tranche::Boundaries boundaries;
  boundaries.layer = argc > 4 ? argv[3] : "made-up districts";
  boundaries.crs = "EPSG:27700";
  boundaries.shapes = argc > 4 ? read_areas(argv[3], argv[4]) : made_up_areas();
  const std::string file =
      (std::filesystem::temp_directory_path() / fmt::format("tranche-bench-{}.csv", rows)).string();
  write_rows(file, rows);
  fmt::print("{} rows, {:.0f} MB, {} areas: {}\n", rows, static_cast<double>(std::filesystem::file_size(file)) / 1e6,
             boundaries.shapes.size(), boundaries.layer);
  double fastest = 0;
  const tranche::Tally tally = measure_tally(file, boundaries, most, fastest);
  measure_tenfold(file, boundaries, most);
  Counts theirs;
  const double gdal = seconds_of([&] { theirs = counts_by_gdal(file, boundaries); });
  fmt::print("GDAL and prepared GEOS    {:8.3f} s  {:.1f} x the tally; {}\n", gdal, gdal / fastest,
             counts_of(tally) == theirs ? "same counts" : "DIFFERENT COUNTS");
  compare_locating(boundaries);
  std::filesystem::remove(file);
}
