#include <catch2/catch.hpp>

#include "tranche/indicators/plugin_host.hpp"

using tranche::periods_text;
using Labels = std::vector<std::string>;

TEST_CASE("periods in words") {
  CHECK(periods_text(Labels{}) == "");
  CHECK(periods_text(Labels{""}) == "");
  CHECK(periods_text(Labels{"2020"}) == "2020");
  CHECK(periods_text(Labels{"2018", "2019", "2020"}) == "2018 to 2020");
  CHECK(periods_text(Labels{"2019", "2020"}) == "2019 to 2020");
  CHECK(periods_text(Labels{"2018", "2019", "2021"}) == "2018, 2019 and 2021");
  CHECK(periods_text(Labels{"2018-19", "2019-20"}) == "2018-19 and 2019-20");
  CHECK(periods_text(Labels{"before"}) == "before");
}

TEST_CASE("quarters are named by their months, and a year of them by its ends") {
  CHECK(periods_text(Labels{"2021Q2"}) == "April to June 2021");
  CHECK(periods_text(Labels{"2021Q1"}) == "January to March 2021");
  CHECK(periods_text(Labels{"2021Q4"}) == "October to December 2021");
  CHECK(periods_text(Labels{"2021Q2", "2021Q3"}) == "April to September 2021");
  CHECK(periods_text(Labels{"2021Q2", "2021Q3", "2021Q4", "2022Q1"}) == "April 2021 to March 2022");
  CHECK(periods_text(Labels{"2021Q1", "2021Q2", "2021Q3", "2021Q4"}) == "January to December 2021");
  CHECK(periods_text(Labels{"2021Q2", "2021Q4"}) == "April to June 2021 and October to December 2021");
  CHECK(periods_text(Labels{"2021Q5"}) == "2021Q5"); // no quarter of any year
}
