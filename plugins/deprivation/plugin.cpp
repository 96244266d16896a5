#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"

// Summaries of the English indices of deprivation. Averages arrive as means of districts, weighted by the host as the
// publication weights them; concentration and the most deprived tenth can only be made from neighbourhoods.
// Formulas: English indices of deprivation 2019, technical report and File 10 notes (see README.md).
namespace {

using namespace tranche;

/// One neighbourhood: rank 1 is the most deprived of the country.
struct Neighbourhood {
  double rank;
  double population;
};

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

/// The share of an authority's people in the most deprived tenth of neighbourhoods, with a taper: 1 within the most
/// deprived 10 %, from 0.95 down to 0.05 within 11 to 30 %, else 0.
double extent_weight(double rank, double ranked) {
  const double percent = std::ceil(100 * rank / ranked);
  if (percent <= 10) return 1;
  return percent <= 30 ? 0.95 - (percent - 11) * 0.9 / 19 : 0;
}

/// Population-weighted mean of the ranks, counted from the least deprived, of the most deprived neighbourhoods that
/// hold exactly a tenth of the people; the last of them counts with the part that is needed.
double local_concentration(std::vector<Neighbourhood> all, double people, double ranked) {
  std::ranges::stable_sort(all, {}, &Neighbourhood::rank);
  const double tenth = people / 10;
  double left = tenth, sum = 0;
  for (const Neighbourhood& one : all) {
    const double taken = std::min(one.population, left);
    sum += taken * (ranked + 1 - one.rank);
    left -= taken;
    if (left <= 0) break;
  }
  return sum / tenth;
}

double summary(std::string_view measure, const std::vector<Neighbourhood>& all, double people, double ranked) {
  if (measure == "local_concentration") return local_concentration(all, people, ranked);
  double sum = 0;
  for (const Neighbourhood& one : all)
    sum +=
        one.population * (measure == "neighbourhood_extent" ? extent_weight(one.rank, ranked) : ranked + 1 - one.rank);
  return sum / people;
}

/// The neighbourhoods of one authority; false, with a note, when one has no rank or no population.
bool gather(const Request& request, const Input& ranks, double ranked, std::size_t a, Result& result,
            std::vector<Neighbourhood>& all) {
  double with_rank = 0, weight = 0;
  Status status = Status::measured;
  std::vector<std::string> absent;
  for (std::size_t row = ranks.offsets[a]; row < ranks.offsets[a + 1]; ++row) {
    const double population = ranks.weight.empty() ? 1 : ranks.weight[row];
    const bool counted = population >= 0; // also false for NaN: unknown
    const Figure rank = count_at(request, ranks, row, 0);
    status = worse_of(status, counted ? rank.status : Status::missing);
    weight += counted ? population : 0;
    if (!counted || !has_value(rank.status)) {
      absent.emplace_back(ranks.codes[row]);
      continue;
    }
    if (rank.value < 1 || rank.value > ranked)
      throw Error(Fault::data, "role ranks: " + row_text(request, ranks, row),
                  "must be a rank from 1 to " + number_text(ranked) + ", got " + number_text(rank.value),
                  "bind ranks, 1 the most deprived, and set the parameter ranked to how many the publication ranks");
    with_rank += population;
    all.push_back({rank.value, population});
  }
  result.coverage[a] = weight > 0 ? with_rank / weight : 0;
  if (has_value(status) && weight > 0) return true;
  if (has_value(status))
    set_absent(result, a, Status::missing, "no neighbourhood with residents");
  else
    set_absent(result, a, status, "rank or population " + std::string(reason_text(status)) + ": " + list_text(absent));
  return false;
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
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    std::vector<Neighbourhood> all;
    if (!gather(request, ranks, ranked, a, result, all)) continue;
    if (share) {
      const auto deprived =
          std::ranges::count_if(all, [&](const Neighbourhood& one) { return 10 * one.rank <= ranked; });
      result.numerator[a] = static_cast<double>(deprived);
      result.denominator[a] = static_cast<double>(all.size());
      set_value(result, a, result.numerator[a] / result.denominator[a], Status::measured);
    } else {
      double people = 0;
      for (const Neighbourhood& one : all) people += one.population;
      set_value(result, a, summary(request.measure, all, people, ranked), Status::measured);
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
