#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "reference_csv.hpp"

/// The indices of deprivation 2019 from the reference folder, neighbourhoods in order of district and code, with the
/// nearest populations that can be had: the denominators of the publication (mid-2015 less prisoners) are not in the
/// folder. For the City of London and Scilly they are exact (see exact_people), elsewhere Census 2021 residents.
struct Imd2019 {
  static constexpr std::size_t domains = 7;
  /// In the order of the published weights: the columns of ranks, and how the district summaries call the domain.
  static constexpr std::array<const char*, domains> rank_columns = {
      "Income_rank", "Employment_rank",         "Education_rank",  "Health_rank",
      "Crime_rank",  "Housing_and_Access_rank", "Environment_rank"};
  static constexpr std::array<const char*, domains> titles = {"Income",
                                                              "Employment",
                                                              "Education, Skills and Training",
                                                              "Health Deprivation and Disability",
                                                              "Crime",
                                                              "Barriers to Housing and Services",
                                                              "Living Environment"};

  std::vector<std::string> code;                  ///< of each neighbourhood
  std::array<std::vector<double>, domains> ranks; ///< of each domain
  std::vector<double> rank;                       ///< overall
  std::vector<double> people;
  std::vector<std::string> district; ///< codes, ascending
  std::vector<std::uint32_t> offsets;

  explicit Imd2019(const std::filesystem::path& shared) {
    const ReferenceCsv table(shared / "data/indicators/deprivation/iod2019_lsoa11_domain_ranks_deciles.csv");
    const std::map<std::string, double> residents = census_residents(shared / "data/geo");
    std::map<std::pair<std::string, std::string>, std::size_t> order;
    for (std::size_t row = 0; row < table.size(); ++row)
      order[{table.text(row, "lad19_code"), table.text(row, "lsoa11_code")}] = row;
    for (const auto& [codes, row] : order) {
      if (district.empty() || district.back() != codes.first) {
        district.push_back(codes.first);
        offsets.push_back(static_cast<std::uint32_t>(code.size()));
      }
      code.push_back(codes.second);
      rank.push_back(table.number(row, "IMD_rank"));
      for (std::size_t d = 0; d < domains; ++d) ranks[d].push_back(table.number(row, rank_columns[d]));
      const auto exact = exact_people().find(codes.second);
      people.push_back(exact != exact_people().end() ? exact->second : residents.at(codes.second));
    }
    offsets.push_back(static_cast<std::uint32_t>(code.size()));
  }

  double ranked() const { return static_cast<double>(rank.size()); }

  /// The City of London's six neighbourhoods are the only whole numbers that give the published average ranks of the
  /// domains that are averaged over all people, and they sum to the published 6,687; Scilly is one neighbourhood.
  static const std::map<std::string, double>& exact_people() {
    static const std::map<std::string, double> people = {{"E01000001", 1296}, {"E01000002", 1156}, {"E01000003", 1350},
                                                         {"E01000005", 1121}, {"E01032739", 802},  {"E01032740", 962},
                                                         {"E01019077", 2335}};
    return people;
  }

private:
  /// Census 2021 residents of the neighbourhoods of 2011: those of 2021 shared equally among the ones they came from.
  static std::map<std::string, double> census_residents(const std::filesystem::path& geo) {
    const ReferenceCsv census(geo / "lsoa21_population_census2021_england.csv");
    const ReferenceCsv lookup(geo / "lookup_lsoa11_lsoa21_ltla22_england.csv");
    std::map<std::string, double> of_2021, origins, of_2011;
    for (std::size_t row = 0; row < census.size(); ++row)
      of_2021[census.text(row, "lsoa21_code")] = census.number(row, "usual_residents_census2021");
    for (std::size_t row = 0; row < lookup.size(); ++row) origins[lookup.text(row, "lsoa21_code")] += 1;
    for (std::size_t row = 0; row < lookup.size(); ++row) {
      const std::string& code = lookup.text(row, "lsoa21_code");
      of_2011[lookup.text(row, "lsoa11_code")] += of_2021.at(code) / origins.at(code);
    }
    return of_2011;
  }
};
