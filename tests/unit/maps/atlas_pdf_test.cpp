#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdio>
#include <string>

#include "sample_run.hpp"
#include "scratch.hpp"
#include "tranche/maps/atlas.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

std::string said_by(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  char buffer[4096];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
  CHECK(pclose(pipe) == 0);
  for (std::size_t at; (at = text.find("\u00a0")) != std::string::npos;) text.replace(at, 2, " ");
  return text;
}

bool has_poppler() {
  if (std::system("command -v pdftotext >/dev/null 2>&1") == 0) return true;
  WARN("skipped: pdftotext is not installed (package poppler-utils)");
  return false;
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

} // namespace

TEST_CASE("the atlas is one PDF with its text, a page for each authority, outline, labels and links") {
  if (!has_poppler()) return;
  const Atlas atlas = describe_atlas(sample::sample_run());
  const std::string bytes = atlas_pdf(atlas);
  const Scratch scratch;
  const std::string file = scratch.write("atlas.pdf", bytes).string();
  // Cover, method, map, table and twelve authorities.
  const std::string info = said_by("pdfinfo " + file);
  CHECK_THAT(info, Contains("Sample funding: atlas of authorities"));
  CHECK_THAT(info, Contains("Pages:           16") && Contains("A4"));
  const std::string text = said_by("pdftotext -layout " + file + " -");
  // Form feeds end pages; on each stands what every page has to say.
  CHECK(std::count(text.begin(), text.end(), '\f') == 16);
  const std::string statement = "Illustrative: weights set by A. Analyst, not published by government.";
  CHECK(occurrences(text, statement) == 16);
  CHECK(occurrences(text, "DRAFT, not signed off") == 16);
  CHECK(occurrences(text, "Data: 2018 to 2022. Run 0123456789ab.") == 16);
  CHECK(occurrences(text, "Open Government Licence v3.0") >= 16);
  for (int page = 1; page <= 16; ++page) CHECK_THAT(text, Contains(std::to_string(page) + " of 16\n"));
  // The joined unit is the second of London: cover, method, map, table, then London by name.
  const std::string page = said_by("pdftotext -layout -f 8 -l 8 " + file + " -");
  CHECK_THAT(page, Contains("Hackney and City of London") && Contains("ranked and paid as one: E06000021, E06000022"));
  CHECK_THAT(page, Contains("of 11") && Contains("90 % interval") && Contains("Each indicator against England"));
  CHECK_THAT(page, Contains("Households owed a homelessness duty") && Contains("Comparable authorities"));

  // Outline: four parts, two regions and the authorities under them.
  CHECK(occurrences(bytes, "/Type /Outlines") == 1);
  for (const char* title : {"(Cover)", "(How the ranking was made)", "(Map of the tranches)", "(Ranked table)",
                            "(London)", "(North West)", "(Rutland)", "(Bournemouth, Christchurch and Poole)"})
    CHECK(occurrences(bytes, std::string("/Title ") + title) == 1);
  CHECK(occurrences(bytes, "/PageLabels") == 1);
  // Each row of the table leads to its page, and the cover to eleven places... of which two are regions.
  CHECK(occurrences(bytes, "/Subtype /Link") == 12 + 3 + 2);
  const std::string places = said_by("pdfinfo -dests " + file);
  for (int a = 1; a <= 12; ++a) CHECK_THAT(places, Contains("\"authority" + std::to_string(a) + "\""));
}

TEST_CASE("the same atlas gives the same bytes") {
  const Atlas atlas = describe_atlas(sample::sample_run());
  CHECK((atlas_pdf(atlas) == atlas_pdf(atlas)));
}

TEST_CASE("more indicators than a page holds go on over the next, none is lost") {
  if (!has_poppler()) return;
  Run run = sample::sample_run();
  for (int i = 2; i < 50; ++i) {
    IndicatorColumn more = run.indicators[1];
    more.id = "more" + std::to_string(i);
    more.title = "Indicator number " + std::to_string(i) + " of a long assessment";
    run.indicators.push_back(more);
    run.decision.columns.push_back(run.decision.columns[1]);
    run.decision.columns.back().id = more.id;
  }
  const Scratch scratch;
  const std::string file = scratch.write("atlas.pdf", atlas_pdf(describe_atlas(run))).string();
  const std::string text = said_by("pdftotext -layout " + file + " -");
  CHECK(std::count(text.begin(), text.end(), '\f') > 28);
  for (int i = 2; i < 50; ++i) CHECK(occurrences(text, "Indicator number " + std::to_string(i) + " of a") >= 12);
  CHECK(occurrences(text, "Each indicator against England (continued)") >= 12);
}
