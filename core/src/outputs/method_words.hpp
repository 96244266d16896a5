#pragma once
#include <string>

#include "tranche/settings/index_settings.hpp"

/// The recipe of the index in sentences, for report, explain and map notes.
namespace tranche::words {

/// "Each figure becomes its distance from the mean ... (z-score)."
std::string normalise_sentence(const NormaliseSettings& settings);
/// Empty where nothing is treated.
std::string treat_sentence(const TreatSettings& settings);
/// What happens to an authority without a figure: by `require`, and by imputing.
std::string missing_sentence(const IndexSettings& index);
/// "weighted arithmetic mean", "Kemeny-Young order", ...
std::string_view aggregate_phrase(Aggregate method);
/// How far need is a burden and not a rate; empty where it is a rate.
std::string burden_sentence(const IndexSettings& index);
/// "The need score is their weighted arithmetic mean. Higher is greater need; ..."
std::string aggregate_sentence(const IndexSettings& index);
/// How weights were found: empty for given ones.
std::string_view weigh_phrase(Weigh method);

} // namespace tranche::words
