// Columns that only some programmes have: sites, and caseloads before and after posts.
#include <catch2/catch.hpp>

#include "count_of.hpp"
#include "sample_run.hpp"
#include "scratch.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/table.hpp"
#include "tranche/outputs/write_outputs.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

/// The cell of an authority; an empty text for an empty one.
std::string cell_of(const Table& table, const std::string& code, const std::string& column) {
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (table.columns[c].name == column)
      for (const auto& row : table.rows)
        if (std::get<std::string>(row[0]) == code) return cell_text(row[c], table.columns[c].type);
  return "no such cell";
}

Run staffed_run() {
  Run run = sample::sample_run();
  AllocationSettings& allocation = run.assessment.allocation;
  allocation.units = {{"workers", "posts", 24, Pot::Pays::all, "", {}, {}, {}},
                      {"kits", "kits", 12, Pot::Pays::all, "", {}, {}, {}}};
  allocation.caseload = {"staffing", {"workers"}, {}};
  const std::size_t n = run.authorities.size();
  run.decision.units = {std::vector<std::int64_t>(n, 2), std::vector<std::int64_t>(n, 99)};
  IndicatorColumn staffing = sample::blank_indicator("staffing", "People per worker", "people per worker", n);
  for (std::size_t a = 0; a < n; ++a) staffing.numerator[a] = 900, staffing.denominator[a] = 25;
  staffing.denominator[1] = 0;          // no workers: no caseload yet
  staffing.numerator[2] = sample::none; // not reported
  run.indicators.push_back(std::move(staffing));
  return run;
}

} // namespace

TEST_CASE("ranking.csv ends with the sites: the authority's own, and none for a district's authority") {
  Run run = sample::sample_run();
  run.sites = {"my/sites",
               "Programme",
               {{"Blackpool", Site::Kind::authority, "E06000010", "", "", "England"},
                {"Harbour", Site::Kind::district, "E07000001", "E06000014", "Herefordshire", "England", 1, 1},
                {"City", Site::Kind::authority, "E06000022", "", "", "England"},
                {"Swansea Bay", Site::Kind::outside, "", "", "", "Wales"}}};
  const Table table = ranking_table(run);
  CHECK(table.columns.back().name == "sites");
  CHECK_THAT(table.columns.back().description, Contains("3 in England, 1 in Wales"));
  CHECK(cell_of(table, "E06000010", "sites") == "Blackpool");
  CHECK(cell_of(table, "E06000021", "sites") == "City");
  CHECK(cell_of(table, "E06000014", "sites").empty());
  CHECK(cell_of(ranking_table(sample::sample_run()), "E06000010", "sites") == "no such cell");

  const Scratch scratch;
  run.assessment.report.dpi = 30;
  write_outputs(run, scratch.path() / "run", false, 1);
  const std::string page = read_run_file(scratch.path() / "run" / "report.html");
  CHECK(count_of(page, "<path class=\"site\"") == 2);
  CHECK(count_of(page, "<path class=\"site-point\"") == 1);
  CHECK(page.find("data-in=\"E06000014\"") == std::string::npos);
  CHECK_THAT(page, Contains(">Harbour</tspan>") && Contains(">(district in Herefordshire)</tspan></text>") &&
                       Contains("class=\"fine sites-note\""));
  CHECK(count_of(page, "<span class=\"site-word\">Programme</span>") == 2); // of two rows
}

TEST_CASE("caseload: the people stay, the posts come on top") {
  const Table table = ranking_table(staffed_run());
  CHECK(cell_of(table, "E06000010", "caseload_before") == "36");                  // 900 / 25
  CHECK(cell_of(table, "E06000010", "caseload_posts") == "2");                    // and not the 99 kits
  CHECK(cell_of(table, "E06000010", "caseload_after").substr(0, 7) == "33.3333"); // 900 / 27
  CHECK(cell_of(table, "E06000011", "caseload_before").empty());
  CHECK(cell_of(table, "E06000011", "caseload_after") == "450"); // 900 / 2
  CHECK(cell_of(table, "E06000012", "caseload_before").empty());
  CHECK(cell_of(table, "E06000012", "caseload_after").empty());
}

TEST_CASE("caseload: absent while its indicator is") {
  Run run = staffed_run();
  run.indicators.pop_back();
  CHECK(cell_of(ranking_table(run), "E06000010", "caseload_before") == "no such cell");
}
