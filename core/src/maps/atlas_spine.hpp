#pragma once
#include "tranche/maps/atlas.hpp"

namespace tranche::maps {

/// The rows of the spine chart, whose scales are of all authorities and made once.
class Spines {
public:
  explicit Spines(const Run& run);

  std::vector<SpineRow> rows_of(std::size_t authority) const;

private:
  struct Scale {
    double england = SpinePlaces::none, longer = 0; ///< longer: the greatest distance of any authority from England
    double quarter = SpinePlaces::none, three_quarters = SpinePlaces::none, least = SpinePlaces::none,
           greatest = SpinePlaces::none; ///< as figures: least is the smallest
    std::size_t figures = 0;
    int decimals = 1;
  };
  Scale scale_of(std::size_t indicator) const;
  SpineRow row_of(std::size_t indicator, std::size_t authority) const;

  const Run& m_run;
  std::vector<Scale> m_scales; ///< by indicator
};

} // namespace tranche::maps
