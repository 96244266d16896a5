#pragma once
#include <map>
#include <string>
#include <vector>

#include "tranche/layers/catalogue.hpp"

namespace tranche {

/// "E07000004, E07000005 and 3 more".
std::string short_list(const std::vector<std::string>& items, std::size_t most = 8);

/// The geography that knows most of the codes, and of equally many the nearest in time; null when none knows any.
const Geography* vintage_of(const Catalogue& catalogue, const Geography& geography,
                            const std::vector<std::string>& codes);

/// What is known of codes that a geography does not have: the vintage they belong to, or what they became.
/// For the remedy part of a message.
std::string remedy_for_unknown_codes(const Catalogue& catalogue, const Geography& geography,
                                     const std::vector<std::string>& codes);

/// Code changes between two vintages of a tier.
class ChangeIndex {
public:
  explicit ChangeIndex(const Catalogue& catalogue);

  /// What became of a code in a later vintage, or what it was before in an earlier one: every area of `to` that its
  /// ground may lie in, ascending. Empty when the changes lead nowhere; obstacle then says where they end. steps: the
  /// changes followed, "E07000004 -> E06000060 (merge, 2020-04-01)", with ", undone" for those gone back.
  std::vector<std::string> follow(const std::string& code, const Geography& from, const Geography& to,
                                  std::vector<std::string>& steps, std::string& obstacle) const;

private:
  struct Search;
  bool search(Search& search, const std::string& code) const;
  const Catalogue& m_catalogue;
  std::multimap<std::string, const CodeChange*> m_ahead, m_back;
};

} // namespace tranche
