#include "outputs/manifest_audit.hpp"

#include "json_number.hpp"
#include "tranche/outputs/audit.hpp"

namespace tranche::manifest {
namespace {

using json = nlohmann::ordered_json;

json numbers(const std::vector<double>& values) {
  json list = json::array();
  for (const double value : values) list.push_back(json_number(value));
  return list;
}

json indicator_part(const AuditedIndicator& one) {
  const statistics::Description& d = one.figures;
  return {{"id", one.id},
          {"domains", one.domains},
          {"figures",
           {{"n", d.n},
            {"missing", d.missing},
            {"mean", json_number(d.mean)},
            {"sd", json_number(d.sd)},
            {"min", json_number(d.minimum)},
            {"lower_quartile", json_number(d.lower_quartile)},
            {"median", json_number(d.median)},
            {"upper_quartile", json_number(d.upper_quartile)},
            {"max", json_number(d.maximum)},
            {"skewness", json_number(d.skewness)},
            {"kurtosis", json_number(d.kurtosis)},
            {"outliers", d.outliers},
            {"imputed", one.imputed},
            {"treated", one.treated}}},
          {"weight_stated", json_number(one.stated)},
          {"weight", json_number(one.weight)},
          {"variance_share", json_number(one.variance_share)},
          {"explained_alone", json_number(one.importance.ratio)},
          {"importance", json_number(one.importance.share)},
          {"with_score", json_number(one.importance.correlation)},
          {"with_rest_of_index", json_number(one.with_rest)},
          {"with_rest_of_domain", json_number(one.with_domain)},
          {"votes_against_index", one.against_rest()},
          {"votes_against_domain", one.against_domain()},
          {"variance_inflation", json_number(one.inflation)}};
}

json alpha_part(const statistics::Reliability& r) {
  return {{"n", r.n}, {"alpha", json_number(r.alpha)}, {"standardised", json_number(r.standardised)}};
}

json domain_part(const AuditedDomain& domain, const Audit& audit) {
  json members = json::array();
  for (const std::size_t k : domain.members) members.push_back(audit.indicators[k].id);
  return {{"id", domain.id},
          {"title", domain.title},
          {"indicators", std::move(members)},
          {"weight_stated", json_number(domain.stated)},
          {"weight", json_number(domain.weight)},
          {"variance_share", json_number(domain.variance_share)},
          {"with_score", json_number(domain.correlation)},
          {"with_rest_of_index", json_number(domain.with_rest)},
          {"mean_correlation_within", json_number(domain.within)},
          {"cronbach", alpha_part(domain.reliability)}};
}

/// Every pair once.
json pairs_part(const Audit& audit) {
  json list = json::array();
  for (std::size_t a = 0; a < audit.indicators.size(); ++a)
    for (std::size_t b = a + 1; b < audit.indicators.size(); ++b) {
      json pair{{"a", audit.indicators[a].id},
                {"b", audit.indicators[b].id},
                {"n", audit.pearson.n(a, b)},
                {"pearson", json_number(audit.pearson.r(a, b))},
                {"spearman", json_number(audit.spearman.r(a, b))}};
      if (audit.kendall.r.rows() > 0) pair["kendall_tau_b"] = json_number(audit.kendall.r(a, b));
      list.push_back(std::move(pair));
    }
  return list;
}

json reliability_part(const Audit& audit) {
  json part = alpha_part(audit.reliability);
  part["without"] = json::array();
  for (std::size_t k = 0; k < audit.counted.size(); ++k)
    part["without"].push_back({{"id", audit.indicators[audit.counted[k]].id},
                               {"alpha", json_number(audit.reliability.items[k].alpha_without)},
                               {"standardised", json_number(audit.reliability.items[k].alpha_without_standardised)}});
  return part;
}

json loadings_part(const Audit& audit, const statistics::Matrix& loadings, std::size_t columns) {
  json part = json::object();
  for (std::size_t k = 0; k < audit.counted.size(); ++k) {
    std::vector<double> row;
    for (std::size_t c = 0; c < columns; ++c) row.push_back(loadings(k, c));
    part[audit.indicators[audit.counted[k]].id] = numbers(row);
  }
  return part;
}

json components_part(const Audit& audit) {
  const statistics::Components& c = audit.components;
  if (c.eigenvalues.empty()) return nullptr;
  const std::size_t kept = audit.rotation.loadings.columns();
  return {{"eigenvalues", numbers(c.eigenvalues)},
          {"shares", numbers(c.shares)},
          {"above_1", audit.keep.kaiser},
          {"kept", kept},
          {"loadings", loadings_part(audit, c.loadings, kept)},
          {"varimax", loadings_part(audit, audit.rotation.loadings, kept)}};
}

json left_out_part(const LeftOut& row, const Run& run) {
  json part{{row.domain ? "domain" : "indicator", row.id}};
  if (!row.undefined.empty()) {
    part["undefined"] = row.undefined;
    return part;
  }
  part.update({{"ranked", row.ranked},
               {"newly_ranked", row.gained},
               {"no_longer_ranked", row.lost},
               {"mean_rank_shift", json_number(row.mean_shift)},
               {"moves_most",
                {{"code", run.authorities.units[row.moved_most].code},
                 {"name", run.authorities.units[row.moved_most].name},
                 {"rank", row.rank_with},
                 {"rank_without", row.rank_without}}},
               {"change_tranche", row.change_tranche},
               {"spearman", json_number(row.spearman)}});
  return part;
}

} // namespace

json audit_part(const Run& run) {
  const Audit& audit = run.audit;
  json part{{"ranked", audit.ranked}};
  part["variance_share_of"] = audit.additive == Additive::score       ? json("score")
                              : audit.additive == Additive::logarithm ? json("logarithm of the score")
                                                                      : json(nullptr);
  part["indicators"] = json::array();
  for (const AuditedIndicator& one : audit.indicators) part["indicators"].push_back(indicator_part(one));
  part["domains"] = json::array();
  for (const AuditedDomain& domain : audit.domains) part["domains"].push_back(domain_part(domain, audit));
  part["correlations"] = pairs_part(audit);
  part["mean_correlation_within_domains"] = json_number(audit.within);
  part["mean_correlation_across_domains"] = json_number(audit.across);
  part["collinear"] = json::array();
  for (const statistics::CollinearPair& pair : audit.collinear)
    part["collinear"].push_back({{"a", audit.indicators[pair.first].id},
                                 {"b", audit.indicators[pair.second].id},
                                 {"pearson", pair.r},
                                 {"n", pair.n}});
  part["cronbach"] = reliability_part(audit);
  part["components"] = components_part(audit);
  part["left_out"] = json::array();
  for (const LeftOut& row : audit.left_out) part["left_out"].push_back(left_out_part(row, run));
  part["in_words"] = audit_sentences(run);
  part["undefined"] = audit.undefined;
  return part;
}

} // namespace tranche::manifest
