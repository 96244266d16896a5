#include <catch2/catch.hpp>

#include <map>
#include <random>

#include "faults.hpp"
#include "incident_files.hpp"
#include "scratch.hpp"

using Catch::Contains;
using namespace tranche;
using namespace incident_files;

namespace {

Tally unique_tally(const std::vector<std::filesystem::path>& files, TallyOptions options = {},
                   const std::string& column = "Crime ID") {
  IncidentSource source;
  source.files = files;
  source.columns.id = column;
  return tally_incidents(source, two_degrees(), options);
}

std::map<std::string, std::uint64_t> figures(const Tally& tally) {
  std::map<std::string, std::uint64_t> map;
  for (const TallyRow& row : tally.rows)
    map[tally.codes[row.area] + "/" + tally.categories[row.category] + "/" + tally.months[row.month]] = row.count;
  return map;
}

} // namespace

TEST_CASE("each identifier is counted once, at its first record with a place, and blank ones always") {
  const Scratch scratch;
  scratch.write("f/a.csv", street_header + street({"", "", "Robbery", "2019-01", "", "one"}) + // no place: not counted
                               street({"0.5", "50.5", "Burglary", "2019-01", "", "one"}) +
                               street({"1.5", "50.5", "Burglary", "2019-01", "", "\"one\""}) +
                               street({"1.5", "50.5", "Burglary", "2019-01", "", "two"}) +
                               street({"1.5", "50.5", "Noise", "2019-01", "", ""}) +
                               street({"1.5", "50.5", "Noise", "2019-01", "", "  "}));
  scratch.write("f/b.csv", street_header + street({"0.5", "50.5", "Robbery", "2019-02", "", "two"}) +
                               street({"0.5", "50.5", "Robbery", "2019-02", "", "One"}) + // another word
                               street({"9", "50.5", "Robbery", "2019-02", "", "three"}) +
                               street({"0.5", "50.5", "Robbery", "2019-02", "", "three"}) +
                               street({"1.5", "50.5", "Noise", "2019-02", "", ""}));
  const Tally tally = unique_tally({scratch.path() / "f"});
  CHECK(figures(tally) == std::map<std::string, std::uint64_t>{{"E01/Burglary/2019-01", 1},
                                                               {"E02/Burglary/2019-01", 1},
                                                               {"E02/Noise/2019-01", 2},
                                                               {"E01/Robbery/2019-02", 1},
                                                               {"E02/Noise/2019-02", 1}});
  REQUIRE(tally.files.size() == 2);
  for (const TalliedFile& one : tally.files) CHECK(adds_up(one));
  CHECK(tally.files[0].duplicates == 1);
  CHECK(tally.files[1].duplicates == 2); // "two" of the file before, and "three", whose first record is outside
  CHECK(tally.files[1].outside == 1);
  CHECK(tally.total().duplicates == 3);

  // The order of the files as named decides.
  const Tally other = unique_tally({scratch.path() / "f/b.csv", scratch.path() / "f/a.csv"});
  CHECK(counted_in(other, "E01", "Robbery", "2019-02") == 2);
  CHECK(counted_in(other, "E02", "Burglary", "2019-01") == 0);
  CHECK(other.files[1].duplicates == 2);
  CHECK_THAT(fault_of([&] { unique_tally({scratch.path() / "f"}, {}, "ID"); }),
             Contains("has no column 'ID'; it has: Crime ID, Month"));
}

TEST_CASE("identifiers spilt to disk are found again, whatever they look like and however many threads read") {
  const Scratch scratch;
  std::mt19937 random(3);
  std::vector<std::string> ids; // short and long, each a beginning of the next
  for (int i = 0; i < 3000; ++i) {
    std::string id;
    for (int k = 0; k < 24; ++k) {
      id += static_cast<char>(random() % 94 + 33);
      if (id.back() == '"' || id.back() == ',') id.back() = 'x';
      if (k % 8 == 7) ids.push_back(id);
    }
  }
  std::map<std::string, std::uint64_t> expected;
  std::map<std::string, bool> seen;
  std::vector<std::uint64_t> duplicates(2);
  std::vector<std::filesystem::path> files;
  for (int f = 0; f < 2; ++f) {
    std::string text = "id,lon,lat,category\n";
    for (int i = 0; i < 60000; ++i) {
      const std::string id = random() % 4 == 0 ? "" : ids[random() % ids.size()];
      const std::string category = "c" + std::to_string(random() % 5);
      const bool east = random() % 2;
      text += id + (east ? ",1.5,50.5," : ",0.5,50.5,") + category + "\n";
      if (!id.empty() && !seen.emplace(id, true).second)
        ++duplicates[static_cast<std::size_t>(f)];
      else
        ++expected[(east ? "E02/" : "E01/") + category + "/"];
    }
    files.push_back(scratch.write("f" + std::to_string(f) + ".csv", text));
  }
  const auto spill = scratch.path() / "spill";
  std::filesystem::create_directory(spill);
  for (const std::size_t above : {std::size_t{0}, std::size_t{100'000}, std::size_t{64'000'000}})
    for (const int threads : {1, 3}) {
      TallyOptions options;
      options.threads = threads;
      options.spill_above = above;
      options.spill_folder = spill;
      const Tally tally = unique_tally(files, options, "id");
      CHECK(figures(tally) == expected);
      CHECK(tally.files[0].duplicates == duplicates[0]);
      CHECK(tally.files[1].duplicates == duplicates[1]);
      CHECK(std::filesystem::is_empty(spill));
    }
}

TEST_CASE("nothing is left of a spill when reading fails, and a folder that cannot hold it is named") {
  const Scratch scratch;
  std::string text = "id,lon,lat\n";
  for (int i = 0; i < 5000; ++i) text += std::to_string(i) + ",0.5,50.5\n";
  const auto good = scratch.write("good.csv", text);
  const auto bad = scratch.write("bad.csv", text + "1,0.5,\"" + std::string(2'000'000, 'x'));
  TallyOptions options;
  options.spill_above = 0;
  options.spill_folder = scratch.path() / "spill";
  CHECK_THAT(fault_of([&] { unique_tally({good}, options, "id"); }),
             Contains("spill: no temporary file can be made") && Contains("TMPDIR"));
  std::filesystem::create_directory(options.spill_folder);
  CHECK_THAT(fault_of([&] { unique_tally({good, bad}, options, "id"); }), Contains("a quote is never closed"));
  CHECK(std::filesystem::is_empty(options.spill_folder));
}
