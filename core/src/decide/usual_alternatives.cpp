#include "decide/usual_alternatives.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "decide/sampler.hpp"

namespace tranche {
namespace {

constexpr double usual_concentration = 100; ///< a share of 25 % has a standard deviation of 4.3 points

struct Candidate {
  DrawSource source;
  std::string word;
  std::function<void(UncertaintySettings&)> add;
};

/// Indicators of the index, some of which may have settings of their own.
template <class Own> bool any_without(const Decision& decision, const Own& own) {
  return std::any_of(decision.columns.begin(), decision.columns.end(),
                     [&](const IndexColumn& column) { return column.weight > 0 && own.count(column.id) == 0; });
}

bool lacks_figures(const Decision& decision, std::span<const IndicatorColumn> indicators) {
  for (std::size_t c = 0; c < indicators.size(); ++c)
    for (std::size_t i = 0; decision.columns[c].weight > 0 && i < decision.rank.size(); ++i)
      if (decision.rank[i] > 0 && !has_value(indicators[c].status[i])) return true;
  return false;
}

std::vector<Candidate> candidates_for(const Decision& decision, std::span<const IndicatorColumn> indicators,
                                      const IndexSettings& index) {
  std::vector<Candidate> list;
  list.push_back({DrawSource::weights, fmt::format("{{concentration: {:g}}}", usual_concentration),
                  [](UncertaintySettings& s) { s.weights.concentration = usual_concentration; }});
  const bool scaled = any_without(decision, index.normalise_of), treated = any_without(decision, index.treat_of);
  for (const Normalise method : {Normalise::z_score, Normalise::min_max, Normalise::percentile}) {
    if (!scaled || index.normalise.method == method) continue;
    NormaliseSettings other;
    other.method = method;
    list.push_back({DrawSource::normalise, std::string(name_of(method)),
                    [other](UncertaintySettings& s) { s.methods.normalise.push_back(other); }});
  }
  if (treated && index.treat.method == Treat::none) {
    TreatSettings other;
    other.method = Treat::skew_kurtosis;
    list.push_back({DrawSource::treat, std::string(name_of(other.method)),
                    [other](UncertaintySettings& s) { s.methods.treat.push_back(other); }});
  }
  const auto counted = std::count_if(decision.columns.begin(), decision.columns.end(),
                                     [](const IndexColumn& column) { return column.weight > 0; });
  if (index.aggregate == Aggregate::arithmetic && counted > 2) // the median of two is their mean
    list.push_back({DrawSource::aggregate, std::string(name_of(Aggregate::median)),
                    [](UncertaintySettings& s) { s.methods.aggregate.push_back(Aggregate::median); }});
  if (index.impute.method == Impute::none && lacks_figures(decision, indicators))
    list.push_back({DrawSource::impute, std::string(name_of(Impute::median)), [](UncertaintySettings& s) {
                      s.methods.impute.push_back({Impute::median, 5});
                    }});
  if (counted > 1)
    list.push_back({DrawSource::left_out, "true", [](UncertaintySettings& s) { s.methods.leave_out = true; }});
  return list;
}

std::string_view key_of(DrawSource source) { return source == DrawSource::left_out ? "leave_out" : name_of(source); }

std::string yaml_of(const std::vector<const Candidate*>& taken) {
  std::string weight_line, method_list;
  for (std::size_t k = 0; k < taken.size();) {
    const DrawSource source = taken[k]->source;
    std::vector<std::string> words;
    for (; k < taken.size() && taken[k]->source == source; ++k) words.push_back(taken[k]->word);
    const bool list = source != DrawSource::weights && source != DrawSource::left_out;
    const std::string value = list ? fmt::format("[{}]", fmt::join(words, ", ")) : words.front();
    if (source == DrawSource::weights)
      weight_line = "  weights: " + value + "\n";
    else
      method_list += fmt::format("{}{}: {}", method_list.empty() ? "" : ", ", key_of(source), value);
  }
  if (!method_list.empty()) method_list = "  methods: {" + method_list + "}\n";
  return weight_line.empty() && method_list.empty() ? "" : "uncertainty:\n" + weight_line + method_list;
}

} // namespace

UsualAlternatives usual_alternatives(const Decision& decision, const Candidates& candidates,
                                     std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                     const TrancheSettings& tranches, const AllocationSettings& allocation,
                                     const UncertaintySettings& stated) {
  UsualAlternatives usual{stated, {}, {}};
  const std::vector<Candidate> list = candidates_for(decision, indicators, index);
  std::vector<const Candidate*> taken;
  for (const Candidate& one : list) {
    UncertaintySettings trial = usual.settings;
    one.add(trial);
    try {
      const Sampler sampler(decision, candidates, indicators, index, tranches, allocation, trial);
    } catch (const Error& error) {
      usual.refused.push_back(fmt::format("{}: {} ({})", key_of(one.source), one.word, error.findings().front().what));
      continue;
    }
    usual.settings = std::move(trial);
    taken.push_back(&one);
  }
  usual.yaml = yaml_of(taken);
  return usual;
}

} // namespace tranche
