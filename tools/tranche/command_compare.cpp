#include <fmt/core.h>

#include <memory>
#include <optional>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/compare/change_sheet.hpp"
#include "tranche/compare/compare.hpp"
#include "tranche/run/pipeline.hpp"
#include "tranche/run/read_run.hpp"

namespace tranche {
namespace {

struct CompareArguments {
  std::filesystem::path a, b, out;
  std::size_t top = 10;
  bool json = false, overwrite = false;
};

/// One side, with what a map of it needs where it has one.
struct Side {
  Snapshot snapshot;
  std::optional<Run> run; ///< none, or one without boundaries: there is no map
};

/// A run folder is read, its shapes only for a map; an assessment is run in memory, and nothing is written.
Side side_from(const std::filesystem::path& place, bool mapped, const Context& context) {
  if (!std::filesystem::exists(place))
    throw Error(Fault::usage, place.string(), "there is no such run folder or assessment",
                "name a folder that `tranche run` wrote, or an assessment's YAML file");
  if (std::filesystem::is_directory(place)) {
    Side side{read_snapshot(place), std::nullopt};
    if (mapped && std::filesystem::exists(place / "assessment.gpkg")) side.run = read_run(place, context.catalogues);
    return side;
  }
  Run run = assess(read_assessment(place), {context.catalogues, context.plugin_dirs, std::string(), context.threads});
  if (!context.quiet) print_findings(run.findings, context.verbose ? Severity::note : Severity::warning);
  Snapshot snapshot = snapshot_of(run, place.string());
  return {std::move(snapshot), std::move(run)};
}

void write(const Comparison& comparison, const Side& a, const Side& b, const CompareArguments& arguments) {
  std::optional<MapSheet> change;
  if (b.run && !b.run->boundaries.shapes.empty())
    change = change_map_sheet(*b.run, comparison, a.run ? a.run->sources : std::vector<Source>());
  write_comparison(comparison, change ? &*change : nullptr, arguments.out, arguments.overwrite);
}

} // namespace

void add_compare(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("compare", "What changed between two runs or assessments, and why");
  const auto arguments = std::make_shared<CompareArguments>();
  command->add_option("A", arguments->a, "Run folder or assessment, such as last year's")->required();
  command->add_option("B", arguments->b, "Run folder or assessment, such as this year's")->required();
  command->add_flag("--json", arguments->json, "As JSON, numbers unrounded, every authority");
  command->add_option("--top", arguments->top, "How many of the largest movements to print")->capture_default_str();
  command
      ->add_option("-o,--output", arguments->out,
                   "Folder to make: compare.csv, compare.json, a slope chart, and a map where B has boundaries")
      ->type_name("FOLDER");
  command->add_flag("--overwrite", arguments->overwrite, "Replace the folder if a comparison or a run wrote it");
  command->footer("Example: tranche compare out/2021 config/enhanced-treatment.yaml -o out/change");
  command->callback([arguments, &context] {
    const bool mapped = !arguments->out.empty();
    const Side a = side_from(arguments->a, mapped, context), b = side_from(arguments->b, mapped, context);
    const Catalogue catalogue = Catalogue::built_in_and_cache(context.catalogues);
    const Comparison comparison = compare(a.snapshot, b.snapshot, catalogue.code_changes());
    if (mapped) write(comparison, a, b, *arguments);
    if (arguments->json)
      fmt::print("{}", comparison_json(comparison));
    else if (!context.quiet)
      fmt::print("{}", comparison_text(comparison, arguments->top));
  });
}

} // namespace tranche
