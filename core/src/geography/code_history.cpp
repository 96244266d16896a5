#include "geography/code_history.hpp"

#include <algorithm>
#include <set>

namespace tranche {

std::string short_list(const std::vector<std::string>& items, std::size_t most) {
  std::string text;
  const std::size_t shown = items.size() <= most + 1 ? items.size() : most;
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + items[i];
  if (shown < items.size()) text += " and " + std::to_string(items.size() - shown) + " more";
  return text;
}

std::string remedy_for_unknown_codes(const Catalogue& catalogue, const Geography& geography,
                                     const std::vector<std::string>& codes) {
  // The geography that knows most of them is the one they were published for.
  const Geography* best = nullptr;
  std::size_t best_known = 0;
  for (const Geography& other : catalogue.geographies()) {
    if (other.id == geography.id) continue;
    const AreaList& list = catalogue.areas(other);
    const auto known = static_cast<std::size_t>(std::count_if(
        codes.begin(), codes.end(), [&](const std::string& code) { return list.find(code) != AreaList::npos; }));
    if (known > best_known) {
      best = &other;
      best_known = known;
    }
  }
  if (best)
    return (best_known == codes.size() ? std::string("they belong to ")
                                       : std::to_string(best_known) + " of them belong to ") +
           best->id + " (" + best->title + "): say `geography: " + best->id + "` for this layer";
  for (const CodeChange& change : catalogue.code_changes())
    for (const std::string& code : codes) {
      if (change.from == code)
        return code + " (" + change.from_name + ") ended on " + change.date + " and became " + change.to + " (" +
               change.to_name + "): bring the table to the codes of " + geography.id +
               ", or name the geography it was published for";
      if (change.to == code)
        return code + " (" + change.to_name + ") began on " + change.date + ", in place of " + change.from + " (" +
               change.from_name + "): bring the table to the codes of " + geography.id +
               ", or name the geography it was published for";
    }
  return "correct the codes, or leave such rows out with `ignore_codes`";
}

namespace {

const CodeChange* only_change(const std::vector<const CodeChange*>& changes) {
  return changes.size() == 1 ? changes.front() : nullptr;
}

} // namespace

std::string follow_changes(const Catalogue& catalogue, const std::string& code, const AreaList& targets,
                           std::vector<std::string>& steps, std::string& obstacle) {
  std::string at = code;
  std::set<std::string> seen;
  while (targets.find(at) == AreaList::npos) {
    if (!seen.insert(at).second) return {};
    std::vector<const CodeChange*> forwards, backwards;
    for (const CodeChange& change : catalogue.code_changes()) {
      if (change.from == at) forwards.push_back(&change);
      if (change.to == at && (change.kind == "recode" || change.kind == "boundary")) backwards.push_back(&change);
    }
    const bool ahead = !forwards.empty();
    const CodeChange* change = only_change(ahead ? forwards : backwards);
    if (!change || change->kind == "split") {
      if (forwards.size() > 1)
        obstacle = at + " (" + forwards.front()->from_name + ") was split on " + forwards.front()->date +
                   ": its figures need a weight to be shared out; bind a table of a finer geography";
      return {};
    }
    steps.push_back(at + " -> " + (ahead ? change->to : change->from) + " (" + change->kind + ", " + change->date +
                    (ahead ? ")" : ", undone)"));
    at = ahead ? change->to : change->from;
  }
  return at;
}

} // namespace tranche
