#include <catch2/catch.hpp>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "shared.hpp"
#include "tranche/maps/classes.hpp"

using namespace tranche;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<double> calemp() {
  std::ifstream in(shared_folder() / "data/method/classify/calemp_values.csv");
  std::vector<double> values;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) values.push_back(std::stod(line.substr(line.find(',') + 1)));
  return values;
}

void check_published(const char* method, const Classes& classes) {
  std::ifstream in(shared_folder() / "data/method/classify/expected.json");
  std::size_t found = 0;
  for (const auto& expected : nlohmann::json::parse(in)) {
    if (expected.at("method") != method || expected.at("case") != "mapclassify calemp n=58") continue;
    ++found;
    const auto upper = expected.at("upper_bounds").get<std::vector<double>>();
    REQUIRE(classes.size() == upper.size());
    for (std::size_t i = 0; i < upper.size(); ++i) CHECK(classes.upper[i] == Approx(upper[i]).epsilon(1e-9));
    CHECK(classes.counts == expected.at("counts").get<std::vector<std::size_t>>());
  }
  CHECK(found == 1);
}

} // namespace

TEST_CASE("quantile classes, by hand") {
  // Positions 0.75 x 1..4 of the sorted 1, 2, 4, 8: 1.75, 3, 5, 8.
  const std::vector<double> values{8, none, 1, 4, 2};
  const Classes classes = quantile_classes(values, 4);
  CHECK(classes.upper == std::vector<double>{1.75, 3, 5, 8});
  CHECK(classes.of == std::vector<int>{3, -1, 0, 2, 1});
  CHECK(classes.counts == std::vector<std::size_t>{1, 1, 1, 1});
}

TEST_CASE("equal values share a class, and no class is empty") {
  const std::vector<double> zeros{0, 0, 0, 0, 0, 0, 1, 2, none};
  const Classes classes = quantile_classes(zeros, 5);
  CHECK(classes.counts.front() == 6);
  CHECK(classes.of.back() == -1);
  for (const std::size_t count : classes.counts) CHECK(count > 0);
  CHECK(quantile_classes(std::vector<double>{3, 3, 3}, 5).counts == std::vector<std::size_t>{3});
}

TEST_CASE("equal steps, by hand") {
  const std::vector<double> values{0, 1, 2.5, 10, none};
  const Classes classes = equal_interval_classes(values, 4);
  CHECK(classes.upper == std::vector<double>{2.5, 5, 7.5, 10});
  CHECK(classes.counts == std::vector<std::size_t>{3, 0, 0, 1});
  CHECK(classes.of == std::vector<int>{0, 0, 0, 3, -1});
  CHECK(equal_interval_classes(std::vector<double>{3, 3}, 5).counts == std::vector<std::size_t>{2});
}

TEST_CASE("values that are all missing have no classes") {
  const std::vector<double> values{none, none};
  CHECK(quantile_classes(values, 5).size() == 0);
  CHECK(equal_interval_classes(values, 5).of == std::vector<int>{-1, -1});
  CHECK(quantile_classes({}, 5).of.empty());
}

TEST_CASE("breaks equal mapclassify's published ones") {
  SKIP_WITHOUT_SHARED();
  check_published("Quantiles", quantile_classes(calemp(), 5));
  check_published("EqualInterval", equal_interval_classes(calemp(), 5));
}
