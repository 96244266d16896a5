#include "outputs/zip.hpp"

#include <cpl_vsi.h>
#include <unistd.h>

#include <atomic>

#include "layers/gdal.hpp"
#include "tranche/finding.hpp"

namespace tranche {

std::string zipped(const std::string& name, const std::string& content) {
  static std::atomic<unsigned> counter{0};
  const GdalErrors errors;
  const std::string path =
      "/vsimem/tranche-zip-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".zip";
  VSILFILE* file = VSIFOpenL(("/vsizip/" + path + "/" + name).c_str(), "wb");
  bool good = file && VSIFWriteL(content.data(), 1, content.size(), file) == content.size();
  good = file && VSIFCloseL(file) == 0 && good;
  vsi_l_offset size = 0;
  GByte* bytes = good ? VSIGetMemFileBuffer(path.c_str(), &size, FALSE) : nullptr;
  std::string zip(reinterpret_cast<const char*>(bytes), bytes ? static_cast<std::size_t>(size) : 0);
  VSIUnlink(path.c_str());
  if (zip.empty())
    throw Error(Fault::system, name, "cannot be written into an archive" + errors.suffix(),
                "see that GDAL was installed with its zip support");
  return zip;
}

} // namespace tranche
