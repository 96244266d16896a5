#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "conversion_case.hpp"

using namespace tranche;
using namespace conversion_case;

namespace {

std::string vintage(const char* tier, int year) {
  const std::string text = std::to_string(year);
  return tier + text.substr(2);
}

using CodePairs = std::set<std::pair<std::string, std::string>>;

CodePairs pairs_in(const ConversionTable& table) {
  CodePairs pairs;
  for (const Portion& portion : table.portions)
    pairs.emplace(table.sources[portion.from].label, table.targets[portion.to]);
  return pairs;
}

bool is_english(const std::string& code) { return !code.empty() && code[0] == 'E'; }

} // namespace

TEST_CASE("Every vintage has as many districts and authorities as there were") {
  // Counts of live codes in the ONS Code History Database; 2025 changed two codes and no number.
  const std::map<int, std::pair<std::size_t, std::size_t>> published{
      {2008, {354, 149}}, {2009, {326, 152}}, {2013, {326, 152}}, {2018, {326, 152}},
      {2019, {317, 151}}, {2020, {314, 151}}, {2021, {309, 152}}, {2022, {309, 152}},
      {2023, {296, 153}}, {2024, {296, 153}}, {2025, {296, 153}}};
  for (const auto& [year, counts] : published) {
    INFO(year);
    CHECK(embedded().areas(embedded().geography(vintage("ltla", year), {})).size() == counts.first);
    CHECK(embedded().areas(embedded().geography(vintage("utla", year), {})).size() == counts.second);
  }
  CHECK(embedded().geography("lad19", {}).id == "ltla19");
  CHECK(embedded().geography("ctyua23", {}).id == "utla23");
}

TEST_CASE("Code lists of all years are one with those that were there before") {
  // districts.csv and authorities.csv come from other publications than the list of all districts that ever were.
  Catalogue catalogue = embedded();
  for (const auto& [id, file, tier] : {std::tuple{"ltla21", "england/district_codes.csv", "lower"},
                                       std::tuple{"utla21", "england/authority_codes.csv", "upper"}}) {
    Geography again = catalogue.geography(id, {});
    again.id = std::string(id) + " again";
    again.aliases.clear();
    again.file = again.file.parent_path() / std::filesystem::path(file).filename();
    again.key = "code";
    again.region = again.x = again.y = "";
    again.began = "began";
    again.ended = "ended";
    again.parents.clear();
    if (again.tier == "lower") again.parents["utla21"] = "utla_code";
    catalogue.add_code_list(again);
    const AreaList &one = catalogue.areas(catalogue.geography(id, {})), &other = catalogue.areas(again);
    CHECK(one.codes == other.codes);
    CHECK(one.names == other.names);
    CHECK(one.parents == other.parents);
  }
}

TEST_CASE("From any vintage to any other, forwards and backwards, every area arrives and every target is reached") {
  for (int first = 2008; first <= 2025; ++first)
    for (int second = 2008; second <= 2025; ++second)
      for (const auto& [from, to] : {std::pair{"ltla", "ltla"}, {"ltla", "utla"}, {"utla", "utla"}, {"utla", "ltla"}}) {
        INFO(from << first << " " << to << second);
        const ConversionTable table = table_between(vintage(from, first), vintage(to, second));
        std::set<std::size_t> sources, targets;
        for (const Portion& portion : table.portions) {
          sources.insert(portion.from);
          targets.insert(portion.to);
        }
        CHECK(sources.size() == table.sources.size());
        CHECK(targets.size() == table.targets.size());
      }
}

TEST_CASE("Upper-tier changes say what the changes of the districts come to") {
  const auto parents = [](const std::string& id) {
    const AreaList& list = embedded().areas(embedded().geography("ltla" + id, {}));
    std::map<std::string, std::string> map;
    for (std::size_t i = 0; i < list.size(); ++i) map[list.codes[i]] = list.parents.at("utla" + id)[i];
    return map;
  };
  for (const char* first : {"08", "09", "12", "18", "19", "20", "22", "25"})
    for (const char* second : {"08", "09", "13", "18", "19", "21", "23", "25"}) {
      INFO(first << " " << second);
      CodePairs over_districts;
      auto before = parents(first), after = parents(second);
      for (const auto& [from, to] : pairs_in(table_between(std::string("ltla") + first, std::string("ltla") + second)))
        over_districts.emplace(before[from], after[to]);
      CHECK(pairs_in(table_between(std::string("utla") + first, std::string("utla") + second)) == over_districts);
    }
}

TEST_CASE("Districts from 2016 to 2024 match the published lookup, every pair of years, both ways") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv lookup = geo_file("lookup_ltla16_to_ltla24_yearly.csv");
  for (int first = 2016; first <= 2024; ++first)
    for (int second = 2016; second <= 2024; ++second) {
      CodePairs published;
      for (std::size_t row = 0; row < lookup.size(); ++row) {
        const std::string from = lookup.text(row, vintage("ltla", first) + "_code");
        const std::string to = lookup.text(row, vintage("ltla", second) + "_code");
        if (is_english(from) && is_english(to)) published.emplace(from, to);
      }
      INFO(first << " " << second);
      CHECK(pairs_in(table_between(vintage("ltla", first), vintage("ltla", second))) == published);
    }
}

TEST_CASE("Districts lie in the authorities that the lookups of each year publish") {
  SKIP_WITHOUT_SHARED();
  const std::tuple<const char*, const char*, const char*, const char*> lookups[] = {
      {"18", "ons_ltla18_utla18_lookup.csv", "LTLA18CD", "UTLA18CD"},
      {"19", "lookup_ltla19_utla19.csv", "ltla19_code", "utla19_code"},
      {"20", "lookup_ltla20_utla20.csv", "ltla20_code", "utla20_code"},
      {"21", "lookup_ltla21_utla21.csv", "ltla21_code", "utla21_code"},
      {"23", "lookup_ltla23_utla23.csv", "ltla23_code", "utla23_code"}};
  for (const auto& [year, file, from, to] : lookups) {
    const ReferenceCsv lookup = geo_file(file);
    CodePairs published;
    for (std::size_t row = 0; row < lookup.size(); ++row)
      if (is_english(lookup.text(row, from))) published.emplace(lookup.text(row, from), lookup.text(row, to));
    INFO(file);
    CHECK(pairs_in(table_between(std::string("ltla") + year, std::string("utla") + year)) == published);
  }
}

TEST_CASE("The change list holds every change that the Code History Database and the list of 2018 to 2025 hold") {
  SKIP_WITHOUT_SHARED();
  std::set<std::tuple<std::string, std::string, std::string>> ours, published;
  for (const CodeChange& change : embedded().code_changes())
    if (change.tier != "upper") ours.emplace(change.from, change.to, change.date);
  const ReferenceCsv history = geo_file("chd_dec2023_lad_code_changes_ew.csv");
  for (std::size_t row = 0; row < history.size(); ++row) {
    const std::string from = history.text(row, "changed_from_code"), to = history.text(row, "changed_to_code");
    if (is_english(from) && from != to) published.emplace(from, to, history.text(row, "date"));
  }
  const ReferenceCsv since = geo_file("ons_la_code_changes_2018_2025.csv");
  for (std::size_t row = 0; row < since.size(); ++row) {
    const std::string& kind = since.text(row, "type");
    const std::string from = since.text(row, "\xEF\xBB\xBFoldcd");
    const bool authority = is_english(from) && from.substr(0, 3) != "E47" && (kind == "merger" || kind == "new_code");
    if (authority) published.emplace(from, since.text(row, "newcd"), since.text(row, "start") + "-04-01");
  }
  CHECK(published.size() == 88);
  CHECK(ours == published);
}

TEST_CASE("Codes live on each first of April as the Code History Database dates them") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv dates = geo_file("chd_dec2023_lad_codes_dates_ew.csv");
  for (int year = 2009; year <= 2023; ++year) {
    const std::string day = std::to_string(year) + "-04-01";
    std::set<std::string> live;
    for (std::size_t row = 0; row < dates.size(); ++row) {
      const std::string& end = dates.text(row, "end_date");
      if (is_english(dates.text(row, "gss_code")) && dates.text(row, "start_date") <= day &&
          (end.empty() || end >= day))
        live.insert(dates.text(row, "gss_code"));
    }
    const AreaList& list = embedded().areas(embedded().geography(vintage("ltla", year), {}));
    INFO(year);
    CHECK(std::set<std::string>(list.codes.begin(), list.codes.end()) == live);
  }
}

TEST_CASE("Partnerships lie in the districts of 2018 that the lookup publishes") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv lookup = geo_file("ons_lad18_csp18_pfa18_lookup.csv");
  CodePairs published;
  for (std::size_t row = 0; row < lookup.size(); ++row)
    if (is_english(lookup.text(row, "LAD18CD")))
      published.emplace(lookup.text(row, "CSP18CD"), lookup.text(row, "LAD18CD"));
  CHECK(pairs_in(table_between("csp18", "ltla18")) == published);
}
