#include "decide/cut.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "tranche/finding.hpp"

namespace tranche {
namespace {

std::size_t places_of(const Cut& cut) {
  if (!(cut.amount >= 0) || cut.amount != std::floor(cut.amount))
    throw Error(Fault::settings, cut.place.text(),
                fmt::format("the tranche '{}' asks for {} authorities", cut.name, cut.amount), "give a whole number");
  return static_cast<std::size_t>(cut.amount);
}

/// How many authorities a budget pays the floor of.
std::size_t affordable_by(const Cut& cut, std::int64_t floor_pence) {
  if (floor_pence <= 0)
    throw Error(Fault::settings, cut.place.text(),
                fmt::format("the tranche '{}' is cut by budget, but no floor says what one authority needs", cut.name),
                "set allocation.floor_gbp, or cut by count or score");
  const double affordable = std::floor(std::round(cut.amount * 100) / static_cast<double>(floor_pence));
  return static_cast<std::size_t>(std::clamp(affordable, 0.0, 1e9));
}

std::vector<std::string> region_names(const Candidates& candidates) {
  std::vector<std::string> names(candidates.regions.begin(), candidates.regions.end());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::size_t find_code(const Candidates& candidates, const std::string& code, const Place& place) {
  const auto found = std::find(candidates.codes.begin(), candidates.codes.end(), code);
  if (found == candidates.codes.end())
    throw Error(Fault::settings, place.text(), fmt::format("{} is not an authority of this assessment", code),
                "name the code of a ranked unit; a joined unit has a code of its own");
  return static_cast<std::size_t>(found - candidates.codes.begin());
}

/// Whether rank decided where an authority stands.
bool by_rank(const Decision& decision, std::size_t i) {
  return decision.funding_note.empty() || decision.funding_note[i].empty();
}

/// Says who was parted from whom where authorities of one score are in different tranches, though rank decided both.
void remark_ties(Decision& decision, const Candidates& candidates, std::span<const std::size_t> order) {
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && decision.score[order[end]] == decision.score[order[begin]]) ++end;
    for (std::size_t k = 1; k <= decision.tranches.size(); ++k) {
      std::string inside, outside;
      for (std::size_t place = begin; place < end; ++place) {
        const std::size_t i = order[place];
        if (!by_rank(decision, i)) continue;
        const std::size_t t = static_cast<std::size_t>(decision.tranche[i]);
        if (t > 0 && t < k) continue;
        std::string& side = t == k ? inside : outside;
        side += (side.empty() ? "" : ", ") + candidates.name_of(i);
      }
      if (!inside.empty() && !outside.empty())
        decision.remarks.push_back(fmt::format(
            "tie at the edge of the tranche '{}': {} and {} have the same score of {}; {} went in, by larger "
            "population, then by code",
            decision.tranches[k - 1].name, inside, outside, decision.score[order[begin]], inside));
    }
  }
}

} // namespace

std::vector<std::size_t> funding_order(std::span<const double> score, const Candidates& candidates) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < score.size(); ++i)
    if (!std::isnan(score[i])) order.push_back(i);
  const auto people = [&](std::size_t i) {
    return std::isnan(candidates.population[i]) ? -1 : candidates.population[i];
  };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (score[a] != score[b]) return score[a] > score[b];
    if (people(a) != people(b)) return people(a) > people(b);
    return candidates.codes[a] < candidates.codes[b];
  });
  return order;
}

TrancheCutter::TrancheCutter(const Candidates& candidates, const TrancheSettings& tranches, std::int64_t floor_pence)
    : m_candidates(candidates), m_tranches(tranches), m_floor_pence(floor_pence) {
  if (tranches.by_rank_alone()) {
    m_by_place = std::all_of(tranches.cut.begin(), tranches.cut.end(),
                             [](const Cut& cut) { return cut.by == Cut::By::count || cut.by == Cut::By::rest; });
    return;
  }
  const std::size_t n = candidates.codes.size();
  m_named.assign(n, tranches.eligible.empty() ? free : 0);
  m_reason.assign(n, nullptr);
  for (const std::string& code : tranches.eligible) m_named[find_code(candidates, code, tranches.place)] = free;
  for (const NamedAuthority& named : tranches.named) {
    const std::size_t i = find_code(candidates, named.code, named.place);
    if (m_reason[i])
      throw Error(Fault::settings, named.place.text(), named.code + " is named twice", "say once where it belongs");
    m_reason[i] = &named.reason;
    m_named[i] = 0;
    for (std::size_t k = 0; k < tranches.cut.size() && m_named[i] == 0; ++k)
      if (tranches.cut[k].name == named.tranche) m_named[i] = static_cast<int>(k) + 1;
    if (m_named[i] == 0 && !named.tranche.empty())
      throw Error(Fault::settings, named.place.text(), fmt::format("no tranche is named '{}'", named.tranche),
                  "name a tranche of `cut`, or write tranche: none");
  }
  m_region_names = region_names(candidates);
  m_region.assign(n, 0);
  for (std::size_t i = 0; i < candidates.regions.size(); ++i)
    m_region[i] = static_cast<std::size_t>(
        std::lower_bound(m_region_names.begin(), m_region_names.end(), candidates.regions[i]) - m_region_names.begin());
}

/// One ranking on its way into the tranches.
class TrancheCutter::Filling {
public:
  Filling(const TrancheCutter& rules, std::span<const std::size_t> order, std::span<const double> score,
          std::vector<std::uint16_t>& tranche)
      : m_rules(rules), m_order(order), m_score(score), m_tranche(tranche), m_in_region(rules.m_region_names.size()) {
    tranche.assign(rules.m_candidates.codes.size(), 0);
    for (const std::size_t i : order) m_left += may_go_by_rank(i);
  }

  void fill(std::size_t k, std::vector<std::string>* notes) {
    const Cut& cut = m_rules.m_tranches.cut[k];
    m_into = static_cast<std::uint16_t>(k + 1);
    m_size = 0;
    m_residents = 0;
    for (std::size_t i = 0; i < m_rules.m_named.size(); ++i)
      if (m_rules.m_named[i] == static_cast<int>(m_into)) put(i);
    if (cut.by != Cut::By::count) return fill_by_order(cut);
    const std::size_t places = places_of(cut);
    if (m_size > places)
      refuse(cut, fmt::format("asks for {} authorities, but {} are named for it", places, m_size), "raise the count");
    const std::size_t begin = m_next, by_rank = places - m_size;
    if (cut.per_region > 0) fill_regions(cut, places);
    const std::size_t before = m_left;
    if (places - m_size > m_left)
      refuse(cut,
             fmt::format("asks for {} authorities, but only {} of the {} ranked are left", places - m_size, before,
                         m_order.size()),
             "make the tranches smaller, or write 'count: rest' for the last one");
    for (; m_size < places; ++m_next)
      if (is_left(m_order[m_next])) take(m_order[m_next]);
    if (notes && cut.per_region > 0) note_regions(cut, begin, by_rank, *notes);
  }

private:
  bool may_go_by_rank(std::size_t i) const { return m_rules.m_named.empty() || m_rules.m_named[i] == free; }
  bool is_left(std::size_t i) const { return m_tranche[i] == 0 && may_go_by_rank(i); }

  void put(std::size_t i) {
    m_tranche[i] = m_into;
    ++m_size;
    const double people = m_rules.m_candidates.population[i];
    m_residents += std::isnan(people) ? 0 : people;
    if (!m_rules.m_region.empty() && !m_in_region.empty()) ++m_in_region[m_rules.m_region[i]];
  }
  void take(std::size_t i) {
    put(i);
    --m_left;
  }

  void fill_by_order(const Cut& cut) {
    const std::size_t affordable = cut.by == Cut::By::budget ? affordable_by(cut, m_rules.m_floor_pence) : 0;
    for (; m_next < m_order.size(); ++m_next) {
      const std::size_t i = m_order[m_next];
      if (!is_left(i)) continue;
      const bool over = (cut.by == Cut::By::budget && m_size >= affordable) ||
                        (cut.by == Cut::By::score && m_score[i] < cut.amount) ||
                        (cut.by == Cut::By::population && m_residents + residents(i, cut) > cut.amount);
      if (over) return;
      take(i);
    }
  }

  double residents(std::size_t i, const Cut& cut) const {
    const double people = m_rules.m_candidates.population[i];
    if (std::isnan(people))
      throw Error(Fault::data, "population of " + m_rules.m_candidates.codes[i],
                  fmt::format("the tranche '{}' is cut by residents, but this authority's are unknown", cut.name),
                  "bind areas.population to a layer that has it");
    return people;
  }

  void fill_regions(const Cut& cut, std::size_t places) {
    for (std::size_t at = m_next; at < m_order.size(); ++at) {
      const std::size_t i = m_order[at];
      if (!is_left(i) || m_in_region[m_rules.m_region[i]] >= cut.per_region) continue;
      if (m_size == places)
        refuse(cut,
               fmt::format("has {} places, too few for {} of each of the {} regions", places, cut.per_region,
                           m_rules.m_region_names.size()),
               "raise count, or lower per_region");
      take(i);
    }
  }

  /// Who came in only for its region, and who was passed over for that.
  /// @param begin    where this tranche began in the order
  /// @param by_rank  how many it takes that are not named
  void note_regions(const Cut& cut, std::size_t begin, std::size_t by_rank, std::vector<std::string>& notes) const {
    for (std::size_t at = begin; at < m_order.size(); ++at) {
      const std::size_t i = m_order[at];
      const bool inside = m_tranche[i] == m_into;
      if (!may_go_by_rank(i) || (!inside && m_tranche[i] != 0)) continue;
      const bool would_be_inside = by_rank > 0;
      by_rank -= would_be_inside ? 1 : 0;
      if (inside && !would_be_inside)
        notes[i] = fmt::format("in {} as one of the first {} of {}", cut.name, cut.per_region,
                               m_rules.m_candidates.regions[i]);
      if (!inside && would_be_inside)
        notes[i] = fmt::format("would be in {} by rank alone, without {} of each region", cut.name, cut.per_region);
    }
  }

  [[noreturn]] static void refuse(const Cut& cut, const std::string& what, const std::string& remedy) {
    throw Error(Fault::settings, cut.place.text(), fmt::format("the tranche '{}' {}", cut.name, what), remedy);
  }

  const TrancheCutter& m_rules;
  std::span<const std::size_t> m_order;
  std::span<const double> m_score;
  std::vector<std::uint16_t>& m_tranche;
  std::vector<std::size_t> m_in_region; ///< funded of each region so far
  std::uint16_t m_into = 0;
  std::size_t m_next = 0; ///< before it nobody is left
  std::size_t m_size = 0, m_left = 0;
  double m_residents = 0;
};

/// What Filling does where nothing but counts decides, at a fraction of the time. @return false where too few are left
bool TrancheCutter::cut_by_place(std::span<const std::size_t> order, std::vector<std::uint16_t>& tranche) const {
  tranche.assign(m_candidates.codes.size(), 0);
  std::size_t place = 0;
  for (std::size_t k = 0; k < m_tranches.cut.size(); ++k) {
    const Cut& cut = m_tranches.cut[k];
    const std::size_t left = order.size() - place, count = cut.by == Cut::By::rest ? left : places_of(cut);
    if (count > left) return false;
    for (std::size_t end = place + count; place < end; ++place)
      tranche[order[place]] = static_cast<std::uint16_t>(k + 1);
  }
  return true;
}

void TrancheCutter::cut(std::span<const std::size_t> order, std::span<const double> score,
                        std::vector<std::uint16_t>& tranche, std::vector<std::string>* notes) const {
  if (m_by_place && cut_by_place(order, tranche)) return;
  Filling filling(*this, order, score, tranche);
  if (notes && !m_tranches.by_rank_alone()) {
    notes->assign(tranche.size(), "");
    for (std::size_t i = 0; i < m_named.size(); ++i)
      if (m_named[i] >= 0)
        (*notes)[i] = (m_named[i] == 0 ? std::string("not funded: ")
                                       : fmt::format("in {} by name: ",
                                                     m_tranches.cut[static_cast<std::size_t>(m_named[i]) - 1].name)) +
                      (m_reason[i] ? *m_reason[i] : "not eligible");
  }
  for (std::size_t k = 0; k < m_tranches.cut.size(); ++k) filling.fill(k, notes);
}

std::vector<bool> TrancheCutter::placed_by_name() const {
  std::vector<bool> placed;
  if (!m_tranches.named.empty())
    for (const int named : m_named) placed.push_back(named > 0);
  return placed;
}

void TrancheCutter::take_unranked(std::span<const int> rank, std::vector<std::uint16_t>& tranche) const {
  if (!m_tranches.unranked_last || m_tranches.cut.empty()) return;
  for (std::size_t i = 0; i < tranche.size(); ++i)
    if (rank[i] == 0 && (m_named.empty() || m_named[i] == free))
      tranche[i] = static_cast<std::uint16_t>(m_tranches.cut.size());
}

void cut_tranches(Decision& decision, const Candidates& candidates, const TrancheSettings& tranches,
                  std::int64_t floor_pence, std::span<const std::size_t> by_code) {
  const std::vector<std::size_t> order = funding_order(decision.score, candidates);
  std::vector<std::uint16_t> tranche;
  const TrancheCutter cutter(candidates, tranches, floor_pence);
  cutter.cut(order, decision.score, tranche, &decision.funding_note);
  decision.by_name = cutter.placed_by_name();
  for (const Cut& cut : tranches.cut)
    decision.tranches.push_back({cut.name, {}, std::numeric_limits<double>::quiet_NaN()});
  cutter.take_unranked(decision.rank, tranche);
  decision.tranche.assign(tranche.begin(), tranche.end());
  const auto group_of = [&](std::size_t i) { return tranche[i] == 0 ? nullptr : &decision.tranches[tranche[i] - 1U]; };
  for (const std::size_t i : order)
    if (TrancheGroup* group = group_of(i)) {
      group->authorities.push_back(i);
      if (by_rank(decision, i)) group->lowest_score = decision.score[i];
    }
  for (const std::size_t i : by_code)
    if (TrancheGroup* group = group_of(i); group && decision.rank[i] == 0) group->authorities.push_back(i);
  remark_ties(decision, candidates, order);
}

} // namespace tranche
