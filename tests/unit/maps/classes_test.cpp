#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>
#include <sstream>

#include "shared.hpp"
#include "tranche/maps/classes.hpp"

using namespace tranche;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<double> published_values(const char* file, std::size_t column) {
  std::ifstream in(shared_folder() / "data/method/classify" / file);
  std::vector<double> values;
  std::string line, cell;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    for (std::size_t c = 0; c <= column; ++c) std::getline(cells, cell, ',');
    values.push_back(std::stod(cell));
  }
  return values;
}

/// What our own method of that name makes of a published case, and whether it is known.
Classes as_published(const nlohmann::json& expected) {
  const auto method = expected.at("method").get<std::string>(), sample = expected.at("case").get<std::string>();
  std::vector<double> values;
  if (sample.find("i^-2") != std::string::npos) {
    for (int i = 1; i <= 999; ++i) values.push_back(1.0 / (i * i));
    if (sample.find("repeated") != std::string::npos) values.push_back(1);
  } else if (sample.find("calemp") != std::string::npos) {
    values = published_values("calemp_values.csv", 1);
  } else {
    values = published_values("guerry_values.csv", sample.find("Crm_prs") != std::string::npos ? 1 : 2);
  }
  const auto k = expected.at("k").get<std::size_t>();
  const auto is = [&](const char* start) { return method.rfind(start, 0) == 0; };
  if (is("EqualInterval")) return equal_interval_classes(values, k);
  if (is("Quantiles")) return quantile_classes(values, k);
  if (is("quantile_breaks")) return quantile_classes(values, k, QuantileRule::hazen);
  if (is("Percentiles")) return percentile_classes(values);
  if (is("percentile_breaks")) return percentile_classes(values, QuantileRule::hazen);
  if (is("BoxPlot")) return box_classes(values);
  if (is("hinge15")) return box_classes(values, 1.5);
  if (is("hinge30")) return box_classes(values, 3);
  if (is("StdMean")) return standard_deviation_classes(values);
  if (is("stddev_breaks")) return standard_deviation_classes(values, std::array{-2.0, -1.0, 0.0, 1.0, 2.0});
  if (is("MaximumBreaks")) return maximum_breaks_classes(values, k);
  if (is("PrettyBreaks")) return pretty_classes(values, k);
  if (is("HeadTailBreaks")) return head_tail_classes(values);
  if (is("UserDefined")) return own_classes(values, std::array{30.0, 20.0});
  return natural_breaks_classes(values, k); // FisherJenks, natural_breaks, find_bin FisherJenks
}

double squared_deviations(const std::vector<double>& values, const Classes& classes) {
  double all = 0;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    double sum = 0, n = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (classes.of[i] == static_cast<int>(c)) sum += values[i], ++n;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (classes.of[i] == static_cast<int>(c)) all += (values[i] - sum / n) * (values[i] - sum / n);
  }
  return all;
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

TEST_CASE("a limit that the author names twice is one class") {
  const std::vector<double> values{1, 2, 3, 9};
  const Classes own = own_classes(values, std::vector<double>{5, 2, 2});
  CHECK(own.upper == std::vector<double>{2, 5, 9});
  CHECK(own.counts == std::vector<std::size_t>{2, 1, 1});
}

TEST_CASE("round limits step by 1, 2 or 5 times a power of ten, whichever is nearest by Heckbert's bounds") {
  const std::vector<double> values{0, 14}; // a nice span of 20
  const auto step = [&values](std::size_t count) { return pretty_classes(values, count).upper.front(); };
  CHECK(step(3) == 10); // 20 / 2
  CHECK(step(7) == 5);  // 20 / 6 = 3.3, from 3 on 5
  CHECK(step(8) == 2);  // 20 / 7 = 2.9
  CHECK(step(16) == 1); // 20 / 15 = 1.3, below 1.5
}

TEST_CASE("values that are all missing have no classes") {
  const std::vector<double> values{none, none};
  CHECK(quantile_classes(values, 5).size() == 0);
  CHECK(equal_interval_classes(values, 5).of == std::vector<int>{-1, -1});
  CHECK(quantile_classes({}, 5).of.empty());
}

TEST_CASE("the 21 published cases of mapclassify and GeoDa come out") {
  SKIP_WITHOUT_SHARED();
  std::ifstream in(shared_folder() / "data/method/classify/expected.json");
  std::size_t cases = 0;
  for (const auto& expected : nlohmann::json::parse(in)) {
    ++cases;
    const auto method = expected.at("method").get<std::string>();
    INFO(expected.at("case") << ", " << method);
    const Classes classes = as_published(expected);
    if (method.find("gadf") != std::string::npos) {
      const auto values = published_values("calemp_values.csv", 1);
      CHECK(absolute_fit(values, classes).goodness == Approx(expected["upper_bounds"][0].get<double>()).epsilon(1e-12));
      CHECK(absolute_fit(values, natural_breaks_classes(values, 5)).deviations == Approx(799.24).epsilon(1e-9));
      continue;
    }
    if (method.rfind("find_bin", 0) == 0) {
      std::vector<std::size_t> found;
      for (const double value : {0, 1, 3, 5, 50, 70, 101, 202, 390, 505, 800, 5000, 5001})
        found.push_back(class_of(classes, value));
      CHECK(found == expected["counts"].get<std::vector<std::size_t>>());
      continue;
    }
    if (expected["verified"] != "yes") { // the trap: what GeoDa's search stops at is not the least
      const auto values = published_values("guerry_values.csv", 2);
      CHECK(classes.upper == std::vector<double>{5521, 7632, 9797, 13018, 20235});
      CHECK(squared_deviations(values, classes) == Approx(57771651.666666664).epsilon(1e-12));
      CHECK(squared_deviations(values, own_classes(values, expected["upper_bounds"].get<std::vector<double>>())) >
            57771652);
      continue;
    }
    if (!expected["upper_bounds"].is_null()) {
      const auto upper = expected["upper_bounds"].get<std::vector<double>>();
      REQUIRE((classes.size() == upper.size() || classes.size() == upper.size() + 1)); // some leave the greatest out
      for (std::size_t i = 0; i < upper.size(); ++i) CHECK(classes.upper[i] == Approx(upper[i]).epsilon(1e-9));
    }
    if (!expected["counts"].is_null()) CHECK(classes.counts == expected["counts"].get<std::vector<std::size_t>>());
  }
  CHECK(cases == 21);
}

TEST_CASE("natural breaks are the best of all ways to cut") {
  std::mt19937_64 random(20261125);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> values;
    const std::size_t n = 1 + random() % 11;
    for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<double>(random() % 12) / 4 + 1e6);
    for (std::size_t count = 1; count <= 5; ++count) {
      const Classes classes = natural_breaks_classes(values, count);
      // Every set of limits among the values themselves.
      std::vector<double> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t set = 0; set < std::size_t{1} << (sorted.size() - 1); ++set) {
        std::vector<double> upper;
        for (std::size_t i = 0; i + 1 < sorted.size(); ++i)
          if ((set >> i & 1U) != 0) upper.push_back(sorted[i]);
        if (upper.size() + 1 == std::min(count, sorted.size()))
          least = std::min(least, squared_deviations(values, own_classes(values, upper)));
      }
      REQUIRE(classes.size() == std::min(count, sorted.size()));
      CHECK(squared_deviations(values, classes) == Approx(least).margin(1e-9));
      for (const std::size_t members : classes.counts) CHECK(members > 0);
    }
  }
}

TEST_CASE("every method classes what is degenerate: nothing, all missing, one value, all equal") {
  const std::vector<std::vector<double>> samples{{}, {none, none}, {3}, {3, none, 3, 3}};
  for (const auto& values : samples) {
    const bool any = std::count(values.begin(), values.end(), 3.0) > 0;
    const std::array<Classes, 10> all{quantile_classes(values, 5),        equal_interval_classes(values, 5),
                                      natural_breaks_classes(values, 5),  head_tail_classes(values),
                                      standard_deviation_classes(values), maximum_breaks_classes(values, 5),
                                      pretty_classes(values, 5),          box_classes(values),
                                      percentile_classes(values),         own_classes(values, std::array{1.0, 2.0})};
    for (const Classes& classes : all) {
      INFO(classes.method << ", " << values.size());
      CHECK((classes.size() > 0) == any);
      REQUIRE(classes.of.size() == values.size());
      for (std::size_t i = 0; i < values.size(); ++i) CHECK((classes.of[i] >= 0) == (values[i] == 3));
      CHECK(std::accumulate(classes.counts.begin(), classes.counts.end(), std::size_t{0}) ==
            static_cast<std::size_t>(std::count(values.begin(), values.end(), 3.0)));
    }
  }
}
