#include "tranche/decide/audit.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "decide/audit_left_out.hpp"
#include "decide/index_tree.hpp"
#include "nan.hpp"

namespace tranche {
namespace {

/// Every indicator by name: what a file without weights means.
IndexSettings with_weights(const IndexSettings& index, std::span<const IndicatorColumn> indicators) {
  IndexSettings named = index;
  if (named.weights.empty())
    for (const IndicatorColumn& indicator : indicators) named.weights.push_back({indicator.id, 1, {}, index.place});
  return named;
}

/// Walks the tree, inner after outer, and lists indicators and domains in its order.
class Lister {
public:
  Lister(Audit& audit, std::span<const IndicatorColumn> indicators) : m_audit(audit), m_indicators(indicators) {}

  void list(const IndexNode& node, double stated) {
    for (std::size_t m = 0; m < node.of.size(); ++m) {
      const double share = stated * node.shares[m];
      if (node.of[m].leaf()) {
        add(node.of[m].indicator, share);
        continue;
      }
      const std::size_t place = m_audit.domains.size();
      AuditedDomain& domain = m_audit.domains.emplace_back();
      domain.id = node.of[m].id;
      domain.title = node.of[m].title;
      domain.depth = static_cast<int>(m_path.size());
      domain.stated = share;
      m_path.push_back(place);
      list(node.of[m], share);
      m_path.pop_back();
    }
  }

  void add_unnamed() {
    for (std::size_t c = 0; c < m_indicators.size(); ++c) {
      const auto named = [&](const AuditedIndicator& one) { return one.column == c; };
      if (std::none_of(m_audit.indicators.begin(), m_audit.indicators.end(), named)) add(c, 0);
    }
  }

private:
  void add(std::size_t column, double stated) {
    AuditedIndicator one;
    one.column = column;
    one.id = m_indicators[column].id;
    one.stated = stated;
    for (const std::size_t domain : m_path) {
      one.domains.push_back(m_audit.domains[domain].id);
      m_audit.domains[domain].members.push_back(m_audit.indicators.size());
    }
    m_audit.indicators.push_back(std::move(one));
  }

  Audit& m_audit;
  std::span<const IndicatorColumn> m_indicators;
  std::vector<std::size_t> m_path; ///< domains around the node at hand
};

statistics::Description describe_reported(const IndicatorColumn& indicator) {
  std::vector<double> reported(indicator.value.size(), nan);
  for (std::size_t i = 0; i < reported.size(); ++i)
    if (enters(indicator, i)) reported[i] = indicator.value[i];
  return statistics::describe(reported);
}

void fill_indicators(Audit& audit, const Decision& decision, std::span<const IndicatorColumn> indicators) {
  for (AuditedIndicator& one : audit.indicators) {
    const IndexColumn& column = decision.columns[one.column];
    one.weight = column.weight;
    one.figures = describe_reported(indicators[one.column]);
    one.treated = column.treatment.changes.size();
    for (const std::uint32_t flags : column.flags) one.imputed += (flags & flag::imputed) != 0;
  }
  for (std::size_t k = 0; k < audit.indicators.size(); ++k)
    if (audit.indicators[k].weight > 0) audit.counted.push_back(k);
}

std::vector<std::vector<double>> chosen(const std::vector<std::vector<double>>& columns,
                                        std::span<const std::size_t> places) {
  std::vector<std::vector<double>> list;
  for (const std::size_t k : places) list.push_back(columns[k]);
  return list;
}

void fill_shares(Audit& audit, const Decision& decision, const std::vector<std::vector<double>>& columns) {
  const std::vector<statistics::Importance> all = statistics::importances(columns, decision.score);
  const std::vector<statistics::Importance> among =
      statistics::importances(chosen(columns, audit.counted), decision.score);
  for (std::size_t k = 0; k < all.size(); ++k) {
    audit.indicators[k].importance = all[k];
    audit.indicators[k].importance.share = 0;
    audit.indicators[k].variance_share = audit.additive == Additive::no ? nan : 0;
  }
  for (std::size_t k = 0; k < among.size(); ++k) audit.indicators[audit.counted[k]].importance.share = among[k].share;
  if (audit.additive == Additive::no) {
    audit.undefined.emplace_back("The score is no sum of contributions, so its variance does not fall into shares: "
                                 "what each indicator explains by itself stands in their place.");
    return;
  }
  // Contributions are weight times figure; the weights are rescaled only where an indicator is missing, and those
  // authorities take no part.
  std::vector<std::vector<double>> contributions;
  for (const std::size_t k : audit.counted)
    contributions.push_back(decision.columns[audit.indicators[k].column].contribution);
  const std::vector<double> ones(contributions.size(), 1.0);
  const std::vector<double> shares = statistics::effective_weights(contributions, ones);
  for (std::size_t k = 0; k < shares.size(); ++k) audit.indicators[audit.counted[k]].variance_share = shares[k];
  if (!shares.empty() && std::isnan(shares.front()))
    audit.undefined.emplace_back("Shares of the score's variance do not exist: fewer than two authorities have every "
                                 "weighted indicator, or the score is the same for all of them.");
}

/// Mean correlation of the pairs for which `take` holds; NaN without such a pair.
template <class Take> double mean_correlation(const Audit& audit, Take&& take) {
  double sum = 0, pairs = 0;
  for (std::size_t a = 0; a < audit.indicators.size(); ++a)
    for (std::size_t b = a + 1; b < audit.indicators.size(); ++b) {
      const double r = audit.pearson.r(a, b);
      if (std::isnan(r) || !take(a, b)) continue;
      sum += r;
      pairs += 1;
    }
  return pairs > 0 ? sum / pairs : nan;
}

void fill_correlations(Audit& audit, const std::vector<std::vector<double>>& columns, const AuditOptions& options) {
  using enum statistics::CorrelationKind;
  audit.pearson = statistics::correlations(columns, pearson, options.threads);
  audit.spearman = statistics::correlations(columns, spearman, options.threads);
  if (options.kendall) audit.kendall = statistics::correlations(columns, kendall, options.threads);
  audit.collinear = statistics::collinear_pairs(audit.pearson);
  const auto together = [&](std::size_t a, std::size_t b) {
    const auto &one = audit.indicators[a].domains, &other = audit.indicators[b].domains;
    return !one.empty() && !other.empty() && one.front() == other.front();
  };
  audit.within = mean_correlation(audit, together);
  audit.across = mean_correlation(audit, [&](std::size_t a, std::size_t b) { return !together(a, b); });
  for (std::size_t k = 0; k < columns.size(); ++k)
    if (std::isnan(audit.pearson.r(k, k)))
      audit.undefined.push_back(fmt::format(
          "{} does not vary between authorities: it has no correlation with anything.", audit.indicators[k].id));
}

/// Alpha, components and variance inflation of the weighted indicators.
void fill_structure(Audit& audit, const std::vector<std::vector<double>>& columns) {
  audit.reliability = statistics::reliability(chosen(columns, audit.counted));
  if (std::isnan(audit.reliability.standardised))
    audit.undefined.emplace_back("Cronbach's alpha does not exist: it needs two indicators that vary, and two "
                                 "authorities that have every indicator.");
  const std::size_t k = audit.counted.size();
  statistics::Matrix r(k, k);
  for (std::size_t a = 0; a < k; ++a)
    for (std::size_t b = 0; b < k; ++b) r(a, b) = audit.pearson.r(audit.counted[a], audit.counted[b]);
  try {
    const std::vector<double> inflation = statistics::variance_inflation(r);
    for (std::size_t a = 0; a < k; ++a) audit.indicators[audit.counted[a]].inflation = inflation[a];
    audit.components = statistics::principal_components(r);
    audit.keep = statistics::components_to_keep(audit.components);
    audit.rotation = statistics::varimax(audit.components.loadings, std::min(audit.keep.handbook, k));
  } catch (const Error& error) {
    audit.undefined.push_back("There are no principal components: " + error.findings().front().what + ".");
  }
}

void fill_domains(Audit& audit, const Decision& decision, const std::vector<std::vector<double>>& columns) {
  for (std::size_t d = 0; d < audit.domains.size(); ++d) {
    AuditedDomain& domain = audit.domains[d];
    domain.weight = decision.domains[d].weight;
    domain.correlation =
        statistics::correlation(decision.domains[d].score, decision.score, statistics::CorrelationKind::pearson).r;
    std::vector<std::size_t> counted;
    domain.variance_share = 0;
    for (const std::size_t k : domain.members) {
      domain.variance_share += audit.indicators[k].variance_share;
      if (audit.indicators[k].weight > 0) counted.push_back(k);
    }
    domain.reliability = statistics::reliability(chosen(columns, counted));
    const auto inside = [&](std::size_t k) {
      return std::find(domain.members.begin(), domain.members.end(), k) != domain.members.end();
    };
    domain.within = mean_correlation(audit, [&](std::size_t a, std::size_t b) { return inside(a) && inside(b); });
  }
}

std::vector<Omission> omissions_of(const Audit& audit, const Decision& decision) {
  std::vector<Omission> list;
  for (const std::size_t k : audit.counted) {
    const AuditedIndicator& one = audit.indicators[k];
    list.push_back({one.id,
                    {one.id},
                    one.domains.empty() ? "" : one.domains.back(),
                    decision.columns[one.column].normalised,
                    false});
  }
  for (std::size_t d = 0; d < audit.domains.size(); ++d) {
    if (!(audit.domains[d].weight > 0)) continue;
    Omission omission{audit.domains[d].id, {}, "", decision.domains[d].score, true};
    for (const std::size_t k : audit.domains[d].members) omission.indicators.push_back(audit.indicators[k].id);
    list.push_back(std::move(omission));
  }
  return list;
}

void fill_left_out(Audit& audit, std::vector<Reranked> series) {
  for (Reranked& one : series) {
    if (one.row.domain) {
      for (AuditedDomain& domain : audit.domains)
        if (domain.id == one.row.id) domain.with_rest = one.with_rest;
    } else {
      for (AuditedIndicator& indicator : audit.indicators)
        if (indicator.id == one.row.id) {
          indicator.with_rest = one.with_rest;
          indicator.with_domain = one.with_domain;
        }
    }
    audit.left_out.push_back(std::move(one.row));
  }
}

} // namespace

std::vector<std::vector<double>> audited_columns(const Audit& audit, const Decision& decision) {
  std::vector<std::vector<double>> columns;
  for (const AuditedIndicator& one : audit.indicators) columns.push_back(decision.columns[one.column].normalised);
  return columns;
}

Audit audit(const Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
            const IndexSettings& index, const TrancheSettings& tranches, const AllocationSettings& allocation,
            const AuditOptions& options) {
  Audit audit;
  audit.additive = decision.additive;
  audit.ranked = static_cast<std::size_t>(
      std::count_if(decision.rank.begin(), decision.rank.end(), [](int rank) { return rank > 0; }));
  const IndexSettings named = with_weights(index, indicators);
  Lister lister(audit, indicators);
  lister.list(bind_tree(named, indicators), 1.0);
  lister.add_unnamed();
  fill_indicators(audit, decision, indicators);
  const std::vector<std::vector<double>> columns = audited_columns(audit, decision);
  fill_shares(audit, decision, columns);
  fill_correlations(audit, columns, options);
  fill_structure(audit, columns);
  fill_domains(audit, decision, columns);
  fill_left_out(audit, rerank_without(omissions_of(audit, decision), decision, candidates, indicators, named, tranches,
                                      allocation.floor_pence, options.threads));
  return audit;
}

} // namespace tranche
