// The history survives a killed writer and a second one.
#include <catch2/catch.hpp>
#include <cmath>
#include <csignal>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.hpp"
#include "missing.hpp"
#include "scratch.hpp"
#include "tranche/monitor/history.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

RecordedRun made_run(const std::string& id, std::size_t verdicts = 200) {
  RecordedRun run{id, "p", "2025-03-31", "1", false, {}};
  for (std::size_t i = 0; i < verdicts; ++i)
    run.verdicts.push_back({"m", "A" + std::to_string(1000 + i), "Area", "2024", "behind", "why", 1.5, missing, 2, 3});
  return run;
}

/// A child that records runs until it is done or killed.
pid_t writer(const std::filesystem::path& file, const std::string& name, int runs, std::size_t verdicts) {
  const pid_t child = fork();
  if (child != 0) return child;
  int fault = 0;
  try {
    for (int i = 0; i < runs; ++i) record_run(file, made_run(name + std::to_string(i), verdicts));
  } catch (const std::exception&) {
    fault = 1;
  }
  _exit(fault);
}

int end_of(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string integrity(const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  std::string said;
  sqlite3_open(file.c_str(), &handle);
  sqlite3_exec(
      handle, "PRAGMA integrity_check",
      [](void* text, int, char** cells, char**) {
        *static_cast<std::string*>(text) += cells[0];
        return 0;
      },
      &said, nullptr);
  sqlite3_close(handle);
  return said;
}

} // namespace

TEST_CASE("history: a run is kept as it was, once, and among its own programme's") {
  const Scratch folder;
  const auto file = folder.path() / "history.sqlite";
  CHECK(recorded_runs(file, "p").empty());
  CHECK(record_run(file, made_run("b", 3)));
  CHECK_FALSE(record_run(file, made_run("b", 3)));
  RecordedRun earlier = made_run("a", 2);
  earlier.as_of = "2024-03-31";
  earlier.sample = true;
  CHECK(record_run(file, earlier));
  RecordedRun other = made_run("c", 1);
  other.programme = "q";
  CHECK(record_run(file, other));

  const std::vector<RecordedRun> runs = recorded_runs(file, "p");
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].run == "a");
  CHECK(runs[0].sample);
  CHECK(runs[1].run == "b");
  REQUIRE(runs[1].verdicts.size() == 3);
  CHECK(runs[1].verdicts[2].code == "A1002");
  CHECK(runs[1].verdicts[2].value == 1.5);
  CHECK(std::isnan(runs[1].verdicts[2].lower));
  CHECK(runs[1].verdicts[2].required == 3);
  CHECK(runs[1].verdicts[2].reason == "why");
  CHECK(recorded_runs(file, "p", "A1001")[1].verdicts.size() == 1);
}

TEST_CASE("history: a writer killed at any moment leaves whole runs and a file that goes on") {
  const Scratch folder;
  const auto file = folder.path() / "history.sqlite";
  std::size_t last = 0;
  useconds_t alive = 5000; // on a slow machine the first writers are killed before they have recorded anything
  for (int round = 0; round < 12; ++round) {
    const pid_t child = writer(file, "r" + std::to_string(round) + "-", 10000, 400);
    usleep(alive);
    kill(child, SIGKILL);
    CHECK(end_of(child) == 128 + SIGKILL);
    const std::vector<RecordedRun> runs = recorded_runs(file, "p");
    CHECK(runs.size() >= last);
    last = runs.size();
    alive = last == 0 ? 2 * alive : alive + 7000;
    for (const RecordedRun& run : runs)
      if (run.verdicts.size() != 400) FAIL("a run of " << run.verdicts.size());
  }
  CHECK(last > 0);
  CHECK(record_run(file, made_run("after")));
  CHECK(recorded_runs(file, "p").size() == last + 1);
  CHECK(integrity(file) == "ok");
}

TEST_CASE("history: two writers at once wait for each other, from the first moment of the file") {
  const Scratch folder;
  const auto file = folder.path() / "history.sqlite";
  const pid_t one = writer(file, "one", 25, 20), two = writer(file, "two", 25, 20);
  CHECK(end_of(one) == 0);
  CHECK(end_of(two) == 0);
  const std::vector<RecordedRun> runs = recorded_runs(file, "p");
  CHECK(runs.size() == 50);
  for (const RecordedRun& run : runs) CHECK(run.verdicts.size() == 20);
  CHECK(integrity(file) == "ok");
}

TEST_CASE("history: what is no history is refused and left as it is") {
  const Scratch folder;
  const auto text = folder.write("notes.txt", std::string(5000, 'x'));
  CHECK_THAT(fault_of([&] { record_run(text, made_run("a")); }), Contains("is no SQLite file"));
  CHECK_THAT(fault_of([&] { recorded_runs(text, "p"); }), Contains("is no SQLite file"));
  const auto other = folder.path() / "other.sqlite";
  sqlite3* handle = nullptr;
  sqlite3_open(other.c_str(), &handle);
  sqlite3_exec(handle, "CREATE TABLE mine (x)", nullptr, nullptr, nullptr);
  sqlite3_close(handle);
  CHECK_THAT(fault_of([&] { record_run(other, made_run("a")); }), Contains("is no history of Tranche"));
  CHECK_THAT(fault_of([&] { recorded_runs(other, "p"); }), Contains("is no history of Tranche"));
  CHECK_THAT(fault_of([&] { record_run(folder.path() / "no" / "h.sqlite", made_run("a")); }),
             Contains("cannot be opened or written"));
}
