#include "geography/incident_checks.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tranche/finding.hpp"

namespace tranche {
namespace {

constexpr std::size_t looked_at = 1000;

} // namespace

void check_first_points(const IncidentBlock& block, IncidentPlacer& placer) {
  const IncidentFile& file = *block.file;
  const std::size_t count = std::min(looked_at, block.x.size());
  const std::vector<double> x(block.x.begin(), block.x.begin() + static_cast<std::ptrdiff_t>(count));
  const std::vector<double> y(block.y.begin(), block.y.begin() + static_cast<std::ptrdiff_t>(count));
  std::size_t like_degrees = 0;
  for (std::size_t i = 0; i < count; ++i) like_degrees += std::abs(x[i]) <= 180 && std::abs(y[i]) <= 90;
  const bool degrees = placer.is_in_degrees(file);
  const std::string first = fmt::format("such as {:.10g}, {:.10g}", x[0], y[0]);
  if (!degrees && like_degrees == count && placer.count_in_areas(file, x, y) == 0)
    throw Error(Fault::data, file.name, "is said to be in metres and holds degrees, " + first,
                "declare its true CRS: --crs EPSG:4326");
  if (degrees && like_degrees * 20 < count)
    throw Error(Fault::data, file.name, "is said to be in degrees and holds metres, " + first,
                "declare its true CRS: --crs EPSG:27700");
  const std::size_t as_it_is = placer.count_in_areas(file, x, y);
  if (as_it_is * 20 >= count) return;
  const std::size_t swapped = placer.count_in_areas(file, y, x);
  if (swapped * 2 > count)
    throw Error(Fault::data, file.name,
                fmt::format("has {} swapped, {}: as they stand, {} of its first {} points lie in an area; swapped, {}",
                            degrees ? "longitude and latitude" : "eastings and northings", first, as_it_is, count,
                            swapped),
                "name the columns the other way round: --x and --y");
}

} // namespace tranche
