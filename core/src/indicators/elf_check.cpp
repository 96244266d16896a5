#include "indicators/elf_check.hpp"

#include <elf.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

namespace tranche {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half this_machine = EM_AARCH64;
#else
#error "say which ELF machine this is"
#endif

template <typename T>
bool read_at(std::ifstream& stream, std::uint64_t offset, std::vector<T>& items, std::uint64_t size) {
  const std::uint64_t bytes = items.size() * sizeof(T);
  if (offset > size || bytes > size - offset) return false;
  stream.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(stream.read(reinterpret_cast<char*>(items.data()), static_cast<std::streamsize>(bytes)));
}

constexpr const char* cut_short = "is cut short: parts of it that its table of contents names are not there";

} // namespace

std::string elf_fault(const std::filesystem::path& file) {
  std::error_code code;
  if (!std::filesystem::exists(file, code)) return "does not exist";
  if (std::filesystem::is_directory(file, code)) return "is a folder";
  if (!std::filesystem::is_regular_file(file, code)) return "is not a regular file";
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::string("cannot be opened: ") + std::strerror(errno);
  const std::uint64_t size = std::filesystem::file_size(file, code);
  if (size == 0) return "is empty";
  std::vector<Elf64_Ehdr> header(1);
  if (size < sizeof(Elf64_Ehdr) || !read_at(stream, 0, header, size) ||
      std::memcmp(header[0].e_ident, ELFMAG, SELFMAG) != 0) {
    char magic[SELFMAG] = {};
    stream.clear();
    stream.seekg(0);
    stream.read(magic, SELFMAG); // a shorter file leaves zeros
    return std::memcmp(magic, ELFMAG, SELFMAG) == 0 ? cut_short : "is not a shared object (no ELF header)";
  }
  const Elf64_Ehdr& elf = header[0];
  if (elf.e_ident[EI_CLASS] != ELFCLASS64 || elf.e_machine != this_machine) return "was built for another machine";
  if (elf.e_type != ET_DYN) return "is an ELF file, but not a shared object";
  std::vector<Elf64_Phdr> segments(elf.e_phnum);
  if (!read_at(stream, elf.e_phoff, segments, size)) return cut_short;
  for (const Elf64_Phdr& segment : segments)
    if (segment.p_offset > size || segment.p_filesz > size - segment.p_offset) return cut_short;
  std::vector<Elf64_Shdr> sections(elf.e_shnum);
  if (elf.e_shnum > 0 && !read_at(stream, elf.e_shoff, sections, size)) return cut_short;
  return {};
}

} // namespace tranche
