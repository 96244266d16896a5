#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "tranche/maps/names.hpp"

using namespace tranche;
using Lines = std::vector<std::string>;

namespace {

/// The second field of a CSV row, which may be quoted.
std::string second_field(const std::string& row) {
  const std::size_t from = row.find(',') + 1;
  if (row[from] == '"') return row.substr(from + 1, row.find('"', from + 1) - from - 1);
  return row.substr(from, row.find(',', from) - from);
}

Lines england() {
  std::ifstream in(TRANCHE_SOURCE_DIR "/layers/england/authorities.csv");
  Lines names;
  std::string row;
  std::getline(in, row);
  while (std::getline(in, row)) names.push_back(second_field(row));
  return names;
}

} // namespace

TEST_CASE("names are those that people say") {
  CHECK(display_name("Bristol, City of") == "Bristol");
  CHECK(display_name("Kingston upon Hull, City of") == "Kingston upon Hull");
  CHECK(display_name("Herefordshire, County of") == "Herefordshire");
  CHECK(display_name("City of London") == "City of London");
  CHECK(display_name("Bournemouth, Christchurch and Poole") == "Bournemouth, Christchurch and Poole");
  CHECK(display_name("") == "");
}

TEST_CASE("labels break where words do") {
  CHECK(label_lines("Blackpool") == Lines{"Blackpool"});
  CHECK(label_lines("Isle of Wight") == Lines{"Isle of", "Wight"});
  CHECK(label_lines("Stoke-on-Trent") == Lines{"Stoke-", "on-Trent"});
  CHECK(label_lines("North Northamptonshire") == Lines{"North", "Northants"});
  CHECK(label_lines("Bath and North East Somerset") == Lines{"Bath and North", "East Somerset"});
  CHECK(label_lines("Bournemouth, Christchurch and Poole") == Lines{"Bournemouth,", "Christchurch", "and Poole"});
  CHECK(label_lines("Hackney and City of London") == Lines{"Hackney and", "City of London"});
  CHECK(label_lines("Llanfairpwllgwyngyll") == Lines{"Llanfairpwllg."});
  CHECK(label_lines("Rhondda Cynon Taf Môn").size() == 2);
  CHECK(label_lines("").size() == 1);
}

TEST_CASE("every authority of England has a short label of its own") {
  std::set<Lines> labels;
  const Lines names = england();
  REQUIRE(names.size() == 152);
  for (const auto& name : names) {
    const Lines lines = label_lines(display_name(name));
    INFO(name);
    CHECK(labels.insert(lines).second);
    CHECK(lines.size() <= 3);
    for (const auto& line : lines) {
      CHECK(line.size() <= 14);
      CHECK(!line.empty());
      CHECK(line.back() != '.'); // nothing had to be cut
    }
  }
}
