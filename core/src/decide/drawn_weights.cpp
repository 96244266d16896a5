#include "decide/drawn_weights.hpp"

#include <cmath>
#include <fmt/format.h>

#include "statistics/first_draws.hpp"
#include "statistics/gamma_shape.hpp"
#include "tranche/statistics/random.hpp"

namespace tranche {
namespace {

/// Streams of indicators have their positions as numbers; those of weights lie far above.
constexpr std::uint32_t weight_stream = 0xF0000000U;

void check_ranges(const WeightUncertainty& settings, const Place& place, const IndexNode& level,
                  std::map<std::string, bool>& found) {
  double least = 0;
  bool ranged = false;
  for (const IndexNode& member : level.of) {
    const auto range = settings.ranges.find(member.id);
    least += range == settings.ranges.end() ? member.weight : range->second.second;
    if (range != settings.ranges.end()) {
      ranged = found[member.id] = true;
      if (level.weigh.method != Weigh::given)
        throw Error(Fault::settings, place.text(),
                    fmt::format("the weight of {} is not stated but found ({}), so it has no range", member.id,
                                name_of(level.weigh.method)),
                    "vary it by 'concentration', or state the weights of its level");
    }
    check_ranges(settings, place, member, found);
  }
  if (ranged && !(least > 0))
    throw Error(Fault::settings, place.text(), "the ranges leave a level without any weight",
                "give at least one weight above 0");
}

/// Outer before inner.
template <class Visit> void for_each_level(const IndexNode& level, const Visit& visit) {
  visit(level);
  for (const IndexNode& member : level.of)
    if (!member.leaf()) for_each_level(member, visit);
}

std::string text_of(const std::map<std::string, std::pair<double, double>>& ranges) {
  std::string list;
  for (const auto& [id, range] : ranges)
    list += fmt::format("{}{} {:.4g} to {:.4g}", list.empty() ? "" : ", ", id, range.first, range.second);
  return list;
}

} // namespace

DrawnWeights::DrawnWeights(const WeightUncertainty& settings, const Place& place, const IndexNode& root)
    : m_settings(settings) {
  std::string known;
  for_each_node(root, [&](const IndexNode& node, double) {
    m_number.emplace(node.id, static_cast<std::uint32_t>(m_number.size()));
    known += (known.empty() ? "" : ", ") + node.id;
  });
  std::map<std::string, bool> found;
  check_ranges(settings, place, root, found);
  for (const auto& [id, range] : settings.ranges)
    if (!found.count(id))
      throw Error(Fault::settings, place.text(), fmt::format("'{}' has a range of weights, but no weight", id),
                  "it has: " + known);
}

DrawnWeights::Tree DrawnWeights::tree(const IndexNode& stated) const {
  Tree tree{stated, {}, 1};
  for_each_level(stated, [&](const IndexNode& level) {
    for (const IndexNode& member : level.of) {
      const auto range = m_settings.ranges.find(member.id);
      tree.nodes.push_back({m_number.at(member.id), range == m_settings.ranges.end() ? nullptr : &range->second, {}});
    }
  });
  return tree;
}

double DrawnWeights::weight(const Key& key, const IndexNode& member, const Tree::Node& node, double share) const {
  if (m_settings.concentration > 0 && !(share > 0)) return 0;
  if (const double gamma = node.gammas[key.draw % Tree::lot]; gamma > 0) return gamma;
  statistics::Stream stream(key.seed, key.draw, weight_stream, node.number);
  if (m_settings.concentration > 0) return stream.gamma(m_settings.concentration * share);
  if (!node.range) return member.weight;
  return node.range->first + stream.uniform() * (node.range->second - node.range->first);
}

/// The same as of a Stream for each draw, several at once.
void DrawnWeights::draw_lot(const Key& key, const IndexNode& stated, Tree& tree) const {
  tree.first = key.draw - key.draw % Tree::lot;
  std::array<std::uint32_t, Tree::lot> number;
  std::array<double, Tree::lot> d, c, normal, uniform;
  Tree::Node* node = tree.nodes.data();
  for_each_level(stated, [&](const IndexNode& level) {
    for (const double share : level.shares) {
      const auto shape = statistics::GammaShape::of(m_settings.concentration * share);
      number.fill(node->number);
      d.fill(shape.d);
      c.fill(shape.c);
      statistics::first_draws(key.seed, tree.first, weight_stream, number, 0, normal, uniform, 1);
      statistics::squeezed_gammas(d, c, normal, uniform, node->gammas);
      ++node;
    }
  });
}

void DrawnWeights::draw(std::uint64_t seed, std::uint32_t draw, const IndexNode& stated, Tree& tree) const {
  if (m_settings.concentration > 0 && tree.first != draw - draw % Tree::lot) draw_lot({seed, draw}, stated, tree);
  const Tree::Node* node = tree.nodes.data();
  this->draw({seed, draw}, stated, node, tree.root);
}

/// @param node  the first of the level's members; moved past all that is below the level
void DrawnWeights::draw(const Key& key, const IndexNode& stated, const Tree::Node*& node, IndexNode& root) const {
  const bool varied = stated.weigh.method == Weigh::given || m_settings.concentration > 0;
  if (varied && stated.own_weights.empty()) {
    double sum = 0;
    for (std::size_t m = 0; m < stated.of.size(); ++m) {
      root.shares[m] = weight(key, stated.of[m], node[m], stated.shares[m]);
      sum += root.shares[m];
    }
    // A concentration near 0 may draw a nought for every member: the level then stays as it is.
    const bool usable = sum > 0 && std::isfinite(sum);
    for (std::size_t m = 0; m < stated.of.size(); ++m)
      root.shares[m] = usable ? root.shares[m] / sum : stated.shares[m];
  }
  node += stated.of.size();
  for (std::size_t m = 0; m < stated.of.size(); ++m)
    if (!stated.of[m].leaf()) this->draw(key, stated.of[m], node, root.of[m]);
}

std::string DrawnWeights::assumption() const {
  if (m_settings.concentration > 0)
    return fmt::format("The weights of each level are drawn around those stated (Dirichlet, concentration {:.4g}): a "
                       "share of 25 % has a standard deviation of {:.2g} points.",
                       m_settings.concentration, 100 * std::sqrt(0.25 * 0.75 / (m_settings.concentration + 1)));
  return fmt::format("Weights are drawn evenly from ranges ({}) and then made shares of their level.",
                     text_of(m_settings.ranges));
}

} // namespace tranche
