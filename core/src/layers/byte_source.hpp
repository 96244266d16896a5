#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace tranche {

/// The bytes of a file, or of one within a zip.
class ByteSource {
public:
  /// @throws Error (data) when it cannot be opened.
  static std::unique_ptr<ByteSource> open(const std::string& path, const std::string& shown);
  virtual ~ByteSource() = default;

  std::uint64_t size() const { return m_size; }
  /// Whether read may be called from several threads and in any order; else only onwards.
  virtual bool random_access() const = 0;
  /// Reads exactly so many bytes. @throws Error (data) when the file has become shorter.
  virtual void read(std::uint64_t offset, char* bytes, std::size_t count) = 0;
  /// @throws Error (data) when the file is no longer as it was when it was opened.
  virtual void check_unchanged() const {}

protected:
  explicit ByteSource(std::string shown) : m_shown(std::move(shown)) {}
  [[noreturn]] void changed() const;

  std::string m_shown;
  std::uint64_t m_size = 0;
};

} // namespace tranche
