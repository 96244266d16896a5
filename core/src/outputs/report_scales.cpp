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

constexpr std::string_view place_digits = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t place_base = place_digits.size();

/// Ascending, with what is no number last, and 0 apart from -0: by bits, values that are alike are the same.
bool figure_before(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return !std::isnan(a);
  return a != b ? a < b : std::signbit(a) && !std::signbit(b);
}

bool alike(double a, double b) { return !figure_before(a, b) && !figure_before(b, a); }

std::optional<StraightScale> straight_form(const statistics::Scale& scale) {
  if (scale.method == Normalise::z_score && scale.spread > 0)
    return StraightScale{scale.mean, scale.sd, scale.centre, scale.spread};
  if (scale.method == Normalise::min_max && scale.to > scale.from)
    return StraightScale{scale.low, scale.high - scale.low, scale.direction > 0 ? scale.from : scale.to,
                         scale.to - scale.from};
  return std::nullopt;
}

/// Where the page would arrive at the very numbers from the figures that entered: not if those were treated, or meet a
/// goalpost.
std::optional<StraightScale> checked_straight(const statistics::Scale& scale, std::span<const double> used,
                                              std::span<const double> x) {
  const std::optional<StraightScale> line = straight_form(scale);
  for (std::size_t i = 0; line && i < x.size(); ++i) {
    const double above = scale.direction > 0 ? used[i] - line->zero : line->zero - used[i];
    if (!alike(line->start + line->length * (above / line->unit), x[i])) return std::nullopt;
  }
  return line;
}

std::vector<double> logarithms(std::vector<double> values) {
  for (double& x : values) x = x > 0 ? std::log(x) : nan;
  return values;
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

ScaledIndicator scales_of(const Run& run, const IndexSettings& index, std::size_t c) {
  const std::vector<std::string> codes = run.authorities.codes();
  const std::vector<std::size_t> order = order_by_code(codes);
  ScaledIndicator scales;
  for (const Offered& offered : offered_scales(index)) {
    const bool own = index.normalise_of.contains(run.indicators[c].id);
    IndexSettings other = index;
    other.normalise = offered.settings;
    ScaledFigures scale{own ? "own" : offered.key, {}, false, {}};
    const std::vector<double>& used = run.decision.columns[c].used;
    try {
      PreparedColumn column = prepare_column(
          run.indicators[c], recipe_of(run.indicators[c], other, {codes, run.authorities.population}), used, order);
      scale.x = std::move(column.normalised);
      scale.straight = checked_straight(column.scale, used, scale.x);
    } catch (const Error&) {
      continue;
    }
    scale.logarithms = std::all_of(scale.x.begin(), scale.x.end(), [](double x) { return std::isnan(x) || x > 0; });
    scales.push_back(std::move(scale));
    if (own) break;
  }
  return scales;
}

ScaleTables::ScaleTables(std::span<const ScaledIndicator> indicators) {
  std::map<std::string, std::size_t> figures; // how many a table would stand for
  for (const ScaledIndicator& indicator : indicators)
    for (const ScaledFigures& scale : indicator) {
      if (scale.straight) continue;
      std::vector<double>& values = m_values[scale.key];
      values.insert(values.end(), scale.x.begin(), scale.x.end());
      figures[scale.key] += scale.x.size() * (scale.logarithms ? 2 : 1);
    }
  for (auto it = m_values.begin(); it != m_values.end();) {
    std::vector<double>& values = it->second;
    const std::size_t places = values.size();
    std::sort(values.begin(), values.end(), figure_before);
    values.erase(std::unique(values.begin(), values.end(), alike), values.end());
    constexpr std::size_t packed_bytes = 11, place_bytes = 2;
    const bool shorter = values.size() <= place_base * place_base &&
                         values.size() * 2 * packed_bytes + places * place_bytes < figures[it->first] * packed_bytes;
    it = shorter ? std::next(it) : m_values.erase(it);
  }
}

Json ScaleTables::written() const {
  Json tables = Json::object();
  for (const auto& [key, values] : m_values) tables[key] = {{"x", packed(values)}, {"log", packed(logarithms(values))}};
  return tables;
}

Json ScaleTables::written(const ScaledIndicator& indicator) const {
  Json scales = Json::object();
  for (const ScaledFigures& scale : indicator) {
    Json part;
    if (const auto& line = scale.straight) {
      part = {{"straight", {line->start, line->length, line->zero, line->unit}}};
      if (scale.logarithms) part["log"] = packed(logarithms(scale.x));
    } else if (const auto table = m_values.find(scale.key); table != m_values.end()) {
      std::string places;
      for (const double x : scale.x) {
        const auto found = std::lower_bound(table->second.begin(), table->second.end(), x, figure_before);
        const auto place = static_cast<std::size_t>(found - table->second.begin());
        places += {place_digits[place / place_base], place_digits[place % place_base]};
      }
      part = {{"at", places}, {"log", scale.logarithms}};
    } else {
      part = {{"x", packed(scale.x)}};
      if (scale.logarithms) part["log"] = packed(logarithms(scale.x));
    }
    scales[scale.key] = std::move(part);
  }
  return scales;
}

} // namespace tranche::report
