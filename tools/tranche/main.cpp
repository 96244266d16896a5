#include <fmt/core.h>

#include <filesystem>
#include <new>

#include "commands.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

void add_shared_options(CLI::App& app, Context& context) {
  app.set_version_flag("--version", TRANCHE_VERSION);
  app.add_option("--plugin-dir", context.plugin_dirs, "Folder of plugins, searched first; repeatable")
      ->type_name("DIR");
  app.add_option("--catalogue", context.catalogues, "Further catalogue of layers; repeatable")->type_name("FILE");
  app.add_option("--threads", context.threads, "Threads; results do not depend on it")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  auto* quiet = app.add_flag("--quiet", context.quiet, "Say only what went wrong");
  app.add_flag("--verbose", context.verbose, "Say more of what is being done")->excludes(quiet);
}

int parse_and_run(int argc, char** argv) {
  CLI::App app("Decide which authorities are funded first, and show why", "tranche");
  Context context;
  app.fallthrough(); // the shared options may stand behind the command too
  app.require_subcommand(1);
  app.footer("Example: tranche run config/enhanced-treatment.yaml -o out/treatment");
  add_shared_options(app, context);
  add_run(app, context);
  add_check(app, context);
  add_audit(app, context);
  add_explain(app, context);
  add_atlas(app, context);
  add_compare(app, context);
  add_backtest(app, context);
  add_clusters(app, context);
  add_monitor(app, context);
  add_sensitivity(app, context);
  add_stability(app, context);
  add_layers(app, context);
  add_plugins(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) { // --help and --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "tranche: error: {}; see tranche --help\n", error.what());
    return 2;
  }
  return context.exit_code;
}

} // namespace
} // namespace tranche

int main(int argc, char** argv) {
  try {
    return tranche::parse_and_run(argc, argv);
  } catch (const tranche::Error& error) {
    for (const tranche::Finding& finding : error.findings()) fmt::print(stderr, "tranche: error: {}\n", finding.text());
    return error.exit_code();
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "tranche: error: not enough memory; close other programs or use a larger machine\n");
    return 1;
  } catch (const std::filesystem::filesystem_error& error) {
    fmt::print(stderr, "tranche: error: {}: {}; check the path, and that you may read and write there\n",
               error.path1().string(), error.code().message());
    return 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "tranche: error: {}; this is a fault of the program: please report it\n", error.what());
    return 1;
  }
}
