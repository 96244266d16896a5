#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "columns.hpp"
#include "count_of.hpp"
#include "decide_case.hpp"
#include "sample_run.hpp"
#include "scratch.hpp"
#include "tranche/outputs/audit.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/write_outputs.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

Run audited_run() {
  Run run = sample::sample_run();
  const std::vector<std::string> codes = run.authorities.codes();
  run.audit = audit(run.decision, {codes, run.authorities.population}, run.indicators, run.assessment.index,
                    run.assessment.tranches, run.assessment.allocation);
  return run;
}

/// The page of a run; without boundaries, so that no map is drawn.
std::string page_of(Run run, const Scratch& scratch, const std::string& name) {
  run.boundaries = {};
  run.shape_unit.clear();
  write_outputs(run, scratch.path() / name, false, 1);
  return read_run_file(scratch.path() / name / "report.html");
}

/// An audit of so many made-up indicators of twelve authorities, in domains of ten.
Audit large_audit(std::size_t indicators) {
  DecideCase c(12);
  const auto columns = made_columns(indicators, 12);
  for (std::size_t k = 0; k < indicators; ++k) {
    const std::string id = "indicator_" + std::to_string(k + 1);
    c.add(id, columns[k]);
    if (k % 10 == 0) c.index.weights.push_back({"domain_" + std::to_string(k / 10 + 1), 1, {}, {}});
    c.index.weights.back().of.push_back(DecideCase::weight(id, 1));
  }
  return audit(c.decide(), c.candidates(), c.indicators, c.index, c.tranches, c.allocation);
}

} // namespace

TEST_CASE("an audit says in sentences how weights differ from what they come to") {
  const Run run = audited_run();
  std::string said;
  for (const std::string& sentence : audit_sentences(run)) said += sentence + "\n";
  // Two z-scores: cov(w x, y) / var(y) by hand, from their correlation r.
  const double r = run.audit.pearson.r(0, 1), var = 0.36 + 0.16 + 2 * 0.24 * r, share = (0.36 + 0.24 * r) / var;
  CHECK(run.audit.indicators[0].variance_share == Approx(share).epsilon(1e-6));
  CHECK_THAT(said, Contains("deaths is weighted 60 % and explains"));
  CHECK_THAT(said, Contains("Without deaths ranks move by"));
  CHECK_THAT(said, Contains("Cronbach's alpha of the 2 weighted indicators"));
}

TEST_CASE("the page has the audit with its plots, and a page without one has no empty section") {
  const Scratch scratch;
  const std::string page = page_of(audited_run(), scratch, "audited"),
                    bare = page_of(sample::sample_run(), scratch, "bare");
  CHECK(bare.find("id=\"audit\"") == std::string::npos);
  CHECK(bare.find("#audit") == std::string::npos);
  CHECK_THAT(page, Contains("<section id=\"audit\"") && Contains("<a href=\"#audit\">Audit</a>"));
  CHECK(count_of(page, "class=\"plot\"") == 3);
  CHECK_THAT(page, Contains("deaths is weighted 60 %") && Contains("Left out one by one"));
  CHECK(count_of(page, "{{") == 0);
  CHECK(page.find("<script>alert(1)") == std::string::npos);
  CHECK(page.size() < bare.size() + 20 * 1024);
}

TEST_CASE("the manifest holds the audit in numbers, and audit.json the same") {
  const Run run = audited_run();
  const auto manifest = nlohmann::json::parse(manifest_json(run)), alone = nlohmann::json::parse(audit_json(run));
  const auto& part = manifest["audit"];
  REQUIRE(part["indicators"].size() == 2);
  CHECK(part["indicators"][0]["weight"] == 0.6);
  CHECK(part["indicators"][0]["figures"]["missing"] == 1);
  CHECK(part["correlations"][0]["pearson"] == run.audit.pearson.r(0, 1));
  CHECK_FALSE(part["correlations"][0].contains("kendall_tau_b"));
  CHECK(part["left_out"][1]["indicator"] == "homeless");
  CHECK(part["left_out"][1]["moves_most"]["code"].is_string());
  for (const auto& [key, value] : part.items()) CHECK(alone[key] == value);
  CHECK_FALSE(nlohmann::json::parse(manifest_json(sample::sample_run())).contains("audit"));
}

TEST_CASE("fifty indicators still make a map of correlations, and a light one") {
  const Scratch scratch;
  const auto plot = [&](std::size_t indicators, const std::string& name) {
    Run run = sample::sample_run();
    run.audit = large_audit(indicators);
    write_audit(run, scratch.path() / std::to_string(indicators), true);
    return read_run_file(scratch.path() / std::to_string(indicators) / name);
  };
  const std::string small = plot(5, "audit-correlations.svg"), large = plot(50, "audit-correlations.svg");
  CHECK(count_of(small, "<rect") == 5 * 4 + 1 + 11); // a cell for each ordered pair, one domain, the key
  CHECK(count_of(large, "h1v1h-1z") == 50 * 49);
  CHECK(small.size() < 8 * 1024);
  CHECK(large.size() < 60 * 1024);
  CHECK(plot(50, "audit-weights.svg").size() < 40 * 1024);
}

TEST_CASE("a folder of an audit is whole, and does not replace a run") {
  const Scratch scratch;
  const Run run = audited_run();
  write_audit(run, scratch.path() / "audit", false);
  for (const char* name : {"audit.json", "audit-correlations.svg", "audit-scree.svg", "audit-weights.svg"})
    CHECK(std::filesystem::exists(scratch.path() / "audit" / name));
  CHECK_THROWS_WITH(write_audit(run, scratch.path() / "audit", false), Contains("audit"));
  write_audit(run, scratch.path() / "audit", true);
}
