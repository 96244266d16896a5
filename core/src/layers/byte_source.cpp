#include "layers/byte_source.hpp"

#include <cpl_vsi.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "layers/gdal.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

class PlainFile final : public ByteSource {
public:
  PlainFile(const std::string& path, const std::string& shown)
      : ByteSource(shown), m_path(path), m_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (m_file < 0 || ::fstat(m_file, &m_found) != 0)
      throw Error(Fault::data, shown, std::string("cannot be read: ") + std::strerror(errno), "check the file");
    m_size = static_cast<std::uint64_t>(m_found.st_size);
  }
  ~PlainFile() override {
    if (m_file >= 0) ::close(m_file);
  }
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  bool random_access() const override { return true; }

  void read(std::uint64_t offset, char* bytes, std::size_t count) override {
    while (count > 0) {
      const ssize_t got = ::pread(m_file, bytes, count, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0)
        throw Error(Fault::data, m_shown, std::string("cannot be read: ") + std::strerror(errno), "check the disk");
      if (got == 0) changed();
      offset += static_cast<std::uint64_t>(got), bytes += got, count -= static_cast<std::size_t>(got);
    }
  }

  void check_unchanged() const override {
    struct stat now {};
    if (::fstat(m_file, &now) != 0 || now.st_size != m_found.st_size || now.st_mtim.tv_sec != m_found.st_mtim.tv_sec ||
        now.st_mtim.tv_nsec != m_found.st_mtim.tv_nsec)
      changed();
    // What has been read is that of a file nobody has any more: it cannot be shown again.
    if (::stat(m_path.c_str(), &now) != 0 || now.st_ino != m_found.st_ino || now.st_dev != m_found.st_dev)
      throw Error(Fault::data, m_shown, "was removed or replaced while it was read",
                  "run again when nothing writes to it any more");
  }

private:
  std::string m_path;
  int m_file;
  struct stat m_found {};
};

class ZippedFile final : public ByteSource {
public:
  ZippedFile(const std::string& path, const std::string& shown) : ByteSource(shown) {
    const GdalErrors errors;
    VSIStatBufL found;
    m_file = VSIStatL(path.c_str(), &found) == 0 ? VSIFOpenL(path.c_str(), "rb") : nullptr;
    if (!m_file) throw Error(Fault::data, shown, "cannot be unpacked" + errors.suffix(), "check the zip");
    m_size = static_cast<std::uint64_t>(found.st_size);
  }
  ~ZippedFile() override {
    if (m_file) VSIFCloseL(m_file);
  }
  ZippedFile(const ZippedFile&) = delete;
  ZippedFile& operator=(const ZippedFile&) = delete;

  bool random_access() const override { return false; }

  void read(std::uint64_t offset, char* bytes, std::size_t count) override {
    const GdalErrors errors;
    if (VSIFTellL(m_file) != offset) VSIFSeekL(m_file, offset, SEEK_SET);
    if (VSIFReadL(bytes, 1, count, m_file) != count)
      throw Error(Fault::data, m_shown, "cannot be unpacked" + errors.suffix(), "check the zip");
  }

private:
  VSILFILE* m_file = nullptr;
};

} // namespace

std::unique_ptr<ByteSource> ByteSource::open(const std::string& path, const std::string& shown) {
  if (path.rfind("/vsi", 0) == 0) return std::make_unique<ZippedFile>(path, shown);
  return std::make_unique<PlainFile>(path, shown);
}

void ByteSource::changed() const {
  throw Error(Fault::data, m_shown, "changed while it was read", "run again when nothing writes to it any more");
}

} // namespace tranche
