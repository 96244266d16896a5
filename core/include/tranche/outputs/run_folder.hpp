#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tranche/export.hpp"

namespace tranche {

/// A folder that appears whole or not at all. Files are written into a hidden sibling, ".NAME.partial-PID", which
/// commit() puts in the target's place in one step (renameat2; where the file system cannot, two renames that the
/// next run completes or undoes). Until then, and after any failure or kill, the target is as it was.
class TRANCHE_API RunFolder {
public:
  /// Makes the staging folder, and the target's parents where they are absent. Removes staging folders that killed
  /// runs left behind.
  /// @throws Error (system) when the target exists and overwrite is false; when it is not a run folder, or holds files
  ///         that no run wrote; when the place is not writable.
  RunFolder(const std::filesystem::path& target, bool overwrite);
  /// Removes the staging folder unless commit() was reached.
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  /// Where files are written.
  const std::filesystem::path& staging() const { return m_staging; }

  /// Writes one file whole. @throws Error (system), "the disk is full" among others.
  void write(std::string_view name, std::string_view bytes) const;

  /// Brings every file to the disk and puts the folder in the target's place.
  /// @throws Error (system); the target is then as it was.
  void commit();

  /// The failure in a sentence when there is no space left under the staging folder.
  /// @throws Error (system) if so; else returns.
  void throw_if_disk_full() const;

private:
  void open_staging();
  void replace_target();
  void remove_made_parents() const;

  std::filesystem::path m_target;
  std::filesystem::path m_first_made; ///< topmost parent that was made here; empty: none
  std::filesystem::path m_staging;
  int m_lock = -1; ///< staging folder, held open and locked: tells others that this run is alive
  bool m_overwrite = false;
  bool m_committed = false;
};

/// A folder of `files` (name, bytes) and their checksums, whole or not at all; for what is no run. One of the files is
/// JSON with a key that run_folder.cpp knows, so that the folder may be overwritten.
/// @param what  "an audit": for the message that it does not replace a run
/// @throws Error (system) as RunFolder; when the folder is a run folder.
TRANCHE_API void write_side_folder(const std::filesystem::path& out, bool overwrite, std::string_view what,
                                   const std::vector<std::pair<std::string, std::string>>& files);

/// Reads a file of a run folder.
/// @throws Error (data) when it cannot be read.
TRANCHE_API std::string read_run_file(const std::filesystem::path& file);

/// True for a folder whose manifest.json was written by this toolkit.
TRANCHE_API bool is_run_folder(const std::filesystem::path& folder);

} // namespace tranche
