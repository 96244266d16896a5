#include "tranche/geography/simplify.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <tuple>

#include "geography/border_graph.hpp"
#include "geography/free_islands.hpp"
#include "geography/rings.hpp"
#include "geography/vertex_tree.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

/// Takes vertices out of a graph of borders, that of the smallest triangle first.
class Thinner {
public:
  /// kept: those that are to stay; gone: those that are no more, and are not in the tree.
  Thinner(BorderGraph& graph, VertexTree& tree, std::vector<char> kept, std::vector<char>& gone, double limit)
      : m_graph(graph), m_tree(tree), m_gone(gone), m_limit(limit), m_kept(std::move(kept)),
        m_version(graph.vertices().size()), m_waiting(graph.vertices().size(), none), m_queue(Later{graph}) {
    for (std::uint32_t v = 0; v < m_kept.size(); ++v)
      if (graph.beside(v).size() != 2) m_kept[v] = 1;
  }

  void run() {
    for (std::uint32_t v = 0; v < m_kept.size(); ++v) rate(v);
    while (!m_queue.empty()) {
      const Rated next = m_queue.top();
      m_queue.pop();
      if (!m_gone[next.vertex] && m_version[next.vertex] == next.version) try_out(next.vertex);
    }
  }

private:
  static constexpr std::uint32_t none = UINT32_MAX;
  struct Rated {
    double area;
    std::uint32_t vertex, version;
  };
  struct Later { ///< the smallest comes first; of equals the most western
    const BorderGraph& graph;
    bool operator()(const Rated& a, const Rated& b) const {
      return a.area != b.area ? a.area > b.area : graph.is_before(b.vertex, a.vertex);
    }
  };
  struct Waiting {
    std::uint32_t vertex, next;
  };

  const Spot& spot(std::uint32_t vertex) const { return m_graph.vertices()[vertex]; }

  /// Queues a vertex by its effective area if that is below the limit.
  void rate(std::uint32_t vertex) {
    if (m_kept[vertex] || m_gone[vertex]) return;
    ++m_version[vertex];
    const Spot &b = spot(vertex), &a = spot(m_graph.beside(vertex)[0]), &c = spot(m_graph.beside(vertex)[1]);
    const double area = std::abs((a.x - b.x) * (c.y - b.y) - (c.x - b.x) * (a.y - b.y)) / 2;
    if (area < m_limit) m_queue.push({area, vertex, m_version[vertex]});
  }

  /// The new edge crosses nothing where the triangle holds no other vertex: what crosses it would have to leave the
  /// triangle through one of the two old edges, which cross nothing.
  void try_out(std::uint32_t vertex) {
    const std::uint32_t a = m_graph.beside(vertex)[0], c = m_graph.beside(vertex)[1];
    const auto beside_a = m_graph.beside(a);
    if (std::find(beside_a.begin(), beside_a.end(), c) != beside_a.end()) return;
    if (const auto blocker = vertex_in_triangle(a, vertex, c)) {
      m_links.push_back({vertex, m_waiting[*blocker]});
      m_waiting[*blocker] = static_cast<std::uint32_t>(m_links.size() - 1);
      return;
    }
    m_gone[vertex] = 1;
    m_tree.remove(vertex);
    m_graph.merge(vertex);
    rate(a);
    rate(c);
    for (std::uint32_t link = m_waiting[vertex]; link != none; link = m_links[link].next) rate(m_links[link].vertex);
  }

  std::optional<std::uint32_t> vertex_in_triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c) const {
    const int turn = orientation(spot(a), spot(b), spot(c));
    if (turn == 0) return {}; // b lies between them
    const Triangle triangle = turn > 0 ? Triangle{spot(a), spot(b), spot(c)} : Triangle{spot(c), spot(b), spot(a)};
    return m_tree.one_in(triangle, [&](std::uint32_t vertex) { return vertex != a && vertex != b && vertex != c; });
  }

  BorderGraph& m_graph;
  VertexTree& m_tree;
  std::vector<char>& m_gone;
  double m_limit;
  std::vector<char> m_kept;
  std::vector<std::uint32_t> m_version; ///< of a vertex's triangle
  std::vector<std::uint32_t> m_waiting; ///< for each vertex the first link of those whose triangle held it
  std::vector<Waiting> m_links;
  std::priority_queue<Rated, std::vector<Rated>, Later> m_queue;
};

std::uint32_t most_western(const BorderGraph& graph, std::span<const std::uint32_t> way) {
  return *std::min_element(way.begin(), way.end(),
                           [&](std::uint32_t a, std::uint32_t b) { return graph.is_before(a, b); });
}

/// What is left of a ring, from its most western vertex on as loops begin.
Loop loop_of(const BorderGraph& graph, const BorderGraph::Ring& ring, const std::vector<char>& gone) {
  std::vector<std::uint32_t> left;
  for (const std::uint32_t vertex : graph.way(ring))
    if (!gone[vertex]) left.push_back(vertex);
  std::rotate(left.begin(), std::find(left.begin(), left.end(), most_western(graph, left)), left.end());
  Loop loop;
  for (const std::uint32_t vertex : left) loop.push_back(graph.vertices()[vertex]);
  return loop;
}

void write(const BorderGraph& graph, const std::vector<char>& gone, const std::vector<char>& dropped,
           Simplified& result) {
  std::vector<RingPolygon> polygons;
  for (std::size_t r = 0; r < graph.rings().size(); ++r) {
    const BorderGraph::Ring& ring = graph.rings()[r];
    result.before += ring.end - ring.first;
    if (!dropped[r]) {
      Loop loop = loop_of(graph, ring, gone);
      result.after += loop.size();
      if (ring.hole)
        polygons.back().holes.push_back(std::move(loop));
      else
        polygons.push_back({std::move(loop), {}});
    }
    if (r + 1 < graph.rings().size() && graph.rings()[r + 1].area == ring.area) continue;
    result.wkb[ring.area] = write_multipolygon(polygons);
    polygons.clear();
  }
}

} // namespace

Simplified simplify(const std::vector<std::string>& wkb, const SimplifyOptions& options) {
  if (!(options.tolerance >= 0) || !std::isfinite(options.tolerance * options.tolerance))
    throw Error(Fault::data, "simplify", "the tolerance is negative or not finite", "give 0 or a length");
  const double limit = options.tolerance * options.tolerance;
  Simplified result;
  result.wkb.resize(wkb.size());
  BorderGraph graph(wkb);
  VertexTree tree(graph.vertices());
  std::vector<char> gone(graph.vertices().size()), dropped(graph.rings().size());
  std::vector<char> met = graph.met_between();
  result.unmatched = static_cast<std::size_t>(std::count(met.begin(), met.end(), 1));
  for (const std::uint32_t r :
       options.drop_islands ? free_islands(graph, tree, met, limit) : std::vector<std::uint32_t>{}) {
    const BorderGraph::Ring& ring = graph.rings()[r];
    dropped[r] = 1;
    for (const std::uint32_t vertex : graph.way(ring)) gone[vertex] = 1, tree.remove(vertex);
    const Spot& west = graph.vertices()[most_western(graph, graph.way(ring))];
    result.dropped.push_back({ring.area, west.x, west.y, ring.size});
  }
  Thinner(graph, tree, std::move(met), gone, limit).run();
  write(graph, gone, dropped, result);
  return result;
}

} // namespace tranche
