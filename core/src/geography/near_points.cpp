#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "geography/points.hpp"
#include "tranche/finding.hpp"
#include "tranche/geography/neighbours.hpp"

namespace tranche {
namespace {

/// Points in order along the axis on which they spread further, so that few lie abreast of one another.
class Queue {
public:
  Queue(std::span<const double> x, std::span<const double> y) : m_x(x), m_y(y), m_order(x.size()) {
    check_points(x, y);
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    m_axis = spread(x) >= spread(y) ? x : y;
    std::sort(m_order.begin(), m_order.end(),
              [&](std::size_t a, std::size_t b) { return std::tie(m_axis[a], a) < std::tie(m_axis[b], b); });
  }
  std::size_t size() const { return m_order.size(); }
  std::size_t operator[](std::size_t place) const { return m_order[place]; }
  double squared_distance(std::size_t a, std::size_t b) const {
    return (m_x[a] - m_x[b]) * (m_x[a] - m_x[b]) + (m_y[a] - m_y[b]) * (m_y[a] - m_y[b]);
  }
  /// Of the way between two points, what lies along the axis, squared.
  double squared_advance(std::size_t a, std::size_t b) const {
    return (m_axis[a] - m_axis[b]) * (m_axis[a] - m_axis[b]);
  }

private:
  static double spread(std::span<const double> values) {
    if (values.empty()) return 0;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high - *low;
  }
  std::span<const double> m_x, m_y, m_axis;
  std::vector<std::size_t> m_order;
};

/// The k nearest seen so far, nearest first; at one distance the smaller position is nearer.
class Nearest {
public:
  explicit Nearest(std::size_t k) : m_most(k) {}
  void offer(double distance, std::size_t point) {
    const std::pair<double, std::size_t> item(distance, point);
    if (m_found.size() == m_most && !(item < m_found.back())) return;
    m_found.insert(std::upper_bound(m_found.begin(), m_found.end(), item), item);
    if (m_found.size() > m_most) m_found.pop_back();
  }
  bool wants(double distance) const { return m_found.size() < m_most || distance <= m_found.back().first; }
  std::vector<std::size_t> points() const {
    std::vector<std::size_t> list;
    for (const auto& [distance, point] : m_found) list.push_back(point);
    return list;
  }

private:
  std::size_t m_most;
  std::vector<std::pair<double, std::size_t>> m_found;
};

} // namespace

NeighbourLists nearest_neighbours(std::span<const double> x, std::span<const double> y, std::size_t k) {
  const Queue queue(x, y);
  NeighbourLists lists(queue.size());
  if (k == 0) return lists;
  for (std::size_t at = 0; at < queue.size(); ++at) {
    Nearest nearest(k);
    const std::size_t point = queue[at];
    std::size_t left = at, right = at + 1;
    for (bool more = true; more;) { // a step each way in turn, as long as the axis alone does not rule it out
      more = false;
      if (left > 0 && nearest.wants(queue.squared_advance(point, queue[left - 1]))) {
        --left, more = true;
        nearest.offer(queue.squared_distance(point, queue[left]), queue[left]);
      }
      if (right < queue.size() && nearest.wants(queue.squared_advance(point, queue[right]))) {
        nearest.offer(queue.squared_distance(point, queue[right]), queue[right]);
        ++right, more = true;
      }
    }
    lists[point] = nearest.points();
  }
  return lists;
}

NeighbourPairs band_neighbours(std::span<const double> x, std::span<const double> y, double distance) {
  if (!(distance >= 0))
    throw Error(Fault::data, "neighbours", "the distance of the band is negative or not a number", "give a distance");
  const Queue queue(x, y);
  NeighbourPairs pairs;
  for (std::size_t at = 0; at < queue.size(); ++at)
    for (std::size_t to = at + 1; to < queue.size(); ++to) {
      if (queue.squared_advance(queue[at], queue[to]) > distance * distance) break;
      if (queue.squared_distance(queue[at], queue[to]) <= distance * distance)
        pairs.push_back(std::minmax(queue[at], queue[to]));
    }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

NeighbourPairs either_way(const NeighbourLists& lists) {
  NeighbourPairs pairs;
  for (std::size_t from = 0; from < lists.size(); ++from)
    for (const std::size_t to : lists[from]) pairs.push_back(std::minmax(from, to));
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

} // namespace tranche
