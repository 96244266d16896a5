#include "tranche/statistics/outranking.hpp"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>

#include "missing.hpp"
#include "reference_csv.hpp"
#include "shared.hpp"
#include "tranche/finding.hpp"

using namespace tranche;
using namespace tranche::statistics;

namespace {

using Order = std::vector<std::size_t>;

nlohmann::json worked_examples() {
  std::ifstream file(shared_folder() / "data/method/oecd_tai/worked_small_examples.json");
  return nlohmann::json::parse(file);
}

Order letters(const std::string& word) {
  Order order;
  for (const char c : word) order.push_back(static_cast<std::size_t>(c - 'a'));
  return order;
}

PairMatrix of_profile(const nlohmann::json& profile, std::size_t units) {
  std::vector<Ballot> ballots;
  for (const auto& group : profile) ballots.push_back({group[0].get<double>(), letters(group[1].get<std::string>())});
  return condorcet_matrix(ballots, units);
}

std::vector<std::vector<double>> columns_of(const ReferenceCsv& table) {
  std::vector<std::vector<double>> columns;
  for (const char* name : {"PATENTS", "ROYALTIES", "INTERNET", "EXPORTS", "TELEPHONES_LOG", "ELECTRICITY_LOG",
                           "SCHOOLING", "UNIVERSITY"}) {
    columns.emplace_back();
    for (std::size_t i = 0; i < table.size(); ++i) columns.back().push_back(table.number(i, name));
  }
  return columns;
}

std::vector<double> equal_weights(std::size_t p) { return std::vector<double>(p, 1.0); }

/// Weighted indicators with few different values, so that there are ties and cycles.
PairMatrix random_support(unsigned seed, std::size_t n, std::size_t p) {
  std::mt19937 dice(seed);
  std::vector<std::vector<double>> needs(p);
  std::vector<double> weights;
  for (auto& column : needs) {
    for (std::size_t i = 0; i < n; ++i) column.push_back(static_cast<double>(dice() % (2 * n)));
    weights.push_back(static_cast<double>(dice() % 3 + 1) / 3);
  }
  return outranking_matrix(needs, weights);
}

struct Brute {
  double score = -1;
  Order order; ///< the first in lexicographic order
};

Brute by_permutations(const PairMatrix& support) {
  Order order(support.units());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Brute best;
  do {
    const double score = kemeny_score(support, order);
    if (score > best.score + 1e-9) best = {score, order};
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

/// Best score by plain dynamic programming over subsets; no margins, no groups.
double by_subsets(const PairMatrix& support) {
  const std::size_t n = support.units();
  std::vector<double> best(std::size_t{1} << n, 0.0);
  for (std::uint32_t set = 1; set < best.size(); ++set)
    for (std::uint32_t firsts = set; firsts != 0; firsts &= firsts - 1) {
      const auto first = static_cast<std::size_t>(std::countr_zero(firsts));
      const std::uint32_t rest = set & ~(1U << first);
      double gain = best[rest];
      for (std::uint32_t later = rest; later != 0; later &= later - 1)
        gain += support(first, static_cast<std::size_t>(std::countr_zero(later)));
      best[set] = std::max(best[set], gain);
    }
  return best.back();
}

bool is_permutation_of_units(Order order) {
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i)
    if (order[i] != i) return false;
  return true;
}

/// Votes of 20 voters thrown at random: full of cycles, in whole numbers, so that sums are exact.
PairMatrix random_margins(unsigned seed, std::size_t n) {
  std::mt19937 dice(seed);
  PairMatrix support(n);
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a + 1; b < n; ++b) {
      support(a, b) = static_cast<double>(dice() % 21);
      support(b, a) = 20 - support(a, b);
    }
  return support;
}

} // namespace

TEST_CASE("the outranking matrix of five countries is the handbook's table 36") {
  SKIP_WITHOUT_SHARED();
  const std::filesystem::path folder = shared_folder() / "data/method/oecd_tai";
  const ReferenceCsv impact(folder / "table35_impact_matrix.csv"), published(folder / "table36_outranking.csv");
  const PairMatrix support = outranking_matrix(columns_of(impact), equal_weights(8));
  for (std::size_t a = 0; a < 5; ++a)
    for (std::size_t b = 0; b < 5; ++b) CHECK(support(a, b) == published.number(a, impact.text(b, "")));
  // Its best orders: the handbook names three; of them the smallest by position is United States, Sweden, Finland.
  const auto example = worked_examples()["kemeny_tai5"];
  const KemenyRanking kemeny = kemeny_ranking(support);
  CHECK(kemeny.proved);
  CHECK(kemeny.score == example["best_score"].get<double>());
  CHECK(kemeny.bound == kemeny.score);
  CHECK(kemeny.order == Order{1, 2, 0, 3, 4});
  for (const auto& winner : example["winners"]) {
    Order order;
    for (const auto& name : winner)
      for (std::size_t i = 0; i < 5; ++i)
        if (impact.text(i, "") == name.get<std::string>()) order.push_back(i);
    CHECK(kemeny_score(support, order) == kemeny.score);
  }
}

TEST_CASE("Borda counts, Condorcet's matrix and his winner are those of the handbook's table 25") {
  SKIP_WITHOUT_SHARED();
  const auto example = worked_examples()["borda_table25"];
  const PairMatrix support = of_profile(example["profile"], 4);
  const std::vector<double> counts = borda_counts(support);
  for (std::size_t a = 0; a < 4; ++a) {
    CHECK(counts[a] == example["borda"][std::string(1, static_cast<char>('a' + a))].get<double>());
    for (std::size_t b = 0; b < 4; ++b)
      CHECK(support(a, b) == example["condorcet_outranking"]["m"][a][b].get<double>());
  }
  CHECK(condorcet_winner(support) == std::optional<std::size_t>{2});
  CHECK(copeland_scores(support) == std::vector<double>{-3, 1, 3, -1}); // c > b > d > a
  CHECK(kemeny_ranking(support).order == letters("cbda"));
}

TEST_CASE("a cycle has no Condorcet winner, and Kemeny's scores are those of the handbook's table 28") {
  SKIP_WITHOUT_SHARED();
  const auto example = worked_examples()["condorcet_table28"];
  const PairMatrix support = of_profile(example["profile"], 3);
  const std::vector<double> counts = borda_counts(support);
  for (std::size_t a = 0; a < 3; ++a) {
    CHECK(counts[a] == example["borda"][std::string(1, static_cast<char>('a' + a))].get<double>());
    for (std::size_t b = 0; b < 3; ++b) CHECK(support(a, b) == example["outranking"]["m"][a][b].get<double>());
  }
  CHECK_FALSE(condorcet_winner(support));
  CHECK(copeland_scores(support) == std::vector<double>{0, 0, 0});
  for (const auto& [word, score] : example["kemeny_scores"].items())
    CHECK(kemeny_score(support, letters(word)) == score.get<double>());
  const KemenyRanking kemeny = kemeny_ranking(support);
  CHECK(kemeny.order == letters(example["kemeny_winner"].get<std::string>()));
  CHECK(kemeny.score == 104);
}

TEST_CASE("Borda's order turns round when the last candidate leaves, as in the handbook's table 31") {
  SKIP_WITHOUT_SHARED();
  const auto example = worked_examples()["fishburn_table31"];
  const std::vector<double> counts = borda_counts(of_profile(example["profile"], 4));
  for (std::size_t a = 0; a < 4; ++a)
    CHECK(counts[a] == example["borda"][std::string(1, static_cast<char>('a' + a))].get<double>());
  nlohmann::json without = example["profile"];
  for (auto& group : without) {
    std::string word = group[1];
    word.erase(word.find('d'), 1);
    group[1] = word;
  }
  const std::vector<double> three = borda_counts(of_profile(without, 3));
  for (std::size_t a = 0; a < 3; ++a)
    CHECK(three[a] == example["borda_without_d"][std::string(1, static_cast<char>('a' + a))].get<double>());
}

TEST_CASE("no order of the 23 countries scores above ours, the handbook's published one included") {
  SKIP_WITHOUT_SHARED();
  const std::filesystem::path folder = shared_folder() / "data/method/oecd_tai";
  const ReferenceCsv raw(folder / "tai23_raw.csv"), ranks(folder / "tables23_38_rankings.csv");
  const PairMatrix support = outranking_matrix(columns_of(raw), equal_weights(8));
  const KemenyRanking kemeny = kemeny_ranking(support);
  CHECK(kemeny.proved);
  Order published(raw.size());
  std::iota(published.begin(), published.end(), std::size_t{0});
  const auto rank = [&](std::size_t i) {
    for (std::size_t k = 0; k < ranks.size(); ++k)
      if (ranks.text(k, "country") == raw.text(i, "country")) return ranks.number(k, "NCMC");
    return missing;
  };
  std::stable_sort(published.begin(), published.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
  const double theirs = kemeny_score(support, published);
  CHECK(theirs <= kemeny.score + 1e-9);
  CHECK(theirs >= 0.98 * kemeny.score); // our figures are rounded to the printed digits, theirs were not
}

TEST_CASE("Kemeny's order is the best of all permutations, and of equal ones the smallest") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    const std::size_t n = 1 + seed % 7;
    const PairMatrix support = random_support(seed, n, 1 + seed % 6);
    const Brute best = by_permutations(support);
    const KemenyRanking kemeny = kemeny_ranking(support);
    CAPTURE(seed, n);
    CHECK(kemeny.score == Approx(best.score).epsilon(1e-12));
    CHECK(kemeny.order == best.order);
    CHECK(kemeny.proved);
    CHECK(kemeny.bound == kemeny.score);
  }
}

TEST_CASE("the programme for more than 20 units that cannot be split finds the optimum of a search over subsets") {
  for (unsigned seed = 1; seed <= 2; ++seed) {
    const PairMatrix support = random_margins(seed, 21);
    const KemenyRanking kemeny = kemeny_ranking(support);
    CHECK(kemeny.proved);
    CHECK(kemeny.score == by_subsets(support));
    CHECK(kemeny_score(support, kemeny.order) == kemeny.score);
    CHECK(kemeny_ranking(support).order == kemeny.order);
  }
}

TEST_CASE("thirty units are proved, and renaming the units does not change the score") {
  const PairMatrix support = random_margins(7, 30);
  const KemenyRanking kemeny = kemeny_ranking(support);
  CHECK(kemeny.proved);
  CHECK(is_permutation_of_units(kemeny.order));
  PairMatrix renamed(30);
  for (std::size_t a = 0; a < 30; ++a)
    for (std::size_t b = 0; b < 30; ++b) renamed((a * 7) % 30, (b * 7) % 30) = support(a, b);
  CHECK(kemeny_ranking(renamed).score == kemeny.score);
  // No single move helps, and a reversed matrix reverses the score.
  for (std::size_t from = 0; from < 30; ++from)
    for (std::size_t to = 0; to < 30; ++to) {
      Order moved = kemeny.order;
      const std::size_t unit = moved[from];
      moved.erase(moved.begin() + static_cast<std::ptrdiff_t>(from));
      moved.insert(moved.begin() + static_cast<std::ptrdiff_t>(to), unit);
      CHECK(kemeny_score(support, moved) <= kemeny.score);
    }
}

TEST_CASE("a large set of units that splits into small groups is proved whole") {
  // 25 groups of four in a cycle, each group ahead of the next: 100 units.
  PairMatrix support(100);
  double best = 0;
  for (std::size_t a = 0; a < 100; ++a)
    for (std::size_t b = 0; b < 100; ++b) {
      if (a == b) continue;
      const std::size_t ga = a % 25, gb = b % 25, step = (b / 25 + 4 - a / 25) % 4;
      support(a, b) = ga < gb ? 3 : ga > gb ? 1 : step == 1 ? 3 : step == 3 ? 1 : 2;
    }
  const KemenyRanking kemeny = kemeny_ranking(support);
  CHECK(kemeny.proved);
  for (std::size_t place = 0; place < 100; ++place) CHECK(kemeny.order[place] % 25 == place / 4);
  best = 3 * (4950 - 25 * 6) + 25 * (3 * 3 + 2 + 2 + 1); // in each group one step of the cycle is broken
  CHECK(kemeny.score == best);
}

TEST_CASE("above thirty units the order is a local optimum with an honest bound, the same every time") {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const std::size_t n = 60;
    const PairMatrix support = random_margins(seed, n);
    const KemenyRanking kemeny = kemeny_ranking(support);
    REQUIRE(is_permutation_of_units(kemeny.order));
    CHECK_FALSE(kemeny.proved);
    CHECK(kemeny.bound > kemeny.score);
    double pairs = 0;
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = a + 1; b < n; ++b) pairs += std::max(support(a, b), support(b, a));
    CHECK(kemeny.bound < pairs); // cycles of three tell more than pairs alone
    Order by_borda(n);
    std::iota(by_borda.begin(), by_borda.end(), std::size_t{0});
    const std::vector<double> counts = borda_counts(support);
    std::stable_sort(by_borda.begin(), by_borda.end(),
                     [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
    CHECK(kemeny.score >= kemeny_score(support, by_borda));
    for (std::size_t from = 0; from < n; ++from)
      for (std::size_t to = 0; to < n; to += 7) {
        Order moved = kemeny.order;
        const std::size_t unit = moved[from];
        moved.erase(moved.begin() + static_cast<std::ptrdiff_t>(from));
        moved.insert(moved.begin() + static_cast<std::ptrdiff_t>(to), unit);
        CHECK(kemeny_score(support, moved) <= kemeny.score + 1e-9);
      }
    CHECK(kemeny_ranking(support).order == kemeny.order);
  }
}

TEST_CASE("the bound on cycles holds: no order of small random cases exceeds it") {
  // Six copies of a case of six units, one after the other, joined into one ring of 36 that cannot be split.
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const PairMatrix part = random_margins(seed, 6);
    PairMatrix whole(36);
    for (std::size_t a = 0; a < 36; ++a)
      for (std::size_t b = 0; b < 36; ++b) {
        if (a / 6 == b / 6)
          whole(a, b) = part(a % 6, b % 6);
        else
          whole(a, b) = a / 6 < b / 6 ? 1000 : 0;
      }
    whole(35, 0) = 1001; // the last unit just beats the first: one group of all
    const KemenyRanking kemeny = kemeny_ranking(whole);
    const double inside = by_permutations(part).score;
    const double reached = 6 * inside + 1000.0 * 15 * 36; // an order that exists
    CHECK(kemeny.bound >= reached);
    CHECK(kemeny.score <= kemeny.bound);
  }
}

TEST_CASE("shares of an outranking matrix add to one, whatever is missing, tied or of no weight") {
  const std::vector<std::vector<double>> needs{{1, 2, 2, missing}, {5, missing, 1, missing}, {3, 3, missing, 8}};
  const PairMatrix support = outranking_matrix(needs, std::vector<double>{1, 1, 2});
  CHECK(support(0, 1) == 1.0 / 3); // loses the first (1), ties in the third (2), the second is not common
  CHECK(support(1, 0) == 1 - 1.0 / 3);
  CHECK(support(0, 2) == 0.5); // one each way
  CHECK(support(2, 3) == 0.5); // nothing in common
  CHECK(support(3, 0) == 1);
  CHECK(support(3, 3) == 0);
  const PairMatrix none = outranking_matrix(needs, std::vector<double>{0, 0, 0});
  CHECK(copeland_scores(none) == std::vector<double>(4, 0.0));
  CHECK(kemeny_ranking(none).order == Order{0, 1, 2, 3});
  // Only the order of values counts, and turning every indicator round turns the matrix round.
  const PairMatrix up = random_support(3, 12, 5);
  std::mt19937 dice(3);
  std::vector<std::vector<double>> columns(5), turned(5), stretched(5);
  std::vector<double> weights;
  for (std::size_t j = 0; j < 5; ++j) {
    for (std::size_t i = 0; i < 12; ++i) {
      const double value = static_cast<double>(dice() % 24);
      turned[j].push_back(-value);
      stretched[j].push_back(std::exp(value));
    }
    weights.push_back(static_cast<double>(dice() % 3 + 1) / 3);
  }
  const PairMatrix down = outranking_matrix(turned, weights), same = outranking_matrix(stretched, weights);
  for (std::size_t a = 0; a < 12; ++a)
    for (std::size_t b = 0; b < 12; ++b) {
      CHECK(down(b, a) == Approx(up(a, b)));
      CHECK(same(a, b) == up(a, b));
    }
}

TEST_CASE("weights whose sums differ in the last bit only still tie") {
  const std::vector<std::vector<double>> needs{{1, 0}, {1, 0}, {1, 0}, {0, 1}};
  const PairMatrix support = outranking_matrix(needs, std::vector<double>{0.1, 0.1, 0.1, 0.3});
  CHECK(copeland_scores(support) == std::vector<double>{0, 0});
  CHECK_FALSE(condorcet_winner(support));
}

TEST_CASE("no unit, one unit and all units alike have rankings, and too many units are refused") {
  CHECK(kemeny_ranking(PairMatrix(0)).order.empty());
  CHECK(kemeny_ranking(PairMatrix(0)).proved);
  CHECK(kemeny_ranking(PairMatrix(1)).order == Order{0});
  CHECK(condorcet_winner(PairMatrix(1)) == std::optional<std::size_t>{0});
  CHECK(outranking_matrix({}, {}).units() == 0);
  const std::vector<std::vector<double>> alike{std::vector<double>(40, 3.0)};
  const PairMatrix support = outranking_matrix(alike, std::vector<double>{1});
  const KemenyRanking kemeny = kemeny_ranking(support);
  CHECK(kemeny.proved); // reaches the bound: every order is as good
  CHECK(kemeny.order.front() == 0);
  CHECK(kemeny.order.back() == 39);
  CHECK(kemeny.score == 0.5 * 40 * 39 / 2);
  const std::vector<std::vector<double>> many{std::vector<double>(most_outranked_units + 1, 0.0)};
  CHECK_THROWS_AS(outranking_matrix(many, std::vector<double>{1}), Error);
}
