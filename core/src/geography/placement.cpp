#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "geography/way.hpp"
#include "tranche/geography/carry_over.hpp"

namespace tranche {
namespace {

/// The authority of each area of the assessment's own geography.
std::unordered_map<std::string, std::size_t> membership(const Authorities& authorities) {
  std::unordered_map<std::string, std::size_t> map;
  for (std::size_t i = 0; i < authorities.size(); ++i)
    for (const std::string& member : authorities.units[i].members) map[member] = i;
  return map;
}

[[noreturn]] void refuse_no_lookup(const Geography& from, const Geography& target, const Place& asked_at) {
  throw Error(Fault::data, asked_at.text(),
              "there is no way from " + from.id + " (" + from.title + ") to " + target.id + " (" + target.title + ")",
              "add a geography to the catalogue whose code list has a `parents` column for " + target.id +
                  ", or bind a table keyed by " + target.id);
}

std::string of_a_split(const Geography& from, const Geography& target, const std::string& code,
                       const std::vector<std::string>& parts) {
  return code + " of " + from.id + " lies in " + short_list(parts) + " of " + target.id +
         ": share its figures out with `tranche layers convert FILE --from " + from.id + " --to " + target.id +
         " --weight population`, or bind a table of smaller areas";
}

} // namespace

Placement place_areas(const Catalogue& catalogue, const Geography& from, const Authorities& authorities,
                      const std::vector<std::string>& table_codes, const Place& asked_at) {
  const Geography& target = catalogue.geography(authorities.geography, asked_at);
  const auto authority_of = membership(authorities);
  const AreaList& list = catalogue.areas(from);
  Placement placement;
  placement.from = from.id;
  placement.areas = list.size() > 0 ? list.codes : table_codes;

  std::optional<std::vector<Step>> way = way_between(catalogue, from, target, false);
  if (!way) refuse_no_lookup(from, target, asked_at);
  for (const Step& step : *way)
    if (step.kind == Step::Kind::parent) placement.lookups.push_back(step.from->id);

  const ChangeIndex changes(catalogue);
  Walker walker(catalogue, changes, std::move(*way), target);
  std::vector<std::string> lost;
  std::string obstacle;
  for (const std::string& code : placement.areas) {
    const Walker::Arrival arrival = walker.walk(code);
    // A joined authority may hold every part of an area that was split since.
    std::set<std::size_t> in;
    for (const std::string& at : arrival.codes) {
      const auto found = authority_of.find(at);
      in.insert(found == authority_of.end() ? Placement::npos : found->second);
    }
    if (arrival.end == Walker::End::lost || in.size() > 1) {
      lost.push_back(code);
      obstacle = in.size() > 1 ? of_a_split(from, target, code, arrival.codes) : walker.obstacle();
    }
    placement.authority.push_back(in.size() == 1 ? *in.begin() : Placement::npos);
  }
  placement.changes = walker.changes();
  if (!lost.empty())
    throw Error(Fault::data, asked_at.text(),
                "cannot be carried from " + from.id + " to " + target.id + ": " + short_list(lost),
                obstacle.empty() ? "complete the list of code changes, or bind a table keyed by " + target.id
                                 : obstacle);
  return placement;
}

} // namespace tranche
