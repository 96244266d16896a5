#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "sample_run.hpp"
#include "tranche/finding.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/explain.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/run_folder.hpp"

using namespace tranche;
namespace fs = std::filesystem;

namespace {

/// Only what explain may read: the table and the manifest.
const fs::path& folder() {
  static const struct Folder {
    fs::path parent;
    fs::path path;
    Folder() {
      std::string pattern = (fs::temp_directory_path() / "tranche-XXXXXX").string();
      parent = ::mkdtemp(pattern.data());
      path = parent / "run";
      const Run run = sample::sample_run();
      RunFolder out(path, false);
      out.write("ranking.csv", csv_text(ranking_table(run)));
      out.write("manifest.json", manifest_json(run));
      out.commit();
    }
    ~Folder() { fs::remove_all(parent); }
  } made;
  return made.path;
}

std::string refusal(std::string_view query) {
  try {
    return explain(folder(), query);
  } catch (const Error& error) {
    CHECK(error.exit_code() == 2);
    return error.what();
  }
}

} // namespace

TEST_CASE("explain shows what the run decided, for every authority") {
  const Run run = sample::sample_run();
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    const auto e = nlohmann::json::parse(explain_json(folder(), run.authorities.units[a].code));
    INFO(run.authorities.units[a].name);
    CHECK(e["name"] == run.authorities.units[a].name);
    if (run.decision.rank[a] == 0) {
      CHECK(e["rank"].is_null());
      CHECK(e["unranked_reason"] == run.decision.reason[a]);
      continue;
    }
    CHECK(e["rank"] == run.decision.rank[a]);
    CHECK(e["score"] == run.decision.score[a]);
    double sum = 0;
    for (std::size_t i = 0; i < run.indicators.size(); ++i) {
      CHECK(e["indicators"][i]["value"].get<double>() == run.indicators[i].value[a]);
      CHECK(e["indicators"][i]["weight"].get<double>() == run.decision.columns[i].effective_weight[a]);
      sum += e["indicators"][i]["contribution"].get<double>();
    }
    CHECK(std::fabs(sum - run.decision.score[a]) < 1e-9); // contributions add up to the score
  }
}

TEST_CASE("the edges of the tranches are the neighbours in rank on the other side") {
  const Run run = sample::sample_run();
  const auto& tranches = run.decision.tranches;
  const std::size_t a = tranches[1].authorities[1]; // rank 5 of tranche 2 (ranks 4 to 7)
  const auto e = nlohmann::json::parse(explain_json(folder(), run.authorities.units[a].code));
  CHECK(e["edge_above"]["code"] == run.authorities.units[tranches[0].authorities.back()].code);
  CHECK(e["edge_above"]["rank_distance"] == 2);
  CHECK(e["edge_above"]["score_distance"].get<double>() == Approx(tranches[0].lowest_score - run.decision.score[a]));
  CHECK(e["edge_below"]["code"] == run.authorities.units[tranches[2].authorities.front()].code);
  CHECK(e["edge_below"]["rank_distance"] == 3);
  const auto first =
      nlohmann::json::parse(explain_json(folder(), run.authorities.units[tranches[0].authorities[0]].code));
  CHECK(first["edge_above"].is_null());
  CHECK(first["money"]["total_gbp"] == "2200000.01");
  CHECK(first["money"]["years"]["2022-23"] == "1500000.01");
}

TEST_CASE("an authority is found by code, member, name or part of it, capitals or not") {
  const auto code_for = [](std::string_view query) {
    return nlohmann::json::parse(explain_json(folder(), query))["code"].get<std::string>();
  };
  CHECK(code_for("e06000010") == "E06000010");
  CHECK(code_for("E06000022") == "E06000021"); // City of London's hexagon belongs to Hackney
  CHECK(code_for("blackPOOL") == "E06000010");
  CHECK(code_for("poole") == "E06000011");
  CHECK(code_for("=HYPERLINK") == "E06000012");
  CHECK(code_for("<script>") == "E06000013");
}

TEST_CASE("who is not found is told whom it could be") {
  CHECK(refusal("Blakpool").find("did you mean Blackpool (E06000010)") != std::string::npos);
  CHECK(refusal("E06000099").find("no authority") != std::string::npos);
  CHECK(refusal("and").find("could be") != std::string::npos);
  CHECK(refusal("qqqqqqqq").find("ranking.csv") != std::string::npos);
  CHECK(refusal("").find("no authority") != std::string::npos);
  CHECK_THROWS_AS(explain(folder().parent_path(), "Blackpool"), Error);
}

TEST_CASE("the words of explain") {
  const std::string text = explain(folder(), "blackpool");
  for (const char* part : {"Blackpool (E06000010), North West", "DRAFT", "run 0123456789ab", "deaths", "unreliable",
                           "per 100,000 person-years", "without Opiate and crack use", "Not official statistics"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(explain(folder(), "rutland").find("Unranked: no figure for deaths (too few)") != std::string::npos);
}
