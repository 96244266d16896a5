#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "imd2019.hpp"
#include "shared.hpp"
#include "tool.hpp"
#include "tranche/run/pipeline.hpp"
#include "tranche/statistics/small_areas.hpp"

using Catch::Contains;

namespace {

const Imd2019& imd() {
  static const Imd2019 indices(shared_folder());
  return indices;
}

/// Neighbourhoods with overall score and rank, population and the seven domain ranks, beside the lookup to districts.
void write_neighbourhoods(const Scratch& scratch, const std::string& lookup) {
  std::string text = "lsoa11_code,score,rank,people,income,employment,education,health,crime,housing,environment\n";
  std::array<std::vector<double>, Imd2019::domains> ranks;
  for (std::size_t d = 0; d < Imd2019::domains; ++d) ranks[d] = tranche::statistics::mean_ranks(imd().ranks[d]);
  for (std::size_t i = 0; i < imd().code.size(); ++i) {
    double score = 0;
    for (std::size_t d = 0; d < Imd2019::domains; ++d)
      score += tranche::statistics::imd_weights[d] * tranche::statistics::imd_transform(ranks[d][i], imd().ranked());
    text += fmt::format("{},{},{},{}", imd().code[i], score, imd().rank[i], imd().people[i]);
    for (std::size_t d = 0; d < Imd2019::domains; ++d) text += fmt::format(",{}", imd().ranks[d][i]);
    text += '\n';
  }
  scratch.write("neighbourhoods.csv", text);
  std::filesystem::copy(shared_folder() / "data/geo" / lookup, scratch.path() / "lookup.csv");
}

/// An assessment of five summaries of the neighbourhoods, for authorities of a geography.
std::string neighbourhood_assessment(const std::string& geography, const std::string& parents) {
  return "assessment: Deprivation from neighbourhoods\n"
         "layers:\n"
         "  my/imd:\n"
         "    file: neighbourhoods.csv\n"
         "    geography:\n"
         "      id: lsoa11\n"
         "      title: Lower layer super output areas, 2011\n"
         "      level: neighbourhood\n"
         "      pattern: \"E01[0-9]{6}\"\n"
         "      codes: {file: lookup.csv, key: lsoa11_code, name: lsoa11_name}\n"
         "      parents: {" +
         parents +
         "}\n"
         "    key: lsoa11_code\n"
         "    period: \"2019\"\n"
         "    values:\n"
         "      score: {title: IMD 2019 score, carry: mean, weight: people}\n"
         "      rank: {title: IMD 2019 rank, weight: people}\n"
         "      people: {carry: count}\n"
         "areas: {geography: " +
         geography +
         ", population: \"my/imd:people\"}\n"
         "indicators:\n"
         "  - {id: score, plugin: deprivation, measure: average_score, inputs: {score: \"my/imd:score\"}}\n"
         "  - {id: rank, plugin: deprivation, measure: neighbourhood_average_rank, inputs: {ranks: \"my/imd:rank\"}}\n"
         "  - {id: extent, plugin: deprivation, measure: neighbourhood_extent, inputs: {ranks: \"my/imd:rank\"}}\n"
         "  - {id: peak, plugin: deprivation, measure: local_concentration, inputs: {ranks: \"my/imd:rank\"}}\n"
         "  - {id: tenth, plugin: deprivation, measure: share_most_deprived_tenth, inputs: {ranks: \"my/imd:rank\"}}\n"
         "uncertainty: {draws: 0}\n";
}

/// The figures of ranking.csv by code.
std::map<std::string, std::map<std::string, double>> ranking(const std::filesystem::path& run) {
  const ReferenceCsv table(run / "ranking.csv");
  std::map<std::string, std::map<std::string, double>> figures;
  for (std::size_t row = 0; row < table.size(); ++row)
    for (const char* id : {"score", "rank", "extent", "peak", "tenth"})
      figures[table.text(row, "code")][id] = table.number(row, std::string(id) + "_value");
  return figures;
}

/// What the indices publish of a district or authority.
std::map<std::string, std::map<std::string, double>> published(const std::string& file) {
  const ReferenceCsv table(shared_folder() / "data/indicators/deprivation" / file);
  std::map<std::string, std::map<std::string, double>> figures;
  for (std::size_t row = 0; row < table.size(); ++row)
    figures[table.text(row, "area_code")] = {
        {"score", table.number(row, "IMD - Average score")},
        {"rank", table.number(row, "IMD - Average rank")},
        {"extent", table.number(row, "IMD 2019 - Extent")},
        {"peak", table.number(row, "IMD 2019 - Local concentration")},
        {"tenth", table.number(row, "IMD - Proportion of LSOAs in most deprived 10% nationally")}};
  return figures;
}

/// Tolerances: the published digits where the populations are exact, else what Census 2021 populations allow.
const std::map<std::string, double> exact = {
    {"score", 0.0005}, {"rank", 0.0051}, {"extent", 0.00005}, {"peak", 0.0051}, {"tenth", 0.000051}};
const std::map<std::string, double> near = {
    {"score", 1.4}, {"rank", 700}, {"extent", 0.03}, {"peak", 1300}, {"tenth", 0.000051}};

void compare(const std::map<std::string, double>& made, const std::map<std::string, double>& wanted, bool exactly) {
  for (const auto& [id, tolerance] : exactly ? exact : near) {
    INFO(id);
    CHECK(made.at(id) == Approx(wanted.at(id)).margin(tolerance).epsilon(0));
  }
}

} // namespace

TEST_CASE("Neighbourhood ranks become the published summaries of the 317 districts") {
  SKIP_WITHOUT_SHARED();
  const Scratch scratch;
  write_neighbourhoods(scratch, "lookup_lsoa11_ltla19_england.csv");
  scratch.write("a.yaml", neighbourhood_assessment("ltla19", "ltla19: ltla19_code"));
  const ToolResult result = run_tool({"run", "a.yaml", "-o", "out", "--quiet"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  const auto made = ranking(scratch.path() / "out");
  const auto wanted = published("iod2019_lad19_summaries_tidy.csv");
  REQUIRE(made.size() == 317);
  for (const auto& [code, figures] : made) {
    INFO(code);
    compare(figures, wanted.at(code), code == "E09000001" || code == "E06000053");
  }
  // The lookup decides whose money it is: it is among the inputs of the run.
  const std::string manifest = contents(scratch.path() / "out/manifest.json");
  CHECK_THAT(manifest, Contains("geography lsoa11") && Contains("lookup.csv"));
}

TEST_CASE("A lookup to districts leads on to the upper tier, by their parents and by code changes") {
  SKIP_WITHOUT_SHARED();
  const auto wanted = published("iod2019_utla19_summaries_tidy.csv");
  std::map<std::string, std::map<std::string, double>> first;
  for (const char* year : {"21", "19"}) {
    const Scratch scratch;
    INFO("districts of 20" << year);
    const std::string district = std::string("ltla") + year;
    write_neighbourhoods(scratch, "lookup_lsoa11_" + district + "_england.csv");
    scratch.write("a.yaml", neighbourhood_assessment("utla21", district + ": " + district + "_code"));
    const ToolResult result = run_tool({"run", "a.yaml", "-o", "out", "--quiet"}, scratch.path());
    INFO(result.err);
    REQUIRE(result.code == 0);
    const auto made = ranking(scratch.path() / "out");
    REQUIRE(made.size() == 152);
    std::size_t compared = 0;
    for (const auto& [code, figures] : made) {
      if (!wanted.count(code)) continue; // Buckinghamshire and the two Northamptonshires began later
      INFO(code);
      compare(figures, wanted.at(code), code == "E09000001" || code == "E06000053");
      ++compared;
    }
    CHECK(compared == 149);
    if (first.empty()) first = made;
    CHECK(made == first);
  }
}

TEST_CASE("A parent that its geography does not have is refused, and none at all is outside") {
  const Scratch scratch;
  scratch.write("t.csv", "code,parent,deaths\nA,E06000001,1\nB,E06000002,2\nC,,4\nD,W06000001,8\n");
  const auto text = [](const std::string& parent) {
    return "assessment: Lookup\n"
           "layers:\n"
           "  t:\n"
           "    file: t.csv\n"
           "    geography: {id: small, level: neighbourhood, codes: {file: t.csv, key: code}, parents: {" +
           parent +
           ": parent}}\n"
           "    key: code\n"
           "    values: {deaths: {carry: count}}\n"
           "areas: {geography: utla21}\n"
           "indicators:\n"
           "  - {id: deaths, kind: rate, title: Deaths, unit: each, inputs: {numerator: \"t:deaths\", denominator: "
           "\"england/population:population:2020\"}}\n"
           "index: {missing: {require: 0.1}}\n"
           "uncertainty: {draws: 0}\n";
  };
  scratch.write("a.yaml", text("lad21"));
  const ToolResult good = run_tool({"check", "a.yaml"}, scratch.path());
  CHECK_THAT(good.out + good.err, !Contains("cannot be carried") && !Contains("no way from"));
  scratch.write("t.csv", "code,parent,deaths\nA,E06000001,1\nB,E07000004,2\n"); // Aylesbury Vale ended in 2020
  const ToolResult bad = run_tool({"check", "a.yaml"}, scratch.path());
  CHECK(bad.code == 1);
  CHECK_THAT(bad.out + bad.err, Contains("B") && Contains("E07000004 is not in the code list of ltla21"));
  scratch.write("a.yaml", text("lad99"));
  const ToolResult unknown = run_tool({"check", "a.yaml"}, scratch.path());
  CHECK(unknown.code != 0);
  CHECK_THAT(unknown.out + unknown.err, Contains("there is no geography 'lad99'"));
  SKIP_WITHOUT_SHARED(); // a published lookup whose upper tier has metropolitan counties, which have no council
  std::istringstream lookup(contents(shared_folder() / "data/geo/ons_ltla17_utla17_lookup.csv"));
  std::string boroughs, line;
  for (std::getline(lookup, boroughs); std::getline(lookup, line);)
    if (line.rfind("E08", 0) == 0) boroughs += "\n" + line;
  scratch.write("t.csv", boroughs + "\n");
  std::string published = text("utla21");
  for (const auto& [from, to] : {std::pair{"key: code", "key: LTLA17CD"}, std::pair{": parent}", ": UTLA17CD}"},
                                 std::pair{"deaths: {carry: count}", "deaths: {column: FID, carry: count}"}})
    for (std::size_t at; (at = published.find(from)) != std::string::npos;)
      published.replace(at, std::string_view(from).size(), to);
  scratch.write("a.yaml", published);
  const ToolResult counties = run_tool({"check", "a.yaml"}, scratch.path());
  CHECK(counties.code == 1);
  CHECK_THAT(counties.out + counties.err, Contains("E11000007 is not in the code list of utla21"));
}

TEST_CASE("The overall index of 2019 from its seven domain ranks, in YAML alone") {
  SKIP_WITHOUT_SHARED();
  const Scratch scratch;
  write_neighbourhoods(scratch, "lookup_lsoa11_ltla19_england.csv");
  const std::array<std::string, 7> ids = {"income", "employment", "education",  "health",
                                          "crime",  "housing",    "environment"};
  std::string values, indicators, weights;
  for (std::size_t d = 0; d < ids.size(); ++d) {
    values += fmt::format("      {}: {{title: {} rank}}\n", ids[d], ids[d]);
    indicators += fmt::format("  - {{id: {}, plugin: deprivation, measure: domain_score, direction: higher_is_better, "
                              "inputs: {{score: \"d:{}\"}}}}\n",
                              ids[d], ids[d]);
    weights += fmt::format("{}{}: {}", d == 0 ? "" : ", ", ids[d], tranche::statistics::imd_weights[d]);
  }
  scratch.write("a.yaml", "assessment: Index of Multiple Deprivation 2019\n"
                          "areas: {table: neighbourhoods.csv, key: lsoa11_code}\n"
                          "layers:\n  d:\n    file: neighbourhoods.csv\n    geography: units\n    key: lsoa11_code\n"
                          "    values:\n" +
                              values + "indicators:\n" + indicators + "index: {normalise: imd_exponential, weights: {" +
                              weights + "}}\nuncertainty: {draws: 0}\n");
  // In this process, and nothing written: the files of 32,844 rows are of no interest here.
  tranche::RunOptions options;
  options.plugin_dirs = {TRANCHE_PLUGIN_DIR};
  const tranche::Run run = tranche::assess(tranche::read_assessment(scratch.path() / "a.yaml"), options);
  REQUIRE(run.authorities.size() == 32844);
  std::map<std::string, std::size_t> at;
  for (std::size_t i = 0; i < imd().code.size(); ++i) at[imd().code[i]] = i;
  std::size_t other = 0, far = 0;
  for (std::size_t i = 0; i < run.authorities.size(); ++i) {
    const std::string& code = run.authorities.units[i].code;
    const double off = std::abs(run.decision.rank[i] - imd().rank.at(at.at(code)));
    other += off > 0;
    far += off > 1;
    // The index divides by the sum of the weights, 0.999, where the publication does not: Scilly's score is 12.005.
    if (code == "E01019077") CHECK(run.decision.score[i] * 0.999 == Approx(12.005).margin(0.0005).epsilon(0));
  }
  CHECK(other <= 30); // 26 published ties, and two pairs of neighbours that change places
  CHECK(far == 0);
}
