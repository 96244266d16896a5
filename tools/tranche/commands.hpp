#pragma once
#include <CLI/CLI.hpp>
#include <filesystem>
#include <vector>

namespace tranche {

/// What every command shares: the options that stand before or after any command, and how it ended.
struct Context {
  std::vector<std::filesystem::path> plugin_dirs; ///< --plugin-dir, searched first
  std::vector<std::filesystem::path> catalogues;  ///< --catalogue
  int threads = 2;
  bool quiet = false, verbose = false;
  int exit_code = 0; ///< 0 done, 1 the data or the run failed, 2 usage, settings, catalogue or plugin metadata
};

/// One function for each command, in command_<name>.cpp. It declares the command's options and a callback that does
/// the work, writes results on stdout, and either sets exit_code or throws tranche::Error, which main() prints.
void add_run(CLI::App& app, Context& context);
void add_check(CLI::App& app, Context& context);
void add_audit(CLI::App& app, Context& context);
void add_explain(CLI::App& app, Context& context);
void add_compare(CLI::App& app, Context& context);
void add_atlas(CLI::App& app, Context& context);
void add_backtest(CLI::App& app, Context& context);
void add_clusters(CLI::App& app, Context& context);
void add_monitor(CLI::App& app, Context& context);
void add_sensitivity(CLI::App& app, Context& context);
void add_stability(CLI::App& app, Context& context);
void add_plugins(CLI::App& app, Context& context);
void add_layers(CLI::App& app, Context& context);

} // namespace tranche
