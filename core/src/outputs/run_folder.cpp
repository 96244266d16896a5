#include "tranche/outputs/run_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "outputs/tasks.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& where, int code, std::string_view doing) {
  const std::string place = where.string();
  if (code == ENOSPC || code == EDQUOT)
    throw Error(Fault::system, place, "the disk is full",
                "free some space or choose another folder; nothing was changed");
  if (code == EACCES || code == EPERM || code == EROFS)
    throw Error(Fault::system, place, "is not writable",
                "choose another folder with -o, or ask for the right to write there");
  throw Error(Fault::system, place, std::string(doing) + ": " + std::strerror(code), "choose another folder with -o");
}

/// A descriptor that closes itself.
class File {
public:
  File(const fs::path& path, int flags, mode_t mode = 0) : m_fd(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (m_fd >= 0) ::close(m_fd);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  explicit operator bool() const { return m_fd >= 0; }
  int get() const { return m_fd; }
  int release() { return std::exchange(m_fd, -1); }

private:
  int m_fd;
};

void sync_to_disk(const fs::path& path, int flags) {
  const File file(path, flags | O_RDONLY);
  // Some file systems cannot sync a folder; that alone is no failure.
  if (!file || (::fsync(file.get()) != 0 && errno != EINVAL)) fail(path, errno, "cannot be brought to the disk");
}

bool held_by_living_process(const fs::path& folder, std::string_view pid) {
  const File handle(folder, O_RDONLY | O_DIRECTORY);
  if (!handle) return true; // not ours to judge
  if (::flock(handle.get(), LOCK_EX | LOCK_NB) == 0) return false;
  if (errno == EWOULDBLOCK) return true;
  return ::kill(std::atoi(std::string(pid).c_str()), 0) == 0 || errno == EPERM; // no locks here: ask for the process
}

/// Siblings ".NAME.<kind>-PID" of the target.
std::vector<fs::path> leftovers(const fs::path& target, std::string_view kind) {
  const std::string prefix = "." + target.filename().string() + "." + std::string(kind) + "-";
  std::vector<fs::path> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(target.parent_path(), ignored)) {
    const std::string name = entry.path().filename().string();
    const bool ours = name.size() > prefix.size() && name.compare(0, prefix.size(), prefix) == 0 &&
                      std::all_of(name.begin() + static_cast<std::ptrdiff_t>(prefix.size()), name.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
    if (ours && !held_by_living_process(entry.path(), std::string_view(name).substr(prefix.size())))
      found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Completes or undoes what a killed run left: an old folder that was moved aside comes back if nothing took its place.
void tidy_after_killed_runs(const fs::path& target) {
  std::error_code ignored;
  for (const fs::path& old : leftovers(target, "old")) {
    if (!fs::exists(fs::symlink_status(target)))
      fs::rename(old, target, ignored);
    else
      fs::remove_all(old, ignored);
  }
  for (const fs::path& partial : leftovers(target, "partial")) fs::remove_all(partial, ignored);
}

/// Files that no run wrote: they would be lost by overwriting. SQLite's side files are QGIS looking at the map.
std::vector<std::string> foreign_files(const fs::path& folder) {
  std::set<std::string> known{"manifest.json", "checksums.sha256"};
  std::ifstream list(folder / "checksums.sha256");
  if (!list) return {};
  for (std::string line; std::getline(list, line);)
    if (line.size() > 66) known.insert(line.substr(66));
  std::vector<std::string> foreign;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::string name = entry.path().filename().string();
    const bool side_file = name.rfind("assessment.gpkg-", 0) == 0 || name.rfind("clusters.gpkg-", 0) == 0;
    if (!known.contains(name) && !side_file) foreign.push_back(std::move(name));
  }
  std::sort(foreign.begin(), foreign.end());
  return foreign;
}

/// What the other commands wrote with -o may be replaced like a run folder.
bool is_side_folder(const fs::path& folder) {
  const auto holds = [&](const char* file, const char* key) {
    std::ifstream stream(folder / file, std::ios::binary);
    if (!stream) return false;
    const auto content = nlohmann::json::parse(stream, nullptr, false);
    return content.is_object() && content.contains(key);
  };
  return holds("compare.json", "comparison") || holds("audit.json", "audit_of") ||
         holds("clusters.json", "clusters_of") || holds("sensitivity.json", "sensitivity_of") ||
         holds("stability.json", "stability_of") || holds("backtest.json", "backtest_of") ||
         holds("monitor.json", "monitor_of");
}

void refuse_unless_replaceable(const fs::path& target, bool overwrite) {
  const fs::file_status status = fs::status(target);
  if (!fs::exists(status)) return;
  if (!fs::is_directory(status))
    throw Error(Fault::system, target.string(), "is a file, not a folder", "choose another folder with -o");
  if (!overwrite)
    throw Error(Fault::system, target.string(), "already exists",
                "choose another folder with -o, or replace it with --overwrite");
  if (fs::is_empty(target)) return;
  if (!is_run_folder(target) && !is_side_folder(target))
    throw Error(Fault::system, target.string(), "is not a run folder, so it is not overwritten",
                "choose another folder with -o");
  const std::vector<std::string> foreign = foreign_files(target);
  if (!foreign.empty())
    throw Error(Fault::system, target.string(),
                "holds files that no run wrote (" + foreign.front() +
                    (foreign.size() > 1 ? " and " + std::to_string(foreign.size() - 1) + " more)" : ")"),
                "move them away before overwriting");
}

fs::path resolved(const fs::path& target) {
  if (target.empty()) throw Error(Fault::usage, "-o", "names no folder", "name a folder with -o");
  std::error_code code;
  fs::path path = fs::weakly_canonical(fs::absolute(target), code);
  if (code) fail(target, code.value(), "cannot be looked at");
  if (!path.has_filename()) path = path.parent_path();
  if (!path.has_filename())
    throw Error(Fault::system, target.string(), "is not a place for a run folder", "name a folder with -o");
  return path;
}

/// Makes the folder's parents; returns the topmost that was not there.
fs::path make_parents(const fs::path& folder) {
  fs::path first;
  std::error_code code;
  for (fs::path p = folder; !fs::exists(p, code); p = p.parent_path()) {
    if (code) fail(folder, code.value(), "cannot be looked at");
    first = p;
  }
  fs::create_directories(folder, code);
  if (code) fail(folder, code.value(), "cannot be made");
  return first;
}

} // namespace

std::string read_run_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf()))
    throw Error(Fault::data, file.string(), "cannot be read", "name a folder that `tranche run` wrote");
  return std::move(text).str();
}

bool is_run_folder(const std::filesystem::path& folder) {
  std::ifstream stream(folder / "manifest.json", std::ios::binary);
  if (!stream) return false;
  const auto manifest = nlohmann::json::parse(stream, nullptr, false);
  return manifest.is_object() && manifest.contains("tranche") && manifest.contains("run");
}

RunFolder::RunFolder(const std::filesystem::path& target, bool overwrite)
    : m_target(resolved(target)), m_overwrite(overwrite) {
  try {
    tidy_after_killed_runs(m_target);
    refuse_unless_replaceable(m_target, overwrite);
    m_first_made = make_parents(m_target.parent_path());
    open_staging();
  } catch (const fs::filesystem_error& fault) {
    remove_made_parents();
    fail(m_target, fault.code().value(), "cannot be looked at");
  } catch (...) {
    remove_made_parents();
    throw;
  }
}

void RunFolder::open_staging() {
  m_staging = m_target.parent_path() / ("." + m_target.filename().string() + ".partial-" + std::to_string(::getpid()));
  if (::mkdir(m_staging.c_str(), 0777) != 0) {
    const int code = errno;
    m_staging.clear();
    fail(m_target.parent_path(), code, "no folder can be made there");
  }
  File handle(m_staging, O_RDONLY | O_DIRECTORY);
  if (handle) ::flock(handle.get(), LOCK_EX | LOCK_NB);
  m_lock = handle.release();
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  if (!m_staging.empty()) fs::remove_all(m_staging, ignored);
  if (m_lock >= 0) ::close(m_lock);
  if (!m_committed) remove_made_parents();
}

void RunFolder::remove_made_parents() const {
  if (m_first_made.empty()) return;
  std::error_code ignored; // a folder that somebody has used meanwhile is not empty and stays
  for (fs::path p = m_target.parent_path();; p = p.parent_path())
    if (!fs::remove(p, ignored) || p == m_first_made) break;
}

void RunFolder::write(std::string_view name, std::string_view bytes) const {
  const fs::path path = m_staging / name;
  const File file(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (!file) fail(m_target, errno, "a file cannot be written");
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail(m_target, errno, "a file cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void RunFolder::throw_if_disk_full() const {
  struct statvfs space {};
  if (::statvfs(m_staging.c_str(), &space) == 0 && space.f_bavail * space.f_frsize < 64 * 1024)
    fail(m_target, ENOSPC, "");
}

void RunFolder::commit() {
  try {
    for (const auto& entry : fs::directory_iterator(m_staging)) sync_to_disk(entry.path(), 0);
    sync_to_disk(m_staging, O_DIRECTORY);
    refuse_unless_replaceable(m_target, m_overwrite);
    replace_target();
    sync_to_disk(m_target.parent_path(), O_DIRECTORY);
  } catch (const fs::filesystem_error& fault) {
    fail(m_target, fault.code().value(), "cannot be put in place");
  }
  m_committed = true;
}

void RunFolder::replace_target() {
  const char* from = m_staging.c_str();
  const char* to = m_target.c_str();
  const bool replacing = fs::exists(m_target);
  // After an exchange the old folder stands at the staging path, where the destructor removes it.
  if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, replacing ? RENAME_EXCHANGE : RENAME_NOREPLACE) == 0) {
    if (!replacing) m_staging.clear();
    return;
  }
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP) fail(m_target, errno, "cannot be put in place");
  const fs::path old =
      m_target.parent_path() / ("." + m_target.filename().string() + ".old-" + std::to_string(::getpid()));
  if (replacing && ::rename(to, old.c_str()) != 0) fail(m_target, errno, "cannot be moved aside");
  if (::rename(from, to) != 0) {
    const int code = errno;
    if (replacing) ::rename(old.c_str(), to);
    fail(m_target, code, "cannot be put in place");
  }
  m_staging = replacing ? old : fs::path{};
}

void write_side_folder(const std::filesystem::path& out, bool overwrite, std::string_view what,
                       const std::vector<std::pair<std::string, std::string>>& files) {
  if (is_run_folder(out))
    throw Error(Fault::system, out.string(), "is a run folder; " + std::string(what) + " does not replace it",
                "choose another folder with -o");
  RunFolder folder(out, overwrite);
  std::vector<Task> tasks;
  for (const auto& file : files) tasks.emplace_back([&folder, &file] { folder.write(file.first, file.second); });
  fill(folder, tasks, 1);
}

} // namespace tranche
