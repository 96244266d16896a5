#pragma once
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>

#include "tranche/export.hpp"
#include "tranche/plugin/descriptor.h"
#include "tranche/status.hpp"

/// What an indicator plugin sees and fills. Only spans, string_views and plain structs cross the border; everything
/// shown to compute() belongs to the host and is valid during the call only. A plugin opens no files, starts no
/// threads, keeps no globals.
///
/// A whole plugin:
/// @code
///   class Beds final : public tranche::Indicator {
///   public:
///     void compute(const tranche::Request& request, tranche::Result& result) const override;
///   };
///   constexpr TrancheRole roles[] = {tranche::required("beds", "Staffed beds"), ...};
///   constexpr TrancheMeasure measures[] = {tranche::measure("rate", "Beds per 1,000", "per 1,000", "poisson", -1,
///   roles)}; TRANCHE_PLUGIN(Beds, "beds", "1.0.0", "Hospital beds", "MIT", "where the definition comes from",
///   measures,
///                  tranche::no_parameters)
/// @endcode
namespace tranche {

/// One role's figures: a cube area x period x category, row-major in that order.
/// A table without periods or categories has one, labelled "".
struct Input {
  std::string_view role;
  std::string_view title; ///< of the bound value, from the catalogue
  std::string_view unit;
  std::span<const std::string_view> periods;    ///< labels such as "2018" or "2021Q2", ascending
  std::span<const std::string_view> categories; ///< labels such as "15-19", in the table's order
  std::size_t areas = 0;                        ///< rows: authorities, or members when bound as members
  std::span<const double> value;                ///< meaningful only where has_value(status)
  std::span<const Status> status;
  std::span<const double> coverage; ///< 0..1, share of the weight really reported behind the cell
  /// Bound as members: rows offsets[a] .. offsets[a+1] belong to authority a; sorted by code within it. Else empty.
  std::span<const std::uint32_t> offsets;
  std::span<const std::string_view> codes; ///< of the rows
  std::span<const double> weight;          ///< of each row within its authority; empty when no weight is named

  std::size_t index(std::size_t area, std::size_t period, std::size_t category = 0) const {
    return (area * periods.size() + period) * categories.size() + category;
  }
};

/// One typed, validated parameter. Which member holds it follows from the kind in the descriptor.
struct Parameter {
  std::string_view name;
  double number = 0;                        ///< number, integer, flag (0 or 1)
  std::string_view text;                    ///< text, choice
  std::span<const std::string_view> labels; ///< periods; keys of numbers
  std::span<const double> numbers;          ///< numbers: one for each label
};

/// What compute() is asked for.
struct Request {
  std::string_view measure;
  std::span<const std::string_view> codes; ///< of the authorities; their number is the length of every result array
  std::span<const std::string_view> names;
  std::span<const double> levels; ///< confidence levels of the limits, e.g. {0.95}; none on inputs drawn anew
  std::span<const Input> inputs;
  std::span<const Parameter> parameters;

  /// Whether the inputs were drawn anew for the uncertainty: no limits are asked for, and nobody reads remarks. Only
  /// measures with a role that holds events() meet it.
  bool drawn() const { return levels.empty(); }
  /// The input of a role; null when an optional role is not bound.
  const Input* input(std::string_view role) const {
    for (const Input& candidate : inputs)
      if (candidate.role == role) return &candidate;
    return nullptr;
  }
  /// A parameter of the descriptor's list; the host has filled in defaults. Null only for a name not in the list.
  const Parameter* parameter(std::string_view name) const {
    for (const Parameter& candidate : parameters)
      if (candidate.name == name) return &candidate;
    return nullptr;
  }
};

/// A remark on one authority, for `check`, the report and `explain`.
struct Notes {
  void* host = nullptr;
  void (*add)(void* host, std::size_t authority, std::string_view text) = nullptr;
  void operator()(std::size_t authority, std::string_view text) const { add(host, authority, text); }
};

/// What compute() fills: one entry for each authority, host-allocated, pre-filled with Status::missing, no limits
/// (NaN), numerator and denominator NaN (unknown), coverage 1. The host checks: a finite value exactly where the status
/// says so; limits both present or both absent; lower <= value <= upper; no infinities; coverage within 0..1.
struct Result {
  std::span<double> value;
  std::span<double> lower; ///< [authority * levels.size() + level]; NaN where there is none
  std::span<double> upper;
  std::span<double> numerator;
  std::span<double> denominator;
  std::span<Status> status;
  std::span<std::uint32_t> flags;
  std::span<double> coverage;
  Notes note;
};

/// An indicator. compute() is const, re-entrant and deterministic: the host calls it again on resampled inputs, from
/// any thread. It may throw anything; the host turns it into an error that names the plugin.
class TRANCHE_API Indicator {
public:
  Indicator() = default;
  Indicator(const Indicator&) = delete;
  Indicator& operator=(const Indicator&) = delete;
  virtual ~Indicator();
  virtual void compute(const Request& request, Result& result) const = 0;
};

constexpr TrancheRole required(const char* name, const char* title, const char* binding = "authorities",
                               const char* level = nullptr) {
  return {name, title, binding, level, 1, 0, nullptr};
}
constexpr TrancheRole optional(const char* name, const char* title, const char* binding = "authorities",
                               const char* level = nullptr) {
  return {name, title, binding, level, 0, 0, nullptr};
}
/// The same role, holding events that a run may draw anew (TrancheRole::events and within). compute() then meets counts
/// that are not whole, and cells of 0 or more that sum to a gamma distributed number.
constexpr TrancheRole events(TrancheRole role, const char* within = nullptr) {
  role.events = 1;
  role.within = within;
  return role;
}

template <std::size_t N>
constexpr TrancheMeasure measure(const char* id, const char* title, const char* unit, const char* error_model,
                                 int direction, const TrancheRole (&roles)[N]) {
  return {id, title, unit, error_model, direction, N, sizeof(TrancheRole), roles};
}

/// A parameter without bounds, or with bounds when minimum <= maximum.
constexpr TrancheParameter parameter(const char* name, const char* kind, const char* fallback, const char* help,
                                     const char* choices = nullptr, double minimum = 1, double maximum = 0) {
  return {name, kind, fallback, choices, help, minimum, maximum};
}

inline constexpr std::span<const TrancheParameter> no_parameters{};

} // namespace tranche

#define TRANCHE_TEXT_OF_(x) #x
#define TRANCHE_TEXT_OF(x) TRANCHE_TEXT_OF_(x)
#ifdef _GLIBCXX_DEBUG
#define TRANCHE_DEBUG_SUFFIX "-debug"
#else
#define TRANCHE_DEBUG_SUFFIX ""
#endif
/// What must be alike on both sides of the border: the C++ ABI version, the string ABI and the language standard.
/// (GCC and clang on one libstdc++ and one ABI may be mixed.)
#define TRANCHE_BUILD_KEY                                                                                              \
  "itanium-cxx11abi" TRANCHE_TEXT_OF(_GLIBCXX_USE_CXX11_ABI) "-std" TRANCHE_TEXT_OF(__cplusplus) TRANCHE_DEBUG_SUFFIX

/// Exports Class as the plugin of this shared object. Once per plugin, at namespace scope, outside any namespace.
#define TRANCHE_PLUGIN(Class, id, version, title, licence, source, measures, parameters)                               \
  namespace {                                                                                                          \
  constexpr TranchePluginDescriptor tranche_descriptor_ = {                                                            \
      TRANCHE_PLUGIN_MAGIC,                                                                                            \
      sizeof(TranchePluginDescriptor),                                                                                 \
      TRANCHE_PLUGIN_API_MAJOR,                                                                                        \
      TRANCHE_PLUGIN_API_MINOR,                                                                                        \
      TRANCHE_BUILD_KEY,                                                                                               \
      id,                                                                                                              \
      version,                                                                                                         \
      title,                                                                                                           \
      licence,                                                                                                         \
      source,                                                                                                          \
      std::size(measures),                                                                                             \
      sizeof(TrancheMeasure),                                                                                          \
      std::data(measures),                                                                                             \
      std::size(parameters),                                                                                           \
      sizeof(TrancheParameter),                                                                                        \
      std::data(parameters),                                                                                           \
      [] { return reinterpret_cast<TrancheIndicator*>(static_cast<tranche::Indicator*>(new Class)); },                 \
      [](TrancheIndicator* indicator) { delete reinterpret_cast<tranche::Indicator*>(indicator); }};                   \
  }                                                                                                                    \
  extern "C" TRANCHE_API const TranchePluginDescriptor* const tranche_plugin;                                          \
  const TranchePluginDescriptor* const tranche_plugin = &tranche_descriptor_;
