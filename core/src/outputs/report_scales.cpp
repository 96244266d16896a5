#include "outputs/report_scales.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fmt/format.h>

#include "decide/index.hpp"
#include "nan.hpp"
#include "settings/sections.hpp"

namespace tranche::report {
namespace {

/// A way of normalising, with what `--set index.normalise=` takes.
struct Offered {
  std::string key, title, set;
  NormaliseSettings settings;
};

std::vector<Offered> offered_scales(const IndexSettings& index) {
  const auto with = [](Normalise method, double low = 0, double high = 100) {
    NormaliseSettings settings;
    settings.method = method;
    settings.low = low;
    settings.high = high;
    return settings;
  };
  std::vector<Offered> list = {
      {"z_score", "z-scores", "z_score", with(Normalise::z_score)},
      {"min_max", "min-max, 0 to 100", "min_max", with(Normalise::min_max)},
      {"min_max_1", "min-max, 1 to 100", "{method: min_max, low: 1, high: 100}", with(Normalise::min_max, 1)},
      {"percentile", "percentiles", "percentile", with(Normalise::percentile)},
      {"rank", "ranks", "rank", with(Normalise::rank)},
      {"imd_exponential", "exponential ranks (Indices of Deprivation)", "imd_exponential",
       with(Normalise::imd_exponential)}};
  const NormaliseSettings& stated = index.normalise;
  const auto same = [&](const NormaliseSettings& other) {
    return stated.method == other.method && !stated.goalposts &&
           (stated.method != Normalise::z_score || (stated.mean == 0 && stated.deviation == 1)) &&
           (stated.method != Normalise::min_max || (stated.low == other.low && stated.high == other.high));
  };
  const auto found = std::find_if(list.begin(), list.end(), [&](const Offered& one) { return same(one.settings); });
  if (found == list.end())
    list.insert(list.begin(), {"stated", std::string(name_of(stated.method)) + ", as stated", "", stated});
  else
    std::rotate(list.begin(), found, found + 1);
  return list;
}

} // namespace

std::string packed(std::span<const double> values) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  for (const double value : values) {
    const auto bits = std::bit_cast<std::uint64_t>(std::isnan(value) ? nan : value);
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(bits >> shift & 0xff);
  }
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (at + k < bytes.size() ? static_cast<unsigned char>(bytes[at + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += at + k <= bytes.size() ? digits[three >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

Json scales_offered(const IndexSettings& index) {
  Json list = Json::array();
  for (const Offered& offered : offered_scales(index)) {
    IndexSettings other = index;
    other.normalise = offered.settings;
    list.push_back(
        {{"key", offered.key}, {"title", offered.title}, {"set", offered.set}, {"positive", positive_scores(other)}});
  }
  return list;
}

Json scales_refused(const IndexSettings& index) {
  Json list = Json::object();
  for (const Offered& offered : offered_scales(index)) {
    for (const Aggregate aggregate : {Aggregate::arithmetic, Aggregate::geometric, Aggregate::harmonic}) {
      IndexSettings other = index;
      other.normalise = offered.settings;
      other.aggregate = aggregate;
      Findings findings;
      check_recipe(other, findings);
      if (findings.has_errors())
        list[offered.key + " " + std::string(name_of(aggregate))] = findings.items().front().what;
    }
  }
  return list;
}

Json scales_of(const Run& run, const IndexSettings& index, std::size_t c) {
  const std::vector<std::string> codes = run.authorities.codes();
  const std::vector<std::size_t> order = order_by_code(codes);
  Json scales = Json::object();
  for (const Offered& offered : offered_scales(index)) {
    const bool own = index.normalise_of.contains(run.indicators[c].id);
    IndexSettings other = index;
    other.normalise = offered.settings;
    std::vector<double> values;
    try {
      values =
          prepare_column(run.indicators[c], recipe_of(run.indicators[c], other, {codes, run.authorities.population}),
                         run.decision.columns[c].used, order)
              .normalised;
    } catch (const Error&) {
      continue;
    }
    Json scale{{"x", packed(values)}};
    if (std::all_of(values.begin(), values.end(), [](double x) { return std::isnan(x) || x > 0; })) {
      for (double& x : values) x = std::log(x);
      scale["log"] = packed(values);
    }
    scales[own ? "own" : offered.key] = std::move(scale);
    if (own) break;
  }
  return scales;
}

} // namespace tranche::report
