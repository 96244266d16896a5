#include "geography/first_sightings.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <unordered_map>

#include "tranche/finding.hpp"

namespace tranche {
namespace {

/// What stands before each identifier in a part.
struct Entry {
  std::uint64_t record, length;
  std::uint32_t file, label, area, snapped;
};

/// FNV-1a of 64 bits, its upper and lower bits mixed; decides the part and nothing else.
std::size_t part_of(std::string_view id) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return static_cast<std::size_t>(hash ^ (hash >> 32));
}

} // namespace

FirstSightings::~FirstSightings() {
  if (m_file >= 0) ::close(m_file);
}

void FirstSightings::refuse(const char* what) const {
  const std::string why = std::strerror(errno);
  throw Error(Fault::system, m_folder.string(), std::string(what) + ": " + why,
              "identifiers are compared on disk: make room there, or set TMPDIR to a folder that has it");
}

void FirstSightings::add(std::string_view id, RecordOrder order, Sighting sighting) {
  const Entry entry{order.record, id.size(), order.file, sighting.label, sighting.area, sighting.snapped};
  Part& part = m_parts[part_of(id) % parts];
  const std::lock_guard lock(part.mutex);
  part.records.append(reinterpret_cast<const char*>(&entry), sizeof entry);
  part.records += id;
  if (part.records.size() > m_share) spill(part);
}

void FirstSightings::open_file() {
  m_file = ::open(m_folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (m_file >= 0) return;
  std::string name = (m_folder / "tranche-XXXXXX").string(); // a file system that knows no files without names
  m_file = ::mkostemp(name.data(), O_CLOEXEC);
  if (m_file < 0) refuse("no temporary file can be made");
  ::unlink(name.c_str());
}

void FirstSightings::spill(Part& part) {
  std::call_once(m_opened, [this] { open_file(); });
  const Stretch stretch{m_end.fetch_add(part.records.size()), part.records.size()};
  for (std::size_t done = 0; done < stretch.size;) {
    const ssize_t written =
        ::pwrite(m_file, part.records.data() + done, stretch.size - done, static_cast<off_t>(stretch.offset + done));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse("a temporary file cannot be written");
    done += static_cast<std::size_t>(written);
  }
  part.on_disk.push_back(stretch);
  part.records.clear();
}

void FirstSightings::settle(const std::function<void(RecordOrder, const Sighting&, bool)>& use) {
  for (Part& part : m_parts) {
    settle_part(part, use);
    part.records = {};
    part.on_disk = {};
  }
}

void FirstSightings::settle_part(Part& part, const std::function<void(RecordOrder, const Sighting&, bool)>& use) const {
  std::unordered_map<std::string, std::pair<RecordOrder, Sighting>> first;
  const auto take = [&](const std::string& records) {
    for (std::size_t at = 0; at < records.size();) {
      Entry entry;
      std::memcpy(&entry, records.data() + at, sizeof entry);
      at += sizeof entry;
      std::pair<RecordOrder, Sighting> here{{entry.file, entry.record}, {entry.label, entry.area, entry.snapped != 0}};
      const auto [found, is_new] = first.try_emplace(records.substr(at, entry.length), here);
      at += entry.length;
      if (is_new) continue;
      if (here.first < found->second.first) std::swap(here, found->second);
      use(here.first, here.second, false);
    }
  };
  std::string records;
  for (const Stretch& stretch : part.on_disk) {
    records.resize(stretch.size);
    for (std::size_t done = 0; done < stretch.size;) {
      const ssize_t got =
          ::pread(m_file, records.data() + done, stretch.size - done, static_cast<off_t>(stretch.offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) refuse("a temporary file cannot be read");
      done += static_cast<std::size_t>(got);
    }
    take(records);
  }
  take(part.records);
  for (const auto& [id, one] : first) use(one.first, one.second, true);
}

} // namespace tranche
