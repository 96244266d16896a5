#ifndef TRANCHE_PLUGIN_DESCRIPTOR_H
#define TRANCHE_PLUGIN_DESCRIPTOR_H
/* The C descriptor of an indicator plugin. The host reads and checks it before it makes any C++ call.
 *
 * A plugin is a shared object <id>.so that exports one constant pointer named tranche_plugin:
 *
 *   extern const TranchePluginDescriptor *const tranche_plugin;
 *
 * Rules. Structs are append-only and fields are never reordered; arrays are walked by the element size that the plugin
 * states, so that fields may be appended. All text is UTF-8, constant and lives as long as the library. Fields that a
 * plugin does not need are null or 0 where the comment says so.
 *
 * Handshake, in this order, each refusal with a sentence of its own: file name is <id>.so; whole ELF file of this
 * machine; dlopen (now, local); symbol present; not null; magic; struct_size at least that of <major>.0; api_major
 * equal; api_minor not above the host's; build_key equal; id equals file name; measures, roles and parameters well
 * formed. */
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRANCHE_PLUGIN_MAGIC 0x434E5254u /* "TRNC" in memory order */
#define TRANCHE_PLUGIN_API_MAJOR 1u
#define TRANCHE_PLUGIN_API_MINOR 1u

/* A role: one input that the config binds to a layer. */
typedef struct TrancheRole {
  const char* name;    /* [a-z][a-z0-9_]* */
  const char* title;   /* what it must hold, e.g. "Registered deaths by year" */
  const char* binding; /* "authorities": carried over; "members": the source areas grouped by authority */
  const char* level;   /* null, or the level of area it needs: "neighbourhood", "district", "authority" */
  uint32_t required;   /* 1: the measure cannot be computed without it; 0: optional */
  /* Since 1.1. How a run draws the figures anew to tell the uncertainty, before it calls compute() on them: */
  uint32_t events;    /* 1: counts of events that the error model is about; 0: held fixed, as populations are */
  const char* within; /* null, or the role whose figures these are a part of, cell by cell. Poisson: the whole moves
                         with its part; binomial: the whole is fixed, and required */
} TrancheRole;

typedef struct TrancheMeasure {
  const char* id;          /* [a-z][a-z0-9_]* */
  const char* title;       /* {role} becomes the bound value's title, {parameter} its periods; no other {} */
  const char* unit;        /* e.g. "per 100,000 person-years"; "{role}" takes the bound value's unit */
  const char* error_model; /* "none", "poisson", "binomial" or "limits": what the limits come from */
  int32_t direction;       /* +1: higher is greater need; -1: lower is greater need */
  uint32_t role_count;
  uint32_t role_size; /* sizeof(TrancheRole) when the plugin was built */
  const TrancheRole* roles;
} TrancheMeasure;

typedef struct TrancheParameter {
  const char* name;
  const char* kind;     /* "number", "integer", "flag", "text", "choice", "periods" (list), "numbers" (named: {a: 1}) */
  const char* fallback; /* default as YAML text; null: the parameter must be given */
  const char* choices;  /* for "choice": words separated by '|'; else null */
  const char* help;     /* one sentence */
  double minimum;       /* for numbers; minimum > maximum means unbounded */
  double maximum;
} TrancheParameter;

typedef struct TrancheIndicator TrancheIndicator; /* opaque here; in C++ it is tranche::Indicator */

typedef struct TranchePluginDescriptor {
  uint32_t magic;
  uint32_t struct_size;
  uint32_t api_major;
  uint32_t api_minor;
  const char* build_key; /* compiler-abi-standard; see TRANCHE_BUILD_KEY */
  const char* id;
  const char* version;
  const char* title;
  const char* licence;
  const char* source; /* where the definition comes from */
  uint32_t measure_count;
  uint32_t measure_size;
  const TrancheMeasure* measures;
  uint32_t parameter_count;
  uint32_t parameter_size;
  const TrancheParameter* parameters; /* null when parameter_count is 0 */
  TrancheIndicator* (*create)(void);
  void (*destroy)(TrancheIndicator*);
} TranchePluginDescriptor;

#ifdef __cplusplus
}
#endif
#endif
