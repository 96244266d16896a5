#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "columns.hpp"
#include "tai.hpp"
#include "tranche/finding.hpp"
#include "tranche/statistics/random.hpp"
#include "tranche/statistics/weighting.hpp"

using namespace tranche::statistics;

namespace {

using Rows = std::vector<std::vector<double>>; ///< a . w <= b, b last

/// w where every chosen row holds with equality; empty if they do not fix one. Gauss with pivoting.
std::vector<double> vertex(const Rows& rows, const std::vector<std::size_t>& chosen) {
  const std::size_t k = chosen.size();
  Rows m;
  for (const std::size_t row : chosen) m.push_back(rows[row]);
  for (std::size_t p = 0; p < k; ++p) {
    std::size_t best = p;
    for (std::size_t i = p; i < k; ++i)
      if (std::abs(m[i][p]) > std::abs(m[best][p])) best = i;
    if (std::abs(m[best][p]) < 1e-11) return {};
    std::swap(m[p], m[best]);
    for (std::size_t i = 0; i < k; ++i) {
      if (i == p) continue;
      const double factor = m[i][p] / m[p][p];
      for (std::size_t j = p; j <= k; ++j) m[i][j] -= factor * m[p][j];
    }
  }
  std::vector<double> w;
  for (std::size_t p = 0; p < k; ++p) w.push_back(m[p][k] / m[p][p]);
  return w;
}

/// The greatest score of a unit, from every vertex of its programme.
double by_enumeration(const Rows& columns, std::size_t unit, const std::vector<ShareBounds>& bounds) {
  const std::size_t k = columns.size();
  Rows rows;
  for (std::size_t u = 0; u < columns[0].size(); ++u) {
    std::vector<double> row;
    for (const auto& column : columns) row.push_back(column[u]);
    row.push_back(1);
    rows.push_back(row);
  }
  const auto share_row = [&](std::size_t i, double share, double sign) {
    std::vector<double> row;
    for (std::size_t j = 0; j < k; ++j) row.push_back(sign * columns[j][unit] * ((i == j ? 1 : 0) - share));
    row.push_back(0);
    rows.push_back(row);
  };
  for (std::size_t i = 0; i < k; ++i) {
    std::vector<double> row(k + 1, 0.0);
    row[i] = -1;
    rows.push_back(row);
    if (bounds.empty()) continue;
    share_row(i, bounds[i].upper, 1);
    share_row(i, bounds[i].lower, -1);
  }
  double greatest = 0;
  std::vector<std::size_t> chosen;
  const std::function<void(std::size_t)> choose = [&](std::size_t from) {
    if (chosen.size() < k) {
      for (std::size_t row = from; row < rows.size(); ++row) {
        chosen.push_back(row);
        choose(row + 1);
        chosen.pop_back();
      }
      return;
    }
    const std::vector<double> w = vertex(rows, chosen);
    if (w.empty()) return;
    for (const auto& row : rows) {
      double left = 0;
      for (std::size_t j = 0; j < k; ++j) left += row[j] * w[j];
      if (left > row[k] + 1e-9) return;
    }
    double score = 0;
    for (std::size_t j = 0; j < k; ++j) score += w[j] * columns[j][unit];
    greatest = std::max(greatest, score);
  };
  choose(0);
  return greatest;
}

Rows positive_columns(std::size_t indicators, std::size_t units, std::uint64_t seed) {
  Rows columns(indicators);
  for (std::size_t i = 0; i < indicators; ++i)
    for (std::size_t u = 0; u < units; ++u)
      columns[i].push_back(std::pow(1000.0, static_cast<double>(i)) *
                           Stream(seed, 7, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(u)).uniform());
  return columns;
}

/// What any answer must satisfy: nobody above 1 under anyone's weights, scores and shares that add up.
void check_sound(const Rows& columns, const BenefitOfDoubt& found) {
  for (std::size_t u = 0; u < columns[0].size(); ++u) {
    if (found.states[u] != BenefitOfDoubt::State::scored) continue;
    double own = 0, shares = 0;
    for (std::size_t other = 0; other < columns[0].size(); ++other) {
      double score = 0;
      for (std::size_t i = 0; i < columns.size(); ++i)
        if (!std::isnan(columns[i][other])) score += found.weights(u, i) * columns[i][other];
      CHECK(score <= 1 + 1e-9);
      if (other == u) own = score;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) shares += found.shares(u, i);
    CHECK(own == Approx(found.scores[u]).margin(1e-9));
    if (found.scores[u] > 0) CHECK(shares == Approx(1).epsilon(1e-9));
  }
}

} // namespace

TEST_CASE("benefit of the doubt equals the enumeration of all vertices") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed)
    for (const std::size_t indicators : {2U, 3U}) {
      const Rows columns = positive_columns(indicators, 9, seed);
      const std::vector<ShareBounds> bounds(indicators, ShareBounds{0.1, 0.6});
      const BenefitOfDoubt free = benefit_of_doubt(columns), bound = benefit_of_doubt(columns, bounds);
      for (std::size_t u = 0; u < 9; ++u) {
        CAPTURE(seed, indicators, u);
        CHECK(free.scores[u] == Approx(by_enumeration(columns, u, {})).margin(1e-9));
        CHECK(bound.scores[u] == Approx(by_enumeration(columns, u, bounds)).margin(1e-9));
        CHECK(bound.scores[u] <= free.scores[u] + 1e-9);
        for (std::size_t i = 0; i < indicators; ++i) {
          CHECK(bound.shares(u, i) >= 0.1 - 1e-9);
          CHECK(bound.shares(u, i) <= 0.6 + 1e-9);
        }
      }
      check_sound(columns, free);
      check_sound(columns, bound);
    }
}

TEST_CASE("benefit of the doubt of two indicators, drawn on paper") {
  // The frontier runs from (0, 1) over (0.8, 0.8) to (1, 0); (0.4, 0.4) is half way out to it, (0.5, 0.1) lies below
  // the line from (0.8, 0.8) to (1, 0), w = (1, 0.25): 0.525.
  const Rows columns{{0, 0.8, 1, 0.4, 0.5}, {1, 0.8, 0, 0.4, 0.1}};
  const BenefitOfDoubt found = benefit_of_doubt(columns);
  CHECK((found.scores[0] == 1 && found.scores[1] == 1 && found.scores[2] == 1));
  CHECK(found.scores[3] == Approx(0.5).epsilon(1e-9));
  CHECK(found.scores[4] == Approx(0.525).epsilon(1e-9));
  CHECK(found.weights(4, 0) == Approx(1).epsilon(1e-9));
  CHECK(found.weights(4, 1) == Approx(0.25).epsilon(1e-9));
}

TEST_CASE("equal shares leave a unit no choice: its score has a closed form") {
  // With shares of 1/k, w_i = s / (k y_i): the largest s that keeps every unit at 1 or below.
  const Rows columns = positive_columns(4, 30, 3);
  const BenefitOfDoubt found = benefit_of_doubt(columns, std::vector<ShareBounds>(4, ShareBounds{0.25, 0.25}));
  for (std::size_t u = 0; u < 30; ++u) {
    double most = 0;
    for (std::size_t other = 0; other < 30; ++other) {
      double ratio = 0;
      for (const auto& column : columns) ratio += column[other] / column[u] / 4;
      most = std::max(most, ratio);
    }
    CHECK(found.scores[u] == Approx(1 / most).epsilon(1e-8));
  }
}

TEST_CASE("a unit with gaps is scored on what it has, zeros score 0 and nothing scores nothing") {
  const Rows columns{{1, 0.5, 0, missing, missing}, {0.5, 1, 0, 0.4, missing}, {0, 0, 0, 0, missing}};
  const BenefitOfDoubt found = benefit_of_doubt(columns);
  CHECK(found.scores[2] == 0);
  CHECK((found.scores[3] == Approx(0.4) && found.weights(3, 0) == 0 && found.weights(3, 1) == Approx(1)));
  CHECK(
      (found.states[4] == BenefitOfDoubt::State::no_values && std::isnan(found.scores[4]) && found.weights(4, 0) == 0));
  CHECK((found.weights(0, 2) == 0 && found.shares(2, 0) == 0));
  check_sound(columns, found);

  const std::vector<ShareBounds> bounds{{0.2, 1}, {0.2, 1}, {0, 1}};
  const BenefitOfDoubt bound = benefit_of_doubt(columns, bounds);
  CHECK(bound.states[2] == BenefitOfDoubt::State::bounds_cannot_hold);
  CHECK(std::isnan(bound.scores[2]));
  CHECK(bound.scores[3] == Approx(0.4)); // bounds of what it has
  const BenefitOfDoubt capped = benefit_of_doubt(columns, std::vector<ShareBounds>{{0, 0.6}, {0, 0.6}, {0, 0.6}});
  CHECK(capped.states[3] == BenefitOfDoubt::State::bounds_cannot_hold); // 0.6 at most of the only one above 0
  CHECK(benefit_of_doubt({}).scores.empty());
  CHECK(benefit_of_doubt(Rows{{3}}).scores[0] == 1);
  CHECK(benefit_of_doubt(Rows{{2, 2, 2}, {5, 5, 5}}).scores == std::vector<double>{1, 1, 1});
}

TEST_CASE("benefit of the doubt refuses negative values and impossible bounds") {
  CHECK_THROWS_WITH(benefit_of_doubt(Rows{{1, 2}, {1, -1}}), Catch::Contains("indicator 2"));
  const Rows columns{{1, 2}, {2, 1}};
  CHECK_THROWS_WITH(benefit_of_doubt(columns, std::vector<ShareBounds>{{0.6, 1}, {0.6, 1}}), Catch::Contains("sum"));
  CHECK_THROWS_WITH(benefit_of_doubt(columns, std::vector<ShareBounds>{{0, 0.3}, {0, 0.3}}), Catch::Contains("sum"));
  CHECK_THROWS_AS(benefit_of_doubt(columns, std::vector<ShareBounds>{{0.5, 0.4}, {0, 1}}), tranche::Error);
}

TEST_CASE("benefit of the doubt of hundreds of units puts someone at 1 and no one above") {
  const Rows columns = positive_columns(8, 300, 11);
  const BenefitOfDoubt found = benefit_of_doubt(columns);
  CHECK(*std::max_element(found.scores.begin(), found.scores.end()) == 1);
  check_sound(columns, found);
}
