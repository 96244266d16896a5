#include "outputs/standing_words.hpp"

#include <array>
#include <numeric>

#include <fmt/format.h>

#include "outputs/words.hpp"
#include "tranche/decide/uncertainty.hpp"

namespace tranche::words {

std::string chance(double share) {
  if (share > 0 && share < 0.01) return "under 1 %";
  if (share < 1 && share > 0.99) return "over 99 %";
  return fmt::format("{:.0f} %", share * 100);
}

std::string interval(double level, int low, int high) {
  return fmt::format("{:.4g} % interval {} to {}", level * 100, grouped(low, 0), grouped(high, 0));
}

std::string rank_over_the_draws(int draws, int median, const std::vector<RankRange>& ranges) {
  std::string text = fmt::format("over {} draws: median rank {}", grouped(draws, 0), grouped(median, 0));
  const char* mark = "; ";
  for (const RankRange& one : ranges) {
    text += mark + interval(one.level, one.low, one.high);
    mark = ", ";
  }
  return text;
}

double chance_of_none(const std::vector<double>& tranches) {
  const double none = 1 - std::accumulate(tranches.begin(), tranches.end(), 0.0);
  return none > 1e-9 ? none : 0;
}

std::string chances(const std::vector<std::pair<std::string, double>>& tranches) {
  std::string text = "chance of";
  const char* mark = " ";
  std::vector<double> shares;
  for (const auto& [name, share] : tranches) {
    text += mark + name + " " + chance(share);
    mark = ", ";
    shares.push_back(share);
  }
  if (const double none = chance_of_none(shares); none > 0) text += mark + ("no tranche " + chance(none));
  return text;
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

std::string not_contested() {
  return fmt::format("not contested: its chance to be above each edge is under {:.0f} or over {:.0f} %",
                     contested_low * 100, contested_high * 100);
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
