#include "geography/incident_placer.hpp"

#include <cmath>
#include <numeric>

#include "nan.hpp"

namespace tranche {

IncidentPlacer::Projection& IncidentPlacer::projection(const IncidentFile& file) {
  const auto [found, is_new] = m_projections.try_emplace(file.crs);
  Projection& projection = found->second;
  if (!is_new) return projection;
  projection.degrees = is_geographic(file.crs);
  if (same_crs(file.crs, m_boundaries.crs)) return projection;
  projection.exact = std::make_unique<Transform>(file.crs, m_boundaries.crs, file.name, m_options.grids);
  if (projection.degrees && !is_geographic(m_boundaries.crs) && m_locator.widest_margin() >= NearTransform::margin)
    projection.near = std::make_unique<NearTransform>(*projection.exact);
  return projection;
}

const std::vector<Placed>& IncidentPlacer::place(const IncidentBlock& block) {
  const Projection& way = projection(*block.file);
  const std::size_t count = block.x.size();
  m_placed.assign(count, {});
  m_doubtful.clear();
  if (way.near)
    place_nearly(block, *way.near);
  else {
    m_doubtful.resize(count);
    std::iota(m_doubtful.begin(), m_doubtful.end(), std::size_t{0});
  }
  place_exactly(block, way);
  return m_placed;
}

void IncidentPlacer::place_nearly(const IncidentBlock& block, NearTransform& near) {
  const std::size_t count = block.x.size();
  m_x.resize(count), m_y.resize(count), m_areas.resize(count);
  for (std::size_t i = 0; i < count; ++i)
    if (!near.apply(block.x[i], block.y[i], m_x[i], m_y[i])) m_x[i] = m_y[i] = nan;
  m_locator.locate_roughly(m_x, m_y, NearTransform::margin, m_areas);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t area = std::isnan(m_x[i]) ? PointLocator::unsure : m_areas[i];
    if (area == PointLocator::unsure || (area == PointLocator::none && m_options.snap_m > 0))
      m_doubtful.push_back(i);
    else
      m_placed[i].area = area;
  }
}

void IncidentPlacer::place_exactly(const IncidentBlock& block, const Projection& way) {
  m_x.clear(), m_y.clear();
  for (const std::size_t i : m_doubtful) m_x.push_back(block.x[i]), m_y.push_back(block.y[i]);
  if (way.exact && !m_x.empty()) way.exact->apply(m_x, m_y);
  for (std::size_t k = 0; k < m_doubtful.size(); ++k) {
    Placed& placed = m_placed[m_doubtful[k]];
    placed.area = m_locator.locate(m_x[k], m_y[k]);
    if (placed.area != PointLocator::none) continue;
    placed.area = m_locator.nearest(m_x[k], m_y[k], m_options.snap_m);
    placed.snapped = placed.area != PointLocator::none;
  }
}

std::string IncidentPlacer::operation(const IncidentBlock& block) {
  const Projection& way = projection(*block.file);
  if (!way.exact || block.x.empty()) return {};
  std::vector<double> x{block.x[0]}, y{block.y[0]};
  way.exact->apply(x, y);
  return way.exact->operation();
}

std::size_t IncidentPlacer::count_in_areas(const IncidentFile& file, std::vector<double> x, std::vector<double> y) {
  const Projection& way = projection(file);
  if (way.exact) way.exact->apply(x, y);
  std::size_t count = 0;
  for (std::size_t i = 0; i < x.size(); ++i) count += m_locator.locate(x[i], y[i]) != PointLocator::none;
  return count;
}

} // namespace tranche
