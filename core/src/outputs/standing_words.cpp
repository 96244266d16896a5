#include "outputs/standing_words.hpp"

#include <array>

#include <fmt/format.h>

#include "outputs/words.hpp"

namespace tranche::words {

std::string chance(double share) {
  if (share > 0 && share < 0.01) return "under 1 %";
  if (share < 1 && share > 0.99) return "over 99 %";
  return fmt::format("{:.0f} %", share * 100);
}

std::string interval(double level, int low, int high) {
  return fmt::format("{:.4g} % interval {} to {}", level * 100, grouped(low, 0), grouped(high, 0));
}

std::string part_of_the_weight(double share) {
  return fmt::format("Ranked on {:.0f} % of the weight: the rest has no figure", share * 100);
}

std::string edge(const Edge& edge) {
  const std::string to = edge.tranche > 0 ? fmt::format("tranche {}", edge.tranche) : "no tranche";
  return fmt::format("{} {}: {} in rank and {} in score to {} (rank {}, score {})", edge.up ? "up to" : "down to", to,
                     grouped(edge.ranks, 0), grouped(edge.distance, 3), edge.name, grouped(edge.rank, 0),
                     grouped(edge.score, 2));
}

std::string contested(std::string_view edges) {
  return fmt::format("contested: the draws do not tell which side of the edge below {} it belongs to", edges);
}

std::string stands_before(const std::vector<std::pair<std::string, double>>& others) {
  std::string text = "stands before";
  const char* mark = " ";
  for (const auto& [name, share] : others) {
    text += mark + name + " in " + chance(share);
    mark = ", ";
  }
  return text + " of the draws";
}

std::string money_over_the_draws(std::int64_t mean, std::int64_t low, std::int64_t high, double level) {
  return fmt::format("over the draws {} in the mean, {} to {} in {:.4g} %", thousands_of_pounds(mean),
                     thousands_of_pounds(low), thousands_of_pounds(high), level * 100);
}

std::string status(Status status) {
  if (status == Status::too_few) return "too few";
  return status == Status::missing ? "not reported" : std::string(name_of(status));
}

std::vector<Mark> marks(const IndicatorColumn& column, std::size_t a) {
  struct Known {
    std::uint32_t flag;
    const char *letter, *why;
  };
  static constexpr std::array<Known, 6> known = {{{flag::imputed, "i", "imputed"},
                                                  {flag::scaled, "s", "scaled up from what was reported"},
                                                  {flag::apportioned, "a", "apportioned"},
                                                  {flag::shared, "j", "one published figure for several authorities"},
                                                  {flag::treated, "t", "outlier treatment changed it"},
                                                  {flag::implausible, "!", "looks implausible, kept as published"}}};
  std::vector<Mark> list;
  if (column.status[a] == Status::unreliable) list.push_back({"u", "unreliable: few events"});
  for (const Known& one : known) {
    if (!(column.flags[a] & one.flag)) continue;
    list.push_back({one.letter, one.why});
    if (one.flag == flag::scaled && column.coverage[a] < 1)
      list.back().why += fmt::format(" ({:.0f} %)", column.coverage[a] * 100);
  }
  return list;
}

} // namespace tranche::words
