#include <sys/wait.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "scratch.hpp"
#include "tranche/indicators/plugin_host.hpp"
#include "tranche/run/pipeline.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

std::filesystem::path broken(const std::string& name) { return std::filesystem::path(BROKEN_DIR) / (name + ".so"); }

/// What the host says, and with which exit code the tool would end; "" and 0 when nothing is wrong.
struct Refusal {
  std::string text;
  int exit_code = 0;
};

template <typename Action> Refusal refusal_of(Action&& action) {
  try {
    action();
  } catch (const PluginError& error) {
    return {error.what(), error.exit_code()};
  }
  return {};
}

BoundInput figures(const std::string& role, const std::vector<double>& values) {
  BoundInput input;
  input.role = role;
  input.cube.title = role + " of the test";
  input.cube.layer = "test/" + role;
  input.cube.areas = {"E1", "E2", "E3"};
  input.cube.clear();
  input.cube.value = values;
  input.cube.status.assign(3, Status::measured);
  input.cube.coverage.assign(3, 1);
  return input;
}

const std::vector<std::string> codes = {"E1", "E2", "E3"}, names = {"One", "Two", "Three"};

IndicatorColumn rate_of(const LoadedPlugin& plugin, const std::vector<BoundInput>& inputs) {
  Findings findings;
  const std::vector<ParameterValue> parameters = plugin.resolve_parameters({}, {}, findings);
  findings.throw_if_errors();
  return plugin.compute("rate", codes, names, std::vector<double>{0.95}, inputs, parameters);
}

IndicatorColumn rate_of(const LoadedPlugin& plugin) {
  return rate_of(plugin, {figures("events", {1, 2, 3}), figures("people", {10, 40, 50})});
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// What the tool prints on both streams, and how it ends (-1: by a signal).
struct Ended {
  std::string text;
  int exit_code = -1;
};

Ended tool(const std::string& arguments) {
  const std::string command = std::string(TRANCHE_BINARY_DIR) + "/bin/tranche " + arguments + " 2>&1";
  Ended checked;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  std::array<char, 1024> buffer{};
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe)) checked.text += buffer.data();
  const int status = pclose(pipe);
  if (WIFEXITED(status)) checked.exit_code = WEXITSTATUS(status);
  return checked;
}

Ended check(const std::filesystem::path& file, const std::string& options = {}) {
  return tool("plugins check '" + file.string() + "' " + options);
}

/// An assessment of three units by one measure of a plugin of this folder.
Run run_with(const std::string& plugin, int draws, const Scratch& folder) {
  folder.write("units.csv", "code,name,events,people\nE1,One,30,100\nE2,Two,20,100\nE3,Three,0,100\n");
  RunOptions options;
  options.plugin_dirs = {BROKEN_DIR};
  return assess(read_assessment(folder.write(
                    "a.yaml", "assessment: Units\nareas: {table: units.csv, key: code, name: name}\nlayers:\n"
                              "  my/units: {file: units.csv, geography: units, key: code,\n"
                              "    values: {events: {carry: count}, people: {carry: count}}}\n"
                              "indicators:\n  - {id: rate, plugin: " +
                                  plugin +
                                  ", measure: rate, inputs: {events: my/units:events, people: my/units:people}}\n"
                                  "uncertainty: {draws: " +
                                  std::to_string(draws) + "}\n")),
                options);
}

} // namespace

TEST_CASE("a sound plugin is loaded, computes, and is described as it says") {
  const LoadedPlugin plugin = load_plugin(broken("sound"));
  CHECK(plugin.info().version == "1.2.3");
  CHECK(plugin.info().measure("rate").roles.at(1).name == "people");
  const IndicatorColumn column = rate_of(plugin);
  CHECK(column.value == std::vector<double>{0.1, 0.05, 0.06});
  CHECK(column.upper[1] == 0.1);
  CHECK(column.title == "events of the test per head");
  CHECK(column.source == "sound 1.2.3");
}

TEST_CASE("titles and units take the words of what is bound, and what is put in is not searched again") {
  const LoadedPlugin plugin = load_plugin(broken("sound"));
  BoundInput events = figures("events", {1, 2, 3});
  events.cube.title = "Events of {people} in {unit_of}";
  const std::vector<BoundInput> inputs = {events, figures("people", {10, 40, 50})};
  Findings findings;
  const Place place{"a.yaml", 1, 1, "x"};
  const std::vector<ParameterSetting> settings = {{"unit_of", {}, {"1,000 {events}"}, false, place}};
  const std::vector<ParameterValue> parameters = plugin.resolve_parameters(settings, place, findings);
  const IndicatorColumn other = plugin.compute("other", codes, names, std::vector<double>{0.95}, inputs, parameters);
  CHECK(other.title == "Another rate of Events of {people} in {unit_of}");
  CHECK(other.unit == "per 1,000 {events}");
}

TEST_CASE("a plugin that is wrong is refused at loading, with what it is and what was expected") {
  const std::pair<const char*, std::vector<const char*>> table[] = {
      {"no_symbol", {"without the symbol tranche_plugin", "TRANCHE_PLUGIN"}},
      {"null_descriptor", {"exports a null descriptor"}},
      {"wrong_magic", {"magic is 0x4c4c554e, expected 0x434e5254"}},
      {"small_struct", {"a descriptor of 40 bytes, expected at least"}},
      {"other_major", {"built for plugin API 2, and this is 1"}},
      {"newer_minor", {"newer plugin API 1.2, and this is 1.1"}},
      {"other_build_key", {"built as 'itanium-cxx11abi0-std201103L', and this is '" TRANCHE_BUILD_KEY "'"}},
      {"other_id", {"calls itself 'somebody_else'", "named 'other_id'", "name the file somebody_else.so"}},
      {"no_licence", {"does not say its licence"}},
      {"no_measures", {"offers no measures"}},
      {"small_measures", {"offers no measures"}},
      {"no_create", {"has no create or no destroy function"}},
      {"unknown_binding", {"the binding of the role people is 'neighbours'", "say authorities or members"}},
      {"unknown_error_model", {"its error model is 'gauss'", "none, poisson, binomial or limits"}},
      {"no_direction", {"its direction is 0", "say 1 or -1"}},
      {"measure_twice", {"offers the measure rate twice"}},
      {"role_twice", {"has the role events twice"}},
      {"events_without_error_model", {"the role events holds events, and the error model is none"}},
      {"binomial_without_whole", {"the role events holds binomial events and does not say out of how many"}},
      {"part_of_nobody", {"the role events is a part of 'nobody', which is no other role of the measure"}},
      {"unknown_placeholder", {"'{evnets} per head' names {evnets}, which is no role and no parameter"}},
      {"unknown_parameter_kind", {"kind of the parameter unit_of is 'colour'"}},
      {"parameter_twice", {"has the parameter unit_of twice"}},
      {"fallback_out_of_bounds", {"default of the parameter level is '7'", "must be 0 to 1, got 7"}},
      {"undefined_symbol", {"cannot be loaded: undefined symbol: ", "a_function_that_nobody_definesv; rebuild"}},
      {"create_throws_std", {"could not be created: no memory of how to count"}},
      {"create_throws_int", {"could not be created: threw something that is not a std::exception"}},
      {"create_returns_null", {"could not be created: create returned nothing"}},
  };
  for (const auto& [name, parts] : table) {
    const Refusal refusal = refusal_of([&] { load_plugin(broken(name)); });
    INFO(name << ": " << refusal.text);
    CHECK(refusal.exit_code == 2);
    CHECK_THAT(refusal.text, Contains(broken(name).string()));
    CHECK_THAT(refusal.text, !Contains("Bad file descriptor") && !Contains("\n"));
    for (const char* part : parts) CHECK_THAT(refusal.text, Contains(part));
  }
}

TEST_CASE("a plugin that fails or returns nonsense is told by name, version, measure and authority") {
  const std::pair<const char*, const char*> table[] = {
      {"compute_throws_std", "measure rate: the figures are of last year"},
      {"compute_throws_nothing_to_read", "measure rate: threw an exception without a text"},
      {"compute_throws_int", "measure rate: threw something that is not a std::exception"},
      {"compute_throws_own_type", "measure rate: threw something that is not a std::exception"},
      {"returns_infinity", "returned an infinite value for E2"},
      {"returns_nan", "returned no value although the status is measured for E2"},
      {"value_although_missing", "returned the value 0.05 although the status is missing for E2"},
      {"unknown_status", "returned a status that does not exist for E2"},
      {"lower_above_upper", "returned limits 0.1 to 0.025 around the value 0.05 for E2"},
      {"value_outside_limits", "around the value 0.2 for E2"},
      {"one_limit_only", "returned one limit without the other for E2"},
      {"infinite_limit", "returned an infinite limit for E2"},
      {"limits_without_value", "returned limits without a value for E2"},
      {"coverage_above_one", "returned coverage 1.5, which is not within 0 and 1 for E2"},
      {"coverage_nan", "which is not within 0 and 1 for E2"},
      {"infinite_denominator", "returned an infinite numerator or denominator for E2"},
      {"note_on_nobody", "returned a remark on authority number 1000 of 3"},
  };
  for (const auto& [name, part] : table) {
    const LoadedPlugin plugin = load_plugin(broken(name));
    const Refusal refusal = refusal_of([&] { rate_of(plugin); });
    INFO(name << ": " << refusal.text);
    CHECK(refusal.exit_code == 1);
    CHECK_THAT(refusal.text, Contains(std::string("plugin ") + name + " 1.2.3 (" + broken(name).string() + ")"));
    CHECK_THAT(refusal.text, Contains("measure rate"));
    CHECK_THAT(refusal.text, Contains(part));
  }
}

TEST_CASE("an error that a plugin words itself keeps its kind and its remedy") {
  const Refusal refusal = refusal_of([] { rate_of(load_plugin(broken("compute_throws_error"))); });
  CHECK(refusal.exit_code == 2);
  CHECK_THAT(refusal.text, Contains("measure rate: role events: has 2 categories; name one under categories:"));
}

TEST_CASE("an input that is missing, unknown or of the wrong kind is refused before the plugin sees it") {
  const LoadedPlugin plugin = load_plugin(broken("sound"));
  const BoundInput events = figures("events", {1, 2, 3}), people = figures("people", {1, 2, 3});
  BoundInput members = people;
  members.members = true;
  CHECK_THAT(refusal_of([&] { rate_of(plugin, {events}); }).text, Contains("its role people (People) is not bound"));
  CHECK_THAT(refusal_of([&] {
               rate_of(plugin, {events, people, figures("beds", {1, 2, 3})});
             }).text,
             Contains("has no role 'beds'; its roles are events and people"));
  CHECK_THAT(refusal_of([&] {
               rate_of(plugin, {events, members});
             }).text,
             Contains("its role people needs figures of authorities"));
  CHECK_THAT(refusal_of([&] { plugin.info().measure("rates"); }).text, Contains("did you mean 'rate'?"));
}

TEST_CASE("a file that is no whole shared object of this machine never reaches the loader") {
  const Scratch scratch;
  const std::string sound = bytes_of(broken("sound"));
  REQUIRE(sound.size() > 4096);
  const auto said = [](const std::filesystem::path& file) { return refusal_of([&] { load_plugin(file); }); };

  CHECK_THAT(said(scratch.path() / "missing.so").text, Contains("missing.so: does not exist"));
  CHECK_THAT(said(scratch.path() / "plugin.txt").text, Contains("is not named <id>.so"));
  CHECK_THAT(said(scratch.write("text.so", "This is a text, and it is long enough for a header of 64 bytes.....")).text,
             Contains("is not a shared object (no ELF header)"));
  CHECK_THAT(said(scratch.write("short.so", "MZ")).text, Contains("is not a shared object (no ELF header)"));
  CHECK_THAT(said(scratch.write("empty.so", "")).text, Contains("is empty"));
  std::filesystem::create_directory(scratch.path() / "folder.so");
  CHECK_THAT(said(scratch.path() / "folder.so").text, Contains("is a folder"));

  std::string other = sound;
  other[18] = 8, other[19] = 0; // e_machine: MIPS
  CHECK_THAT(said(scratch.write("mips.so", other)).text, Contains("was built for another machine"));
  other = sound;
  other[16] = 1; // e_type: relocatable
  CHECK_THAT(said(scratch.write("object.so", other)).text, Contains("not a shared object"));

  for (const double share : {0.0005, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99}) {
    const auto length = static_cast<std::size_t>(share * static_cast<double>(sound.size()));
    const Refusal cut = said(scratch.write("sound.so", sound.substr(0, length)));
    INFO(length << " of " << sound.size() << " bytes");
    CHECK_THAT(cut.text, Contains("is cut short"));
    CHECK(cut.exit_code == 2);
  }
  CHECK_THAT(said(scratch.write("sound.so", sound.substr(0, sound.size() - 1))).text, Contains("is cut short"));
  CHECK(said(scratch.write("sound.so", sound)).text == "");
}

TEST_CASE("`plugins check` survives what would kill the process, and says it in one sentence") {
  const std::pair<const char*, std::vector<const char*>> table[] = {
      {"compute_crashes", {"crashed (Segmentation fault) while computing the measure rate"}},
      {"compute_aborts", {"crashed (Aborted) while computing the measure rate"}},
      {"compute_exits", {"ended the process with code 0 while computing the measure rate"}},
      {"compute_never_ends", {"did not finish within 1 seconds while computing the measure rate"}},
      {"create_aborts", {"crashed (Aborted) while being loaded"}},
      {"static_initialiser_throws", {"static_initialiser_throws.so: "}},
      {"undefined_symbol", {"cannot be loaded: undefined symbol"}},
      {"returns_nan", {"returned no value although the status is measured for A2"}},
  };
  for (const auto& [name, parts] : table) {
    const Ended checked = check(broken(name), "--seconds 1");
    INFO(name << ": " << checked.text);
    CHECK(checked.exit_code == (std::string(name) == "returns_nan" ? 1 : 2));
    CHECK(checked.text.rfind("tranche: error: ", 0) == 0);
    CHECK(checked.text.find('\n') == checked.text.size() - 1);
    for (const char* part : parts) CHECK_THAT(checked.text, Contains(part));
  }
  const Scratch scratch;
  const std::string sound = bytes_of(broken("sound"));
  const Ended cut = check(scratch.write("sound.so", sound.substr(0, sound.size() / 3)));
  CHECK(cut.exit_code == 2);
  CHECK_THAT(cut.text, Contains("sound.so: is cut short"));
}

TEST_CASE("`plugins check` passes a sound plugin, and one that refuses the made-up figures with its reason") {
  const Ended sound = check(broken("sound"));
  CHECK(sound.exit_code == 0);
  CHECK_THAT(sound.text, Contains("sound 1.2.3: A rate") && Contains("rate: computed") && Contains("other: computed"));
  const Ended refuses = check(broken("compute_throws_std"));
  CHECK(refuses.exit_code == 0);
  CHECK_THAT(refuses.text, Contains("refuses the made-up figures (measure rate: the figures are of last year)"));
}

TEST_CASE("`plugins list` shows the sound ones and names the others, even one that dies at loading") {
  const Ended listed = tool("plugins list --plugin-dir " BROKEN_DIR);
  INFO(listed.text);
  CHECK(listed.exit_code == 2);
  CHECK_THAT(listed.text, Contains("\nsound ") && Contains("  A rate ") && Contains("  rate, other\n"));
  CHECK_THAT(listed.text, Contains("\ndrug_deaths ")); // of the folder that is always searched
  CHECK_THAT(listed.text, Contains("static_initialiser_throws.so: crashed (Aborted) while being loaded") ||
                              Contains("static_initialiser_throws.so: cannot be loaded"));
  CHECK_THAT(listed.text, Contains("other_major.so: was built for plugin API 2"));
}

TEST_CASE("`plugins show` prints what a plugin says of itself, as words and as JSON") {
  const std::string folder = " --plugin-dir " BROKEN_DIR;
  const Ended words = tool("plugins show sound" + folder);
  CHECK(words.exit_code == 0);
  CHECK_THAT(words.text, Contains("sound 1.2.3: A rate") && Contains("input people: People (bound as authorities)") &&
                             Contains("level (number, 0 to 1; default 0.5): A share."));
  const Ended json = tool("plugins show sound --json" + folder);
  CHECK(json.exit_code == 0);
  const nlohmann::json plugin = nlohmann::json::parse(json.text);
  CHECK(plugin.at("id") == "sound");
  CHECK(plugin.at("measures").at(0).at("roles").at(1).at("name") == "people");
  CHECK(plugin.at("parameters").at(1).at("maximum") == 1);
  const nlohmann::json all = nlohmann::json::parse(tool("plugins list --json").text);
  CHECK(all.size() >= 5);
  CHECK(all.at(0).at("id") == "crime");
}

TEST_CASE("wrong command lines of plugins end with 2 and a sentence") {
  for (const char* arguments : {"plugins", "plugins show", "plugins show nobody", "plugins check", "plugins sing",
                                "plugins list --threads 0", "plugins check x.so --seconds 0"}) {
    const Ended checked = tool(arguments);
    INFO(arguments << ": " << checked.text);
    CHECK(checked.exit_code == 2);
    CHECK(checked.text.rfind("tranche: error: ", 0) == 0);
  }
  for (const char* arguments : {"--help", "--version", "plugins --help", "plugins list --help", "plugins show -h"})
    CHECK(tool(arguments).exit_code == 0);
}

TEST_CASE("a plugin that refuses a drawn input stops the run, and is named with the draw") {
  const Scratch folder;
  try {
    run_with("refuses_part_counts", 50, folder);
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK_THAT(error.what(), Contains("plugin refuses_part_counts 1.2.3") && Contains("refuses_part_counts.so") &&
                                 Contains("on inputs drawn anew for the uncertainty (draw 0)") &&
                                 Contains("there is no part of an event") && Contains("uncertainty.figures: limits"));
    CHECK(error.exit_code() == 1);
  }
  const Ended run = tool("run '" + (folder.path() / "a.yaml").string() + "' --plugin-dir '" BROKEN_DIR "' -o '" +
                         (folder.path() / "out").string() + "'");
  CHECK(run.exit_code == 1);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out"));
}

TEST_CASE("binomial events are drawn as a share of their whole, which is held") {
  constexpr int draws = 20000;
  const Scratch folder;
  const Run run = run_with("binomial_events", draws, folder);
  const FigurePool& pool = run.figure_pools()[0];
  REQUIRE(pool.columns == draws);
  for (std::size_t i = 0; i < 3; ++i) {
    const double x = std::array{30.0, 20.0, 0.0}[i], a = x + 0.5, b = 100 - x + 0.5, all = a + b;
    const double mean = a / all, variance = a * b / (all * all * (all + 1));
    double sum = 0, squares = 0;
    for (std::size_t d = 0; d < pool.columns; ++d) {
      const double drawn = pool.value[3 * d + i];
      CHECK_FALSE((drawn < 0 || drawn > 1));
      sum += drawn, squares += (drawn - mean) * (drawn - mean);
    }
    CHECK(std::abs(sum / draws - mean) < 4 * std::sqrt(variance / draws));
    CHECK(squares / draws == Approx(variance).epsilon(x > 0 ? 0.05 : 0.15));
  }
  CHECK_THAT(run.uncertainty.assumptions[0], Contains("(events out of people) are drawn from their beta posterior"));
}

TEST_CASE("a plugin of the API 1.0 knows no events: its figures are drawn from their own counts") {
  const LoadedPlugin plugin = load_plugin(broken("first_api"));
  CHECK_FALSE(plugin.info().measure("rate").roles[0].events);
  CHECK_FALSE(plugin.info().measure("rate").roles[1].required);
  const Scratch folder;
  const Run run = run_with("first_api", 50, folder);
  CHECK(run.figure_pools()[0].columns == 0);
  CHECK_THAT(run.uncertainty.assumptions[0], Contains("the events behind each figure are Poisson counts"));
}
