#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"
#include "tranche/statistics/small_areas.hpp"

// Summaries of the English indices of deprivation. Averages arrive as means of districts, weighted by the host as the
// publication weights them; concentration and the most deprived tenth can only be made from neighbourhoods.
// The formulas are those of tranche/statistics/small_areas.hpp (see README.md).
namespace {

using namespace tranche;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// What a summary score can be at all; catches a column bound by mistake.
struct Bounds {
  std::string_view measure;
  double minimum, maximum;
};
constexpr Bounds bounds[] = {
    {"average_score", 0, 100}, {"average_rank", 1, 1e6}, {"extent", 0, 1}, {"domain_score", -1e6, 1e6}};

void published_summary(const Request& request, Result& result) {
  const Input& score = bound_input(request, "score");
  require_one_period(score);
  require_one_category(score);
  const Bounds& allowed = *std::ranges::find(bounds, request.measure, &Bounds::measure);
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    result.coverage[a] = score.coverage[a];
    if (!has_value(score.status[a])) {
      set_absent(result, a, score.status[a], "the score is " + std::string(reason_text(score.status[a])));
      continue;
    }
    if (!(score.value[a] >= allowed.minimum && score.value[a] <= allowed.maximum))
      throw Error(Fault::data, "role score: " + row_text(request, score, a),
                  "must lie within " + number_text(allowed.minimum) + " to " + number_text(allowed.maximum) + " for " +
                      std::string(request.measure) + ", got " + number_text(score.value[a]),
                  "bind the column that holds this summary");
    set_value(result, a, score.value[a], score.status[a]);
  }
}

/// Ranks and people of all neighbourhoods as the formulas take them: NaN where there is none.
struct Neighbours {
  std::vector<double> rank, population;
};

Neighbours gather(const Request& request, const Input& ranks, double ranked) {
  Neighbours all;
  for (std::size_t row = 0; row < ranks.codes.size(); ++row) {
    const Figure rank = count_at(request, ranks, row, 0);
    if (has_value(rank.status) && (rank.value < 1 || rank.value > ranked))
      throw Error(Fault::data, "role ranks: " + row_text(request, ranks, row),
                  "must be a rank from 1 to " + number_text(ranked) + ", got " + number_text(rank.value),
                  "bind ranks, 1 the most deprived, and set the parameter ranked to how many the publication ranks");
    all.rank.push_back(has_value(rank.status) ? rank.value : nothing);
    all.population.push_back(ranks.weight.empty() ? 1 : ranks.weight[row]);
  }
  return all;
}

statistics::AreaSummary summary(std::string_view measure, std::span<const std::uint32_t> offsets, const Neighbours& all,
                                double ranked) {
  const statistics::Neighbourhoods areas{offsets, all.population};
  if (measure == "local_concentration") return statistics::local_concentration(areas, all.rank, ranked);
  if (measure == "neighbourhood_extent") return statistics::extent(areas, all.rank, ranked);
  if (measure == "neighbourhood_average_rank") return statistics::average_rank(areas, all.rank, ranked);
  return statistics::share_most_deprived_tenth(offsets, all.rank, ranked);
}

/// What keeps an authority from a figure: a neighbourhood without a rank or of unknown population, each named.
Status worst(const Input& ranks, const Neighbours& all, std::size_t a, std::vector<std::string>& absent) {
  Status status = Status::measured;
  for (std::size_t row = ranks.offsets[a]; row < ranks.offsets[a + 1]; ++row) {
    const bool counted = all.population[row] >= 0; // also false for NaN: unknown
    status = worse_of(status, counted ? ranks.status[ranks.index(row, 0, 0)] : Status::missing);
    if (!counted || std::isnan(all.rank[row])) absent.emplace_back(ranks.codes[row]);
  }
  return status;
}

void from_neighbourhoods(const Request& request, Result& result) {
  const Input& ranks = bound_input(request, "ranks");
  require_one_period(ranks);
  require_one_category(ranks);
  const double ranked = given_parameter(request, "ranked").number;
  const bool share = request.measure == "share_most_deprived_tenth";
  if (!share && ranks.weight.empty())
    throw Error(Fault::settings, "role ranks", "names no weight",
                "name the neighbourhoods' population under weight: (the publication leaves prisoners out)");
  const Neighbours all = gather(request, ranks, ranked);
  const statistics::AreaSummary made = summary(request.measure, ranks.offsets, all, ranked);
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    std::vector<std::string> absent;
    const Status status = worst(ranks, all, a, absent);
    result.coverage[a] = made.coverage[a];
    if (!has_value(status)) {
      set_absent(result, a, status,
                 "rank or population " + std::string(reason_text(status)) + ": " + list_text(absent));
    } else if (std::isnan(made.value[a])) {
      set_absent(result, a, Status::missing, "no neighbourhood with residents");
    } else {
      set_value(result, a, made.value[a], Status::measured);
      if (!share) continue;
      result.denominator[a] = ranks.offsets[a + 1] - ranks.offsets[a];
      result.numerator[a] = std::round(made.value[a] * result.denominator[a]);
    }
  }
}

class Deprivation final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    if (std::ranges::find(bounds, request.measure, &Bounds::measure) != std::end(bounds))
      published_summary(request, result);
    else
      from_neighbourhoods(request, result);
  }
};

constexpr TrancheRole score_roles[] = {required("score", "The published summary, averaged over districts")};
constexpr TrancheRole rank_roles[] = {
    required("ranks", "Rank of each neighbourhood, 1 the most deprived, with its population as weight", "members",
             "neighbourhood")};
constexpr TrancheMeasure measures[] = {
    measure("average_score", "{score}", "{score}", "none", 1, score_roles),
    measure("average_rank", "{score}", "{score}", "none", 1, score_roles),
    measure("extent", "{score}", "{score}", "none", 1, score_roles),
    measure("domain_score", "{score}", "{score}", "none", 1, score_roles),
    measure("local_concentration", "{ranks}: local concentration", "mean rank, counted from the least deprived", "none",
            1, rank_roles),
    measure("share_most_deprived_tenth", "{ranks}: share of neighbourhoods in the most deprived tenth", "share", "none",
            1, rank_roles),
    measure("neighbourhood_average_rank", "{ranks}: average rank", "mean rank, counted from the least deprived", "none",
            1, rank_roles),
    measure("neighbourhood_extent", "{ranks}: extent", "share", "none", 1, rank_roles)};
constexpr TrancheParameter parameters[] = {
    parameter("ranked", "integer", "32844", "How many neighbourhoods the publication ranks: 32,844 in 2015 and 2019.",
              nullptr, 1, 1e6)};

} // namespace

TRANCHE_PLUGIN(Deprivation, "deprivation", "1.0.0", "Deprivation", "MIT",
               "English indices of deprivation 2019: technical report; Files 10 and 11, notes on the summary measures",
               measures, parameters)
