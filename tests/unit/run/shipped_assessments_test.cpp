// Every assessment of config/ on the embedded figures: on the embedded map and on real boundaries.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "scratch.hpp"
#include "shared.hpp"
#include "tranche/maps/map_sheet.hpp"
#include "tranche/outputs/write_outputs.hpp"
#include "tranche/run/clusters.hpp"
#include "tranche/run/pipeline.hpp"

using namespace tranche;

namespace {

std::vector<std::filesystem::path> shipped() {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(TRANCHE_SOURCE_DIR) / "config"))
    if (file.path().extension() == ".yaml" && file.path().stem() != "default") files.push_back(file.path());
  std::sort(files.begin(), files.end());
  return files;
}

RunOptions options() {
  RunOptions options;
  options.plugin_dirs = {TRANCHE_PLUGIN_DIR};
  return options;
}

Assessment with_few_draws(const std::filesystem::path& file) {
  Assessment assessment = read_assessment(file);
  if (assessment.uncertainty.draws > 0) assessment.uncertainty.draws = 50;
  assessment.uncertainty.until = 0;
  return assessment;
}

/// What must hold of any decision: whoever is ranked stands somewhere, and every pot and every unit is given out whole.
void check_decision(const Run& run) {
  const Decision& decision = run.decision;
  const std::size_t n = run.authorities.size();
  std::size_t ranked = 0;
  for (std::size_t i = 0; i < n; ++i) {
    ranked += decision.rank[i] > 0 ? 1 : 0;
    CHECK((decision.rank[i] > 0) == decision.reason[i].empty());
    CHECK((decision.rank[i] > 0) == !std::isnan(decision.score[i]));
  }
  CHECK(ranked > 100);
  const AllocationSettings& allocation = run.assessment.allocation;
  REQUIRE(decision.pence.size() == allocation.pots.size());
  for (std::size_t p = 0; p < allocation.pots.size(); ++p) {
    std::int64_t paid = 0;
    for (const std::int64_t pence : decision.pence[p]) {
      CHECK(pence >= 0);
      paid += pence;
    }
    for (const PotShares::Joint& joint : decision.shares[p].joint) paid += joint.pence;
    CAPTURE(allocation.pots[p].name);
    if (allocation.pots[p].over_all)
      CHECK(paid < allocation.pots[p].pence); // the shares of those it does not pay stay in it
    else
      CHECK(paid == allocation.pots[p].pence);
  }
  REQUIRE(decision.units.size() == allocation.units.size());
  for (std::size_t u = 0; u < allocation.units.size(); ++u) {
    std::int64_t given = 0;
    for (const std::int64_t count : decision.units[u]) given += count;
    CHECK(given == allocation.units[u].units);
  }
}

bool any_holds(const std::vector<std::string>& notes, const std::string& words) {
  return std::any_of(notes.begin(), notes.end(),
                     [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

} // namespace

TEST_CASE("maps of a programme say what is paid, by name, and by how many people") {
  const auto sheet = [](const std::string& name) {
    return tranche_map_sheet(
        assess(with_few_draws(std::filesystem::path(TRANCHE_SOURCE_DIR) / "config" / (name + ".yaml")), options()));
  };
  // Announced: 85.7 + 80 + 15.5 + 154.3 + 80 + 266.7 million pounds, of which the shares of the funded in the two pots
  // of 80 are not paid.
  CHECK(any_holds(sheet("enhanced-treatment").notes, "is paid of pots of £682,200,000;"));
  CHECK(any_holds(sheet("housing-support").notes, "Money: £53,000,000 is paid;"));
  CHECK_THAT(sheet("project-adder").subtitle, Catch::Contains("named by the programme"));
  CHECK(any_holds(sheet("naloxone").notes, "to the power 0.5"));
}

TEST_CASE("every shipped assessment decides on the embedded figures") {
  REQUIRE(shipped().size() >= 8);
  for (const std::filesystem::path& file : shipped()) {
    INFO(file.string());
    check_decision(assess(with_few_draws(file), options()));
  }
}

TEST_CASE("every shipped assessment is drawn on real boundaries") {
  SKIP_WITHOUT_SHARED();
  const Scratch folder;
  const std::filesystem::path boundaries = shared_folder() / "data" / "geo" / "ctyua_2021may_uk_buc.geojson";
  RunOptions real = options();
  real.boundaries = "made/real";
  real.catalogues = {folder.write(
      "catalogue.yaml", fmt::format("layers:\n  made/real: {{kind: boundaries, file: {}, geography: utla21, crs: "
                                    "EPSG:4326, key: utla21_code}}\n",
                                    boundaries.string()))};
  for (const std::filesystem::path& file : shipped()) {
    INFO(file.string());
    Assessment assessment = with_few_draws(file);
    assessment.report.dpi = 40;
    const Run run = assess(assessment, real);
    const Run embedded = assess(with_few_draws(file), options());
    CHECK(run.decision.rank == embedded.decision.rank); // a map is drawn of a decision, and has no part in it
    CHECK(run.decision.total_pence == embedded.decision.total_pence);
    const std::filesystem::path out = folder.path() / file.stem();
    write_outputs(run, out, false, real.threads);
    for (const char* name : {"ranking.csv", "assessment.gpkg", "assessment.qgz", "report.html", "map-tranches.png"})
      CHECK(std::filesystem::file_size(out / name) > 0);
  }
}
