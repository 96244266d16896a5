#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "tool.hpp"

using Catch::Contains;

namespace {

/// A little assessment of three units, every part of which a test can spoil.
struct Assessment {
  std::string units = "code,name,ill,people\nA,Alpha,10,1000\nB,Beta,30,1000\nC,Gamma,5,1000\n";
  std::string areas = "areas: {table: units.csv, key: code, name: name, boundaries: \"\"}\n";
  std::string people = "people: {carry: count, positive: true}";
  std::string layer = "{file: units.csv, geography: units, key: code, values: {ill: {carry: count}, PEOPLE}}";
  std::string indicators = "indicators:\n  - {id: rate, kind: rate, title: Ill, unit: per 1000, per: 1000, inputs: "
                           "{numerator: \"t:ill\", denominator: \"t:people\"}}\n";
  std::string rest = "tranches: {cut: [{name: first, count: 1}]}\n";

  std::string yaml() const {
    std::string table = layer;
    if (const std::size_t at = table.find("PEOPLE"); at != std::string::npos) table.replace(at, 6, people);
    return "assessment: Three units\n" + areas + "layers:\n  t: " + table + "\n" + indicators + rest;
  }
};

struct Refusal {
  int code;
  std::string text;
};

/// Runs it where an old run folder stands, which must be as it was afterwards.
Refusal refusal_of(const Assessment& assessment) {
  const Scratch scratch;
  scratch.write("units.csv", assessment.units);
  scratch.write("a.yaml", assessment.yaml());
  const ToolResult result = run_tool({"run", "a.yaml", "-o", "out"}, scratch.path());
  CHECK_FALSE(std::filesystem::exists(scratch.path() / "out"));
  CHECK(result.out.empty());
  CHECK_THAT(result.err, !Contains("terminate") && !Contains("what():") && !Contains("Sanitizer"));
  CHECK_THAT(result.err, Catch::StartsWith("tranche: error: "));
  return {result.code, result.err};
}

void check_refused(const Assessment& assessment, int code, const std::string& text) {
  const Refusal refusal = refusal_of(assessment);
  INFO(assessment.yaml());
  CHECK(refusal.code == code);
  CHECK_THAT(refusal.text, Contains(text));
}

} // namespace

TEST_CASE("The little assessment is sound before it is spoilt") {
  const Scratch scratch;
  scratch.write("units.csv", Assessment().units);
  scratch.write("a.yaml", Assessment().yaml());
  const ToolResult result = run_tool({"run", "a.yaml", "-o", "out"}, scratch.path());
  INFO(result.err);
  CHECK(result.code == 0);
}

TEST_CASE("Bad figures stop a run with one sentence and exit 1") {
  const auto with_units = [](const std::string& units) {
    Assessment assessment;
    assessment.units = units;
    return assessment;
  };
  check_refused(with_units(""), 1, "is empty");
  check_refused(with_units("code,name,ill,people\n"), 1, "no rows");
  check_refused(with_units("id,name,ill,people\nA,Alpha,1,2\n"), 1, "has no column 'code'");
  check_refused(with_units("code,name,ill,people\nA,Alpha,1,1000\nA,Beta,1,1000\n"), 1, "A stands here and at");
  check_refused(with_units("code,name,ill,people\nA,Alpha,-1,1000\n"), 1, "'-1' is below 0");
  check_refused(with_units("code,name,ill,people\nA,Alpha,1,0\n"), 1, "not above 0");
  check_refused(with_units("code,name,ill,people\nA,Alpha,1,\n"), 1, "must be given for every area");
  check_refused(with_units("code,name,ill,people\nA,Alpha,one,1000\n"), 1, "'one' is not a number");
  check_refused(with_units("code,name,ill,people\nA,Alpha,\"1,000\",1000\n"), 1, "thousands separators");
  for (const char* mark : {"..", "-", "*", "c", "u"})
    check_refused(with_units("code,name,ill,people\nA,Alpha," + std::string(mark) + ",1000\n"), 1, "is not a number");
  check_refused(with_units("code,name,ill,people\nA,Alph\xE9,1,1000\n"), 1, "not UTF-8");
}

TEST_CASE("Bad YAML is told with file, line and column, and exit 2") {
  const auto with_rest = [](const std::string& rest) {
    Assessment assessment;
    assessment.rest = rest;
    return assessment;
  };
  check_refused(with_rest("tranches: {cut: [{name: first, count: 1}\n"), 2, "a.yaml:");
  check_refused(with_rest("tranche: {}\n"), 2, "tranche");
  check_refused(with_rest("tranches: {cut: [{name: first, count: 1}]}\ntranches: {}\n"), 2, "tranches");
  check_refused(with_rest("index: {normalise: 7}\n"), 2, "index.normalise");
  check_refused(with_rest("index: {weights: {rate: -1}}\n"), 2, "index.weights.rate");
  check_refused(with_rest("index: {weights: {rate: 0}}\n"), 2, "weights");
  check_refused(with_rest("index: {weights: {rate: heavy}}\n"), 2, "heavy");
  check_refused(with_rest("tranches: {cut: [{name: first, count: 4}]}\n"), 2, "4");
  check_refused(with_rest("tranches: {cut: [{name: first, count: 010}]}\n"), 2, "010");
  check_refused(
      with_rest(
          "tranches: {cut: [{name: first, count: 2}]}\nallocation: {pot_gbp: 100, floor_gbp: 60, by: {need: 1}}\n"),
      2, "floor");
  Assessment codes;
  codes.areas =
      "areas: {geography: utla21, boundaries: \"\", join: [{code: 0123, name: X, members: [E06000001, E06000002]}]}\n";
  check_refused(codes, 2, "0123");
}

TEST_CASE("Unknown layers, geographies, plugins and measures name what there is") {
  Assessment assessment;
  assessment.areas = "areas: {geography: utla12, boundaries: \"\"}\n";
  check_refused(assessment, 2, "utla21");
  assessment = {};
  assessment.indicators = "indicators:\n  - {id: rate, kind: rate, title: Ill, unit: per 1, inputs: {numerator: "
                          "\"england/deaths:deaths\", denominator: \"t:people\"}}\n";
  check_refused(assessment, 2, "there is no layer 'england/deaths'");
  assessment.indicators = "indicators:\n  - {id: d, plugin: drug_death, measure: rate, inputs: {deaths: \"t:ill\", "
                          "population: \"t:people\"}}\n";
  check_refused(assessment, 2, "did you mean 'drug_deaths'");
  check_refused(assessment, 2, "a.yaml:6:5: indicators.d: plugin drug_death: ");
  assessment.indicators = "indicators:\n  - {id: d, plugin: drug_deaths, measure: rat, inputs: {deaths: \"t:ill\", "
                          "population: \"t:people\"}}\n";
  check_refused(assessment, 2, "did you mean 'rate'");
  check_refused(assessment, 2, "a.yaml:6:5: indicators.d: ");
  assessment.indicators = "indicators:\n  - {id: d, plugin: drug_deaths, measure: rate, inputs: {deaths: \"t:ill\"}}\n";
  check_refused(assessment, 2, "needs the input 'population'");
}

TEST_CASE("Codes of another vintage, and figures that cannot be carried, are refused") {
  Assessment assessment;
  assessment.areas = "areas: {geography: utla21, boundaries: \"\"}\n";
  assessment.units = "code,name,ill,people\nE10000002,Buckinghamshire,1,1000\n";
  assessment.layer = "{file: units.csv, geography: utla21, key: code, values: {ill: {carry: count}, PEOPLE}}";
  check_refused(assessment, 1, "E10000002");
  CHECK_THAT(refusal_of(assessment).text, Contains("they belong to utla19") && Contains("say `geography: utla19`"));
  assessment.units = "code,name,ill,people\nE07000004,Aylesbury Vale,1,1000\n";
  assessment.layer = "{file: units.csv, geography: ltla21, key: code, values: {ill: {carry: count}, PEOPLE}}";
  check_refused(assessment, 1, "geography: ltla19");

  assessment = {};
  assessment.areas = "areas: {geography: utla21, boundaries: \"\"}\n";
  assessment.indicators = "indicators:\n  - {id: d, plugin: deprivation, measure: local_concentration, inputs: {ranks: "
                          "\"england/deprivation:imd_local_concentration\"}}\n";
  check_refused(assessment, 2, "needs figures by neighbourhood");
}

TEST_CASE("A missing file, a folder, and text that is no assessment") {
  const Scratch scratch;
  CHECK(run_tool({"run", "none.yaml", "-o", "out"}, scratch.path()).code == 2);
  CHECK(run_tool({"run", ".", "-o", "out"}, scratch.path()).code == 2);
  CHECK(run_tool({"run", "a.yaml"}, scratch.path()).code == 2);
  CHECK(run_tool({"rum"}, scratch.path()).code == 2);
  CHECK(run_tool({"--help"}, scratch.path()).code == 0);
  for (const char* command : {"run", "check", "explain", "layers", "plugins"})
    CHECK_THAT(run_tool({command, "--help"}, scratch.path()).out, Contains("Example: tranche " + std::string(command)));
}

TEST_CASE("What stood there before a failed run stands there after it") {
  const Scratch scratch;
  scratch.write("units.csv", Assessment().units);
  scratch.write("a.yaml", Assessment().yaml());
  REQUIRE(run_tool({"run", "a.yaml", "-o", "out"}, scratch.path()).code == 0);
  const std::string before = contents(scratch.path() / "out/ranking.csv");
  CHECK(run_tool({"run", "a.yaml", "-o", "out"}, scratch.path()).code == 1);
  scratch.write("units.csv", "code,name,ill,people\nA,Alpha,one,1000\n");
  CHECK(run_tool({"run", "a.yaml", "-o", "out", "--overwrite"}, scratch.path()).code == 1);
  CHECK(contents(scratch.path() / "out/ranking.csv") == before);
  scratch.write("notes/mine.txt", "do not touch");
  CHECK(run_tool({"run", "a.yaml", "-o", "notes", "--overwrite"}, scratch.path()).code == 1);
  CHECK(contents(scratch.path() / "notes/mine.txt") == "do not touch");
}

TEST_CASE("A run killed half way leaves the old output whole, and the next run sweeps up") {
  const Scratch scratch;
  REQUIRE(run_tool({"run", config("enhanced-treatment.yaml"), "-o", "out", "--quiet"}, scratch.path()).code == 0);
  const std::string before = contents(scratch.path() / "out/manifest.json");
  for (const int milliseconds : {20, 120, 260, 400}) {
    const pid_t child = fork();
    if (child == 0) {
      if (chdir(scratch.path().c_str()) != 0) _exit(126);
      const std::string assessment = config("housing-support.yaml");
      execl(TRANCHE_BINARY_DIR "/bin/tranche", "tranche", "run", assessment.c_str(), "-o", "out", "--overwrite",
            "--quiet", nullptr);
      _exit(127);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status)) break; // it was quicker than the kill
    CHECK(contents(scratch.path() / "out/manifest.json") == before);
  }
  REQUIRE(
      run_tool({"run", config("housing-support.yaml"), "-o", "out", "--overwrite", "--quiet"}, scratch.path()).code ==
      0);
  int left = 0;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
    left += entry.path().string().find(".partial-") != std::string::npos;
  CHECK(left == 0);
}

TEST_CASE("A full disk is told in a sentence and leaves nothing behind") {
  const Scratch scratch;
  const std::filesystem::path disk = scratch.path() / "disk";
  std::filesystem::create_directory(disk);
  if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=256k") != 0) {
    WARN("skipped: mounting a small file system needs root");
    return;
  }
  const ToolResult result =
      run_tool({"run", config("enhanced-treatment.yaml"), "-o", "disk/out", "--quiet"}, scratch.path());
  const bool empty = std::filesystem::is_empty(disk);
  umount(disk.c_str());
  CHECK(result.code == 1);
  CHECK_THAT(result.err, Contains("disk is full") || Contains("No space left"));
  CHECK(empty);
}

TEST_CASE("Figures too large to be ranked are refused, not ranked as equals") {
  Assessment assessment;
  assessment.units = "code,name,ill,people\nA,Alpha,1e308,1000\nB,Beta,30,1000\nC,Gamma,5,1000\n";
  check_refused(assessment, 1, "units.csv:2, column ill, A: '1e308' is larger than any figure that can be ranked");
  assessment.units = "code,name,ill,people\nA,Alpha,10,1e-300\nB,Beta,30,1000\nC,Gamma,5,1000\n";
  check_refused(assessment, 1, "rate, Alpha (A): comes to 1e+304, which is too large to be ranked");
}

TEST_CASE("Pipes and devices, which need never end, are not read as tables") {
  const Scratch scratch;
  scratch.write("a.yaml", Assessment().yaml());
  REQUIRE(mkfifo((scratch.path() / "units.csv").c_str(), 0600) == 0);
  const ToolResult pipe = run_tool({"run", "a.yaml", "-o", "out"}, scratch.path());
  CHECK(pipe.code == 1);
  CHECK_THAT(pipe.err, Contains("units.csv: is not an ordinary file"));
  std::filesystem::remove(scratch.path() / "units.csv");
  std::filesystem::create_symlink("/dev/zero", scratch.path() / "units.csv");
  CHECK(run_tool({"run", "a.yaml", "-o", "out"}, scratch.path()).code == 1);
}

TEST_CASE("A pipe is not read as settings") {
  const Scratch scratch;
  REQUIRE(mkfifo((scratch.path() / "a.yaml").c_str(), 0600) == 0);
  const ToolResult pipe = run_tool({"run", "a.yaml", "-o", "out"}, scratch.path());
  CHECK(pipe.code != 0);
  CHECK_THAT(pipe.err, Contains("a.yaml: is not an ordinary file"));
}

TEST_CASE("An empty name of a run folder is told as such") {
  const Scratch scratch;
  scratch.write("units.csv", Assessment().units);
  scratch.write("a.yaml", Assessment().yaml());
  const ToolResult result = run_tool({"run", "a.yaml", "-o", ""}, scratch.path());
  CHECK(result.code == 2);
  CHECK_THAT(result.err, Contains("names no folder") && !Contains("fault of the program"));
}

TEST_CASE("A run folder altered by hand is not explained") {
  const Scratch scratch;
  scratch.write("units.csv", Assessment().units);
  scratch.write("a.yaml", Assessment().yaml());
  REQUIRE(run_tool({"run", "a.yaml", "-o", "out"}, scratch.path()).code == 0);
  const ToolResult sound = run_tool({"explain", "out", "B"}, scratch.path());
  CHECK(sound.code == 0);
  CHECK_THAT(sound.out, !Contains("Money") && !Contains("data \n")); // there is no pot and no date to tell
  const auto explained = [&] { return run_tool({"explain", "out", "B"}, scratch.path()); };
  const std::string ranking = contents(scratch.path() / "out/ranking.csv");
  const std::size_t score = ranking.find(",1.1338");
  REQUIRE(score != std::string::npos);
  scratch.write("out/ranking.csv", std::string(ranking).replace(score, 7, ",lots"));
  CHECK(explained().code == 1);
  CHECK_THAT(explained().err, Contains("ranking.csv:2: is damaged"));
  scratch.write("out/ranking.csv", ranking);
  scratch.write("out/manifest.json", "{\"tranche\": 1, \"run\": \"x\"}");
  CHECK(explained().code == 1);
  CHECK_THAT(explained().err, Contains("manifest.json: is damaged") && !Contains("json.exception"));
}
