#include <cmath>
#include <fmt/format.h>

#include "tranche/outputs/stability.hpp"

namespace tranche {
namespace {

std::string weight_words(double share) { return fmt::format("{:.1f} %", 100 * share); }

bool tied_now(const ShareRange& range) {
  return range.low_crosses && range.high_crosses && range.high - range.low < 1e-9;
}

/// The domain that a weight is a share of; empty: the whole index.
std::string domain_of(const std::vector<WeightNode>& nodes, const std::string& id, const std::string& within = "") {
  for (const WeightNode& node : nodes) {
    if (node.id == id) return within;
    if (const std::string found = domain_of(node.of, id, node.id); !found.empty()) return found;
  }
  return {};
}

std::string and_listed(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t k = 0; k < parts.size(); ++k)
    text += (k == 0 ? "" : k + 1 == parts.size() ? " and " : ", ") + parts[k];
  return text;
}

/// "deaths 33.3 % to 41.0 %" for every weight that moves.
std::string moves(const Run& run, const LeastChange& change) {
  std::vector<std::string> parts;
  for (std::size_t c = 0; c < change.weights.size(); ++c) {
    const double now = run.decision.columns[c].weight;
    if (std::abs(change.weights[c] - now) > 5e-5)
      parts.push_back(
          fmt::format("{} {} to {}", run.decision.columns[c].id, weight_words(now), weight_words(change.weights[c])));
  }
  return and_listed(parts);
}

std::string change_sentence(const Run& run, const LeastChange& change, const std::string& name,
                            const std::string& across) {
  switch (change.state) {
  case LeastChange::State::no_edge:
    break;
  case LeastChange::State::infeasible:
    return fmt::format("No weights take {} level with {}.", name, across);
  case LeastChange::State::nothing_found:
    return fmt::format(
        "Whether weights take {} level with {} was not found in the time: no move of less than {} of the "
        "weight does.",
        name, across, weight_words(change.bound));
  case LeastChange::State::found: {
    if (change.distance < 1e-7) return fmt::format("{} is level with {} already.", name, across);
    const std::string how = change.proved ? "no smaller move does"
                                          : "the smallest found; none below " + weight_words(change.bound) + " does";
    return fmt::format(
        "The smallest move of weights that takes it level with {} is of {} of the whole weight: {} ({}).", across,
        weight_words(change.distance), moves(run, change), how);
  }
  }
  return {};
}

} // namespace

std::string tranche_words(const Run& run, int tranche) {
  if (tranche <= 0 || static_cast<std::size_t>(tranche) > run.decision.tranches.size()) return "no tranche";
  const std::string& name = run.decision.tranches[static_cast<std::size_t>(tranche) - 1].name;
  return fmt::format("tranche {}{}", tranche, name.empty() ? "" : " (" + name + ")");
}

std::string range_words(const ShareRange& range) {
  if (tied_now(range)) return "tied now";
  if (!range.low_crosses && !range.high_crosses) return "any weight";
  if (!range.low_crosses) return "below " + weight_words(range.high);
  if (!range.high_crosses) return "above " + weight_words(range.low);
  return weight_words(range.low) + " to " + weight_words(range.high);
}

std::vector<std::string> stability_sentences(const Run& run, const StabilityRow& row) {
  const Authority& unit = run.authorities.units[row.authority];
  const int tranche = run.decision.tranche[row.authority];
  std::vector<std::string> held, free, sentences;
  for (const ShareRange& range : row.ranges) {
    const std::string domain = domain_of(run.assessment.index.weights, range.id);
    const std::string of = domain.empty() ? "" : " of " + domain;
    const std::string id = (range.domain ? "the domain " : "") + range.id;
    if (!range.low_crosses && !range.high_crosses)
      free.push_back(id);
    else if (tied_now(range))
      held.push_back(id + " moves neither way, for it is level with the edge already");
    else if (range.low_crosses && range.high_crosses)
      held.push_back(fmt::format("{} weighs between {} and {}{} (now {})", id, weight_words(range.low),
                                 weight_words(range.high), of, weight_words(range.share)));
    else
      held.push_back(fmt::format("{} weighs {} {}{} (now {})", id, range.low_crosses ? "more than" : "less than",
                                 weight_words(range.low_crosses ? range.low : range.high), of,
                                 weight_words(range.share)));
  }
  std::string text = unit.name + " stays in " + tranche_words(run, tranche);
  if (!held.empty()) text += " while " + and_listed(held);
  if (!free.empty()) text += (held.empty() ? " at any weight of " : "; at any weight of ") + and_listed(free);
  sentences.push_back(text + ", each moved alone.");
  if (!row.sought) return sentences;
  const int groups = static_cast<int>(run.decision.tranches.size());
  const auto those = [&](int other) { return "those in " + tranche_words(run, other); };
  const std::string above = those(tranche == 0 ? groups : tranche - 1), below = those(tranche == 0 ? 0 : tranche + 1);
  for (const std::string& sentence :
       {change_sentence(run, row.up, unit.name, above), change_sentence(run, row.down, unit.name, below)})
    if (!sentence.empty()) sentences.push_back(sentence);
  return sentences;
}

} // namespace tranche
