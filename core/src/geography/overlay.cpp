#include "tranche/geography/overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "geography/box_tree.hpp"
#include "geography/outline.hpp"
#include "geography/validity.hpp"
#include "parallel.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

constexpr std::size_t sources_a_block = 64;

/// Reads a shape, repaired where it is invalid.
std::optional<InvalidShape> load(Outline& outline, const std::string& wkb, bool of_target, std::size_t position,
                                 bool repair) {
  const char* list = of_target ? "target" : "source";
  outline.read(wkb, position, list);
  outline.index();
  if (outline.empty() || surely_valid(outline)) return {};
  const Repair repaired = repair_polygon(wkb);
  if (repaired.fault.empty()) return {};
  const std::string where = fmt::format("{} {}", list, position);
  if (!repair)
    throw Error(Fault::data, where, "is an invalid polygon: " + repaired.fault, "repair it, or ask for repair");
  if (repaired.wkb.empty())
    throw Error(Fault::data, where, "is an invalid polygon that cannot be repaired: " + repaired.fault,
                "repair it in QGIS (Fix geometries)");
  InvalidShape invalid{of_target, position, repaired.fault, outline.area(), 0};
  outline.read(repaired.wkb, position, list);
  outline.index();
  invalid.area_repaired = outline.area();
  return invalid;
}

class Overlayer {
public:
  Overlayer(const std::vector<std::string>& sources, const std::vector<std::string>& targets,
            const OverlayOptions& options)
      : m_sources(sources), m_wkb(targets), m_options(options) {}

  Overlay run() {
    read_targets();
    const BoxTree tree(m_boxes);
    const std::size_t count = m_sources.size();
    m_result.source_area.assign(count, 0), m_result.uncovered.assign(count, 0);
    m_result.heir.assign(count, Overlay::npos);
    std::vector<Block> blocks((count + sources_a_block - 1) / sources_a_block);
    in_blocks(count, sources_a_block, m_options.threads, [&](std::size_t begin, std::size_t end) {
      Block& block = blocks[begin / sources_a_block];
      Outline outline;
      for (std::size_t i = begin; i < end; ++i) source(i, outline, tree, block);
    });
    std::vector<InvalidShape> of_targets = std::move(m_result.invalid);
    m_result.invalid.clear();
    for (Block& block : blocks) {
      m_result.common.insert(m_result.common.end(), block.common.begin(), block.common.end());
      std::move(block.invalid.begin(), block.invalid.end(), std::back_inserter(m_result.invalid));
    }
    std::move(of_targets.begin(), of_targets.end(), std::back_inserter(m_result.invalid));
    find_overlaps(tree);
    return std::move(m_result);
  }

private:
  struct Block {
    std::vector<CommonArea> common;
    std::vector<InvalidShape> invalid;
  };

  void read_targets() {
    m_targets.resize(m_wkb.size());
    std::vector<std::optional<InvalidShape>> invalid(m_wkb.size());
    in_blocks(m_wkb.size(), 8, m_options.threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) invalid[i] = load(m_targets[i], m_wkb[i], true, i, m_options.repair);
    });
    for (std::optional<InvalidShape>& shape : invalid)
      if (shape) m_result.invalid.push_back(std::move(*shape));
    for (std::uint32_t i = 0; i < m_targets.size(); ++i) {
      m_result.target_area.push_back(m_targets[i].area());
      if (!m_targets[i].empty()) m_boxes.push_back(m_targets[i].box()), m_shaped.push_back(i);
    }
  }

  void source(std::size_t i, Outline& outline, const BoxTree& tree, Block& block) {
    if (auto invalid = load(outline, m_sources[i], false, i, m_options.repair))
      block.invalid.push_back(std::move(*invalid));
    if (outline.empty()) return;
    m_result.source_area[i] = outline.area();
    const std::size_t first = block.common.size();
    outline.make_local();
    tree.each_meeting(outline.box(), [&](std::uint32_t box) {
      const double area = common_area(outline, m_targets[m_shaped[box]]);
      if (area > 0) block.common.push_back({static_cast<std::uint32_t>(i), m_shaped[box], area});
    });
    const auto begin = block.common.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(begin, block.common.end(), [](const CommonArea& a, const CommonArea& b) { return a.target < b.target; });
    double covered = 0, most = 0;
    std::size_t heir = Overlay::npos;
    for (auto part = begin; part != block.common.end(); ++part) {
      covered += part->area;
      if (part->area > most) most = part->area, heir = part->target;
    }
    // Sums of parts are exact to some last places.
    if (outline.area() - covered <= 1e-12 * outline.area()) return;
    m_result.uncovered[i] = outline.area() - covered;
    m_result.heir[i] = heir == Overlay::npos ? nearest(m_sources[i], i) : heir;
  }

  std::size_t nearest(const std::string& wkb, std::size_t position) const {
    Outline outline;
    load(outline, wkb, false, position, true);
    double best = INFINITY;
    std::size_t heir = Overlay::npos;
    for (std::size_t i = 0; i < m_targets.size(); ++i) {
      const double distance = border_distance(outline, m_targets[i], best);
      if (distance < best) best = distance, heir = i;
    }
    return heir;
  }

  void find_overlaps(const BoxTree& tree) {
    for (std::uint32_t i = 0; i < m_targets.size(); ++i) {
      if (m_targets[i].empty()) continue;
      Outline outline = m_targets[i];
      outline.make_local();
      const std::size_t first = m_result.target_overlaps.size();
      tree.each_meeting(outline.box(), [&](std::uint32_t box) {
        const std::uint32_t other = m_shaped[box];
        const double area = other > i ? common_area(outline, m_targets[other]) : 0;
        if (area > 0) m_result.target_overlaps.push_back({i, other, area});
      });
      std::sort(m_result.target_overlaps.begin() + static_cast<std::ptrdiff_t>(first), m_result.target_overlaps.end(),
                [](const CommonArea& a, const CommonArea& b) { return a.target < b.target; });
    }
  }

  const std::vector<std::string>&m_sources, &m_wkb;
  const OverlayOptions& m_options;
  std::vector<Outline> m_targets;
  std::vector<Box> m_boxes;            ///< of the targets that have a shape
  std::vector<std::uint32_t> m_shaped; ///< which these are
  Overlay m_result;
};

} // namespace

Overlay overlay_areas(const std::vector<std::string>& sources, const std::vector<std::string>& targets,
                      const OverlayOptions& options) {
  return Overlayer(sources, targets, options).run();
}

} // namespace tranche
