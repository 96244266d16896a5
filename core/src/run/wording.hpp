#pragma once
#include <string>
#include <vector>

#include "tranche/geography/areas.hpp"
#include "tranche/indicators/indicator_column.hpp"

/// What a run says of its figures, in people's words.
namespace tranche {

/// A reason names indicators by id, as in "...: deaths is not reported, crime is suppressed". With each one's title
/// instead: up to the first comma, or all of it where another title begins alike.
std::string with_titles(std::string reason, const std::vector<IndicatorColumn>& indicators);

/// A remark may begin with an indicator's id, as in "deaths has no value for Rutland: ...": with its title instead.
std::string with_title_first(std::string remark, const std::vector<IndicatorColumn>& indicators);

/// The title up to the first comma, or all of it where another begins alike; the id where there is none.
std::string short_title(const IndicatorColumn& column, const std::vector<IndicatorColumn>& all);

/// A note is printed under its authority's name: the authority's own code need not open it.
std::string without_own_code(const std::string& note, const Authority& authority);

/// Scores of figures near the largest number that a machine can hold are no numbers, or all the same.
/// @throws Error (data) for a figure beyond 1e100, naming the authority.
void refuse_too_large(const IndicatorColumn& column, const Authorities& authorities);

} // namespace tranche
