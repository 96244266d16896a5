#include "tranche/settings/yaml.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "scratch.hpp"
#include "tranche/settings/suggest.hpp"

using namespace tranche;

namespace {

/// Every finding of reading a text as YAML, a line each.
std::string faults(const std::string& text) {
  Findings findings;
  read_yaml_text(text, "a.yaml", Fault::settings, findings);
  std::string lines;
  for (const Finding& finding : findings.items()) lines += finding.text() + "\n";
  return lines;
}

YamlNode tree(const std::string& text) {
  Findings findings;
  auto node = read_yaml_text(text, "a.yaml", Fault::settings, findings);
  findings.throw_if_errors();
  return *node;
}

/// What a reader says of the value of key v, after use(reader).
template <typename Use> std::string said(const std::string& text, Use use) {
  const YamlNode node = tree(text);
  Findings findings;
  YamlReader reader(node, Fault::settings, findings);
  use(reader);
  return findings.items().empty() ? "" : findings.items().front().text();
}

bool same(const YamlNode& a, const YamlNode& b) {
  return a.kind == b.kind && a.text == b.text && a.key == b.key && a.place.path == b.place.path &&
         (a.quoted == b.quoted || a.text.empty() || a.text.find('\r') != std::string::npos) &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same);
}

} // namespace

TEST_CASE("nodes know their line, column and path, members of lists by their id") {
  const YamlNode root = tree("top:\n  - {id: one, x: 1}\n  - {id: two,\n     x: [a, \"0123\"]}\n");
  const YamlNode& x = *root.items[0].items[1].find("x");
  CHECK(x.place.text() == "a.yaml:4:9: top.two.x");
  CHECK(x.key_place.text() == "a.yaml:4:6: top.two.x");
  CHECK(x.items[1].place.text() == "a.yaml:4:13: top.two.x.1");
  CHECK(x.items[1].quoted);
  CHECK_FALSE(x.items[0].quoted);
}

TEST_CASE("each fault of a YAML text is one sentence with its place and a remedy") {
  const std::pair<const char*, const char*> cases[] = {
      {"a: 1\nb: 2\na: 3\n", "a.yaml:3:1: key 'a' is written twice (first on line 1); keep one of the two"},
      {"a: [1, 2\nb: 3\n", "a '[' is not closed"},
      {"a: {x: 1\n", "a '{' is not closed"},
      {"a: 1\n  b: 2\n", "a.yaml:2:4: a ':' stands where no key can be; quote text that holds ': '"},
      {"a:\n   b: 1\n  c: 2\n", "a.yaml:3:3: does not line up with the keys above it"},
      {"a: \"text\n", "a quote is not closed"},
      {"a: 1\n\tb: 2\n", "a.yaml:2:1: a tab is used to indent; indent with spaces"},
      {"a: *x\n", "quote text that begins with '&'"},
      {"a: &x 1\nb: *x\n", "a.yaml:2:4: aliases (*name) are not used here"},
      {"a: 'text\nb: 1\n", "a.yaml:1:4: a quote is not closed"},
      {"caf\xC3\xA9: \"\xC3\xA9\nb: 1\n", "a.yaml:1:8: a quote is not closed"},
      {"a: \"it's\"\nb: 'x''y'\nc: \"q\\\"\n", "a.yaml:3:4: a quote is not closed"},
      {"a: [\"..\", *]\n", "'*' begins an alias"},
      {"a: &x 1\n", "anchors (&name) are not used here"},
      {"a: {b: 1}\n<<: {c: 1}\n", "a.yaml:2:1: merge keys (<<) are not used here"},
      {"a: !!str 1\n", "tags (!name) are not used here"},
      {"a: \"C:\\data\"\n", "backslash"},
      {"a: @x\n", "quote text that begins with %"},
      {"a: {{x}}\n", "'{' is not closed, or stands where a key is expected"},
      {"a: 1\n---\nb: 2\n", "a second document begins here"},
      {"a: caf\xE9\n", "a.yaml:1:7: is not UTF-8 (byte 0xE9); save the file as UTF-8"},
      {"\xFF\xFE"
       "a",
       "is written in UTF-16; save it as UTF-8"},
      {"PK\x03\x04zip", "is a zip or spreadsheet file"},
      {"a: >x\n", "quote text that begins with it"},
      {": 1\n", "a key is missing before ':'"},
  };
  for (const auto& [text, message] : cases) {
    INFO(text);
    CHECK_THAT(faults(text), Catch::Contains(message));
  }
  CHECK_THAT(faults(std::string("a: 1\0", 5)), Catch::Contains("is not a text file"));
  CHECK_THAT(faults("a: " + std::string(50, '[') + std::string(50, ']')), Catch::Contains("deeper than 40 levels"));
  CHECK_FALSE(faults(std::string(100000, '[')).empty());
  std::string keys;
  for (int i = 0; i < 20000; ++i) keys += "{a: ";
  CHECK_FALSE(faults(keys).empty());
}

TEST_CASE("all faults of a text are told at once") {
  const std::string all = faults("a: 1\na: 2\nb: &x 1\nc: *x\n");
  CHECK_THAT(all, Catch::Contains("twice") && Catch::Contains("anchors") && Catch::Contains("aliases"));
}

TEST_CASE("a byte order mark and Windows line ends change nothing") {
  CHECK(same(tree("\xEF\xBB\xBF"
                  "a: 1\r\nb: [x]\r\n"),
             tree("a: 1\nb: [x]\n")));
}

TEST_CASE("files that cannot be read are told apart") {
  const Scratch folder;
  folder.write("empty.yaml", "# only a comment\n");
  const auto message = [&](const std::string& name) {
    Findings findings;
    CHECK_FALSE(read_yaml_file(folder.path() / name, Fault::settings, findings));
    REQUIRE(findings.items().size() == 1);
    CHECK_THAT(findings.items()[0].where, Catch::EndsWith(name));
    return findings.items()[0].what;
  };
  CHECK(message("absent.yaml") == "there is no such file");
  CHECK(message("") == "is a folder");
  CHECK(message("empty.yaml") == "is empty");
}

TEST_CASE("wrong values are told with place, value and remedy") {
  const auto number = [](YamlReader& r) { r.number("v", 0, zero_or_more); };
  CHECK(said("v: heavy", number) == "a.yaml:1:4: v: must be a number of 0 or more, got 'heavy'; "
                                    "write digits with '.' for decimals and no thousands separators");
  CHECK_THAT(said("v: -1", number), Catch::Contains("got '-1'"));
  CHECK_THAT(said("v: nan", number), Catch::Contains("got 'nan'"));
  CHECK_THAT(said("v: 1,000", number), Catch::Contains("no thousands separators"));
  CHECK_THAT(said("v: 12abc", number), Catch::Contains("got '12abc'"));
  CHECK_THAT(said("v: \"5\"", number), Catch::Contains("without quotes"));
  CHECK_THAT(said("v: [5]", number), Catch::Contains("must be a number, got a list"));
  CHECK_THAT(said("v: 0123", number), Catch::Contains("0123 looks like an octal number; quote it"));
  CHECK_THAT(said("v:", number), Catch::Contains("has no value"));
  CHECK_THAT(said("v: 01", [](YamlReader& r) { r.text("v"); }), Catch::Contains("quote it if it is a code (\"01\")"));
  CHECK_THAT(said("v: [\"01\", 02]", [](YamlReader& r) { r.texts("v"); }), Catch::Contains("02 looks like"));
  CHECK_THAT(said("v: yes", [](YamlReader& r) { r.flag("v", false); }), Catch::Contains("must be true or false"));
  CHECK_THAT(said("v: 2.5", [](YamlReader& r) { r.integer("v", 0, 0, 9); }),
             Catch::Contains("whole number from 0 to 9"));
  CHECK_THAT(said("v: 1", [](YamlReader& r) { r.number("v", 0, open_share); }),
             Catch::Contains("between 0 and 1, both excluded"));
  CHECK_THAT(said("v: zscore",
                  [](YamlReader& r) {
                    r.word("v", {"z_score", "rank"}, "");
                  }),
             Catch::Contains("must be z_score or rank, got 'zscore'; did you mean 'z_score'?"));
  CHECK_THAT(said("v: 2026-02-30", [](YamlReader& r) { r.child("v").as_date(); }), Catch::Contains("must be a date"));
  CHECK_THAT(said("v: x", [](YamlReader& r) { r.child("v").text("w"); }), Catch::Contains("must be a map"));
  CHECK_THAT(said("v: x", [](YamlReader& r) { r.child("v").items(); }), Catch::Contains("must be a list"));
  CHECK(said("v: 1", [](YamlReader& r) { r.required_text("w"); }) == "a.yaml:1:1: w: is missing; add 'w: ...'");
  CHECK(said("v: 1", [](YamlReader& r) { r.number("v", 0); }).empty());
}

TEST_CASE("quoted and plain scalars are both text") {
  const YamlNode node = tree("a: [\"2018\", 2019]\nb: 2020\n");
  Findings findings;
  YamlReader reader(node, Fault::settings, findings);
  CHECK(reader.texts("a") == std::vector<std::string>{"2018", "2019"});
  CHECK(reader.texts("b") == std::vector<std::string>{"2020"});
  CHECK(findings.items().empty());
}

TEST_CASE("pounds become pence exactly") {
  const auto pence = [](const std::string& text) {
    const YamlNode node = tree("v: " + text);
    Findings findings;
    return YamlReader(node, Fault::settings, findings).child("v").as_pence();
  };
  CHECK(pence("85700000") == 8570000000);
  CHECK(pence("0.29") == 29); // 0.29 * 100 is 28.999... in floating point
  CHECK(pence("999999999999999.99") == 99999999999999999);
  for (const char* wrong : {"1.5", "1.005", "-1", "1e6", "53,000", "\"5\"", "1.", ".50", "£5", "1000000000000000"})
    CHECK_FALSE(pence(wrong));
}

TEST_CASE("keys nobody asked for are reported with the closest known one") {
  const YamlNode node = tree("wieghts: 1\nzzz: 2\nknown: 3\n");
  Findings findings;
  YamlReader reader(node, Fault::settings, findings);
  reader.child("weights");
  reader.child("known");
  reader.finish();
  REQUIRE(findings.items().size() == 2);
  CHECK(findings.items()[0].text() == "a.yaml:1:1: wieghts: unknown key; did you mean 'weights'?");
  CHECK(findings.items()[1].text() == "a.yaml:2:1: zzz: unknown key; known here: known and weights");
}

TEST_CASE("suggestions are close or absent") {
  CHECK(closest("wegihts", {"name", "weights"}) == "weights");
  CHECK(closest("by", {"of", "name"}).empty());
  CHECK(closest("deaths", {"crime", "income"}).empty());
  CHECK(listed({"a", "b", "c"}) == "a, b or c");
}

TEST_CASE("a tree written out reads back as the same tree") {
  const char* texts[] = {
      "a: 1\nb: \"0123\"\nc: [x, {id: y, z: [1, [2, 3]]}, []]\nd: {}\n",
      "a: 'it''s: #1'\n\"odd key: 1\": |\n  two\n  lines\ne: \"\"\nf: \"tab\\there \\\\ \\\"q\\\"\"\n",
      "- a\n- {b: c, d: e}\n- - f\n",
      "a: {x: 1\r}\n",
      "null_key: \"null\"\nplain: https://a.b/c?d=e#f\nfolded: one\n  two\n",
  };
  for (const char* text : texts) {
    const YamlNode first = tree(text);
    INFO(yaml_text(first));
    CHECK(same(first, tree(yaml_text(first))));
    CHECK(yaml_text(first) == yaml_text(tree(yaml_text(first))));
  }
}
