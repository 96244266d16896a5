#pragma once
#include <string>
#include <utility>
#include <vector>

#include "tranche/settings/assessment.hpp"

/// The parts of an assessment: each function reads one section, reports its faults to the reader's findings, and looks
/// at nothing outside the section. What holds between sections is in check_assessment.
namespace tranche {

AreasSettings read_areas(YamlReader areas);
IndicatorSettings read_indicator(YamlReader indicator);
Binding read_binding(YamlReader binding);
IndexSettings read_index(YamlReader index);
/// What stands in `fallback` holds for keys that are absent.
NormaliseSettings read_normalise(YamlReader normalise, NormaliseSettings fallback);
TreatSettings read_treat(YamlReader treat, TreatSettings fallback);
ImputeSettings read_impute(YamlReader impute);
CompareSettings read_compare(YamlReader compare);
SuppressSettings read_suppress(YamlReader suppress);
TrancheSettings read_tranches(YamlReader tranches);
AllocationSettings read_allocation(YamlReader allocation);
UncertaintySettings read_uncertainty(YamlReader uncertainty);
MapSettings read_maps(YamlReader maps);
ClusterSettings read_clusters(YamlReader clusters);

/// An id: [a-z][a-z0-9_]*. Complains at the reader's place.
bool check_id(const YamlReader& reader, const std::string& id);

/// A fault of the settings at the place in the file.
inline void fault(Findings& findings, const Place& place, std::string what, std::string remedy) {
  findings.error(Fault::settings, place.text(), std::move(what), std::move(remedy));
}

/// Faults between sections: ids, weights, money without tranches, scales that cannot be multiplied.
void check_assessment(const Assessment& assessment, Findings& findings);

/// What of a recipe has no meaning together: comparisons that are incomplete, shares that leave no room, values of 0 or
/// less under a geometric mean. The weights are filled in.
void check_recipe(const IndexSettings& index, Findings& findings);

/// Whether every need score is above 0 by its scale, so that twice the score may stand for twice the need.
bool positive_scores(const IndexSettings& index);

/// Gives every indicator the weight 1 where the file has no weights.
void fill_weights(Assessment& assessment);

/// Applies one "KEY=VALUE" to the tree, creating maps on the way; the reader then judges the keys as if they stood in
/// the file. Returns key and value as written.
std::pair<std::string, std::string> apply_override(YamlNode& root, const std::string& setting, Findings& findings);

} // namespace tranche
