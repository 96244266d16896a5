#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tranche {

/// A record with a place, as it is counted.
struct Sighting {
  std::uint32_t label = 0, area = 0; ///< numbers of category and month, and of the area; or none
  bool snapped = false;
};

/// Where a record stands: in which file, and after how many others. No two are equal.
struct RecordOrder {
  std::uint32_t file = 0;
  std::uint64_t record = 0;
  auto operator<=>(const RecordOrder&) const = default;
};

/// Finds the first record of each identifier among any number of records.
///
/// Records are parted by a hash of the identifier. A part that outgrows its share of the budget is written to a
/// temporary file, which has no name from the moment it is made: it is gone when the process ends, however it ends.
/// Identifiers are compared letter by letter, never by their hash, so that no two are taken for one. While records are
/// added, memory is the budget; while they are settled, it is the distinct identifiers of one part, a 256th of all.
class FirstSightings {
public:
  /// folder: for the temporary file; budget: bytes in memory while records are added.
  FirstSightings(std::filesystem::path folder, std::size_t budget)
      : m_folder(std::move(folder)), m_share(budget / parts) {}
  ~FirstSightings();
  FirstSightings(const FirstSightings&) = delete;
  FirstSightings& operator=(const FirstSightings&) = delete;

  /// Safe from any thread. @throws Error (system) when the temporary file cannot be made or written.
  void add(std::string_view id, RecordOrder order, Sighting sighting);

  /// Hands on every record once: is_first for the one of its identifier that stands before the others.
  /// @throws Error (system) when the temporary file cannot be read.
  void settle(const std::function<void(RecordOrder, const Sighting&, bool is_first)>& use);

  std::uint64_t bytes_on_disk() const { return m_end; }

private:
  static constexpr std::size_t parts = 256;
  struct Stretch { ///< of the temporary file
    std::uint64_t offset;
    std::size_t size;
  };
  struct Part {
    std::mutex mutex;
    std::string records;
    std::vector<Stretch> on_disk;
  };
  void spill(Part& part);
  void open_file();
  void settle_part(Part& part, const std::function<void(RecordOrder, const Sighting&, bool)>& use) const;
  [[noreturn]] void refuse(const char* what) const;

  std::filesystem::path m_folder;
  std::size_t m_share;
  std::array<Part, parts> m_parts;
  std::once_flag m_opened;
  int m_file = -1;
  std::atomic<std::uint64_t> m_end{0};
};

} // namespace tranche
