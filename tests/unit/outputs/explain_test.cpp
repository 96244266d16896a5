#include <unistd.h>

#include <algorithm>
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
struct ExplainedFolder {
  fs::path parent;
  fs::path path;
  explicit ExplainedFolder(const Run& run) {
    std::string pattern = (fs::temp_directory_path() / "tranche-XXXXXX").string();
    parent = ::mkdtemp(pattern.data());
    path = parent / "run";
    RunFolder out(path, false);
    out.write("ranking.csv", csv_text(ranking_table(run)));
    out.write("manifest.json", manifest_json(run));
    out.commit();
  }
  ~ExplainedFolder() { fs::remove_all(parent); }
};

const fs::path& folder() {
  static const ExplainedFolder made(sample::sample_run());
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

TEST_CASE("explain tells how sure all of it is: median, every interval, every chance, contested or not") {
  Run run = sample::sample_run();
  Uncertainty& u = run.uncertainty;
  const std::size_t n = run.authorities.size();
  u.contested.resize(3);
  u.outranks.resize(n);
  u.money.resize(n);
  const auto at = [&](int rank) {
    return static_cast<std::size_t>(std::find(run.decision.rank.begin(), run.decision.rank.end(), rank) -
                                    run.decision.rank.begin());
  };
  const std::size_t third = at(3), fourth = at(4);
  for (const double level : {0.5, 0.995}) {
    u.intervals.push_back({level, std::vector<int>(n, 1), std::vector<int>(n, 11)});
    u.intervals.back().low[third] = level > 0.9 ? 2 : 3;
    u.intervals.back().high[third] = level > 0.9 ? 9 : 4;
  }
  u.rank_median[third] = 4;
  u.tranche_probability[third] = {0.4125, 0.004, 0.5};
  u.contested[0] = {third};
  u.outranks[third] = {{fourth, 0.999}};
  u.money[third] = {12345678, 0, 2000000000};
  const ExplainedFolder made(run);
  const auto told = [&](std::size_t a) { return explain(made.path, run.authorities.units[a].code); };
  const std::string text = told(third);
  INFO(text);
  const auto says = [&](const std::string& part) { return text.find(part) != std::string::npos; };
  CHECK(says("over 1,000 draws: median rank 4; 50 % interval 3 to 4, 99.5 % interval 2 to 9"));
  CHECK(says("chance of 2022-23 41 %, 2023-24 under 1 %, 2024-25 50 %, no tranche 8 %"));
  CHECK(says("contested: the draws do not tell which side of the edge below 2022-23"));
  CHECK(says("in over 99 % of the draws"));
  CHECK(says("over the draws £123,000 in the mean, £0 to £20,000,000 in 90 %"));
  CHECK(told(fourth).find("not contested: its chance") != std::string::npos);
  CHECK(told(8).find("chance of") == std::string::npos); // unranked

  const auto e = nlohmann::json::parse(explain_json(made.path, run.authorities.units[third].code))["certainty"];
  CHECK(e["draws"] == 1000);
  CHECK(e["rank_median"] == 4);
  CHECK(e["rank_intervals"] ==
        nlohmann::json::parse(R"([{"level": 0.5, "low": 3, "high": 4}, {"level": 0.995, "low": 2, "high": 9}])"));
  CHECK(e["tranches"][0]["probability"] == 0.4125);
  CHECK(e["tranches"][2]["name"] == "2024-25");
}
