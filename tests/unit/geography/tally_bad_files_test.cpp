#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>

#include "faults.hpp"
#include "incident_files.hpp"
#include "scratch.hpp"

using Catch::Contains;
using namespace tranche;
using namespace incident_files;

namespace {

/// Reads a file, and does something to it when the first of its records have come.
std::string fault_when(const std::filesystem::path& file, const std::function<void()>& change, int threads) {
  IncidentSource source;
  source.files = {file};
  std::atomic<bool> changed = false;
  return fault_of([&] {
    read_incidents(source, threads, [&](const IncidentBlock&) {
      if (!changed.exchange(true)) change();
    });
  });
}

/// Peak of this process's memory since it was last asked, in bytes.
std::size_t peak_memory() {
  std::size_t peak = 0;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) peak = std::stoul(line.substr(6)) * 1024;
  std::ofstream("/proc/self/clear_refs") << "5"; // the peak begins anew
  return peak;
}

} // namespace

TEST_CASE("a file that grows, shrinks, vanishes or is replaced while it is read is refused by name") {
  std::string rows = street_header;
  while (rows.size() < 9'000'000) rows += street({"0.5", "50.5", "Burglary"}); // more than is read at once
  std::string points = "{\"type\":\"FeatureCollection\",\"features\":[";
  for (int i = 0; i < 20000; ++i)
    points += std::string(i ? "," : "") +
              "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[0.5,50.5]}}";
  points += "]}";
  for (const auto& [name, text] : {std::pair<std::string, std::string>{"a.csv", rows}, {"a.geojson", points}})
    for (const int threads : {1, 3}) {
      const Scratch scratch;
      const auto file = scratch.write(name, text);
      CHECK_THAT(fault_when(
                     file, [&] { std::ofstream(file, std::ios::app) << "more"; }, threads),
                 Contains(name + ": changed while it was read"));
      scratch.write(name, text);
      const std::string cut = fault_when(
          file, [&] { std::filesystem::resize_file(file, text.size() / 2); }, threads);
      CHECK_THAT(cut, Contains(name + ": changed while it was read"));
      scratch.write(name, text);
      CHECK_THAT(fault_when(
                     file, [&] { std::filesystem::remove(file); }, threads),
                 Contains(name + ": was removed or replaced while it was read"));
      scratch.write(name, text);
      const auto other = scratch.write("other", text);
      CHECK_THAT(fault_when(
                     file, [&] { std::filesystem::rename(other, file); }, threads),
                 Contains(name + ": was removed or replaced while it was read"));
      CHECK(fault_when(
                file, [] {}, threads)
                .empty());
    }
}

TEST_CASE("a folder whose last file vanishes while the first is read is refused by name") {
  const Scratch scratch;
  const auto first = scratch.write("f/a.csv", street_header + street({"0.5", "50.5", "Burglary"}));
  const auto last = scratch.write("f/b.csv", street_header + street({"0.5", "50.5", "Burglary"}));
  CHECK_THAT(fault_when(
                 scratch.path() / "f", [&] { std::filesystem::remove(last); }, 2),
             Contains("b.csv: cannot be read: No such file or directory"));
}

TEST_CASE("five gigabytes of nothing are refused at once, in bounded memory") {
  const Scratch scratch;
  std::string rows = street_header;
  while (rows.size() < 3'000'000) rows += street({"0.5", "50.5", "Burglary"});
  const std::uint64_t lines = static_cast<std::uint64_t>(std::count(rows.begin(), rows.end(), '\n'));
  const auto holed = scratch.write("holed.csv", rows), empty = scratch.write("empty.csv", "");
  const auto quoted = scratch.write("quoted.csv", rows + ",\"");
  for (const auto& file : {holed, empty, quoted}) std::filesystem::resize_file(file, 5'000'000'000); // sparse
  peak_memory();
  const std::size_t before = peak_memory();
  for (const int threads : {1, 3}) {
    for (const auto& file : {holed, quoted})
      CHECK_THAT(fault_when(
                     file, [] {}, threads),
                 Contains(":" + std::to_string(lines + 1)) && Contains("is no text from here on but zero bytes"));
    CHECK_THAT(fault_when(
                   empty, [] {}, threads),
               Contains("empty.csv: is not text"));
  }
  CHECK(peak_memory() < before + 100'000'000);
}

TEST_CASE("coordinates that are no number, or too large for one, are broken and nothing else") {
  const Scratch scratch;
  std::string text = "lon,lat\n";
  for (const char* bad : {"nan", "NaN", "-nan", "inf", "-Infinity", "1e999", "0x1p3", "1,5", "1 5", "--1", "+-1", "."})
    text += std::string(bad) + (std::string_view(bad) == "1,5" ? "" : ",50.5") + "\n";
  text += "1e-400,50.5\n0.5,50.5\n";
  IncidentSource source;
  source.files = {scratch.write("a.csv", text)};
  const Tally tally = tally_incidents(source, two_degrees());
  const TalliedFile& file = tally.files.at(0);
  CHECK(adds_up(file));
  CHECK(file.file.records == 14);
  CHECK(file.counted == 1);
  CHECK(file.outside == 1); // 1,5 is two cells, and a place
  CHECK(broken(file, BrokenRecord::number) == 12);
}
