#include "tranche/maps/atlas.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "maps/atlas_method.hpp"
#include "maps/atlas_page.hpp"
#include "outputs/comparison_columns.hpp"
#include "outputs/uncertainty_columns.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

/// By region, then by name as people say it; nobody's region last.
std::vector<std::size_t> order_of_pages(const Run& run) {
  std::vector<std::size_t> order(run.authorities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&run](std::size_t a) {
    const Authority& unit = run.authorities.units[a];
    return std::tuple(unit.region.empty(), unit.region, display_name(unit.name), unit.code);
  };
  std::sort(order.begin(), order.end(), [&key](std::size_t one, std::size_t two) { return key(one) < key(two); });
  return order;
}

std::vector<AtlasTranche> tranches_of(const Run& run) {
  std::vector<AtlasTranche> list;
  for (const TrancheGroup& group : run.decision.tranches) {
    AtlasTranche one{group.name.empty() ? fmt::format("Tranche {}", list.size() + 1) : group.name, 0, 0,
                     group.authorities.size(), ""};
    std::int64_t pence = 0;
    for (const std::size_t a : group.authorities) {
      const auto rank = static_cast<std::size_t>(run.decision.rank[a]);
      if (!run.decision.total_pence.empty()) pence += run.decision.total_pence[a];
      if (rank == 0) continue;
      one.first = one.first == 0 ? rank : std::min(one.first, rank);
      one.last = std::max(one.last, rank);
    }
    if (!run.assessment.allocation.pots.empty()) one.money = words::thousands_of_pounds(pence);
    list.push_back(std::move(one));
  }
  return list;
}

std::vector<AtlasRow> table_of(const Run& run, const std::vector<AtlasPage>& pages) {
  std::vector<const AtlasPage*> page_of(pages.size());
  for (const AtlasPage& page : pages) page_of[page.authority] = &page;
  std::vector<AtlasRow> rows;
  for (const std::size_t a : reading_order(run)) {
    const AtlasPage& page = *page_of[a];
    AtlasRow row;
    row.authority = a, row.page = static_cast<std::size_t>(&page - pages.data());
    row.rank = page.rank, row.name = page.official.empty() ? page.name : page.official, row.region = page.region;
    row.score = page.score, row.tranche = page.tranche, row.reason = page.unranked;
    if (!page.rank.empty() && !run.uncertainty.rank_low.empty())
      row.range = fmt::format("{}\u2013{}", run.uncertainty.rank_low[a], run.uncertainty.rank_high[a]);
    if (!run.assessment.allocation.pots.empty()) row.money = words::thousands_of_pounds(run.decision.total_pence[a]);
    row.contested = !contested_words(run, a).empty();
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string confidence_of(const Run& run) {
  for (const IndicatorColumn& column : run.indicators)
    for (std::size_t a = 0; a < column.value.size(); ++a)
      if (column.has_limits(a) && !column.levels.empty()) return level_text(column.levels.front()) + " %";
  return {};
}

} // namespace

Atlas describe_atlas(const Run& run) {
  Atlas atlas;
  atlas.map = tranche_map_sheet(run);
  atlas.legend = atlas.map.legend;
  for (LegendEntry& entry : atlas.legend) // the cover has no room for them
    if (entry.swatch == Fill{no_figure, Hatch::unranked}) entry.detail = "reasons in the ranked table";
  atlas.audience = run.assessment.report.audience;
  atlas.whole = run.comparisons.empty() ? "England" : run.comparisons.front().whole;
  if (!run.uncertainty.rank_low.empty()) atlas.draws = run.uncertainty.draws, atlas.level = run.uncertainty.level;
  atlas.money = !run.assessment.allocation.pots.empty();
  atlas.confidence = confidence_of(run);
  atlas.tranches = tranches_of(run);
  atlas.method = maps::method_paragraphs(run);
  const maps::PageBuilder builder(run);
  for (const std::size_t a : order_of_pages(run)) atlas.pages.push_back(builder.page_of(a));
  atlas.table = table_of(run, atlas.pages);
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    atlas.regions.push_back(run.authorities.units[a].region);
    atlas.names.push_back(display_name(run.authorities.units[a].name));
    atlas.rank_of.push_back(builder.rank_text(a));
  }
  atlas.tranche_of = run.decision.tranche;
  for (const AtlasRow& row : atlas.table)
    if (!row.rank.empty()) atlas.by_rank.push_back(row.authority);
  atlas.ranked = atlas.by_rank.size();
  atlas.unit_of_area = run.shape_unit;
  return atlas;
}

} // namespace tranche
