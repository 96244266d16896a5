#include <fmt/core.h>

#include <memory>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/compare/compare.hpp"
#include "tranche/run/pipeline.hpp"

namespace tranche {
namespace {

struct Arguments {
  std::filesystem::path a, b, out;
  std::size_t top = 10;
  bool json = false, overwrite = false;
};

/// A run folder is read; an assessment is run in memory, and nothing is written.
Snapshot snapshot_from(const std::filesystem::path& place, const Context& context) {
  if (!std::filesystem::exists(place))
    throw Error(Fault::usage, place.string(), "there is no such run folder or assessment",
                "name a folder that `tranche run` wrote, or an assessment's YAML file");
  if (std::filesystem::is_directory(place)) return read_snapshot(place);
  const Run run =
      assess(read_assessment(place), {context.catalogues, context.plugin_dirs, std::string(), context.threads});
  if (!context.quiet) print_findings(run.findings, context.verbose ? Severity::note : Severity::warning);
  return snapshot_of(run, place.string());
}

} // namespace

void add_compare(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("compare", "What changed between two runs or assessments, and why");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("A", arguments->a, "Run folder or assessment, such as last year's")->required();
  command->add_option("B", arguments->b, "Run folder or assessment, such as this year's")->required();
  command->add_flag("--json", arguments->json, "As JSON, numbers unrounded, every authority");
  command->add_option("--top", arguments->top, "How many of the largest movements to print")->capture_default_str();
  command->add_option("-o,--output", arguments->out, "Folder to make: compare.csv, compare.json and a slope chart")
      ->type_name("FOLDER");
  command->add_flag("--overwrite", arguments->overwrite, "Replace the folder if a comparison or a run wrote it");
  command->footer("Example: tranche compare out/2021 config/enhanced-treatment.yaml -o out/change");
  command->callback([arguments, &context] {
    const Snapshot a = snapshot_from(arguments->a, context), b = snapshot_from(arguments->b, context);
    const Catalogue catalogue = Catalogue::built_in_and_cache(context.catalogues);
    const Comparison comparison = compare(a, b, catalogue.code_changes());
    if (!arguments->out.empty()) write_comparison(comparison, arguments->out, arguments->overwrite);
    if (arguments->json)
      fmt::print("{}", comparison_json(comparison));
    else if (!context.quiet)
      fmt::print("{}", comparison_text(comparison, arguments->top));
  });
}

} // namespace tranche
