#include <fmt/core.h>

#include <cmath>
#include <memory>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/outputs/audit.hpp"
#include "tranche/run/pipeline.hpp"

namespace tranche {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct AuditArguments {
  std::filesystem::path assessment, out;
  std::vector<std::string> overrides;
  bool json = false, overwrite = false;
};

std::string number(double value, int decimals) {
  if (std::isnan(value)) return "-";
  return std::isinf(value) ? "inf" : fmt::format("{:.{}f}", value, decimals);
}
std::string percent(double share) { return std::isnan(share) ? "-" : fmt::format("{:.1f} %", 100 * share); }

/// The first column holds words, the others numbers.
void print_numbers(const std::string& title, const Rows& rows) {
  std::vector<bool> right(rows.front().size(), true);
  right.front() = false;
  fmt::print("{}\n", title);
  print_table(rows, right);
  fmt::print("\n");
}

void print_figures(const Audit& audit) {
  Rows rows{{"indicator", "n", "missing", "mean", "sd", "min", "max", "skewness", "kurtosis", "outliers", "imputed",
             "treated"}};
  for (const AuditedIndicator& one : audit.indicators) {
    const statistics::Description& d = one.figures;
    rows.push_back({one.id, std::to_string(d.n), std::to_string(d.missing)});
    for (const double value : {d.mean, d.sd, d.minimum, d.maximum})
      rows.back().push_back(std::isnan(value) ? "-" : fmt::format("{:.5g}", value));
    rows.back().push_back(number(d.skewness, 2));
    rows.back().push_back(number(d.kurtosis, 2));
    for (const std::size_t count : {d.outliers, one.imputed, one.treated}) rows.back().push_back(std::to_string(count));
  }
  print_numbers("Figures as reported", rows);
}

void print_weights(const Audit& audit) {
  Rows rows{{"indicator", "stated", "weight", "of variance", "importance", "r score", "r rest", "r domain", "VIF"}};
  for (const AuditedIndicator& one : audit.indicators)
    rows.push_back({one.id, percent(one.stated), percent(one.weight), percent(one.variance_share),
                    percent(one.importance.share), number(one.importance.correlation, 2), number(one.with_rest, 2),
                    number(one.with_domain, 2), number(one.inflation, 1)});
  for (const AuditedDomain& domain : audit.domains)
    rows.push_back({"domain " + domain.id, percent(domain.stated), percent(domain.weight),
                    percent(domain.variance_share), "", number(domain.correlation, 2), number(domain.with_rest, 2), "",
                    ""});
  print_numbers("Weights, and what they come to", rows);
}

void print_correlations(const Audit& audit, const statistics::Correlations& correlations, const char* title) {
  Rows rows{{""}};
  for (std::size_t a = 0; a < audit.indicators.size(); ++a) {
    rows.front().push_back(std::to_string(a + 1));
    rows.push_back({fmt::format("{:2} {}", a + 1, audit.indicators[a].id)});
    for (std::size_t b = 0; b < audit.indicators.size(); ++b)
      rows.back().push_back(b <= a ? number(correlations.r(a, b), 2) : "");
  }
  print_numbers(title, rows);
}

void print_reliability(const Audit& audit) {
  Rows rows{{"Cronbach's alpha", "indicators", "authorities", "alpha", "standardised"}};
  const auto add = [&](const std::string& of, std::size_t indicators, const statistics::Reliability& r) {
    rows.push_back(
        {of, std::to_string(indicators), std::to_string(r.n), number(r.alpha, 3), number(r.standardised, 3)});
  };
  add("index", audit.counted.size(), audit.reliability);
  for (const AuditedDomain& domain : audit.domains)
    add("domain " + domain.id, domain.reliability.items.size(), domain.reliability);
  for (std::size_t k = 0; k < audit.counted.size() && audit.counted.size() > 2; ++k)
    rows.push_back({"without " + audit.indicators[audit.counted[k]].id, std::to_string(audit.counted.size() - 1),
                    std::to_string(audit.reliability.n), number(audit.reliability.items[k].alpha_without, 3),
                    number(audit.reliability.items[k].alpha_without_standardised, 3)});
  print_numbers("Reliability", rows);
}

void print_components(const Audit& audit) {
  const statistics::Components& c = audit.components;
  if (c.eigenvalues.empty()) return;
  Rows rows{{"component", "eigenvalue", "share", "together"}};
  double together = 0;
  for (std::size_t k = 0; k < c.eigenvalues.size(); ++k) {
    together += c.shares[k];
    rows.push_back({fmt::format("{:2}{}", k + 1, k < audit.rotation.loadings.columns() ? " kept" : ""),
                    number(c.eigenvalues[k], 3), percent(c.shares[k]), percent(together)});
  }
  print_numbers("Principal components, kept by the OECD handbook's rule", rows);
  Rows loadings{{"loadings after varimax"}};
  for (std::size_t f = 0; f < audit.rotation.loadings.columns(); ++f) loadings.front().push_back(std::to_string(f + 1));
  for (std::size_t k = 0; k < audit.counted.size(); ++k) {
    loadings.push_back({audit.indicators[audit.counted[k]].id});
    for (std::size_t f = 0; f < audit.rotation.loadings.columns(); ++f)
      loadings.back().push_back(number(audit.rotation.loadings(k, f), 2));
  }
  print_table(loadings, std::vector<bool>(loadings.front().size(), true));
  fmt::print("\n");
}

void print_left_out(const Run& run) {
  Rows rows{{"without", "ranked", "mean shift", "moves most", "from", "to", "change tranche", "Spearman"}};
  for (const LeftOut& row : run.audit.left_out) {
    const std::string name = (row.domain ? "domain " : "") + row.id;
    if (!row.undefined.empty())
      rows.push_back({name, "", "", row.undefined, "", "", "", ""});
    else
      rows.push_back({name, std::to_string(row.ranked), number(row.mean_shift, 1),
                      run.authorities.units[row.moved_most].name, std::to_string(row.rank_with),
                      std::to_string(row.rank_without), std::to_string(row.change_tranche), number(row.spearman, 3)});
  }
  fmt::print("Left out one by one\n");
  print_table(rows, {false, true, true, false, true, true, true, true});
  fmt::print("\n");
}

void print_audit(const Run& run) {
  const Audit& audit = run.audit;
  fmt::print("{}: {} indicators, {} of {} authorities ranked\n\n", run.assessment.name, audit.indicators.size(),
             audit.ranked, run.authorities.size());
  print_figures(audit);
  print_weights(audit);
  if (audit.indicators.size() > 1) {
    print_correlations(audit, audit.pearson,
                       "Pearson's correlations of the normalised figures: higher is greater need");
    print_correlations(audit, audit.spearman, "Spearman's");
    print_correlations(audit, audit.kendall, "Kendall's tau-b");
    if (!std::isnan(audit.within))
      fmt::print("Mean Pearson's correlation within domains {}, across domains {}\n\n", number(audit.within, 2),
                 number(audit.across, 2));
  }
  print_reliability(audit);
  print_components(audit);
  print_left_out(run);
  fmt::print("In words\n");
  for (const std::string& sentence : audit_sentences(run)) fmt::print("- {}\n", sentence);
  for (const std::string& sentence : audit.undefined) fmt::print("- {}\n", sentence);
}

} // namespace

void add_audit(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("audit", "Does the index do what its weights say?");
  const auto arguments = std::make_shared<AuditArguments>();
  command->add_option("ASSESSMENT", arguments->assessment, "YAML file of the assessment")->required();
  command->add_option("--set", arguments->overrides, "Override one key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_flag("--json", arguments->json, "As JSON, numbers unrounded");
  command->add_option("-o,--output", arguments->out, "Folder to make: audit.json and the plots as SVG")
      ->type_name("FOLDER");
  command->add_flag("--overwrite", arguments->overwrite, "Replace the folder if an audit or a run wrote it");
  command->footer("Example: tranche audit config/enhanced-treatment.yaml --set index.normalise=percentile");
  command->callback([arguments, &context] {
    Assessment assessment = read_assessment(arguments->assessment, arguments->overrides);
    assessment.uncertainty.draws = 0; // an audit asks about the weights,
    assessment.areas.boundaries = ""; // and draws no map
    const Run run = assess(assessment, {context.catalogues, context.plugin_dirs, "", context.threads, true});
    if (!context.quiet) print_findings(run.findings, context.verbose ? Severity::note : Severity::warning);
    if (!arguments->out.empty()) write_audit(run, arguments->out, arguments->overwrite);
    if (arguments->json)
      fmt::print("{}", audit_json(run));
    else if (!context.quiet)
      print_audit(run);
  });
}

} // namespace tranche
