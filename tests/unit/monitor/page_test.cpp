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

TEST_CASE("monitor: the map of a local measure holds each authority's verdict, and the furniture of the others") {
  const Monitored monitored{"direction: down, areas: both, model: count, "
                            "baseline: {start: 2020-01-01, end: 2020-12-31}, "
                            "target: {date: 2024-12-31, change_percent: -20}"};
  std::string rows;
  for (const char* code : {"A101", "A102", "A103"}) {
    const std::string name = code;
    rows += "m," + name + ",2020-01-01,2020-12-31," + (name == "A103" ? "9" : "100") + ",,,\n";
    rows += "m," + name + ",2023-01-01,2023-12-31," + (name == "A101" ? "60" : name == "A102" ? "180" : "8") + ",,,\n";
  }
  const Monitoring monitoring = monitored.of(rows);
  MonitorGround ground;
  ground.units = Monitored::areas();
  ground.attribution = "Source: the surveyor.";
  ground.areas.schematic = true;
  for (std::size_t i = 0; i < ground.units.size(); ++i) {
    const double x = 1000.0 * static_cast<double>(i);
    ground.areas.shapes.push_back(
        {ground.units.codes[i], "", {{x, 0, x + 900, 0, x + 900, 900, x, 900, x, 0}}, "", {x, 0, x + 900, 900}});
  }
  REQUIRE(monitoring.summaries.size() == 1);
  const MapSheet sheet = verdict_map_sheet(monitoring, monitoring.summaries[0], ground);
  CHECK(sheet.title == "Measure: against its path");
  CHECK_THAT(sheet.subtitle,
             Contains("40 authorities; u; the path leads to 20 % less than the baseline by 2024-12-31"));
  CHECK_THAT(sheet.statement, Contains("Illustrative: measures and rules set by"));
  CHECK(sheet.status == "DRAFT");
  CHECK_THAT(sheet.imprint, Contains("p. Judged on 2023-12-31. Run " + monitoring.id));
  CHECK(sheet.sources == std::vector<std::string>{"Source: the surveyor.", "Source: s."});
  const auto entry = [&](const std::string& label) -> const LegendEntry& {
    for (const LegendEntry& one : sheet.legend)
      if (one.label == label) return one;
    throw std::runtime_error("no legend entry " + label);
  };
  CHECK(entry("On track").count == 1);
  CHECK(entry("Behind").count == 1);
  CHECK(entry("Too early to tell").count == 1);
  CHECK(entry("No figure").count == 37);
  REQUIRE(sheet.areas.size() == 40);
  CHECK(sheet.areas[0].fill == entry("On track").swatch);
  CHECK(sheet.areas[1].fill == entry("Behind").swatch);
  CHECK(sheet.areas[2].fill == entry("Too early to tell").swatch);
  CHECK(sheet.areas[3].fill == entry("No figure").swatch);
  CHECK(sheet.areas[1].figure.find_first_not_of("0123456789.") == std::string::npos); // positive is worse
  CHECK_FALSE(sheet.areas[1].figure.empty());
  CHECK(sheet.areas[3].figure.empty());
  CHECK(sheet.areas[0].label == std::vector<std::string>{"Area 1"});
}
