#include <algorithm>
#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sample_run.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/sha256.hpp"

using namespace tranche;

TEST_CASE("the table's columns stand in the promised order, later ones behind") {
  const Table table = ranking_table(sample::sample_run());
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.name);
  std::vector<std::string> promised = {"code", "name",  "region",  "members",
                                       "rank", "score", "tranche", "allocation_gbp"};
  for (const char* id : {"deaths", "homeless"})
    for (const char* part : {"value", "lower", "upper", "numerator", "denominator", "status", "flags", "coverage",
                             "rank", "normalised", "contribution"})
      promised.push_back(std::string(id) + "_" + part);
  for (const char* name : {"allocation_gbp_2022_23", "allocation_gbp_2023_24", "rank_low", "rank_high", "rank_median",
                           "tranche_1_probability"})
    promised.emplace_back(name);
  REQUIRE(names.size() > promised.size());
  CHECK(std::equal(promised.begin(), promised.end(), names.begin()));
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

TEST_CASE("ranking.csv reads back as the very numbers of the run") {
  const Run run = sample::sample_run();
  const auto rows = csv_rows(csv_text(ranking_table(run)), "test");
  REQUIRE(rows.size() == run.authorities.size() + 1);
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin());
  };
  const auto order = reading_order(run);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t a = order[i];
    const auto& row = rows[i + 1];
    CHECK(row[column("code")] == run.authorities.units[a].code);
    CHECK(row[column("rank")] == (run.decision.rank[a] > 0 ? std::to_string(run.decision.rank[a]) : ""));
    for (const auto& [name, value] : {std::pair{"score", run.decision.score[a]},
                                      {"deaths_value", run.indicators[0].value[a]},
                                      {"deaths_normalised", run.decision.columns[0].normalised[a]},
                                      {"homeless_contribution", run.decision.columns[1].contribution[a]}}) {
      const std::string& cell = row[column(name)];
      double back = 0;
      std::from_chars(cell.data(), cell.data() + cell.size(), back);
      CHECK((std::isnan(value) ? cell.empty() : back == value));
    }
    CHECK(row[column("homeless_status")] == name_of(run.indicators[1].status[a]));
  }
  CHECK(rows[1][column("allocation_gbp")] == "2200000.01");
  CHECK(rows.back()[column("code")] == "E06000018");
  CHECK(rows.back()[column("unranked_reason")] == run.decision.reason[8]);
  CHECK(rows.back()[column("deaths_value")].empty());
}

TEST_CASE("names are quoted, and none of them becomes a formula") {
  const Run run = sample::sample_run();
  const auto rows = csv_rows(csv_text(ranking_table(run)), "test");
  std::vector<std::string> names;
  for (const auto& row : rows) names.push_back(row[1]);
  for (const auto& unit : run.authorities.units) {
    const std::string expected = unit.name.front() == '=' ? "'" + unit.name : unit.name;
    CHECK(std::find(names.begin(), names.end(), expected) != names.end());
  }
  CHECK(safe_text("-3") == "'-3");
  CHECK(safe_text("@SUM(A1)") == "'@SUM(A1)");
  CHECK(safe_text("+44") == "'+44");
  CHECK(safe_text("\tx") == "'\tx");
  CHECK(safe_text("Stoke-on-Trent") == "Stoke-on-Trent");
  CHECK(csv_text({{{"n", "", "", "", "", CellType::real}}, {{-1.5}}}) == "n\n-1.5\n");
  CHECK(csv_text({{{"n", "", "", "", "", CellType::text}}, {{std::string("a\"b,c\nd")}}}) == "n\n\"a\"\"b,c\nd\"\n");
  CHECK_THROWS_AS(csv_rows("a,\"b\n", "test"), Error);
}

TEST_CASE("numbers are shortest, money has two decimals") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(1e22) == "1e+22");
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(sample::none).empty());
  CHECK(number_text(12.166666666666666) == "12.166666666666666");
  CHECK(pounds_text(5) == "0.05");
  CHECK(pounds_text(-123456) == "-1234.56");
  CHECK(pounds_text(5300000000) == "53000000.00");
  CHECK(column_word("2022-23") == "2022_23");
  CHECK(column_word(" Year 1! ") == "year_1");
}

TEST_CASE("columns.csv describes every column") {
  const Table table = ranking_table(sample::sample_run());
  const Table dictionary = column_dictionary(table);
  REQUIRE(dictionary.rows.size() == table.columns.size());
  for (const auto& row : dictionary.rows) {
    CHECK(!std::get<std::string>(row[1]).empty());
    CHECK(!std::get<std::string>(row[4]).empty());
  }
  const auto rows = csv_rows(csv_text(dictionary), "test");
  const auto deaths = std::find_if(rows.begin(), rows.end(), [](const auto& row) { return row[0] == "deaths_value"; });
  REQUIRE(deaths != rows.end());
  CHECK((*deaths)[2] == "per 100,000 person-years");
  CHECK((*deaths)[3] == "england/districts; england/drug_poisoning_deaths");
}

TEST_CASE("the manifest names its inputs and choices, and no place on anybody's disk") {
  Run run = sample::sample_run();
  const std::string text = manifest_json(run);
  const auto manifest = nlohmann::json::parse(text);
  CHECK(manifest["run"] == run.id);
  CHECK(manifest["inputs"].size() == 3);
  CHECK(manifest["inputs"][1]["sha256"] == std::string(64, 'b'));
  CHECK(manifest["assessment"]["state"] == "DRAFT");
  CHECK(manifest["assessment"]["file"] == "sample.yaml");
  CHECK(manifest["unranked"][0]["code"] == "E06000018");
  CHECK(manifest["absent_indicators"][0]["id"] == "opiates");
  CHECK(manifest["uncertainty"]["seed"] == 20210401);
  CHECK(manifest["tranches"][0]["count"] == 3);
  CHECK(manifest["allocation"]["pots"][0]["allocated_gbp"] == "4470000.03");
  CHECK(manifest["indicators"][1]["quality"]["least_coverage"] == 0.75);
  CHECK(manifest["indicators"][0]["quality"]["status"]["too_few"] == 1);
  CHECK(manifest["findings"][0]["where"] == "homeless.csv:14");
  for (const char* place : {"/home/", "/srv/", "somebody"}) CHECK(text.find(place) == std::string::npos);
}

TEST_CASE("absolute paths are cut to the file's name, other slashes stay") {
  CHECK(without_absolute_paths("/a/b/c.yaml:12:9: x") == "c.yaml:12:9: x");
  CHECK(without_absolute_paths("in '/a b/c.csv', row 2") == "in 'a b/c.csv', row 2");
  CHECK(without_absolute_paths("england/districts and/or https://x.org/y") ==
        "england/districts and/or https://x.org/y");
  CHECK(without_absolute_paths("per 1,000 / year") == "per 1,000 / year");
}

TEST_CASE("a run's id follows what was hashed and nothing else") {
  Run run = sample::sample_run();
  const std::string id = run_id(run);
  CHECK(id.size() == 12);
  run.id = "something else";
  run.assessment.file = "/elsewhere/sample.yaml";
  CHECK(run_id(run) == id);
  run.sources[0].sha256[0] = 'f';
  CHECK(run_id(run) != id);
  run = sample::sample_run();
  run.assessment.signed_off_by = SignOff{"B. Boss", "director", "2026-11-23"};
  CHECK(run_id(run) != id);
  CHECK(draft_or_final(run.assessment) == "FINAL");
}
