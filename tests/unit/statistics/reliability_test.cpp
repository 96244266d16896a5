#include "tranche/statistics/reliability.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "columns.hpp"
#include "tai.hpp"

using namespace tranche::statistics;

TEST_CASE("Cronbach's alpha, alpha without each indicator and item-rest correlations equal Table 11") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table = tai::table("table11_cronbach");
  const auto columns = tai::columns();
  const Reliability found = reliability(columns);
  REQUIRE(table.size() == 9);
  CHECK(found.n == 23);
  for (std::size_t row = 0; row < table.size(); ++row) {
    CAPTURE(table.text(row, "deleted"));
    const bool all = table.text(row, "deleted") == "ALL";
    const Reliability::Item item = all ? Reliability::Item{} : found.items[tai::place(table.text(row, "deleted"))];
    const double alpha = all ? found.standardised : item.alpha_without_standardised;
    CHECK(alpha == Approx(table.number(row, "rec_alpha")).margin(1e-12));
    // Printed from logarithms with more digits than the handbook gives.
    CHECK(alpha == Approx(table.number(row, "pub_alpha")).margin(all ? 0.0051 : 0.0021));
    if (all) continue;
    CHECK(item.rest_standardised == Approx(table.number(row, "rec_item_total_r")).margin(1e-12));
    CHECK(item.rest_standardised == Approx(table.number(row, "pub_item_total_r")).margin(0.0061));
  }
}

TEST_CASE("raw alpha of a case by hand") {
  const std::vector<std::vector<double>> items{{1, 2, 3, 4}, {2, 1, 4, 3}, {1, 2, 3, 8}};
  const double v = 5.0 / 3, w = 29.0 / 3; // 1, 2, 3, 8: mean 3.5, squares 6.25 + 2.25 + 0.25 + 20.25
  double sum = 0;
  for (const double s : {4.0, 5.0, 10.0, 15.0}) sum += (s - 8.5) * (s - 8.5) / 3;
  const Reliability found = reliability(items);
  CHECK(found.alpha == Approx(1.5 * (1 - (2 * v + w) / sum)).epsilon(1e-13));
  // Without the third: sums 3, 3, 7, 7 with variance 16/3.
  CHECK(found.items[2].alpha_without == Approx(2 * (1 - 2 * v / (16.0 / 3))).epsilon(1e-13));
  // The third with 3, 3, 7, 7: covariance (-2 (-2.5 - 1.5) + 2 (-.5 + 4.5)) / 3 = 16 / 3.
  CHECK(found.items[2].rest_correlation == Approx(16.0 / 3 / std::sqrt(w * 16 / 3)).epsilon(1e-13));
}

TEST_CASE("copies of one indicator are perfectly reliable, and opposites have no alpha") {
  const std::vector<double> x{1, 5, 2, 8}, minus{-1, -5, -2, -8};
  const Reliability copies = reliability(std::vector{x, x, x}), opposites = reliability(std::vector{x, minus});
  CHECK(copies.alpha == Approx(1).epsilon(1e-14));
  CHECK(copies.standardised == Approx(1).epsilon(1e-14));
  CHECK(copies.items[0].rest_correlation == Approx(1).epsilon(1e-14));
  CHECK(std::isnan(opposites.alpha));
  CHECK(std::isnan(opposites.items[0].alpha_without));
  CHECK(opposites.items[0].rest_correlation == Approx(-1));
}

TEST_CASE("reliability leaves out units with gaps, and standardised figures leave out a constant") {
  const std::vector<std::vector<double>> whole{{1, 2, 3, 4}, {2, 1, 4, 3}},
      gaps{{1, 2, 3, 9, 4}, {2, 1, 4, missing, 3}};
  CHECK(reliability(gaps).alpha == reliability(whole).alpha);
  CHECK(reliability(gaps).n == 4);
  auto constant = whole;
  constant.push_back({7, 7, 7, 7});
  const Reliability found = reliability(constant);
  CHECK(found.standardised == Approx(reliability(whole).standardised).epsilon(1e-14));
  CHECK(std::isnan(found.items[2].rest_standardised));
  CHECK(found.items[2].alpha_without == Approx(reliability(whole).alpha).epsilon(1e-14));
  CHECK(std::isnan(found.items[2].alpha_without_standardised));
  for (const auto& few : {std::vector<std::vector<double>>{}, {{1, 2}}, {{1}, {2}}, {{missing, 1}, {1, missing}}})
    CHECK((std::isnan(reliability(few).alpha) && std::isnan(reliability(few).standardised)));
}
