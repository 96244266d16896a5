// What is shown beside each figure, and what is withheld.
#include "settings/sections.hpp"

namespace tranche {

CompareSettings read_compare(YamlReader reader) {
  CompareSettings compare;
  compare.place = reader.place();
  compare.quantiles = static_cast<int>(reader.integer("quantiles", compare.quantiles, 0, 100));
  compare.overdispersion = reader.flag("overdispersion", compare.overdispersion);
  compare.inequality = reader.text("inequality");
  reader.finish();
  return compare;
}

SuppressSettings read_suppress(YamlReader reader) {
  SuppressSettings suppress;
  suppress.place = reader.place();
  suppress.below =
      static_cast<double>(reader.integer("below", static_cast<std::int64_t>(suppress.below), 0, 1'000'000));
  if (suppress.below == 1 || suppress.below == 2)
    reader.child("below").complain("hides nothing: where only 1 is withheld, its mark tells the count",
                                   "write 3 or more, or 0 to withhold nothing");
  suppress.published = reader.flag("published", suppress.published);
  suppress.zeros = reader.flag("zeros", suppress.zeros);
  suppress.round_to = reader.integer("round_to", suppress.round_to, 0, 1'000'000);
  suppress.use_in_index = reader.flag("use_in_index", suppress.use_in_index);
  reader.finish();
  return suppress;
}

} // namespace tranche
