#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "geography/code_history.hpp"

/// How the areas of one geography lie in another's: over the parents and children that code lists name, and over code
/// changes within a tier.
namespace tranche {

/// One step on the way from a geography to another.
struct Step {
  enum class Kind { parent, children, change };
  const Geography* from;
  const Geography* to;
  Kind kind;
};

/// The fewest steps; of equally many, changes within the smallest areas, where they are exact. Nothing when there is no
/// way. down: also from areas to the smaller ones that name them as their parent.
std::optional<std::vector<Step>> way_between(const Catalogue& catalogue, const Geography& from, const Geography& target,
                                             bool down);

/// Walks a way code by code; what was found for a code of a geography is kept, since many areas share a parent.
class Walker {
public:
  /// changes: of the same catalogue; both must outlive the walker.
  Walker(const Catalogue& catalogue, const ChangeIndex& changes, std::vector<Step> way, const Geography& target)
      : m_catalogue(catalogue), m_index(changes), m_way(std::move(way)), m_target(target), m_kept(m_way.size()) {}

  enum class End { arrived, outside, lost };
  struct Arrival {
    End end = End::lost;
    std::vector<std::string> codes; ///< of the target that the area may lie in, ascending; empty unless arrived
  };
  Arrival walk(const std::string& code);
  const std::vector<std::string>& changes() const { return m_changes; } ///< each followed once, in order of use
  const std::string& obstacle() const { return m_obstacle; }            ///< why the last lost code was lost

private:
  Arrival step(std::size_t step, const std::string& code);
  Arrival to_parent(const Step& step, const std::string& code);
  Arrival to_children(std::size_t step, const std::string& code);

  const Catalogue& m_catalogue;
  const ChangeIndex& m_index;
  std::vector<Step> m_way;
  const Geography& m_target;
  std::vector<std::unordered_map<std::string, Arrival>> m_kept;
  std::map<std::size_t, std::multimap<std::string, std::string>> m_children; ///< by step: parent -> area
  std::vector<std::string> m_changes;
  std::string m_obstacle;
};

} // namespace tranche
