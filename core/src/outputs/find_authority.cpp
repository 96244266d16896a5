#include "tranche/outputs/find_authority.hpp"

#include <algorithm>
#include <numeric>

#include "tranche/finding.hpp"

namespace tranche {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Levenshtein's distance between a word and the best-fitting stretch of a text.
std::size_t distance(std::string_view word, std::string_view text) {
  std::vector<std::size_t> row(text.size() + 1, 0), next(text.size() + 1);
  for (std::size_t i = 0; i < word.size(); ++i) {
    next[0] = i + 1;
    for (std::size_t j = 0; j < text.size(); ++j)
      next[j + 1] = std::min({row[j] + (word[i] == text[j] ? 0U : 1U), row[j + 1] + 1, next[j] + 1});
    std::swap(row, next);
  }
  return *std::min_element(row.begin(), row.end());
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < 8; ++i) list += (i ? ", " : "") + names[i];
  return names.size() > 8 ? list + " and " + std::to_string(names.size() - 8) + " more" : list;
}

} // namespace

std::size_t find_authority(const std::vector<Authority>& units, std::string_view code_or_name) {
  const std::string wanted = lower(code_or_name);
  const auto label = [&](std::size_t u) { return units[u].name + " (" + units[u].code + ")"; };
  std::vector<std::size_t> exact, partial;
  for (std::size_t u = 0; u < units.size(); ++u) {
    const std::string name = lower(units[u].name);
    const bool member = std::any_of(units[u].members.begin(), units[u].members.end(),
                                    [&](const std::string& code) { return lower(code) == wanted; });
    if (lower(units[u].code) == wanted || name == wanted || member) exact.push_back(u);
    if (!wanted.empty() && name.find(wanted) != std::string::npos) partial.push_back(u);
  }
  const std::vector<std::size_t>& hits = exact.empty() ? partial : exact;
  if (hits.size() == 1) return hits.front();
  std::vector<std::string> names;
  for (const std::size_t u : hits) names.push_back(label(u));
  const std::string quoted = "'" + std::string(code_or_name) + "'";
  if (!hits.empty()) throw Error(Fault::usage, quoted, "could be " + listed(names), "give the code");
  std::vector<std::size_t> order(units.size()), far(units.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t u = 0; u < units.size(); ++u)
    far[u] = std::min(distance(wanted, lower(units[u].name)), distance(wanted, lower(units[u].code)));
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return far[a] < far[b]; });
  for (std::size_t k = 0; k < order.size() && k < 3; ++k)
    if (far[order[k]] <= std::max<std::size_t>(1, wanted.size() / 3)) names.push_back(label(order[k]));
  throw Error(Fault::usage, quoted, "no authority of this run has that code or name",
              names.empty() ? "see the codes and names in ranking.csv" : "did you mean " + listed(names) + "?");
}

} // namespace tranche
