#include "tranche/indicators/plugin_host.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "faults.hpp"
#include "scratch.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

/// Sets TRANCHE_PLUGIN_PATH for a test case.
class PluginPath {
public:
  explicit PluginPath(const std::string& value) { setenv("TRANCHE_PLUGIN_PATH", value.c_str(), 1); }
  ~PluginPath() { unsetenv("TRANCHE_PLUGIN_PATH"); }
  PluginPath(const PluginPath&) = delete;
  PluginPath& operator=(const PluginPath&) = delete;
};

BoundInput figures(const std::string& role, std::size_t authorities, double size) {
  BoundInput input;
  input.role = role;
  input.cube.title = role;
  input.cube.layer = "test/" + role;
  for (std::size_t a = 0; a < authorities; ++a) input.cube.areas.push_back("E" + std::to_string(a));
  input.cube.periods = {"2018", "2019", "2020"};
  input.cube.clear();
  for (std::size_t cell = 0; cell < input.cube.value.size(); ++cell) {
    const bool gap = role == "deaths" && cell % 29 == 7;
    input.cube.value[cell] = gap ? 0 : size * static_cast<double>(1 + cell * 37 % 101);
    input.cube.status[cell] = gap ? Status::missing : Status::measured;
    input.cube.coverage[cell] = gap ? 0 : 1;
  }
  return input;
}

std::string bytes(const std::vector<double>& numbers) {
  std::string text(numbers.size() * sizeof(double), '\0');
  std::memcpy(text.data(), numbers.data(), text.size());
  return text;
}

std::string bytes(const IndicatorColumn& column) {
  std::string text = column.title + column.unit;
  for (const auto* numbers :
       {&column.value, &column.lower, &column.upper, &column.numerator, &column.denominator, &column.coverage})
    text += bytes(*numbers);
  for (const Status status : column.status) text += std::string(name_of(status));
  for (const std::uint32_t flags : column.flags) text += flags_text(flags) + ",";
  for (const auto& [authority, note] : column.notes) text += std::to_string(authority) + note;
  return text;
}

} // namespace

TEST_CASE("plugins are found beside the program, and loading one by id gives what its file says") {
  const PluginHost host;
  const std::vector<std::filesystem::path> files = host.available();
  for (const char* id : {"crime", "deprivation", "drug_deaths", "homelessness", "housing_need", "naloxone",
                         "opiate_crack", "rough_sleeping", "treatment", "workforce"}) {
    const auto named = [&](const std::filesystem::path& file) { return file.stem() == id; };
    CHECK(std::count_if(files.begin(), files.end(), named) == 1);
    CHECK(host.load(id).info().id == id);
  }
  CHECK(std::is_sorted(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.stem() < b.stem(); }));
}

TEST_CASE("a plugin that is not there is told with those that are, or the one that was meant") {
  const PluginHost host;
  CHECK_THAT(fault_of([&] { host.load("drug_death"); }),
             Contains("plugin drug_death: is not installed (searched: ") && Contains("did you mean 'drug_deaths'?"));
  CHECK_THAT(fault_of([&] { host.load("weather"); }), Contains("there are: crime, deprivation, "));
  CHECK_THAT(fault_of([&] { host.load("../crime"); }), Contains("is not installed")); // an id, never a path
}

TEST_CASE("folders given come first, then those of TRANCHE_PLUGIN_PATH, then the program's own") {
  const Scratch scratch;
  const auto put = [&](const char* folder) {
    std::filesystem::create_directories(scratch.path() / folder);
    std::filesystem::copy(std::filesystem::path(TRANCHE_PLUGIN_DIR) / "crime.so", scratch.path() / folder / "crime.so");
    return scratch.path() / folder;
  };
  const std::filesystem::path first = put("first"), second = put("second");
  const PluginPath variable(":" + second.string() + ":" + (scratch.path() / "absent").string());
  CHECK(PluginHost({first}).load("crime").info().path.parent_path() == first);
  CHECK(PluginHost().load("crime").info().path.parent_path() == second);
  CHECK(PluginHost().load("deprivation").info().path.parent_path() == std::filesystem::path(TRANCHE_PLUGIN_DIR));
}

TEST_CASE("the working directory is never searched") {
  const PluginPath variable(".");
  CHECK_THAT(fault_of([] { PluginHost host; }), Contains("TRANCHE_PLUGIN_PATH: '.' is not an absolute path"));
  CHECK_THAT(fault_of([] { PluginHost host({"no/such/folder"}); }),
             Contains("--plugin-dir no/such/folder: is not a folder"));
}

TEST_CASE("compute called from four threads at once gives the same bytes as alone") {
  const LoadedPlugin plugin = PluginHost().load("drug_deaths");
  const std::size_t authorities = 400;
  const std::vector<BoundInput> inputs = {figures("deaths", authorities, 1), figures("population", authorities, 5000)};
  const std::vector<std::string> codes = inputs[0].cube.areas;
  Findings findings;
  const std::vector<ParameterValue> parameters = plugin.resolve_parameters({}, {}, findings);
  const auto compute = [&] {
    return bytes(plugin.compute("rate", codes, codes, std::vector<double>{0.95, 0.998}, inputs, parameters));
  };
  const std::string alone = compute();
  CHECK_THAT(alone, Contains("deaths, registered 2018 to 2020, crude rate"));
  std::vector<std::string> results(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& result : results)
      threads.emplace_back([&] {
        for (int time = 0; time < 25; ++time) {
          std::string again = compute();
          if (result.empty() || result == alone) result = std::move(again);
        }
      });
  }
  for (const std::string& result : results) CHECK(result == alone);
}
