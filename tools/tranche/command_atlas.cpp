#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/compare/snapshot.hpp"
#include "tranche/maps/atlas.hpp"
#include "tranche/run/pipeline.hpp"

namespace tranche {
namespace {

namespace fs = std::filesystem;

struct AtlasArguments {
  fs::path assessment, out, of;
  std::vector<std::string> overrides;
  std::string boundaries;
  bool overwrite = false;
};

/// What can be told before anything is computed.
void check_places(const AtlasArguments& arguments) {
  if (fs::is_directory(arguments.assessment))
    throw Error(Fault::usage, arguments.assessment.string(),
                "is a folder, and a run folder does not hold all that an atlas shows",
                "name the assessment's YAML file, with --of " + arguments.assessment.string() +
                    " to be sure that its figures are those of that run");
  if (fs::is_directory(arguments.out))
    throw Error(Fault::usage, arguments.out.string(), "is a folder", "name the PDF to make, such as atlas.pdf");
  if (fs::exists(arguments.out) && !arguments.overwrite)
    throw Error(Fault::system, arguments.out.string(), "exists already", "choose another name, or add --overwrite");
}

/// Whole or not at all: under another name first.
void write_whole(const fs::path& file, const std::string& bytes) {
  const fs::path partial = file.string() + ".partial";
  errno = 0;
  std::ofstream stream(partial, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  std::error_code fault(stream ? 0 : errno != 0 ? errno : EIO, std::generic_category());
  if (!fault) fs::rename(partial, file, fault);
  if (!fault) return;
  std::error_code ignored;
  fs::remove(partial, ignored);
  throw Error(Fault::system, file.string(), "cannot be written: " + fault.message(),
              "choose a folder that exists, where you may write and there is space");
}

void make_atlas(const AtlasArguments& arguments, const Context& context) {
  check_places(arguments);
  const Assessment assessment = read_assessment(arguments.assessment, arguments.overrides);
  const Run run = assess(assessment, {context.catalogues, context.plugin_dirs, arguments.boundaries, context.threads});
  if (!context.quiet) print_findings(run.findings, context.verbose ? Severity::note : Severity::warning);
  if (!arguments.of.empty())
    if (const std::string wanted = read_snapshot(arguments.of).run; wanted != run.id)
      throw Error(Fault::data, arguments.of.string(),
                  fmt::format("holds run {}, and this assessment now gives run {}", wanted, run.id),
                  "use the same tool, data, --set and --boundaries as for that run, or run it again");
  const Atlas atlas = describe_atlas(run);
  const std::string pdf = atlas_pdf(atlas);
  write_whole(arguments.out, pdf);
  if (!context.quiet)
    fmt::print("{}: {} authorities, {:.1f} MB, run {}\n", arguments.out.string(), atlas.pages.size(),
               static_cast<double>(pdf.size()) / 1e6, run.id);
}

} // namespace

void add_atlas(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("atlas", "One PDF to print: cover, method, map, table, a page for each authority");
  const auto arguments = std::make_shared<AtlasArguments>();
  command
      ->add_option("ASSESSMENT", arguments->assessment,
                   "YAML file of the assessment; it is run in memory, because a run folder does not hold all figures")
      ->required();
  command->add_option("-o,--output", arguments->out, "PDF to make")->required()->type_name("FILE");
  command->add_option("--of", arguments->of, "Run folder: refuse to draw anything but that very run")->type_name("RUN");
  command->add_option("--set", arguments->overrides, "Override one key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--boundaries", arguments->boundaries, "Draw on this layer instead of the assessment's")
      ->type_name("LAYER");
  command->add_flag("--overwrite", arguments->overwrite, "Replace the file if it exists");
  command->footer("Example: tranche atlas config/enhanced-treatment.yaml -o atlas.pdf --of out/treatment");
  command->callback([arguments, &context] { make_atlas(*arguments, context); });
}

} // namespace tranche
