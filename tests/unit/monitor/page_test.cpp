// What the folder tells: the same verdicts in table, JSON and page, and nothing that a browser would run.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "count_of.hpp"
#include "monitored.hpp"
#include "tranche/monitor/write.hpp"

using namespace tranche;
using Catch::Contains;

TEST_CASE("monitor: page, table and JSON tell the same, made-up figures are marked, and text is escaped") {
  const Monitored monitored{"direction: down, areas: both, model: count, note: \"<script>x</script>\", "
                            "baseline: {start: 2020-01-01, end: 2020-12-31}, "
                            "target: {date: 2024-12-31, change_percent: -20}"};
  std::string rows;
  for (const char* code : {"", "A101", "A102", "A103"}) {
    rows += std::string("m,") + code + ",2020-01-01,2020-12-31,100,,sample,\n";
    rows +=
        std::string("m,") + code + ",2023-01-01,2023-12-31," + (std::string(code) == "A102" ? "180" : "60") + ",,,\n";
  }
  const Monitoring monitoring = monitored.of(rows);
  CHECK(monitoring.sample);

  const Table table = progress_table(monitoring);
  CHECK(table.rows.size() == 41);
  for (const auto& row : table.rows) CHECK(row.size() == table.columns.size());
  const Table attention = attention_table(monitoring);
  REQUIRE(attention.rows.size() == 1);
  CHECK(std::get<std::string>(attention.rows[0][1]) == "A102");
  for (const auto& row : chart_table(monitoring).rows) CHECK(row.size() == chart_table(monitoring).columns.size());

  const auto json = nlohmann::json::parse(monitor_json(monitoring));
  CHECK(json["national"][0]["verdict"] == "on track");
  CHECK(json["national"][0]["sample"] == true);
  CHECK(json["attention"][0]["code"] == "A102");
  CHECK(json["local"][0]["on track"] == 2);
  CHECK(json["local"][0]["no figure"] == 37);

  RecordedRun earlier = recorded(monitoring);
  CHECK(earlier.verdicts.size() == 41);
  const std::string own = monitor_page_html(monitoring, {earlier}, {});
  CHECK(own.find("Earlier runs") == std::string::npos); // this run is no earlier one
  earlier.run = "0123456789ab";
  const std::string page = monitor_page_html(monitoring, {earlier}, {});
  CHECK_THAT(page, Contains("Earlier runs") && Contains("0123456789ab") && Contains("Area 2</b>"));
  CHECK_THAT(page, Contains("&lt;script&gt;x&lt;/script&gt;") && Contains("must not be quoted"));
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("{{") == std::string::npos);
  CHECK(count_of(page, "<svg") == count_of(page, "</svg>"));
}
