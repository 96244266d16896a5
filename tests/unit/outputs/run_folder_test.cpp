#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tranche/finding.hpp"
#include "tranche/outputs/run_folder.hpp"

using namespace tranche;
namespace fs = std::filesystem;

namespace {

const std::string manifest = R"({"run": "0", "tranche": {}})";

/// A folder of its own for each test, gone afterwards.
struct EmptyPlace {
  fs::path path;
  EmptyPlace() {
    std::string pattern = (fs::temp_directory_path() / "tranche-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~EmptyPlace() { fs::remove_all(path); }
};

void write_run(const fs::path& target, const std::string& content, bool overwrite) {
  RunFolder folder(target, overwrite);
  folder.write("manifest.json", manifest);
  folder.write("ranking.csv", content);
  folder.commit();
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string refusal(const fs::path& target, bool overwrite) {
  try {
    RunFolder folder(target, overwrite);
  } catch (const Error& error) {
    CHECK(error.exit_code() == 1);
    return error.what();
  }
  return {};
}

/// Runs the action in a child that dies by SIGKILL in the middle of it.
template <typename Action> void in_a_killed_child(Action action) {
  const pid_t child = ::fork();
  if (child == 0) {
    action();
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
}

} // namespace

TEST_CASE("a run folder appears with all its files, and its parents are made") {
  const EmptyPlace place;
  const fs::path target = place.path / "runs" / "2026" / "a";
  write_run(target, "one", false);
  CHECK(read_run_file(target / "ranking.csv") == "one");
  CHECK(names_in(target.parent_path()) == std::vector<std::string>{"a"});
  CHECK(is_run_folder(target));
}

TEST_CASE("an uncommitted folder leaves nothing, not even the parents it made") {
  const EmptyPlace place;
  {
    RunFolder folder(place.path / "runs" / "a", false);
    folder.write("ranking.csv", "half");
  }
  CHECK(names_in(place.path).empty());
}

TEST_CASE("an existing folder is replaced only when asked, and only a run folder") {
  const EmptyPlace place;
  const fs::path target = place.path / "a";
  write_run(target, "one", false);
  CHECK(refusal(target, false).find("--overwrite") != std::string::npos);
  write_run(target / "", "two", true); // a trailing slash changes nothing
  CHECK(read_run_file(target / "ranking.csv") == "two");
  CHECK(names_in(place.path) == std::vector<std::string>{"a"});

  const fs::path other = place.path / "photos";
  fs::create_directory(other);
  write_run(other, "empty folders may be taken", true);
  fs::remove(other / "manifest.json");
  CHECK(refusal(other, true).find("not a run folder") != std::string::npos);
  std::ofstream(other / "manifest.json") << R"({"name": "a browser extension"})";
  CHECK(refusal(other, true).find("not a run folder") != std::string::npos);
  CHECK(read_run_file(other / "ranking.csv") == "empty folders may be taken");

  std::ofstream(place.path / "file") << "x";
  CHECK(refusal(place.path / "file", true).find("is a file") != std::string::npos);
}

TEST_CASE("files that no run wrote are not lost by overwriting") {
  const EmptyPlace place;
  const fs::path target = place.path / "a";
  {
    RunFolder folder(target, false);
    folder.write("manifest.json", manifest);
    folder.write("ranking.csv", "one");
    folder.write("checksums.sha256", std::string(64, '0') + "  ranking.csv\n");
    folder.commit();
  }
  std::ofstream(target / "notes.txt") << "mine";
  CHECK(refusal(target, true).find("notes.txt") != std::string::npos);
  fs::remove(target / "notes.txt");
  std::ofstream(target / "assessment.gpkg-wal") << "QGIS was here";
  CHECK(refusal(target, true).empty());
}

TEST_CASE("a symbolic link keeps pointing at the folder that is replaced") {
  const EmptyPlace place;
  write_run(place.path / "real", "one", false);
  fs::create_directory_symlink("real", place.path / "latest");
  write_run(place.path / "latest", "two", true);
  CHECK(fs::is_symlink(place.path / "latest"));
  CHECK(read_run_file(place.path / "real" / "ranking.csv") == "two");
}

TEST_CASE("a run killed half way leaves the old output intact, and the next run tidies up") {
  const EmptyPlace place;
  const fs::path target = place.path / "a";
  write_run(target, "old", false);
  in_a_killed_child([&] {
    static RunFolder folder(target, true);
    folder.write("manifest.json", manifest);
    folder.write("ranking.csv", "half");
  });
  CHECK(read_run_file(target / "ranking.csv") == "old");
  CHECK(names_in(place.path).size() == 2); // the staging folder of the dead
  write_run(target, "new", true);
  CHECK(read_run_file(target / "ranking.csv") == "new");
  CHECK(names_in(place.path) == std::vector<std::string>{"a"});
}

TEST_CASE("a run killed between the two renames of the fallback is undone by the next") {
  const EmptyPlace place;
  const fs::path target = place.path / "a";
  write_run(target, "old", false);
  fs::rename(target, place.path / ".a.old-999999999");
  CHECK(refusal(target, false).find("already exists") != std::string::npos); // it is back
  CHECK(read_run_file(target / "ranking.csv") == "old");
}

TEST_CASE("the staging folder of a living run is left alone") {
  const EmptyPlace place;
  RunFolder first(place.path / "a", false);
  first.write("ranking.csv", "one");
  const fs::path staging = first.staging();
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      static RunFolder second(place.path / "a", false);
      ::_exit(fs::exists(staging / "ranking.csv") ? 0 : 1);
    } catch (...) {
      ::_exit(2);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  first.write("manifest.json", manifest);
  first.commit();
  CHECK(read_run_file(place.path / "a" / "ranking.csv") == "one");
}

TEST_CASE("a place without the right to write is refused in a sentence") {
  if (::getuid() == 0) {
    // Root may write anywhere but where the file system itself refuses.
    CHECK(refusal("/proc/tranche/a", false).find("/proc/tranche") != std::string::npos);
    return;
  }
  const EmptyPlace place;
  fs::permissions(place.path, fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(refusal(place.path / "a", false).find("not writable") != std::string::npos);
  fs::permissions(place.path, fs::perms::owner_all);
}

TEST_CASE("a full disk is told in a sentence and the old output stays") {
  const EmptyPlace place;
  const fs::path disk = place.path / "disk";
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=256k") != 0) {
    WARN("skipped: this user may not mount a small tmpfs");
    return;
  }
  std::string message;
  write_run(disk / "a", "old", false);
  try {
    write_run(disk / "a", std::string(400 * 1024, 'x'), true);
  } catch (const Error& error) {
    message = error.what();
    CHECK(error.exit_code() == 1);
  }
  CHECK(message.find("the disk is full") != std::string::npos);
  CHECK(message.find('\n') == std::string::npos);
  CHECK(read_run_file(disk / "a" / "ranking.csv") == "old");
  CHECK(names_in(disk) == std::vector<std::string>{"a"});
  ::umount(disk.c_str());
}
