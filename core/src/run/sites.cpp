#include "tranche/run/sites.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "layers/placed_layer.hpp"
#include "layers/transform.hpp"
#include "tranche/layers/catalogue.hpp"
#include "tranche/maps/names.hpp"

namespace tranche {
namespace {

using Kind = Site::Kind;

/// The unit that an area is (a member of).
const Authority* unit_of(const Authorities& authorities, const std::string& code) {
  for (const Authority& unit : authorities.units)
    if (unit.code == code || std::find(unit.members.begin(), unit.members.end(), code) != unit.members.end())
      return &unit;
  return nullptr;
}

class SiteReader {
public:
  SiteReader(const Catalogue& catalogue, const Layer& layer, const Authorities& authorities, const std::string& crs)
      : m_catalogue(catalogue), m_layer(layer), m_authorities(authorities), m_crs(crs), m_raw(catalogue.raw(layer)) {}

  Sites read() {
    Sites sites{m_layer.name, m_layer.title, {}};
    const auto column = [&](const std::string& name) { return m_raw.column(name); };
    const std::size_t code = column(m_layer.key), name = column(m_layer.name_column), kind = column("kind");
    const std::size_t within = column("within"), country = column("country");
    for (m_row = 0; m_row < m_raw.rows(); ++m_row) {
      const auto cell = [&](std::size_t at) { return std::string(m_raw.cell(m_row, at)); };
      Site site{cell(name), Kind::authority, cell(code), cell(within), "", cell(country)};
      if (site.name.empty()) site.name = site.code;
      if (site.country.empty()) refuse(site, "has no country", "name it in the column country");
      if (!site.code.empty() && !m_codes.insert(site.code).second)
        refuse(site, "has the code of another site, " + site.code, "keep one of them");
      place(site, cell(kind));
      sites.list.push_back(std::move(site));
    }
    m_findings.throw_if_errors();
    return sites;
  }

private:
  void refuse(const Site& site, const std::string& what, std::string remedy) {
    m_findings.error(Fault::data, m_raw.place(m_row), "the site " + site.name + " " + what, std::move(remedy));
  }

  void place(Site& site, const std::string& kind) {
    const bool ranked = unit_of(m_authorities, site.code) != nullptr;
    if (kind == "outside") {
      site.kind = Kind::outside;
      if (ranked) refuse(site, "is called outside, and " + site.code + " is ranked", "call it an authority");
    } else if (kind == "district" && !ranked) {
      district(site);
    } else if (kind != "authority" && kind != "district") {
      refuse(site, "is of the kind '" + kind + "'", "write authority, district or outside");
    } else if (!ranked) {
      refuse(site, fmt::format("has the code '{}', which is no area of {}", site.code, m_authorities.geography),
             "give the code of the area that is ranked, or call it a district or outside");
    }
  }

  void district(Site& site) {
    site.kind = Kind::district;
    bool known = false;
    for (const Geography& geography : m_catalogue.geographies()) {
      if (!geography.parents.contains(m_authorities.geography) || geography.file.empty()) continue;
      const AreaList& areas = m_catalogue.areas(geography);
      const std::size_t at = areas.find(site.code);
      if (at == AreaList::npos) continue;
      known = true;
      const std::string& parent = areas.parents.at(m_authorities.geography)[at];
      if (parent != site.within)
        refuse(site, fmt::format("is said to lie within '{}'; {} lies within {}", site.within, site.code, parent),
               "give that code in the column within");
      break;
    }
    if (!known)
      refuse(site, fmt::format("has the code '{}', which is no district of {}", site.code, m_authorities.geography),
             "give the code of a district, as in E07000062");
    const Authority* around = unit_of(m_authorities, site.within);
    if (known && !around)
      refuse(site, "lies within " + site.within + ", which is not ranked", "give the code of its authority");
    if (around) site.within_name = display_name(around->name);
    if (known && around && !from_the_layer(site) && !from_a_code_list(site))
      refuse(site, "has no point", "name columns of coordinates with x and y in the catalogue");
  }

  bool from_the_layer(Site& site) {
    if (m_layer.x.empty()) return false;
    const auto number = [&](const std::string& column) {
      const std::string_view text = m_raw.cell(m_row, m_raw.column(column));
      double value = std::nan("");
      const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
      return fault == std::errc() && end == text.data() + text.size() ? value : std::nan("");
    };
    return set_point(site, number(m_layer.x), number(m_layer.y), m_layer.crs);
  }

  bool from_a_code_list(Site& site) {
    for (const Geography& geography : m_catalogue.geographies()) {
      if (geography.x.empty() || geography.file.empty()) continue;
      const AreaList& areas = m_catalogue.areas(geography);
      const std::size_t at = areas.find(site.code);
      if (at == AreaList::npos || (areas.x[at] == 0 && areas.y[at] == 0)) continue; // an empty cell reads as nought
      return set_point(site, areas.x[at], areas.y[at], geography.crs);
    }
    return false;
  }

  bool set_point(Site& site, double x, double y, const std::string& crs) {
    if (!std::isfinite(x) || !std::isfinite(y) || crs.empty()) return false;
    check_extent({x, x, y, y}, crs, m_crs, m_raw.place(m_row) + ", " + site.name);
    std::vector<double> east{x}, north{y};
    if (!same_crs(crs, m_crs)) Transform(crs, m_crs, m_layer.name).apply(east, north);
    site.x = east[0], site.y = north[0];
    return true;
  }

  const Catalogue& m_catalogue;
  const Layer& m_layer;
  const Authorities& m_authorities;
  const std::string& m_crs;
  const RawTable& m_raw;
  std::size_t m_row = 0;
  std::set<std::string> m_codes;
  Findings m_findings;
};

/// "A, B and C": names of one kind.
std::string names_of(const Sites& sites, Kind kind) {
  std::vector<std::string> names;
  for (const Site& site : sites.list)
    if (site.kind == kind) names.push_back(full_name(site));
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return text;
}

/// "12 in England, 1 in Wales", in the order of the list.
std::string counts_by_country(const Sites& sites) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (const Site& site : sites.list) {
    const auto found =
        std::find_if(counts.begin(), counts.end(), [&](const auto& one) { return one.first == site.country; });
    if (found == counts.end())
      counts.emplace_back(site.country, 1);
    else
      ++found->second;
  }
  std::string text;
  for (const auto& [country, count] : counts)
    text += fmt::format("{}{} in {}", text.empty() ? "" : ", ", count, country);
  return text;
}

} // namespace

Sites read_sites(const Catalogue& catalogue, const Layer& layer, const Authorities& authorities,
                 const std::string& crs) {
  if (layer.kind != LayerKind::sites || layer.name_column.empty())
    throw Error(Fault::settings, layer.place.text(), "the layer " + layer.name + " is no list of sites",
                "name a layer of `kind: sites`, with key and name");
  return SiteReader(catalogue, layer, authorities, crs).read();
}

std::string full_name(const Site& site) {
  if (site.kind == Kind::district) return fmt::format("{} (district in {})", site.name, site.within_name);
  return site.kind == Kind::outside ? fmt::format("{} ({})", site.name, site.country) : site.name;
}

std::string sites_note(const Sites& sites) {
  if (sites.list.empty()) return {};
  const std::size_t all = sites.list.size();
  std::string text = fmt::format("{}: {} site{}, {}.", sites.title, all, all == 1 ? "" : "s", counts_by_country(sites));
  if (const std::string names = names_of(sites, Kind::authority); !names.empty()) text += " Outlined: " + names + ".";
  if (const std::string names = names_of(sites, Kind::district); !names.empty())
    text += " Marked by a point: " + names + "; the authority around a point is itself no site.";
  if (const std::string names = names_of(sites, Kind::outside); !names.empty())
    text += " Not ranked, and not on a map: " + names + ".";
  return text;
}

std::string sites_of(const Sites& sites, const Authority& unit) {
  std::string text;
  for (const Site& site : sites.list)
    if (site.kind == Kind::authority && (site.code == unit.code || std::find(unit.members.begin(), unit.members.end(),
                                                                             site.code) != unit.members.end()))
      text += (text.empty() ? "" : "; ") + site.name;
  return text;
}

std::string sites_sentence(const Sites& sites, const Authority& unit) {
  const std::string name = display_name(unit.name), own = sites_of(sites, unit);
  std::string text;
  if (!own.empty()) text = fmt::format("{}: a site{}.", sites.title, own == name ? "" : " (" + own + ")");
  for (const Site& site : sites.list)
    if (site.kind == Kind::district &&
        std::find(unit.members.begin(), unit.members.end(), site.within) != unit.members.end())
      text += fmt::format("{}{}: {} is a site; {} itself is not.", text.empty() ? "" : " ", sites.title,
                          full_name(site), name);
  return text;
}

} // namespace tranche
