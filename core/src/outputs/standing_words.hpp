#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/indicators/indicator_column.hpp"

/// Where an authority stands and how sure that is, in sentences: explain, page and atlas say the same.
namespace tranche::words {

/// 0.4125 -> "41 %"; what is neither sure nor out of the question never reads as if it were: "under 1 %", "over 99 %".
std::string chance(double share);

/// "90 % interval 3 to 8".
std::string interval(double level, int low, int high);

struct RankRange {
  double level = 0;
  int low = 0, high = 0;
};
/// "over 1,000 draws: median rank 6; 50 % interval 6 to 7, 90 % interval 5 to 9".
std::string rank_over_the_draws(int draws, int median, const std::vector<RankRange>& ranges);

/// "chance of 2022-23 41 %, 2023-24 50 %, no tranche 9 %"; what the chances leave over is that of no tranche.
std::string chances(const std::vector<std::pair<std::string, double>>& tranches);
/// The chance to be in none of them; 0 where it is no more than rounding.
double chance_of_none(const std::vector<double>& tranches);

/// "Ranked on 75 % of the weight: the rest has no figure".
std::string part_of_the_weight(double share);

/// The nearest authority over an edge of a tranche.
struct Edge {
  bool up = false; ///< towards greater need
  int tranche = 0; ///< what lies there; 0: no tranche
  int ranks = 0;   ///< how far it is
  double distance = 0;
  std::string name; ///< who is the first there
  int rank = 0;
  double score = 0;
};
/// "up to tranche 1: 3 in rank and 0.120 in score to Blackpool (rank 50, score 1.23)".
std::string edge(const Edge& edge);

/// "contested: the draws do not tell which side of the edge below 2022-23 it belongs to".
std::string contested(std::string_view edges);

/// "not contested: its chance to be above each edge is under 5 or over 95 %".
std::string not_contested();

/// "stands before A in 41 %, B in 30 % of the draws".
std::string stands_before(const std::vector<std::pair<std::string, double>>& others);

/// "over the draws £1,000 in the mean, £0 to £2,000 in 90 %".
std::string money_over_the_draws(std::int64_t mean, std::int64_t low, std::int64_t high, double level);

/// "measured", "too few", "not reported", ...: for a cell.
std::string status(Status status);

/// What was done to a figure, or is to be known of it: a letter that the page explains, and words.
struct Mark {
  std::string letter, why;
};
std::vector<Mark> marks(const IndicatorColumn& column, std::size_t authority);

} // namespace tranche::words
