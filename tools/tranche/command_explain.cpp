#include <fmt/core.h>

#include <memory>
#include <string>

#include "commands.hpp"
#include "tranche/outputs/explain.hpp"

namespace tranche {
namespace {

struct ExplainArguments {
  std::filesystem::path run;
  std::string query;
  bool json = false;
};

} // namespace

void add_explain(CLI::App& app, Context&) {
  auto* command = app.add_subcommand("explain", "Why an authority has its rank, from a run folder alone");
  const auto arguments = std::make_shared<ExplainArguments>();
  command->add_option("RUN", arguments->run, "Run folder")->required();
  command->add_option("CODE|NAME", arguments->query, "Code of the authority or of a member, its name, or part of it")
      ->required();
  command->add_flag("--json", arguments->json, "As JSON, numbers unrounded");
  command->footer("Example: tranche explain out/treatment Blackpool");
  command->callback([arguments] {
    const std::string text =
        arguments->json ? explain_json(arguments->run, arguments->query) : explain(arguments->run, arguments->query);
    fmt::print("{}", text);
  });
}

} // namespace tranche
