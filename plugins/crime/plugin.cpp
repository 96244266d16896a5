#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/plugin/helpers.hpp"
#include "tranche/plugin/indicator.hpp"
#include "tranche/statistics/limits.hpp"

// Crime as published index values, and as incidents weighted by category. An index value is never called a rate.
namespace {

using namespace tranche;

constexpr double per = 1000;

/// Home Office: the offences that make up neighbourhood crime.
constexpr std::array<std::string_view, 4> neighbourhood_categories = {"burglary", "robbery", "theft_from_the_person",
                                                                      "vehicle_crime"};

void published_index(const Request& request, Result& result) {
  const Input& index = bound_input(request, "index");
  require_one_period(index);
  require_one_category(index);
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    result.coverage[a] = index.coverage[a];
    if (has_value(index.status[a]))
      set_value(result, a, index.value[a], index.status[a]);
    else
      set_absent(result, a, index.status[a], "the index is " + std::string(reason_text(index.status[a])));
  }
}

/// Mean of the parts' own scores; refused when a part has none of its own.
void severity_score(const Request& request, Result& result) {
  const Input& score = bound_input(request, "score");
  require_one_period(score);
  require_one_category(score);
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const std::size_t first = score.offsets[a], last = score.offsets[a + 1];
    if (last - first > 1 && score.weight.empty())
      throw Error(Fault::settings, "role score: " + std::string(request.codes[a]),
                  "has several parts and no weight is named", "name the parts' population under weight:");
    Status status = Status::measured;
    std::vector<std::string_view> without;
    double sum = 0, reported = 0, weight = 0;
    for (std::size_t row = first; row < last; ++row) {
      const double share = last - first > 1 ? score.weight[row] : 1;
      const bool known = share >= 0; // also false for NaN
      status = worse_of(status, known ? score.status[row] : Status::missing);
      if (known) weight += share;
      if (known && has_value(score.status[row])) {
        sum += share * score.value[row];
        reported += share;
      } else
        without.push_back(score.codes[row]);
    }
    result.coverage[a] = weight > 0 ? reported / weight : 0;
    if (!has_value(status))
      set_absent(result, a, status, "no score of its own: " + list_text(without));
    else if (!(weight > 0))
      set_absent(result, a, Status::missing, "no part with residents");
    else
      set_value(result, a, sum / weight, status);
  }
}

/// A category and what one incident of it counts.
struct Weighted {
  std::size_t category;
  double weight;
};

std::vector<Weighted> read_weights(const Input& incidents, const Parameter& weights, bool neighbourhood) {
  std::vector<Weighted> list;
  for (std::size_t i = 0; i < weights.labels.size(); ++i) {
    const std::string_view label = weights.labels[i];
    const std::string where = "parameter weights." + std::string(label);
    const std::size_t category = find_label(incidents.categories, label);
    if (category == incidents.categories.size())
      throw Error(Fault::settings, where, "the incidents have no such category",
                  "choose from " + list_text(incidents.categories));
    if (!(weights.numbers[i] >= 0))
      throw Error(Fault::settings, where, "must be 0 or more, got " + number_text(weights.numbers[i]), "correct it");
    if (neighbourhood && (weights.numbers[i] != 1 ||
                          std::ranges::find(neighbourhood_categories, label) == neighbourhood_categories.end()))
      throw Error(Fault::settings, where,
                  "neighbourhood crime counts each of " + list_text(neighbourhood_categories) +
                      " once and nothing else",
                  "use the measure weighted_crime");
    if (weights.numbers[i] > 0) list.push_back({category, weights.numbers[i]});
  }
  if (list.empty() || (neighbourhood && list.size() != neighbourhood_categories.size()))
    throw Error(Fault::settings, "parameter weights",
                neighbourhood ? "neighbourhood crime needs all of " + list_text(neighbourhood_categories)
                              : "no category has a weight above 0",
                "complete the list");
  return list;
}

/// Incidents of one authority, as they are and weighted.
struct Tally {
  double count = 0, weighted = 0, variance = 0, greatest = 0;
  Status status = Status::measured;
  double coverage = 1;
  std::vector<std::string_view> absent;

  /// Limits of the weighted sum of Poisson counts: S + sqrt(Var / O) (O_L - O) after Dobson et al. 1991; with all
  /// weights 1 these are the limits of the count.
  statistics::Interval limits(double level) const {
    const statistics::Interval of_count = statistics::count_limits(count, level);
    const double spread = count > 0 ? std::sqrt(variance / count) : greatest;
    return {std::max(0.0, weighted + spread * (of_count.lower - count)), weighted + spread * (of_count.upper - count)};
  }
};

Tally tally(const Request& request, const Input& incidents, std::size_t a, const std::vector<Weighted>& list) {
  Tally sum;
  for (const Weighted& item : list) {
    const Figure figure = count_at(request, incidents, a, 0, item.category);
    sum.status = worse_of(sum.status, figure.status);
    sum.coverage = std::min(sum.coverage, figure.coverage);
    sum.count += figure.value;
    sum.weighted += item.weight * figure.value;
    sum.variance += item.weight * item.weight * figure.value;
    sum.greatest = std::max(sum.greatest, item.weight);
    if (!has_value(figure.status)) sum.absent.push_back(incidents.categories[item.category]);
  }
  return sum;
}

void incident_rate(const Request& request, Result& result) {
  const Input& incidents = bound_input(request, "incidents");
  const Input& population = bound_input(request, "population");
  require_one_period(incidents);
  require_one_period(population);
  require_one_category(population);
  const std::vector<Weighted> list =
      read_weights(incidents, given_parameter(request, "weights"), request.measure == "neighbourhood_crime");
  for (std::size_t a = 0; a < request.codes.size(); ++a) {
    const Tally crimes = tally(request, incidents, a, list);
    const Figure residents = count_at(request, population, a, 0);
    result.coverage[a] = crimes.coverage;
    if (has_value(residents.status)) result.denominator[a] = residents.value;
    if (!has_value(crimes.status)) {
      set_absent(result, a, crimes.status,
                 "incidents " + std::string(reason_text(crimes.status)) + ": " + list_text(crimes.absent));
    } else if (crimes.coverage < 1) {
      set_absent(result, a, Status::missing,
                 "incidents cover " + number_text(crimes.coverage) + " of the area's people; all of it is needed");
    } else if (!has_value(residents.status)) {
      set_absent(result, a, residents.status, "population " + std::string(reason_text(residents.status)));
    } else if (residents.value == 0) {
      set_absent(result, a, Status::missing, "population is 0");
    } else {
      const double scale = per / residents.value;
      result.numerator[a] = crimes.weighted;
      set_value(result, a, crimes.weighted * scale, worse_of(crimes.status, residents.status));
      for (std::size_t level = 0; level < request.levels.size(); ++level) {
        const statistics::Interval limits = crimes.limits(request.levels[level]);
        set_limits(request, result, a, level, {limits.lower * scale, limits.upper * scale});
      }
    }
  }
}

class Crime final : public Indicator {
public:
  void compute(const Request& request, Result& result) const override {
    if (request.measure == "index")
      published_index(request, result);
    else if (request.measure == "severity_score")
      severity_score(request, result);
    else
      incident_rate(request, result);
  }
};

constexpr TrancheRole index_roles[] = {required("index", "A published crime index, averaged over the parts")};
constexpr TrancheRole score_roles[] = {
    required("score", "Each part's own severity score, with its population as weight", "members")};
constexpr TrancheRole incident_roles[] = {events(required("incidents", "Recorded incidents by category")),
                                          required("population", "Residents")};
constexpr TrancheMeasure measures[] = {
    measure("index", "{index}", "{index}", "none", 1, index_roles),
    measure("severity_score", "{score}", "{score}", "none", 1, score_roles),
    measure("neighbourhood_crime", "Neighbourhood crime ({incidents}), per 1,000 residents", "per 1,000 residents",
            "poisson", 1, incident_roles),
    measure("weighted_crime", "{incidents}, weighted by category, per 1,000 residents",
            "weighted incidents per 1,000 residents", "poisson", 1, incident_roles)};
constexpr TrancheParameter parameters[] = {
    parameter("weights", "numbers", "{burglary: 1, robbery: 1, theft_from_the_person: 1, vehicle_crime: 1}",
              "What one incident of each category counts; categories that are not named are left out.")};

} // namespace

TRANCHE_PLUGIN(
    Crime, "crime", "1.0.0", "Crime", "MIT",
    "ONS Health Index and Crime Severity Score as published; neighbourhood crime: Home Office, Beating Crime "
    "Plan 2021; limits: Dobson et al. 1991",
    measures, parameters)
