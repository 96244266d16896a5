#include "layers/area_overlaps.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tranche/finding.hpp"
#include "tranche/geography/overlay.hpp"

namespace tranche {
namespace {

constexpr double hectare = 1e4; ///< square metres
constexpr double sliver_share = 0.001, refused_share = 0.01;
constexpr std::size_t told = 10;

std::string called(const Shape& shape) { return shape.name.empty() ? shape.code : shape.code + " " + shape.name; }

} // namespace

std::vector<std::string> overlaps_told(const Boundaries& boundaries, bool allowed, const std::string& where) {
  std::vector<std::string> wkb;
  for (const Shape& shape : boundaries.shapes) wkb.push_back(shape.wkb);
  Overlay overlay = overlay_areas({}, wkb);
  const auto share = [&](const CommonArea& common) {
    return common.area / std::min(overlay.target_area[common.source], overlay.target_area[common.target]);
  };
  std::vector<CommonArea>& overlaps = overlay.target_overlaps;
  std::stable_sort(overlaps.begin(), overlaps.end(),
                   [](const CommonArea& a, const CommonArea& b) { return a.area > b.area; });
  std::size_t slivers = 0, large = 0, refused = 0;
  double sliver_area = 0;
  std::vector<std::string> sentences;
  std::string pairs;
  for (const CommonArea& common : overlaps) {
    if (common.area < hectare && share(common) < sliver_share) {
      ++slivers, sliver_area += common.area;
      continue;
    }
    const std::string sentence = fmt::format(
        "{} and {} have {:.1f} ha in common, {:.1f} % of the smaller", called(boundaries.shapes[common.source]),
        called(boundaries.shapes[common.target]), common.area / hectare, 100 * share(common));
    if (++large <= told) sentences.push_back(sentence);
    if (share(common) > refused_share && ++refused <= told) pairs += (pairs.empty() ? "" : "; ") + sentence;
  }
  if (refused > 0 && !allowed)
    throw Error(Fault::data, where,
                fmt::format("has {} pair{} of areas that overlap: {}", refused, refused == 1 ? "" : "s", pairs),
                "repair the file, or say --allow-overlaps: what lies in both is then of the smaller code");
  if (large > told) sentences.push_back(fmt::format("{} more pairs overlap", large - told));
  if (slivers > 0)
    sentences.push_back(fmt::format("{} pair{} overlap{} by slivers, {:.0f} square metres in all", slivers,
                                    slivers == 1 ? "" : "s", slivers == 1 ? "s" : "", sliver_area));
  return sentences;
}

} // namespace tranche
