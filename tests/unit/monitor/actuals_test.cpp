// Files of actuals are read strictly, every fault with its line.
#include <catch2/catch.hpp>

#include "faults.hpp"
#include "missing.hpp"
#include "monitored.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

const Monitored late{"direction: down, areas: both, model: rate, registered_late: true"};
const Monitored shares{"direction: up, areas: both, model: proportion"};
const Monitored posts{"direction: up, model: whole"};

std::string fault_of_rows(const Monitored& monitored, const std::string& rows) {
  return fault_of([&] { monitored.of(rows); });
}

} // namespace

TEST_CASE("actuals: what is wrong is told with file and line") {
  const std::string fault = fault_of_rows(shares, "n,,2020-01-01,2020-12-31,1,2,,\n"
                                                  "m,B1,2020-01-01,2020-12-31,1,2,,\n"
                                                  "m,,2020-01-01,2020-13-31,1,2,,\n"
                                                  "m,,2020-01-02,2020-12-31,1,2,,\n"
                                                  "m,,,2020-12-31,1,2,,\n"
                                                  "m,,2020-01-01,2020-12-31,3,2,,\n"
                                                  "m,,2021-01-01,2021-12-31,1.5,2,,\n"
                                                  "m,,2022-01-01,2022-12-31,\"1,000\",2000,,\n"
                                                  "m,,2023-01-01,2023-12-31,1,0,,\n"
                                                  "m,,2024-01-01,2024-12-31,1,2,suppressed,\n"
                                                  "m,,2025-01-01,2025-12-31,1,2,guessed,\n"
                                                  "m,,2026-01-01,2026-12-31,1,2,,occurrence\n");
  for (const char* told :
       {"a.csv:2: the measure 'n' is not in the programme", "a.csv:3: 'B1' is no code of g",
        "a.csv:4: end '2020-13-31' is no day", "a.csv:5: 2020-01-02 to 2020-12-31 are not whole months",
        "a.csv:6: has no start", "a.csv:7: 3 of 2 are more than all", "a.csv:8: the numerator 1.5 is not whole",
        "a.csv:9: numerator '1,000' is no number of 0 or more; write it without thousands separators",
        "a.csv:10: the denominator is 0", "a.csv:11: has a figure and is suppressed",
        "a.csv:12: the status 'guessed' is not known",
        "a.csv:13: has dated_by, and its measure is not registered late"})
    CHECK_THAT(fault, Contains(told));
}

TEST_CASE("actuals: rows twice and periods that share days are refused") {
  CHECK_THAT(fault_of_rows(shares, "m,,2020-01-01,2020-12-31,1,2,,\nm,,2020-01-01,2020-12-31,1,2,,\n"),
             Contains("a.csv:3: the same figure stands at ") && Contains("a.csv:2 too"));
  CHECK_THAT(fault_of_rows(shares, "m,,2020-01-01,2020-12-31,1,2,,\nm,,2020-07-01,2021-06-30,1,2,,\n"),
             Contains("a.csv:3: shares days with the period at "));
  // A year and its parts may stand side by side, and so may registrations and occurrences.
  CHECK(fault_of_rows(shares, "m,,2020-01-01,2020-12-31,1,2,,\nm,,2020-01-01,2020-06-30,1,2,,\n").empty());
  CHECK(fault_of_rows(late, "m,,2020-01-01,2020-12-31,1,2,,registration\nm,,2020-01-01,2020-12-31,1,2,,occurrence\n")
            .empty());
  CHECK_THAT(fault_of_rows(late, "m,,2020-01-01,2020-12-31,1,2,,\n"), Contains("say registration, or occurrence"));
  CHECK_THAT(fault_of_rows(posts, "m,,2020-01-01,2020-12-31,1,,,\n"), Contains("the state on one day"));
  CHECK_THAT(fault_of_rows(posts, "m,A101,,2020-12-31,1,,,\n"), Contains("told of the whole country alone"));
  CHECK_THAT(fault_of_rows(posts, "m,,,2020-12-31,1,2,,\n"), Contains("has a denominator"));
}
