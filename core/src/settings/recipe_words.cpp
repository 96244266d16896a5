#include "settings/recipe_words.hpp"

namespace tranche {
namespace {

template <typename Word> std::string_view word_of(const std::vector<std::string>& words, Word word) {
  return words.at(static_cast<std::size_t>(word));
}

} // namespace

namespace words_of {

const std::vector<std::string>& normalise() {
  static const std::vector<std::string> words{"z_score",
                                              "min_max",
                                              "rank",
                                              "percentile",
                                              "imd_exponential",
                                              "none",
                                              "reference_ratio",
                                              "reference_difference",
                                              "distance_to_reference",
                                              "distance_to_maximum",
                                              "fraction_of_maximum",
                                              "borda",
                                              "categorical",
                                              "above_below_mean"};
  return words;
}

const std::vector<std::string>& aggregate() {
  static const std::vector<std::string> words{"arithmetic", "geometric", "harmonic", "median", "copeland", "kemeny"};
  return words;
}

const std::vector<std::string>& weigh() {
  static const std::vector<std::string> words{"given", "equal", "components", "ahp", "correlation", "benefit_of_doubt"};
  return words;
}

const std::vector<std::string>& treat() {
  static const std::vector<std::string> words{"none",        "skew_kurtosis", "winsorise", "log",
                                              "shifted_log", "box_cox",       "cap"};
  return words;
}

const std::vector<std::string>& impute() {
  static const std::vector<std::string> words{"none",         "mean",       "median", "group_mean",
                                              "group_median", "regression", "nearest"};
  return words;
}

} // namespace words_of

std::string_view name_of(Normalise method) { return word_of(words_of::normalise(), method); }
std::string_view name_of(Aggregate method) { return word_of(words_of::aggregate(), method); }
std::string_view name_of(Weigh method) { return word_of(words_of::weigh(), method); }
std::string_view name_of(Treat method) { return word_of(words_of::treat(), method); }
std::string_view name_of(Impute method) { return word_of(words_of::impute(), method); }

} // namespace tranche
