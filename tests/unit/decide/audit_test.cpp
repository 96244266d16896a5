#include "tranche/decide/audit.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "columns.hpp"
#include "decide_case.hpp"
#include "tai.hpp"

using namespace tranche;
using Catch::Matchers::Contains;
using W = DecideCase;

namespace {

Audit audited(const DecideCase& c, const AuditOptions& options = {}) {
  return audit(c.decide(), c.candidates(), c.indicators, c.index, c.tranches, c.allocation, options);
}

const AuditedIndicator& one(const Audit& audit, const std::string& id) {
  for (const AuditedIndicator& indicator : audit.indicators)
    if (indicator.id == id) return indicator;
  throw std::runtime_error("no such indicator: " + id);
}

const LeftOut& without(const Audit& audit, const std::string& id, bool domain = false) {
  for (const LeftOut& row : audit.left_out)
    if (row.id == id && row.domain == domain) return row;
  throw std::runtime_error("never left out: " + id);
}

std::string said(const Audit& audit) {
  std::string text;
  for (const std::string& sentence : audit.undefined) text += sentence + "\n";
  return text;
}

double sum_of_shares(const Audit& audit) {
  double sum = 0;
  for (const AuditedIndicator& indicator : audit.indicators) sum += indicator.variance_share;
  return sum;
}

/// Two domains, one nested, gaps, and tranches.
DecideCase made_case() {
  DecideCase c(60);
  const auto columns = made_columns(5, 60, 0, 0.05);
  for (std::size_t k = 0; k < columns.size(); ++k) c.add(std::string(1, static_cast<char>('a' + k)), columns[k]);
  c.index.require = 0.5;
  c.index.weights = {
      W::weight("outer", 2, {W::weight("a", 1), W::weight("inner", 1, {W::weight("b", 3), W::weight("c", 1)})}),
      W::weight("d", 1), W::weight("e", 1)};
  c.cut("first", Cut::By::count, 20);
  c.cut("second", Cut::By::count, 20);
  return c;
}

/// Ranks among the units that both have, counted pair by pair.
std::vector<int> ranks_among(const std::vector<double>& score, const std::vector<double>& other) {
  std::vector<int> ranks(score.size(), 0);
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (std::isnan(score[i]) || std::isnan(other[i])) continue;
    ranks[i] = 1;
    for (std::size_t j = 0; j < score.size(); ++j)
      if (!std::isnan(other[j]) && score[j] > score[i]) ++ranks[i];
  }
  return ranks;
}

double plain_correlation(const std::vector<double>& x, const std::vector<double>& y) {
  double n = 0, mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!std::isnan(x[i] + y[i])) n += 1, mx += x[i], my += y[i];
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i] + y[i])) continue;
    const double dx = x[i] - mx / n, dy = y[i] - my / n;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xy / std::sqrt(xx * yy);
}

/// The row of an omission from a whole decision on what is left.
void check_against(const Decision& all, const Decision& rest, const LeftOut& row) {
  const std::vector<int> before = ranks_among(all.score, rest.score), after = ranks_among(rest.score, all.score);
  double sum = 0;
  std::size_t ranked = 0, moved = 0, lost = 0;
  int most = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    lost += all.rank[i] > 0 && rest.rank[i] == 0;
    if (before[i] == 0) continue;
    ++ranked;
    sum += std::abs(before[i] - after[i]);
    most = std::max(most, std::abs(before[i] - after[i]));
    moved += all.tranche[i] != rest.tranche[i];
  }
  REQUIRE(row.undefined.empty());
  CHECK(row.ranked == ranked);
  CHECK(row.lost == lost);
  CHECK(row.mean_shift == Approx(sum / static_cast<double>(ranked)).epsilon(1e-12));
  CHECK(std::abs(row.rank_with - row.rank_without) == most);
  CHECK(row.rank_with == before[row.moved_most]);
  CHECK(row.rank_without == after[row.moved_most]);
  CHECK(row.change_tranche == moved);
}

} // namespace

TEST_CASE("the audit of the Technology Achievement Index finds the handbook's alpha, components and dissenter") {
  SKIP_WITHOUT_SHARED();
  DecideCase c(23);
  const auto columns = tai::columns();
  for (std::size_t k = 0; k < columns.size(); ++k) c.add(tai::indicators[k], columns[k]);
  const Audit a = audited(c);
  REQUIRE(a.indicators.size() == 8);
  CHECK(a.ranked == 23);
  const ReferenceCsv cronbach = tai::table("table11_cronbach"), eigen = tai::table("table07_eigenvalues");
  CHECK(a.reliability.standardised == Approx(cronbach.number(0, "pub_alpha")).margin(0.0051));
  CHECK(a.reliability.standardised == Approx(cronbach.number(0, "rec_alpha")).margin(1e-12));
  for (std::size_t row = 1; row < cronbach.size(); ++row) {
    CAPTURE(cronbach.text(row, "deleted"));
    // The score without an indicator is the mean of the others' z-scores: the handbook's item-total correlation.
    const double rest = one(a, cronbach.text(row, "deleted")).with_rest;
    CHECK(rest == Approx(cronbach.number(row, "pub_item_total_r")).margin(0.0061));
    CHECK(rest == Approx(cronbach.number(row, "rec_item_total_r")).margin(1e-7)); // the score is rounded to 1e-9
  }
  CHECK(one(a, "EXPORTS").against_rest());
  for (std::size_t row = 0; row < eigen.size(); ++row)
    CHECK(100 * a.components.shares[row] == Approx(eigen.number(row, "published_pct_variance")).margin(0.12));
  CHECK(a.keep.kaiser == 2);
  CHECK(a.rotation.loadings.columns() == 4); // Table 9 rotates four
  const std::size_t internet = tai::place("INTERNET"), schooling = tai::place("SCHOOLING");
  CHECK(a.pearson.r(internet, schooling) == Approx(plain_correlation(columns[internet], columns[schooling])));
  CHECK(sum_of_shares(a) == Approx(1));
}

TEST_CASE("a weight comes to the share of variance that its contribution brings") {
  DecideCase c(4);
  c.index.normalise.method = Normalise::none;
  c.add("narrow", {0, 0, 2, 2}); // independent of the other, with a quarter of its variance
  c.add("wide", {0, 4, 0, 4});
  Audit a = audited(c);
  CHECK(one(a, "narrow").weight == 0.5);
  CHECK(one(a, "narrow").variance_share == Approx(0.2));
  CHECK(one(a, "wide").variance_share == Approx(0.8));
  CHECK(one(a, "wide").importance.ratio == Approx(0.8)); // independent: r squared is the share
  CHECK(one(a, "wide").with_rest == Approx(0).margin(1e-12));
  CHECK(one(a, "wide").inflation == Approx(1));
  CHECK(a.undefined.empty());

  DecideCase against(2);
  against.index.normalise.method = Normalise::none;
  against.add("a", {0, 2});
  against.add("b", {1, 0});
  a = audited(against); // contributions 0, 1 and 0.5, 0; scores 0.5, 1: covariances 0.25 and -0.125 of 0.125
  CHECK(one(a, "a").variance_share == Approx(2));
  CHECK(one(a, "b").variance_share == Approx(-1));
  CHECK(one(a, "b").against_rest());
  REQUIRE(a.collinear.size() == 1);
  CHECK(a.collinear[0].r == Approx(-1));
  CHECK(std::isinf(one(a, "a").inflation));
}

TEST_CASE("a direction is turned before anything is correlated") {
  DecideCase c(4);
  c.add("need", {1, 2, 3, 4});
  c.add("income", {40, 30, 20, 10}, -1);
  const Audit a = audited(c);
  CHECK(a.pearson.r(0, 1) == Approx(1));
  CHECK_FALSE(one(a, "income").against_rest());
  CHECK(one(a, "income").figures.mean == 25); // the table shows figures as reported
}

TEST_CASE("leaving out is deciding without: each row equals a decision on what is left") {
  const DecideCase c = made_case();
  const Decision all = c.decide();
  const Audit a = audited(c);
  REQUIRE(a.left_out.size() == 7);
  for (std::size_t k = 0; k < c.indicators.size(); ++k) {
    DecideCase rest = c;
    const std::string id = c.indicators[k].id;
    CAPTURE(id);
    rest.indicators.erase(rest.indicators.begin() + static_cast<std::ptrdiff_t>(k));
    const WeightNode pair = W::weight("inner", 1, {W::weight(id == "b" ? "c" : "b", 1)});
    if (id == "a") rest.index.weights[0].of.erase(rest.index.weights[0].of.begin());
    if (id == "b" || id == "c") rest.index.weights[0].of[1] = pair;
    if (id == "d") rest.index.weights = {c.index.weights[0], c.index.weights[2]};
    if (id == "e") rest.index.weights = {c.index.weights[0], c.index.weights[1]};
    const Decision left = rest.decide();
    check_against(all, left, without(a, id));
    CHECK(one(a, id).with_rest == Approx(plain_correlation(all.columns[k].normalised, left.score)).margin(1e-7));
    if (id == "b") CHECK(one(a, id).with_domain == Approx(a.pearson.r(1, 2)).margin(1e-9)); // of inner, c is left
    if (id == "a")
      CHECK(one(a, id).with_domain ==
            Approx(plain_correlation(all.columns[k].normalised, left.domains[0].score)).margin(1e-9));
  }
  DecideCase rest = c;
  rest.indicators.erase(rest.indicators.begin(), rest.indicators.begin() + 3);
  rest.index.weights.erase(rest.index.weights.begin());
  check_against(all, rest.decide(), without(a, "outer", true));
  CHECK(a.domains[0].with_rest == Approx(plain_correlation(all.domains[0].score, rest.decide().score)).margin(1e-7));
}

TEST_CASE("figures that were imputed are imputed anew for what is left") {
  DecideCase c = made_case();
  c.index.impute.method = Impute::regression;
  DecideCase rest = c;
  rest.indicators.pop_back();
  rest.index.weights.pop_back();
  const Audit a = audited(c);
  check_against(c.decide(), rest.decide(), without(a, "e"));
  std::size_t imputed = 0;
  for (const AuditedIndicator& indicator : a.indicators) imputed += indicator.imputed;
  CHECK(imputed == c.decide().imputed.size());
}

TEST_CASE("domains list their indicators, inner ones too, and pairs are told within from across") {
  DecideCase c = made_case();
  const Audit a = audited(c);
  REQUIRE(a.domains.size() == 2);
  CHECK(a.domains[0].members == std::vector<std::size_t>{0, 1, 2});
  CHECK(a.domains[1].members == std::vector<std::size_t>{1, 2});
  CHECK(a.domains[1].depth == 1);
  CHECK(a.domains[1].stated == Approx(0.25));
  CHECK(one(a, "b").domains == std::vector<std::string>{"outer", "inner"});
  CHECK(a.domains[0].variance_share + one(a, "d").variance_share + one(a, "e").variance_share == Approx(1));
  const auto& r = a.pearson.r;
  CHECK(a.within == Approx((r(0, 1) + r(0, 2) + r(1, 2)) / 3));
  CHECK(a.across == Approx((r(0, 3) + r(0, 4) + r(1, 3) + r(1, 4) + r(2, 3) + r(2, 4) + r(3, 4)) / 7));
  CHECK(a.domains[1].within == Approx(r(1, 2)));
  CHECK(a.domains[1].reliability.standardised == Approx(2 * r(1, 2) / (1 + r(1, 2))).margin(0.1)); // complete rows only
  CHECK(one(a, "c").against_domain()); // every third made column points the other way
}

TEST_CASE("an audit does not depend on threads, and counts Kendall's tau-b when asked") {
  const DecideCase c = made_case();
  const Audit a = audited(c), b = audited(c, {true, 4});
  CHECK(a.kendall.r.rows() == 0);
  REQUIRE(b.kendall.r.rows() == 5);
  const auto columns = audited_columns(b, c.decide());
  CHECK(b.kendall.r(0, 3) == statistics::correlation(columns[0], columns[3], statistics::CorrelationKind::kendall).r);
  for (std::size_t k = 0; k < a.left_out.size(); ++k) {
    CHECK(a.left_out[k].mean_shift == b.left_out[k].mean_shift);
    CHECK(a.left_out[k].spearman == b.left_out[k].spearman);
    CHECK(a.left_out[k].moved_most == b.left_out[k].moved_most);
  }
}

TEST_CASE("what an audit cannot tell, it says") {
  DecideCase single(3);
  single.add("a", {1, 2, 3});
  Audit a = audited(single);
  CHECK_THAT(without(a, "a").undefined, Contains("nothing is left"));
  CHECK_THAT(said(a), Contains("alpha does not exist"));
  CHECK(one(a, "a").variance_share == Approx(1));
  CHECK(std::isnan(one(a, "a").with_rest));

  DecideCase constant(3);
  constant.add("a", {1, 2, 3});
  constant.add("same", {5, 5, 5});
  a = audited(constant);
  CHECK_THAT(said(a), Contains("same does not vary"));
  CHECK(one(a, "same").variance_share == 0);
  CHECK_FALSE(one(a, "same").against_rest());
  CHECK(without(a, "a").undefined.empty()); // all tie, and ties are ranks
  CHECK(std::isnan(without(a, "a").spearman));

  DecideCase nobody(2);
  const double none = std::nan("");
  nobody.add("a", {none, none});
  nobody.add("b", {none, none});
  a = audited(nobody);
  CHECK(a.ranked == 0);
  CHECK_THAT(without(a, "a").undefined, Contains("nobody is ranked"));
  CHECK_THAT(said(a), Contains("Shares of the score's variance do not exist"));

  DecideCase order = made_case();
  order.index.aggregate = Aggregate::copeland;
  a = audited(order);
  CHECK_THAT(said(a), Contains("no sum of contributions"));
  CHECK(std::isnan(a.indicators[0].variance_share));
  double shares = 0;
  for (const AuditedIndicator& indicator : a.indicators) shares += indicator.importance.share;
  CHECK(shares == Approx(1));

  DecideCase alone(1);
  alone.add("a", {1});
  alone.add("b", {2});
  a = audited(alone);
  CHECK(without(a, "a").mean_shift == 0);
}

TEST_CASE("an indicator without weight is described and correlated, and never left out") {
  DecideCase c(5);
  c.add("a", {1, 2, 3, 4, 5});
  c.add("b", {2, 1, 3, 5, 4});
  c.add("shown", {5, 4, 3, 2, 1});
  c.index.weights = {W::weight("a", 1), W::weight("b", 1)};
  const Audit a = audited(c);
  REQUIRE(a.indicators.size() == 3);
  CHECK(a.counted == std::vector<std::size_t>{0, 1});
  CHECK(a.left_out.size() == 2);
  CHECK(one(a, "shown").variance_share == 0);
  CHECK(a.pearson.r(0, 2) == Approx(-1));
  CHECK(one(a, "shown").importance.correlation < -0.9);
  CHECK(a.components.eigenvalues.size() == 2);
}

TEST_CASE("tranches that cannot be cut without an indicator are said, not thrown") {
  DecideCase c(3);
  c.index.require = 0.5;
  c.add("a", {1, 2, 3});
  c.add("b", {1, 2, std::nan("")});
  c.cut("all", Cut::By::count, 3);
  const Audit a = audited(c);
  CHECK_THAT(without(a, "a").undefined, Contains("asks for 3 authorities"));
  CHECK(without(a, "b").undefined.empty());
}
