#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "outputs/words.hpp"
#include "tranche/outputs/audit.hpp"

namespace tranche {
namespace {

constexpr double close = 0.02;       // shares that differ by less are called the same
constexpr std::size_t most = 5;      // sentences of one kind: the rest is in the tables
constexpr double enough_alpha = 0.7; // Nunnally 1978, as in the OECD handbook's step 4

std::string percent(double share) {
  const double value = 100 * share;
  return words::grouped(value, std::fabs(value) < 9.95 ? 1 : 0) + " %";
}

std::string r_text(double r) { return words::grouped(r, 2); }

std::string authorities(std::size_t n) { return n == 1 ? "1 authority" : fmt::format("{} authorities", n); }

/// "crime is weighted 33 % and explains 18 % of the score's variance."
std::string weight_sentence(const std::string& what, double weight, double share, Additive of) {
  const std::string whole = of == Additive::score ? "the score's variance" : "the variance of the score's logarithm";
  if (of == Additive::no)
    return fmt::format("{} is weighted {}; of what the indicators explain of the score one by one, {} is its part.",
                       what, percent(weight), percent(share));
  if (share < 0)
    return fmt::format("{} is weighted {} and takes {} off {}: it pulls against the others.", what, percent(weight),
                       percent(-share), whole);
  return fmt::format("{} is weighted {} and explains {} of {}.", what, percent(weight), percent(share), whole);
}

struct Gap {
  std::string sentence;
  double size = 0;
};

/// The largest gaps first, then what is left in one sentence.
void add_gaps(std::vector<std::string>& list, std::vector<Gap> gaps, const std::string& kind) {
  std::erase_if(gaps, [](const Gap& gap) { return std::isnan(gap.size); });
  std::stable_sort(gaps.begin(), gaps.end(), [](const Gap& a, const Gap& b) { return a.size > b.size; });
  const std::size_t all = gaps.size();
  std::size_t told = 0;
  while (told < std::min(all, most) && gaps[told].size > close) list.push_back(gaps[told++].sentence);
  if (told == all) return;
  const double within = std::max(100 * gaps[told].size, 0.1);
  if (told == 0)
    list.push_back(
        fmt::format("Every {} explains what it is weighted, within {:.1f} percentage points.", kind, within));
  else
    list.push_back(fmt::format("The other {}{} explain{} what {} weighted, within {:.1f} percentage points.", kind,
                               all - told == 1 ? "" : "s", all - told == 1 ? "s" : "",
                               all - told == 1 ? "it is" : "they are", within));
}

void add_weights(std::vector<std::string>& list, const Audit& audit) {
  std::vector<Gap> gaps;
  for (const std::size_t k : audit.counted) {
    const AuditedIndicator& one = audit.indicators[k];
    const double share = audit.additive == Additive::no ? one.importance.share : one.variance_share;
    gaps.push_back({weight_sentence(one.id, one.weight, share, audit.additive), std::fabs(share - one.weight)});
    if (std::fabs(one.stated - one.weight) > close)
      list.push_back(
          fmt::format("{} weighs {} as fitted, {} as stated.", one.id, percent(one.weight), percent(one.stated)));
  }
  if (audit.counted.size() > 1) add_gaps(list, std::move(gaps), "indicator");
  gaps.clear();
  for (const AuditedDomain& domain : audit.domains)
    if (domain.weight > 0 && audit.additive != Additive::no)
      gaps.push_back({weight_sentence("The domain " + domain.id, domain.weight, domain.variance_share, audit.additive),
                      std::fabs(domain.variance_share - domain.weight)});
  if (gaps.size() > 1) add_gaps(list, std::move(gaps), "domain");
}

void add_votes(std::vector<std::string>& list, const Audit& audit) {
  for (const AuditedIndicator& one : audit.indicators) {
    if (one.against_domain())
      list.push_back(fmt::format("{} votes against its domain {}: r = {} with the rest of it.", one.id,
                                 one.domains.back(), r_text(one.with_domain)));
    if (one.against_rest())
      list.push_back(fmt::format("{} votes against the rest of the index: r = {}.", one.id, r_text(one.with_rest)));
  }
  for (const AuditedDomain& domain : audit.domains)
    if (domain.with_rest < 0)
      list.push_back(fmt::format("The domain {} votes against the rest of the index: r = {}.", domain.id,
                                 r_text(domain.with_rest)));
}

void add_collinear(std::vector<std::string>& list, const Audit& audit) {
  for (std::size_t p = 0; p < std::min(most, audit.collinear.size()); ++p) {
    const statistics::CollinearPair& pair = audit.collinear[p];
    list.push_back(fmt::format("{} and {} say nearly the same: r = {} over {}.", audit.indicators[pair.first].id,
                               audit.indicators[pair.second].id, r_text(pair.r), authorities(pair.n)));
  }
  if (audit.collinear.size() > most)
    list.push_back(fmt::format("{} more pairs have |r| above 0.9.", audit.collinear.size() - most));
}

void add_structure(std::vector<std::string>& list, const Audit& audit) {
  const double alpha = audit.reliability.standardised;
  if (!std::isnan(alpha))
    list.push_back(fmt::format("Cronbach's alpha of the {} weighted indicators is {} over {}: {} the 0.7 that is "
                               "commonly asked of indicators of one thing.",
                               audit.counted.size(), r_text(alpha), authorities(audit.reliability.n),
                               alpha < enough_alpha ? "under" : "at or above"));
  if (audit.components.shares.empty()) return;
  double kept = 0;
  const std::size_t handbook = audit.rotation.loadings.columns();
  for (std::size_t c = 0; c < handbook; ++c) kept += audit.components.shares[c];
  std::string text = fmt::format("The first principal component explains {} of the indicators' variance",
                                 percent(audit.components.shares.front()));
  if (handbook > 1) text += fmt::format(", the first {} together {}", handbook, percent(kept));
  list.push_back(text + ".");
}

void add_left_out(std::vector<std::string>& list, const Run& run) {
  std::vector<const LeftOut*> rows;
  for (const LeftOut& row : run.audit.left_out)
    if (row.undefined.empty() && row.mean_shift > 0) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const LeftOut* a, const LeftOut* b) { return a->mean_shift > b->mean_shift; });
  for (std::size_t k = 0; k < std::min<std::size_t>(rows.size(), 3); ++k) {
    const LeftOut& row = *rows[k];
    std::string text = fmt::format("Without {}{} ranks move by {} on average, {} most (from {} to {})",
                                   row.domain ? "the domain " : "", row.id, words::grouped(row.mean_shift, 1),
                                   run.authorities.units[row.moved_most].name, row.rank_with, row.rank_without);
    if (!run.decision.tranches.empty())
      text += row.change_tranche == 1 ? ", and 1 authority changes its tranche"
                                      : fmt::format(", and {} authorities change their tranche", row.change_tranche);
    list.push_back(text + ".");
  }
}

} // namespace

std::vector<std::string> audit_sentences(const Run& run) {
  std::vector<std::string> list;
  add_weights(list, run.audit);
  add_votes(list, run.audit);
  add_collinear(list, run.audit);
  add_structure(list, run.audit);
  add_left_out(list, run);
  return list;
}

} // namespace tranche
