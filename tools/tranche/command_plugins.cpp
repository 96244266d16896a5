#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "plugin_check.hpp"
#include "print.hpp"
#include "tranche/indicators/plugin_host.hpp"

namespace tranche {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) { // a plugin's text need not be UTF-8
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const MeasureInfo& measure) {
  Json roles = Json::array();
  for (const RoleInfo& role : measure.roles)
    roles.push_back({{"name", role.name},
                     {"title", role.title},
                     {"binding", role.binding},
                     {"level", role.level.empty() ? Json(nullptr) : Json(role.level)},
                     {"required", role.required},
                     {"events", role.events},
                     {"within", role.within.empty() ? Json(nullptr) : Json(role.within)}});
  return {{"id", measure.id},
          {"title", measure.title},
          {"unit", measure.unit},
          {"error_model", measure.error_model},
          {"direction", measure.direction},
          {"roles", std::move(roles)}};
}

Json json_of(const ParameterInfo& parameter) {
  Json json{{"name", parameter.name}, {"kind", parameter.kind}};
  json["default"] = parameter.has_fallback ? Json(parameter.fallback) : Json(nullptr);
  if (!parameter.choices.empty()) json["choices"] = parameter.choices;
  if (parameter.minimum <= parameter.maximum && std::isfinite(parameter.minimum)) json["minimum"] = parameter.minimum;
  if (parameter.minimum <= parameter.maximum && std::isfinite(parameter.maximum)) json["maximum"] = parameter.maximum;
  json["help"] = parameter.help;
  return json;
}

Json json_of(const PluginInfo& plugin) {
  Json measures = Json::array(), parameters = Json::array();
  for (const MeasureInfo& measure : plugin.measures) measures.push_back(json_of(measure));
  for (const ParameterInfo& parameter : plugin.parameters) parameters.push_back(json_of(parameter));
  return {{"id", plugin.id},
          {"version", plugin.version},
          {"title", plugin.title},
          {"licence", plugin.licence},
          {"source", plugin.source},
          {"path", plugin.path.string()},
          {"measures", std::move(measures)},
          {"parameters", std::move(parameters)}};
}

void list(Context& context, bool as_json) {
  const PluginHost host(context.plugin_dirs);
  std::vector<PluginInfo> plugins;
  std::vector<Finding> refused; // told at the end: one bad file does not hide the good ones
  for (const std::filesystem::path& file : host.available()) {
    try {
      check_plugin_apart(file, {.only_load = true}); // one that crashes at loading must not end the list
      plugins.push_back(load_plugin(file).info());
    } catch (const PluginError& error) {
      refused.insert(refused.end(), error.findings().begin(), error.findings().end());
    }
  }
  if (as_json) {
    Json all = Json::array();
    for (const PluginInfo& plugin : plugins) all.push_back(json_of(plugin));
    fmt::print("{}\n", dumped(all));
  } else {
    std::vector<std::vector<std::string>> rows{{"plugin", "version", "title", "measures"}};
    for (const PluginInfo& plugin : plugins) {
      std::string measures;
      for (const MeasureInfo& measure : plugin.measures) measures += (measures.empty() ? "" : ", ") + measure.id;
      rows.push_back({plugin.id, plugin.version, plugin.title, measures});
    }
    if (!plugins.empty()) print_table(rows, {false, false, false, false});
  }
  if (plugins.empty() && refused.empty() && !as_json && !context.quiet) {
    std::string folders;
    for (const std::filesystem::path& folder : host.folders()) folders += "\n  " + folder.string();
    fmt::print(stderr, "tranche: there are no plugins in{}\n", folders);
  }
  if (!refused.empty()) throw PluginError(std::move(refused));
}

void print(const MeasureInfo& measure) {
  fmt::print("\n  {}: {}\n", measure.id, measure.title);
  fmt::print("    unit: {}; limits: {}; {} is greater need\n", measure.unit, measure.error_model,
             measure.direction > 0 ? "higher" : "lower");
  for (const RoleInfo& role : measure.roles)
    fmt::print("    input {}{}: {} (bound as {}{}{})\n", role.name, role.required ? "" : " (optional)", role.title,
               role.binding, role.level.empty() ? "" : ", from areas of the level " + role.level,
               role.events ? ", drawn anew for the uncertainty" : "");
}

void print(const ParameterInfo& parameter) {
  std::string kind = parameter.kind;
  for (const std::string& choice : parameter.choices)
    kind += (&choice == &parameter.choices.front() ? ": " : " | ") + choice;
  if (parameter.minimum <= parameter.maximum) kind += fmt::format(", {} to {}", parameter.minimum, parameter.maximum);
  fmt::print("  {} ({}; {}): {}\n", parameter.name, kind,
             parameter.has_fallback ? "default " + parameter.fallback : "must be given", parameter.help);
}

void show(const Context& context, const std::string& id, bool as_json) {
  const PluginInfo plugin = PluginHost(context.plugin_dirs).load(id).info();
  if (as_json) {
    fmt::print("{}\n", dumped(json_of(plugin)));
    return;
  }
  fmt::print("{} {}: {}\nlicence: {}\nsource: {}\nfile: {}\n\nmeasures:\n", plugin.id, plugin.version, plugin.title,
             plugin.licence, plugin.source, plugin.path.string());
  for (const MeasureInfo& measure : plugin.measures) print(measure);
  if (!plugin.parameters.empty()) fmt::print("\nparameters:\n");
  for (const ParameterInfo& parameter : plugin.parameters) print(parameter);
}

void check(const Context& context, const std::string& file, unsigned seconds) {
  for (const std::string& line : check_plugin_apart(file, {seconds, context.verbose})) fmt::print("{}\n", line);
}

} // namespace

void add_plugins(CLI::App& app, Context& context) {
  CLI::App* plugins = app.add_subcommand("plugins", "List, show and check the plugins that compute indicators");
  plugins->require_subcommand(1);
  plugins->footer("Example: tranche plugins show drug_deaths");
  const auto as_json = std::make_shared<bool>(false);
  const auto json_flag = [&](CLI::App* command) { command->add_flag("--json", *as_json, "Print JSON"); };

  CLI::App* listing = plugins->add_subcommand("list", "Every plugin in the plugin folders, with its measures");
  listing->footer("Example: tranche plugins list --json");
  json_flag(listing);
  listing->callback([&context, as_json] { list(context, *as_json); });

  CLI::App* showing = plugins->add_subcommand("show", "One plugin: measures, inputs, parameters, source");
  showing->footer("Example: tranche plugins show homelessness");
  const auto id = std::make_shared<std::string>();
  showing->add_option("ID", *id, "The plugin's id")->required();
  json_flag(showing);
  showing->callback([&context, as_json, id] { show(context, *id, *as_json); });

  CLI::App* checking = plugins->add_subcommand("check", "Try a plugin in a process of its own, on made-up figures");
  checking->footer("Example: tranche plugins check build/release/lib/tranche/plugins-1/crime.so");
  const auto file = std::make_shared<std::string>();
  const auto seconds = std::make_shared<unsigned>(60);
  checking->add_option("FILE", *file, "The plugin's shared object")->required();
  checking->add_option("--seconds", *seconds, "How long it may take")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  checking->callback([&context, file, seconds] { check(context, *file, *seconds); });
}

} // namespace tranche
