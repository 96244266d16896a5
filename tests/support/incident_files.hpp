#pragma once
#include <string>

#include "geojson_shapes.hpp"
#include "tranche/geography/tally.hpp"

/// Made-up files of incidents in police.uk's layout, and areas to count them in.
namespace incident_files {

inline const std::string street_header =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA "
    "name,Crime type,Last outcome category,Context\n";

struct Row {
  std::string lon, lat, type, month = "2019-02", lsoa = "", id = "";
};

inline std::string street(const Row& row) {
  return row.id + "," + row.month + ",A,A," + row.lon + "," + row.lat + ",On or near X," + row.lsoa + ",," + row.type +
         ",,\n";
}

/// Two degrees side by side: E01 from 0 to 1 east, E02 from 1 to 2, both from 50 to 51 north.
inline tranche::Boundaries two_degrees() {
  tranche::Boundaries boundaries;
  boundaries.layer = "test/two";
  boundaries.geography = "halves";
  boundaries.crs = "EPSG:4326";
  boundaries.shapes = {geojson_shapes::rectangle("E01", 0, 50, 1, 51), geojson_shapes::rectangle("E02", 1, 50, 2, 51)};
  return boundaries;
}

/// One figure; 0 where there is none.
inline std::uint64_t counted_in(const tranche::Tally& tally, const std::string& code, const std::string& category,
                                const std::string& month) {
  for (const tranche::TallyRow& row : tally.rows)
    if (tally.codes[row.area] == code && tally.categories[row.category] == category && tally.months[row.month] == month)
      return row.count;
  return 0;
}

/// Whether the numbers of a file account for every record.
inline bool adds_up(const tranche::TalliedFile& one) {
  return one.file.records ==
         one.counted + one.outside + one.unknown + one.duplicates + one.file.blank + one.file.broken_records();
}

inline std::uint64_t broken(const tranche::TalliedFile& file, tranche::BrokenRecord kind) {
  return file.file.broken[static_cast<std::size_t>(kind)];
}

} // namespace incident_files
