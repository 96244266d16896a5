#pragma once
/// What the shared core shows to tools and plugins; everything else is hidden.
#define TRANCHE_API __attribute__((visibility("default")))
