#include <catch2/catch.hpp>

#include <cmath>
#include <map>

#include "count_of.hpp"
#include "sample_run.hpp"
#include "scratch.hpp"
#include "tranche/decide/decide.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/payments.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/write_outputs.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

/// The sample's figures decided anew, with a pot of each kind, posts, and an effect.
Run paid_run() {
  Run run = sample::sample_run();
  AllocationSettings& allocation = run.assessment.allocation;
  Pot waiting, beds;
  waiting.name = "as before";
  waiting.pence = 50000000;
  waiting.year = "2022-23";
  waiting.pays = Pot::Pays::waiting;
  waiting.over_all = true;
  beds.name = "beds";
  beds.pence = 9000000;
  beds.pays = Pot::Pays::all;
  beds.by_region = true;
  allocation.pots = {{"2022-23", 447000003, {}}, waiting, beds};
  allocation.floor_pence = 100000000;
  UnitPot posts;
  posts.name = "posts";
  posts.unit = "posts";
  posts.units = 40;
  posts.rules.floor_pence = 1;
  allocation.units = {posts};
  allocation.effects = {{"deaths prevented", 1000, "posts", "as planned", {}}};
  allocation.pots[1].rules = allocation;
  allocation.pots[1].rules->floor_pence = 0;
  allocation.pots[2].rules = allocation.pots[1].rules;
  const std::vector<std::string> codes = run.authorities.codes(), regions = run.authorities.regions();
  run.decision = decide({codes, run.authorities.population, regions}, run.indicators, run.assessment.index,
                        run.assessment.tranches, allocation);
  return run;
}

/// Without boundaries, so that no map is drawn.
std::string page_with(Run run) {
  const Scratch scratch;
  run.boundaries = {};
  run.shape_unit.clear();
  write_outputs(run, scratch.path() / "run", false, 1);
  const std::string page = read_run_file(scratch.path() / "run" / "report.html");
  return page.substr(0, page.find("<script")); // what is read
}

/// Rows of payments.csv by pot, each column by name.
std::map<std::string, std::vector<std::map<std::string, std::string>>> by_pot(const Run& run) {
  const auto rows = csv_rows(csv_text(payments_table(run)), "payments.csv");
  std::map<std::string, std::vector<std::map<std::string, std::string>>> pots;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    std::map<std::string, std::string> row;
    for (std::size_t c = 0; c < rows[0].size(); ++c) row[rows[0][c]] = rows[r][c];
    pots[row["pot"]].push_back(std::move(row));
  }
  return pots;
}

} // namespace

TEST_CASE("payments.csv holds every pot to the penny, with each claim's share of all claims") {
  const Run run = paid_run();
  auto pots = by_pot(run);
  REQUIRE(pots.size() == 4);
  double pounds = 0, shares = 0;
  for (auto& row : pots["2022-23"]) {
    pounds += std::stod(row["amount"]);
    shares += std::stod(row["share"]);
    CHECK(std::stod(row["amount"]) >= 1000000);
    CHECK((row["bound"] == "floor") == (row["amount"] == "1000000.00"));
  }
  CHECK(pots["2022-23"].size() == 3); // the first tranche
  CHECK(pounds == Approx(4470000.03));
  CHECK(shares == Approx(1));
  shares = 0;
  for (auto& row : pots["as before"]) shares += std::stod(row["share"]);
  CHECK(pots["as before"].size() == 8); // eleven ranked, three of them funded
  CHECK(shares < 1);                    // what the funded would get is not paid
  double joint = 0;
  for (auto& row : pots["beds"]) {
    joint += std::stod(row["amount"]);
    CHECK_THAT(row["name"], Contains("Consortium of "));
  }
  CHECK(joint == Approx(90000));
  double posts = 0;
  for (auto& row : pots["posts"]) posts += std::stod(row["amount"]);
  CHECK(posts == 40);
}

TEST_CASE("a sum is explained pot by pot, in words") {
  const Run run = paid_run();
  const std::size_t first = run.decision.tranches[0].authorities[0], last = run.decision.tranches[2].authorities[0];
  CHECK_THAT(payment_words(run, first), Contains("2022-23: £") && Contains(" % of the claims") &&
                                            Contains("beds: a part, not divided, in £") && Contains(" posts for "));
  CHECK_THAT(payment_words(run, first), !Contains("as before"));
  CHECK_THAT(payment_words(run, last), Contains("as before: £") && !Contains("2022-23: £"));
}

TEST_CASE("effects are told for England and by region, and sum up") {
  const Run run = paid_run();
  const Table table = effects_table(run);
  REQUIRE(table.rows.size() > 2);
  CHECK(std::get<std::string>(table.rows[0][1]) == "England");
  double sum = 0;
  for (std::size_t r = 1; r < table.rows.size(); ++r) sum += std::get<double>(table.rows[r][2]);
  CHECK(std::get<double>(table.rows[0][2]) == 1000);
  CHECK(std::abs(sum - 1000) < static_cast<double>(table.rows.size())); // each rounded to whole deaths
  CHECK_THAT(effect_sentences(run).at(0), Contains("not of any authority") && Contains("Assumption: as planned"));
}

TEST_CASE("the page counts units and not money where no money is shared out") {
  Run run = paid_run();
  AllocationSettings& allocation = run.assessment.allocation;
  allocation.pots.clear();
  const std::vector<std::string> codes = run.authorities.codes(), regions = run.authorities.regions();
  run.decision = decide({codes, run.authorities.population, regions}, run.indicators, run.assessment.index,
                        run.assessment.tranches, allocation);
  run.uncertainty = {};
  const std::string page = page_with(run);
  CHECK_THAT(page, Contains("<h2>Tranches and posts</h2>") && Contains("<h3>Posts</h3>"));
  CHECK_THAT(page, Contains("Ranks, tranches and posts follow at once, as the tool"));
  CHECK_THAT(page, !Contains("£") && !Contains(">Money<") && !Contains("money by"));
  const std::size_t units = page.find("<table id=\"units\">");
  REQUIRE(units != std::string::npos);
  CHECK(page.substr(units, page.find("</table>", units) - units).find("<td class=\"n\">40</td></tr>") !=
        std::string::npos); // all of them, in the last cell
  CHECK(count_of(page, "<td class=\"n whole\">") == 12);
}

TEST_CASE("the page shows what consortia are paid, and says pot where pots have rules of their own") {
  Run run = paid_run();
  run.assessment.allocation.pots[0].rules = run.assessment.allocation;
  const std::string page = page_with(run);
  CHECK_THAT(page, Contains("<h2>Tranches, money and posts</h2>") && Contains("<h3>Money by pot</h3>") &&
                       Contains("<th scope=\"col\">Pot</th>") && Contains(">All pots</th>"));
  const std::size_t at = page.find("<table id=\"consortia\">");
  REQUIRE(at != std::string::npos);
  const std::string table = page.substr(at, page.find("</table>", at) - at);
  const auto& joints = run.decision.shares[2].joint;
  REQUIRE(joints.size() > 1);
  CHECK(count_of(table, "<td>beds</td>") == joints.size());
  for (const auto& joint : joints)
    CHECK_THAT(table, Contains("<th scope=\"row\">" + joint.region + "</th>") &&
                          Contains("<td class=\"members\">" + std::to_string(joint.authorities.size()) + ": "));
  run.assessment.allocation.pots[0].rules.reset();
  CHECK_THAT(page_with(run), Contains("<h3>Money by year</h3>") && Contains("<th scope=\"col\">Year</th>"));
}
