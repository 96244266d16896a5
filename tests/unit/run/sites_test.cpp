// The overlay of sites as it is read: every site by name, and no authority marked for a district of it.
#include <catch2/catch.hpp>

#include <filesystem>

#include "faults.hpp"
#include "scratch.hpp"
#include "tranche/layers/catalogue.hpp"
#include "tranche/run/sites.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

const std::filesystem::path embedded = std::filesystem::path(TRANCHE_SOURCE_DIR) / "layers" / "catalogue.yaml";

/// The authorities of 2021, or the districts; Hackney joined with City of London.
Authorities all_of(const Catalogue& catalogue, const std::string& geography) {
  const AreaList& areas = catalogue.areas(catalogue.geography(geography, {}));
  Authorities authorities;
  authorities.geography = geography;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    if (areas.codes[i] == "E09000001") continue;
    authorities.units.push_back({areas.codes[i], areas.names[i], "", {areas.codes[i]}});
    if (areas.codes[i] == "E09000012") authorities.units.back().members.emplace_back("E09000001");
  }
  return authorities;
}

/// A list of sites beside the embedded layers.
Sites read(const std::string& rows, const std::string& more = "", const std::string& geography = "utla21") {
  const Scratch folder;
  folder.write("sites.csv", "site,kind,code,within,country" + std::string(more.empty() ? "" : ",x,y") + "\n" + rows);
  folder.write("catalogue.yaml", "layers:\n  my/sites: {kind: sites, file: sites.csv, geography: utla21, key: code, "
                                 "name: site, title: P" +
                                     more + "}\n");
  const Catalogue catalogue = Catalogue::read({embedded, folder.path() / "catalogue.yaml"});
  return read_sites(catalogue, catalogue.layer("my/sites", {}), all_of(catalogue, geography), "EPSG:27700");
}

} // namespace

TEST_CASE("sites: Project ADDER has 13, of which two are districts and one lies in Wales") {
  const Catalogue catalogue = Catalogue::read({embedded});
  const Authorities authorities = all_of(catalogue, "utla21");
  const Sites sites = read_sites(catalogue, catalogue.layer("england/project_adder", {}), authorities, "EPSG:27700");
  REQUIRE(sites.list.size() == 13);
  const auto count = [&](Site::Kind kind) {
    return std::count_if(sites.list.begin(), sites.list.end(), [kind](const Site& one) { return one.kind == kind; });
  };
  CHECK(count(Site::Kind::authority) == 10);
  CHECK(count(Site::Kind::district) == 2);
  const Site& hastings = sites.list[1];
  CHECK(full_name(hastings) == "Hastings (district in East Sussex)");
  CHECK(hastings.x == 580337); // as the list of districts has it
  CHECK(hastings.y == 109816);
  CHECK(full_name(sites.list[3]) == "Norwich (district in Norfolk)");
  CHECK(full_name(sites.list[4]) == "Swansea Bay (Wales)");

  const std::string note = sites_note(sites);
  CHECK_THAT(note, Contains("Project ADDER: 13 sites, 12 in England, 1 in Wales."));
  CHECK_THAT(note, Contains("Outlined: Blackpool, Middlesbrough, Bristol, Hackney, Knowsley, Liverpool, Newcastle upon "
                            "Tyne, Tower Hamlets, Wakefield and Wirral."));
  CHECK_THAT(note,
             Contains("Hastings (district in East Sussex) and Norwich (district in Norfolk); the authority around "
                      "a point is itself no site"));
  CHECK_THAT(note, Contains("not on a map: Swansea Bay (Wales)."));

  std::size_t marked = 0;
  for (const Authority& unit : authorities.units) {
    const std::string site = sites_of(sites, unit);
    marked += site.empty() ? 0 : 1;
    if (unit.name == "East Sussex" || unit.name == "Norfolk") {
      CHECK(site.empty());
      CHECK_THAT(sites_sentence(sites, unit), Contains("is a site; " + unit.name + " itself is not."));
    }
    if (unit.code == "E09000012") CHECK(site == "Hackney");
    if (unit.name == "Kent") CHECK(sites_sentence(sites, unit).empty());
  }
  CHECK(marked == 10);
}

TEST_CASE("sites: a district that is ranked itself is outlined") {
  const Sites sites = read("Hastings,district,E07000062,E10000011,England\n", "", "ltla21");
  CHECK(sites.list[0].kind == Site::Kind::authority);
}

TEST_CASE("sites: a layer may bring points of its own") {
  const std::string more = ", x: x, y: y, crs: EPSG:4326";
  const Sites sites = read("Hastings,district,E07000062,E10000011,England,0.5729,50.8543\n", more);
  // By the national grid's own definition to within a few metres: TQ 812 095.
  CHECK(sites.list[0].x == Approx(581200).margin(600));
  CHECK(sites.list[0].y == Approx(109500).margin(600));
  CHECK_THAT(fault_of([&] { read("Hastings,district,E07000062,E10000011,England,580337,109816\n", more); }),
             Contains("Hastings"));
}

TEST_CASE("sites: a site that is not understood is refused by name, all of them at once") {
  const std::string fault = fault_of([] {
    read("Blackpol,authority,E06009999,,England\nHastings,district,E07009999,E10000011,England\n"
         "Norwich,district,E07000148,E10000011,England\nLeeds,town,E08009999,,England\nBath,outside,,,\n"
         "Leeds,outside,E08000035,,England\nBolton,authority,E08000001,,England\nBury,authority,E08000001,,England\n");
  });
  CHECK_THAT(fault,
             Contains("sites.csv:2") && Contains("the site Blackpol has the code 'E06009999', which is no area"));
  CHECK_THAT(fault, Contains("the site Hastings has the code 'E07009999', which is no district of utla21"));
  CHECK_THAT(fault, Contains("the site Norwich is said to lie within 'E10000011'; E07000148 lies within E10000020"));
  CHECK_THAT(fault, Contains("the site Leeds is of the kind 'town'"));
  CHECK_THAT(fault, Contains("the site Bath has no country"));
  CHECK_THAT(fault, Contains("the site Leeds is called outside, and E08000035 is ranked"));
  CHECK_THAT(fault, Contains("the site Bury has the code of another site"));
}
