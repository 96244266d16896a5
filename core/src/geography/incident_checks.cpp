#include "geography/incident_checks.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "layers/transform.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

constexpr std::size_t looked_at = 1000;

/// How many of the points lie in an area.
std::size_t located(std::vector<double> x, std::vector<double> y, const IncidentFile& file,
                    const Boundaries& boundaries, const PointLocator& locator, const TallyOptions& options) {
  if (!same_crs(file.crs, boundaries.crs)) Transform(file.crs, boundaries.crs, file.name, options.grids).apply(x, y);
  std::size_t count = 0;
  for (std::size_t i = 0; i < x.size(); ++i) count += locator.locate(x[i], y[i]) != PointLocator::none;
  return count;
}

} // namespace

void check_first_points(const IncidentFile& file, const IncidentBlock& block, const Boundaries& boundaries,
                        const PointLocator& locator, const TallyOptions& options) {
  const std::size_t count = std::min(looked_at, block.x.size());
  const std::vector<double> x(block.x.begin(), block.x.begin() + static_cast<std::ptrdiff_t>(count));
  const std::vector<double> y(block.y.begin(), block.y.begin() + static_cast<std::ptrdiff_t>(count));
  std::size_t like_degrees = 0;
  for (std::size_t i = 0; i < count; ++i) like_degrees += std::abs(x[i]) <= 180 && std::abs(y[i]) <= 90;
  const bool degrees = is_geographic(file.crs);
  const std::string first = fmt::format("such as {:.10g}, {:.10g}", x[0], y[0]);
  if (!degrees && like_degrees == count && located(x, y, file, boundaries, locator, options) == 0)
    throw Error(Fault::data, file.name, "is said to be in metres and holds degrees, " + first,
                "declare its true CRS: --crs EPSG:4326");
  if (degrees && like_degrees * 20 < count)
    throw Error(Fault::data, file.name, "is said to be in degrees and holds metres, " + first,
                "declare its true CRS: --crs EPSG:27700");
  const std::size_t as_it_is = located(x, y, file, boundaries, locator, options);
  if (as_it_is * 20 >= count) return;
  const std::size_t swapped = located(y, x, file, boundaries, locator, options);
  if (swapped * 2 > count)
    throw Error(Fault::data, file.name,
                fmt::format("has {} swapped, {}: as they stand, {} of its first {} points lie in an area; swapped, {}",
                            degrees ? "longitude and latitude" : "eastings and northings", first, as_it_is, count,
                            swapped),
                "name the columns the other way round: --x and --y");
}

} // namespace tranche
