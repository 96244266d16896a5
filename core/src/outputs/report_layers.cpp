// What the page's map can show besides the tranches of the run.
#include <algorithm>
#include <fmt/format.h>

#include "maps/chance_classes.hpp"
#include "maps/sheet_parts.hpp"
#include "outputs/report_model.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/cluster_sheet.hpp"

namespace tranche::report {
namespace {

/// A layer under construction: classes are numbered as they are added, authorities by the class they are in.
class PageLayer {
public:
  PageLayer(const Run& run, std::string id, std::string title)
      : m_of(run.authorities.size(), ' '), m_part{{"id", std::move(id)}, {"title", std::move(title)}} {
    m_part["legend"] = Json::array();
  }

  /// Leaves out what nobody is in.
  template <typename In> void add(const Fill& fill, const std::string& label, const std::string& detail, In&& in) {
    const char digit = digits[m_part["legend"].size()];
    std::size_t count = 0;
    for (std::size_t a = 0; a < m_of.size(); ++a)
      if (in(a)) m_of[a] = digit, ++count;
    if (count == 0) return;
    m_part["legend"].push_back({{"key", fill.hatch == Hatch::none ? "" : "unranked"}, // hatched as those are
                                {"colour", hex(fill.colour)},
                                {"text", hex(text_on(fill.colour))},
                                {"label", label},
                                {"detail", detail},
                                {"count", count}});
  }

  Json done(std::string note) {
    m_part["of"] = m_of;
    m_part["note"] = std::move(note);
    return std::move(m_part);
  }

private:
  static constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string m_of; ///< a digit for each authority: its place in the legend
  Json m_part;
};

Json chance_layer(const Run& run) {
  const maps::ChanceClasses chance = maps::chance_classes(run);
  PageLayer layer(run, "chance", chance.title);
  for (std::size_t c = chance.classes.size(); c-- > 0;)
    layer.add({chance.colours[c], Hatch::none}, chance.labels[c], chance.details[c],
              [&](std::size_t a) { return chance.classes.of[a] == static_cast<int>(c); });
  layer.add({no_figure, Hatch::unranked}, "unranked", "", [&](std::size_t a) { return chance.classes.of[a] < 0; });
  return layer.done(
      fmt::format("Shares of {} draws, under the assumptions in Method.", words::grouped(run.uncertainty.draws, 0)));
}

Json cluster_layer(const Run& run, const Clusters& clusters) {
  PageLayer layer(run, "clusters-" + clusters.variables.front().id,
                  "Clusters of " + maps::in_sentence(subject_of(clusters)));
  for (const statistics::Pattern pattern : patterns_of(clusters.options))
    layer.add(cluster_fill(pattern), name_of(pattern, clusters.options.statistic),
              meaning_of(pattern, clusters.options), [&](std::size_t a) { return clusters.cluster[a] == pattern; });
  return layer.done(fmt::format("{}", fmt::join(method_of(clusters), " ")));
}

} // namespace

Json layers(const Run& run, std::span<const Clusters> clusters) {
  Json list = Json::array();
  if (run.boundaries.shapes.empty()) return list;
  if (!run.uncertainty.tranche_probability.empty() && !run.decision.tranches.empty()) list.push_back(chance_layer(run));
  for (const Clusters& one : clusters) list.push_back(cluster_layer(run, one));
  return list;
}

} // namespace tranche::report
