#include <catch2/catch.hpp>

#include "faults.hpp"
#include "scratch.hpp"
#include "tranche/layers/catalogue.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

/// A catalogue of one table of three areas, with the layer's own lines added.
struct Little {
  Scratch scratch;
  Catalogue catalogue;

  explicit Little(std::string_view table, const std::string& layer_lines = "", const std::string& value_lines = "",
                  const std::string& file = "t.csv") {
    scratch.write("areas.csv", "code,name\nA1,One\nA2,Two\nA3,Three\n");
    scratch.write("old.csv", "code\nB1\nB2\n");
    scratch.write("changes.csv", "from_code,to_code,from_name,to_name,date,kind\nC9,A1,Old,One,2020-04-01,merge\n");
    scratch.write(file, table);
    scratch.write(
        "catalogue.yaml",
        "geographies:\n"
        "  places: {title: Places, pattern: \"[ABC][0-9]\", codes: {file: areas.csv, key: code, name: name}}\n"
        "  old: {title: Old places, pattern: \"B[0-9]\", codes: {file: old.csv, key: code}}\n"
        "code_changes: changes.csv\n"
        "layers:\n  t:\n    file: " +
            file + "\n    geography: places\n    key: code\n" + layer_lines +
            "    values:\n      n:\n        carry: count\n" + value_lines);
    catalogue = Catalogue::read({scratch.path() / "catalogue.yaml"});
  }
  Cube read(TableReport* report = nullptr) const {
    const Layer& layer = catalogue.layer("t", {});
    return read_value(catalogue, layer, layer.value("n", {}), report);
  }
  std::string refusal() const {
    return fault_of([&] { read(); });
  }
};

std::string refusal_of(std::string_view table, const std::string& layer_lines = "",
                       const std::string& value_lines = "") {
  return Little(table, layer_lines, value_lines).refusal();
}

} // namespace

TEST_CASE("A plain table becomes a cube with a status for every cell") {
  const Cube cube = Little("code,n\nA2,5\nA1,0\nA3,\n").read();
  CHECK(cube.areas == std::vector<std::string>{"A1", "A2", "A3"});
  CHECK(cube.value == std::vector<double>{0, 5, 0});
  CHECK(cube.status == std::vector<Status>{Status::measured, Status::measured, Status::missing});
  CHECK(cube.coverage == std::vector<double>{1, 1, 0});
}

TEST_CASE("Periods and categories come from columns, or from several columns") {
  const Cube tall = Little("code,year,n\nA1,2020,3\nA1,2019,2\n", "    period: {column: year}\n").read();
  CHECK(tall.periods == std::vector<std::string>{"2019", "2020"});
  CHECK(tall.value == std::vector<double>{2, 3});
  const Cube wide = Little("code,n19,n20\nA1,2,3\n", "", "        periods: {2019: n19, 2020: n20}\n").read();
  CHECK(wide.periods == tall.periods);
  CHECK(wide.value == tall.value);
  const Cube groups = Little("code,low,mid\nA1,2,3\n", "", "        categories: {lower: low, estimate: mid}\n").read();
  CHECK(groups.categories == std::vector<std::string>{"lower", "estimate"});
}

TEST_CASE("A byte-order mark, CRLF, quotes and blank lines do no harm") {
  const Cube cube = Little("\xEF\xBB\xBF"
                           "code,n\r\n\"A1\",\"7\"\r\n\r\nA2,8\r\n")
                        .read();
  CHECK(cube.value == std::vector<double>{7, 8});
}

TEST_CASE("windows-1252 is read when declared and refused with its line when not") {
  CHECK_THAT(refusal_of("code,name,n\nA1,King\x92s Lynn,1\n"),
             Contains("t.csv:2: holds bytes that are not UTF-8") && Contains("encoding: windows-1252"));
  const Little little("code,name,n\nA1,King\x92s Lynn,1\n", "    encoding: windows-1252\n");
  CHECK(little.read().value == std::vector<double>{1});
  CHECK(little.catalogue.raw(little.catalogue.layer("t", {})).cell(0, 1) == "King\xE2\x80\x99s Lynn");
}

TEST_CASE("Marks mean what the catalogue says, and never zero") {
  const std::string marks = "    marks: {\"..\": missing, \"-\": missing, \"*\": suppressed, c: suppressed, \"[low]\": "
                            "too_few, u: unreliable}\n";
  const Cube cube = Little("code,n\nA1,..\nA2,*\nA3,12.5 u\n", marks).read();
  CHECK(cube.status == std::vector<Status>{Status::missing, Status::suppressed, Status::unreliable});
  CHECK(cube.value[2] == 12.5);
  CHECK(Little("code,n\nA1,c\nA2,[low]\nA3,-\n", marks).read().status ==
        std::vector<Status>{Status::suppressed, Status::too_few, Status::missing});
  for (const char* mark : {"..", "-", "*", "c", "u"})
    CHECK_THAT(refusal_of("code,n\nA1," + std::string(mark) + "\n"), Contains("is not a number") && Contains("marks"));
  CHECK_THAT(refusal_of("code,n\nA1,u\n", marks), Contains("without a number"));
}

TEST_CASE("Thousands separators are read when declared and refused when not") {
  CHECK_THAT(refusal_of("code,n\nA1,\"1,234\"\n"),
             Contains("t.csv:2") && Contains("has thousands separators") && Contains("thousands: \",\""));
  CHECK(Little("code,n\nA1,\"1,234,567\"\nA2,12\n", "    thousands: \",\"\n").read().value ==
        std::vector<double>{1234567, 12});
  CHECK_THAT(refusal_of("code,n\nA1,\"12,34\"\n", "    thousands: \",\"\n"), Contains("group its digits"));
}

TEST_CASE("Each fault of a table is told in a sentence with its line") {
  CHECK_THAT(refusal_of("code,n\nA1,many\n"), Contains("t.csv:2, column n, A1: 'many' is not a number"));
  CHECK_THAT(refusal_of("code,n\nA1,-3\n"), Contains("'-3' is below 0"));
  CHECK_THAT(refusal_of("code,n\nA1,nan\n"), Contains("is not a number"));
  CHECK_THAT(refusal_of("code,n\nA1,1e999\n"), Contains("is not a number"));
  CHECK_THAT(refusal_of("code,n\nA1,0\n", "", "        positive: true\n"), Contains("not above 0"));
  CHECK_THAT(refusal_of("code,n\nA1,\n", "", "        positive: true\n"), Contains("must be given for every area"));
  CHECK_THAT(refusal_of("code,n\nA1,2.5\n", "", "        whole: true\n"), Contains("not a whole number"));
  CHECK_THAT(refusal_of("id,n\nA1,1\n"), Contains("has no column 'code'; it has: id, n"));
  CHECK_THAT(refusal_of("code,m\nA1,1\n"), Contains("has no column 'n'"));
  CHECK_THAT(refusal_of("code,n\nA1,1\nA2,2\nA1,3\n"), Contains("t.csv:4: A1 stands here and at t.csv:2"));
  CHECK_THAT(refusal_of("code,n\n,4\n"), Contains("has figures and no code"));
  CHECK_THAT(refusal_of(""), Contains("t.csv: is empty"));
  CHECK_THAT(refusal_of("code,n\n"), Contains("has a header and no rows"));
  CHECK_THAT(refusal_of("code,n\nA1,1,2\n"), Contains("t.csv:2: has 3 cells where the header has 2"));
  CHECK_THAT(refusal_of("code,n\nA1,\"1\n"), Contains("t.csv:2: a quote is opened and never closed"));
  CHECK_THAT(refusal_of("PK\x03\x04junk"), Contains("is a zip archive or a spreadsheet"));
  CHECK_THAT(refusal_of(std::string_view("code,n\nA1,\0\n", 13)), Contains("binary"));
}

TEST_CASE("Unknown codes are listed with the vintage they belong to") {
  CHECK_THAT(refusal_of("code,n\nA1,1\nB1,2\nB2,3\n"),
             Contains("2 codes are not any of places") && Contains("B1, B2") && Contains("geography: old"));
  CHECK_THAT(refusal_of("code,n\nC9,1\n"), Contains("C9 (Old) ended on 2020-04-01 and became A1 (One)"));
  CHECK_THAT(refusal_of("code,n\nA9,1\n"), Contains("1 code is not one of places (Places): A9"));
  CHECK_THAT(refusal_of("code,n\nWales,1\n"), Contains("Wales"));
}

TEST_CASE("Footers and ignored codes are left out and counted") {
  TableReport report;
  const Cube cube = Little("code,n\nA1,1\nWales,9\nSource: somebody's table\n1. A note,\n", "    ignore_codes: Wales\n")
                        .read(&report);
  CHECK(cube.areas == std::vector<std::string>{"A1"});
  CHECK(report.footers == 2);
  CHECK(report.ignored == 1);
}

TEST_CASE("A column of words can withdraw a figure") {
  const std::string status = "        status: {column: s, words: {own: measured, shared: missing}}\n";
  CHECK(Little("code,n,s\nA1,4,own\nA2,5,shared\n", "", status).read().status ==
        std::vector<Status>{Status::measured, Status::missing});
  CHECK_THAT(refusal_of("code,n,s\nA1,4,lent\n", "", status), Contains("'lent' is not one of the words"));
}

TEST_CASE("A control total that is missed refuses the table") {
  CHECK_THAT(refusal_of("code,year,n\nA1,2020,3\nA2,2020,4\n", "    period: {column: year}\n",
                        "        control_totals: {2020: 8}\n"),
             Contains("n sums to 7 in 2020, and the control total is 8"));
}

TEST_CASE("Many faults are told together, but not without end") {
  std::string table = "code,year,n\n";
  for (int year = 1990; year < 2020; ++year) table += "A1," + std::to_string(year) + ",x\n";
  const std::string text = refusal_of(table, "    period: {column: year}\n");
  CHECK(std::count(text.begin(), text.end(), '\n') == 11);
}

TEST_CASE("A missing file and a folder are told apart") {
  Little little("code,n\nA1,1\n");
  std::filesystem::remove(little.scratch.path() / "t.csv");
  CHECK_THAT(little.refusal(), Contains("t.csv: cannot be opened: No such file or directory"));
  std::filesystem::create_directory(little.scratch.path() / "t.csv");
  CHECK_THAT(little.refusal(), Contains("is a folder"));
}

TEST_CASE("A catalogue's faults are told with file and line") {
  const auto refusal = [](const std::string& text) {
    Scratch scratch;
    const auto file = scratch.write("catalogue.yaml", text);
    return fault_of([&] { Catalogue::read({file}); });
  };
  CHECK_THAT(refusal("layers:\n  t: {file: a.csv, geography: g, values: {n: {carry: sum}}}\n"),
             Contains("catalogue.yaml:2") && Contains("carry"));
  CHECK_THAT(refusal("layers:\n  t: {file: a.csv, geography: g, keey: c, values: {n: {}}}\n"), Contains("keey"));
  CHECK_THAT(refusal("layers:\n  t: {file: a.csv, geography: g, key: c}\n"), Contains("no `values`"));
  CHECK_THAT(refusal("geographies: {g: {pattern: \"E0[\"}}\n"), Contains("not a regular expression"));
}
