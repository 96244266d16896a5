// A plugin for each way of being wrong, all from this source: PLUGIN_ID is the name of the fault.
// "sound" has none.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "tranche/finding.hpp"
#include "tranche/plugin/indicator.hpp"

int a_function_that_nobody_defines();

namespace {

using namespace tranche;

constexpr std::string_view fault = PLUGIN_ID;
constexpr bool is(std::string_view name) { return fault == name; }

int at_load() {
  if (is("static_initialiser_throws")) throw std::runtime_error("no licence file");
  return 1;
}
const int loaded = at_load();

/// A type that only this library knows, and that is no std::exception.
struct OwnType {
  std::string_view text = "own";
};

void misbehave_before() {
  volatile int yes = 1; // the compiler must not see that what follows cannot be reached
  if (is("compute_throws_std")) throw std::runtime_error("the figures are of last year");
  if (is("compute_throws_nothing_to_read")) throw std::runtime_error("");
  if (is("compute_throws_error"))
    throw Error(Fault::settings, "role events", "has 2 categories", "name one under categories:");
  if (is("compute_throws_int")) throw 42;
  if (is("compute_throws_own_type")) throw OwnType{};
  if (is("compute_crashes") && yes) {
    volatile std::uintptr_t address = 16;
    *reinterpret_cast<volatile char*>(address) = 1;
  }
  if (is("compute_never_ends"))
    while (yes) yes = 1;
  if (is("compute_exits")) std::_Exit(0);
  if (is("compute_aborts")) std::abort();
}

void misbehave_after(Result& result) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  if (is("returns_infinity")) result.value[1] = inf;
  if (is("returns_nan")) result.value[1] = nan;
  if (is("value_although_missing")) result.status[1] = Status::missing;
  if (is("unknown_status")) result.status[1] = static_cast<Status>(99);
  if (is("lower_above_upper")) std::swap(result.lower[1], result.upper[1]);
  if (is("value_outside_limits")) result.value[1] = 2 * result.upper[1];
  if (is("one_limit_only")) result.upper[1] = nan;
  if (is("infinite_limit")) result.upper[1] = inf;
  if (is("limits_without_value")) {
    result.status[1] = Status::suppressed;
    result.value[1] = nan;
  }
  if (is("coverage_above_one")) result.coverage[1] = 1.5;
  if (is("coverage_nan")) result.coverage[1] = nan;
  if (is("infinite_denominator")) result.denominator[1] = inf;
  if (is("note_on_nobody")) result.note(1000, "there is no such authority");
}

/// events / people, with limits of half and twice the value.
class Ratio final : public Indicator {
public:
  Ratio() {
    if (is("create_throws_std")) throw std::runtime_error("no memory of how to count");
    if (is("create_throws_int")) throw 42;
    if (is("create_aborts")) std::abort();
  }

  void compute(const Request& request, Result& result) const override {
    misbehave_before();
    if constexpr (is("undefined_symbol")) result.value[0] = a_function_that_nobody_defines();
    const Input &events = *request.input("events"), &people = *request.input("people");
    for (std::size_t a = 0; a < request.codes.size(); ++a) {
      result.status[a] = events.status[a];
      if (!has_value(events.status[a])) continue;
      if (is("refuses_part_counts") && events.value[a] != std::floor(events.value[a]))
        throw std::runtime_error("there is no part of an event");
      result.numerator[a] = events.value[a];
      result.denominator[a] = people.value[a];
      result.value[a] = events.value[a] / people.value[a] * loaded;
      if (request.drawn()) continue;
      result.lower[a] = result.value[a] / 2;
      result.upper[a] = result.value[a] * 2;
    }
    misbehave_after(result);
  }
};

constexpr TrancheRole the_events() {
  const TrancheRole role = required("events", "Events");
  if (is("refuses_part_counts") || is("binomial_without_whole")) return events(role);
  if (is("binomial_events")) return events(role, "people");
  if (is("part_of_nobody")) return events(role, "nobody");
  return role;
}
constexpr bool binomial = is("binomial_events") || is("binomial_without_whole");
constexpr TrancheRole roles[] = {the_events(),
                                 required("people", "People", is("unknown_binding") ? "neighbours" : "authorities")};
constexpr TrancheRole held_roles[] = {required("events", "Events"), required("people", "People")};
constexpr TrancheRole same_roles[] = {required("events", "Events"), required("events", "Events again")};
constexpr TrancheRole events_of_nothing[] = {events(required("events", "Events")), required("people", "People")};
constexpr TrancheMeasure measures[] = {
    measure("rate", is("unknown_placeholder") ? "{evnets} per head" : "{events} per head", "per head",
            is("unknown_error_model") ? "gauss"
            : binomial                ? "binomial"
                                      : "poisson",
            is("no_direction") ? 0 : 1, roles),
    measure(is("measure_twice") ? "rate" : "other", "Another rate of {events}", "per {unit_of}", "none", 1,
            is("role_twice")                   ? same_roles
            : is("events_without_error_model") ? events_of_nothing
                                               : held_roles)};

/// A role as plugins of the API 1.0 have it.
struct FirstRole {
  const char *name, *title, *binding, *level;
  std::uint32_t required;
};
const FirstRole first_roles[] = {{"events", "Events", "authorities", nullptr, 1},
                                 {"people", "People", "authorities", nullptr, 0}};
const TrancheMeasure first_measures[] = {{"rate", "{events} per head", "per head", "poisson", 1, 2, sizeof(FirstRole),
                                          reinterpret_cast<const TrancheRole*>(first_roles)}};
constexpr TrancheParameter parameters[] = {
    parameter("unit_of", is("unknown_parameter_kind") ? "colour" : "text", "head", "What the rate is of."),
    parameter(is("parameter_twice") ? "unit_of" : "level", "number", is("fallback_out_of_bounds") ? "7" : "0.5",
              "A share.", nullptr, 0, 1)};

TrancheIndicator* create() {
  if (is("create_returns_null")) return nullptr;
  return reinterpret_cast<TrancheIndicator*>(static_cast<Indicator*>(new Ratio));
}
void destroy(TrancheIndicator* indicator) { delete reinterpret_cast<Indicator*>(indicator); }

constexpr TranchePluginDescriptor described() {
  TranchePluginDescriptor d = {TRANCHE_PLUGIN_MAGIC,
                               sizeof(TranchePluginDescriptor),
                               TRANCHE_PLUGIN_API_MAJOR,
                               TRANCHE_PLUGIN_API_MINOR,
                               TRANCHE_BUILD_KEY,
                               PLUGIN_ID,
                               "1.2.3",
                               "A rate",
                               "MIT",
                               "made for a test",
                               std::size(measures),
                               sizeof(TrancheMeasure),
                               measures,
                               std::size(parameters),
                               sizeof(TrancheParameter),
                               parameters,
                               &create,
                               &destroy};
  if (is("wrong_magic")) d.magic = 0x4c4c554eU;
  if (is("small_struct")) d.struct_size = 40;
  if (is("other_major")) d.api_major = TRANCHE_PLUGIN_API_MAJOR + 1;
  if (is("newer_minor")) d.api_minor = TRANCHE_PLUGIN_API_MINOR + 1;
  if (is("other_build_key")) d.build_key = "itanium-cxx11abi0-std201103L";
  if (is("other_id")) d.id = "somebody_else";
  if (is("no_licence")) d.licence = nullptr;
  if (is("no_measures")) d.measure_count = 0;
  if (is("small_measures")) d.measure_size = 8;
  if (is("first_api")) {
    d.api_minor = 0;
    d.measures = first_measures;
    d.measure_count = 1;
  }
  if (is("no_create")) d.create = nullptr;
  return d;
}
constexpr TranchePluginDescriptor descriptor = described();

} // namespace

#ifndef WITHOUT_SYMBOL
extern "C" TRANCHE_API const TranchePluginDescriptor* const tranche_plugin;
const TranchePluginDescriptor* const tranche_plugin = is("null_descriptor") ? nullptr : &descriptor;
#else
extern "C" TRANCHE_API const TranchePluginDescriptor* const another_plugin;
const TranchePluginDescriptor* const another_plugin = &descriptor;
#endif
