#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/run/pipeline.hpp"

namespace tranche {
namespace {

struct CheckArguments {
  std::filesystem::path assessment;
  std::vector<std::string> overrides;
  std::string boundaries;
  bool json = false;
};

/// What could be told of each indicator: how many authorities have which status, and the least coverage.
std::vector<std::vector<std::string>> indicator_rows(const Run& run) {
  std::vector<std::vector<std::string>> rows{
      {"indicator", "measured", "unreliable", "missing", "suppressed", "too few", "least coverage"}};
  for (const IndicatorColumn& column : run.indicators) {
    std::size_t counts[5] = {};
    double least = 1;
    for (std::size_t i = 0; i < column.status.size(); ++i) {
      ++counts[static_cast<std::size_t>(column.status[i])];
      least = std::min(least, column.coverage[i]);
    }
    rows.push_back({column.id});
    for (const std::size_t count : counts) rows.back().push_back(std::to_string(count));
    rows.back().push_back(fmt::format("{:.1f} %", 100 * least));
  }
  return rows;
}

std::vector<std::vector<std::string>> conversion_rows(const Run& run) {
  std::vector<std::vector<std::string>> rows{{"figures", "for", "from", "to", "how", "code changes"}};
  for (const Conversion& c : run.conversions)
    rows.push_back({c.layer + ":" + c.value, c.used_for, fmt::format("{} ({})", c.from, c.source_areas),
                    fmt::format("{} ({})", c.to, c.authorities), c.how, std::to_string(c.changes.size())});
  return rows;
}

void print_checked(const Checked& checked) {
  if (!checked.run.conversions.empty())
    print_table(conversion_rows(checked.run), {false, false, false, false, false, true});
  if (!checked.run.indicators.empty()) {
    fmt::print("\n");
    print_table(indicator_rows(checked.run), {false, true, true, true, true, true, true});
  }
  fmt::print("\n");
  std::size_t errors = 0, warnings = 0;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note})
    for (const Finding& finding : checked.findings.items()) {
      if (finding.severity != severity) continue;
      errors += severity == Severity::error;
      warnings += severity == Severity::warning;
      fmt::print("{:8} {}\n", severity_name(severity), finding.text());
    }
  for (const std::string& overlap : checked.run.overlaps) fmt::print("{:8} {}\n", "note", overlap);
  fmt::print("\n{} error{}, {} warning{}\n", errors, errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
}

void print_json(const Checked& checked) {
  nlohmann::ordered_json json;
  json["findings"] = nlohmann::ordered_json::array();
  for (const Finding& finding : checked.findings.items())
    json["findings"].push_back({{"severity", severity_name(finding.severity)},
                                {"where", finding.where},
                                {"what", finding.what},
                                {"remedy", finding.remedy}});
  json["overlaps"] = checked.run.overlaps;
  fmt::print("{}\n", json.dump(2));
}

} // namespace

void add_check(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("check", "Say everything that can be known of an assessment without running it");
  const auto arguments = std::make_shared<CheckArguments>();
  command->add_option("ASSESSMENT", arguments->assessment, "YAML file of the assessment")->required();
  command->add_option("--set", arguments->overrides, "Override one key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--boundaries", arguments->boundaries, "Check with this layer")->type_name("LAYER");
  command->add_flag("--json", arguments->json, "Findings as JSON");
  command->footer("Example: tranche check config/housing-support.yaml");
  command->callback([arguments, &context] {
    const Assessment assessment = read_assessment(arguments->assessment, arguments->overrides);
    const Checked checked =
        check_assessment(assessment, {context.catalogues, context.plugin_dirs, arguments->boundaries, context.threads});
    if (arguments->json)
      print_json(checked);
    else
      print_checked(checked);
    if (!checked.findings.has_errors()) return;
    std::vector<Finding> errors;
    for (const Finding& finding : checked.findings.items())
      if (finding.severity == Severity::error) errors.push_back(finding);
    context.exit_code = Error(std::move(errors)).exit_code();
  });
}

} // namespace tranche
