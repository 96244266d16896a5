#include "tranche/layers/incidents.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>

#include "layers/gdal.hpp"
#include "layers/incident_csv.hpp"
#include "layers/incident_features.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

namespace fs = std::filesystem;

struct Found {
  std::string path, shown;
};

bool ends_with(const std::string& name, std::string_view ending) {
  if (name.size() < ending.size()) return false;
  return std::equal(ending.rbegin(), ending.rend(), name.rbegin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
}

/// Everything in a folder, by name.
std::vector<Found> files_of_folder(const fs::path& folder) {
  std::vector<Found> found;
  std::error_code fault;
  for (fs::recursive_directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault))
    if (entry->is_regular_file(fault)) found.push_back({entry->path().string(), entry->path().string()});
  if (fault) throw Error(Fault::data, folder.string(), "cannot be listed: " + fault.message(), "check the folder");
  return found;
}

std::vector<Found> files_of_zip(const fs::path& zip) {
  const GdalErrors errors;
  const std::string inside = "/vsizip/{" + fs::absolute(zip).string() + "}";
  const std::unique_ptr<char*, void (*)(char**)> names(VSIReadDirRecursive(inside.c_str()), CSLDestroy);
  std::vector<Found> found;
  for (char** name = names.get(); name && *name; ++name)
    if (!ends_with(*name, "/")) found.push_back({inside + "/" + *name, zip.string() + "/" + *name});
  if (found.empty())
    throw Error(Fault::data, zip.string(), "is not a zip that can be unpacked" + errors.suffix(), "fetch it again");
  return found;
}

/// Reads files one after another; those of a folder or zip are chosen by their headers.
class Reading {
public:
  Reading(const IncidentSource& source, int threads, const std::function<void(const IncidentBlock&)>& use)
      : m_source(source), m_threads(threads), m_use(use) {}

  IncidentFiles read() {
    if (m_source.files.empty()) throw Error(Fault::usage, "incidents", "no file is named", "name one");
    for (const fs::path& file : m_source.files) {
      if (!fs::exists(file)) throw Error(Fault::data, file.string(), "is not there", "check the name");
      const std::string name = file.string();
      if (fs::is_directory(file))
        read_collection(files_of_folder(file), name);
      else if (ends_with(name, ".zip"))
        read_collection(files_of_zip(file), name);
      else if (ends_with(name, ".csv") || ends_with(name, ".txt"))
        read_csv({name, name});
      else
        read_features(name);
    }
    return std::move(m_result);
  }

private:
  void read_collection(std::vector<Found> files, const std::string& name) {
    std::sort(files.begin(), files.end(), [](const Found& a, const Found& b) { return a.shown < b.shown; });
    std::vector<Found> tables, street;
    for (const Found& file : files) {
      if (!ends_with(file.path, ".csv")) {
        m_result.left_out.push_back(file.shown);
        continue;
      }
      tables.push_back(file);
      if (is_street_level(read_csv_header(*ByteSource::open(file.path, file.shown), file.shown)))
        street.push_back(file);
    }
    if (tables.empty())
      throw Error(Fault::data, name, "holds no CSV files", "give police.uk's files, or name each file");
    if (!street.empty()) {
      for (const Found& table : tables)
        if (std::none_of(street.begin(), street.end(), [&](const Found& s) { return s.path == table.path; }))
          m_result.left_out.push_back(table.shown);
      tables = std::move(street);
    }
    for (const Found& table : tables) read_csv(table);
  }

  void read_csv(const Found& found) {
    const std::unique_ptr<ByteSource> bytes = ByteSource::open(found.path, found.shown);
    const CsvLayout layout = csv_layout(read_csv_header(*bytes, found.shown), m_source, found.shown);
    IncidentFile& file = begin(found.shown, found.path, m_source.crs.empty() ? layout.crs : m_source.crs);
    read_incident_csv(*bytes, layout, file, m_result.read.size() - 1, m_threads, m_use);
  }

  void read_features(const std::string& name) {
    const FeatureFile features(name, m_source);
    IncidentFile& file = begin(name, name, m_source.crs.empty() ? features.crs() : m_source.crs);
    const std::unique_ptr<ByteSource> bytes = fs::is_regular_file(name) ? ByteSource::open(name, name) : nullptr;
    try {
      features.read(file, m_result.read.size() - 1, m_use);
    } catch (const Error&) { // what GDAL says of a file that changed is not its fault
      if (bytes) bytes->check_unchanged();
      throw;
    }
    if (bytes) bytes->check_unchanged();
  }

  IncidentFile& begin(const std::string& name, const std::string& path, const std::string& crs) {
    std::error_code ignored;
    if (!m_seen.insert(fs::exists(path, ignored) ? fs::canonical(path, ignored).string() : path).second)
      throw Error(Fault::usage, name, "is named twice, and would be counted twice", "name it once");
    if (crs.empty() && m_source.place != IncidentPlace::code)
      throw Error(Fault::data, name, "does not say in which CRS its coordinates are",
                  "declare it: --crs EPSG:27700 (metres) or --crs EPSG:4326 (degrees)");
    m_result.read.emplace_back();
    m_result.read.back().name = name;
    m_result.read.back().crs = crs;
    return m_result.read.back();
  }

  const IncidentSource& m_source;
  int m_threads;
  const std::function<void(const IncidentBlock&)>& m_use;
  IncidentFiles m_result;
  std::set<std::string> m_seen;
};

} // namespace

const char* broken_words(BrokenRecord kind) {
  switch (kind) {
  case BrokenRecord::columns:
    return "not as many cells as the header";
  case BrokenRecord::number:
    return "a coordinate that is no finite number";
  case BrokenRecord::one_coordinate:
    return "one coordinate without the other";
  case BrokenRecord::not_a_point:
    return "not a point";
  case BrokenRecord::cut:
    return "cut off by the end of the file";
  }
  return "";
}

std::uint64_t IncidentFile::broken_records() const {
  return std::accumulate(broken.begin(), broken.end(), std::uint64_t{0});
}

IncidentFiles read_incidents(const IncidentSource& source, int threads,
                             const std::function<void(const IncidentBlock&)>& use) {
  return Reading(source, threads, use).read();
}

} // namespace tranche
