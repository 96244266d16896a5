#include "tranche/outputs/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "outputs/comparison_columns.hpp"
#include "outputs/explanation.hpp"
#include "outputs/run_reader.hpp"
#include "tranche/finding.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

using json = nlohmann::ordered_json;

json number_or_null(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::fabs(value) < 1e15) return static_cast<std::int64_t>(value);
  return value;
}

/// How an authority's figure compares with England and the region.
json comparison_part(const RunReader& run, std::size_t row, const json& described) {
  const std::string id = described.value("id", "");
  const auto levels = described["confidence"].get<std::vector<double>>();
  json by_limits = json::array();
  for (std::size_t k = 0; k < levels.size(); ++k) {
    const std::string suffix = level_suffix(levels, k);
    if (!run.has(id + "_vs_england" + suffix)) continue;
    by_limits.push_back({{"level", levels[k]},
                         {"england", run.text(row, id + "_vs_england" + suffix)},
                         {"region", run.text(row, id + "_vs_region" + suffix)}});
  }
  return {{"with", described["comparison"]["with"]},
          {"region", number_or_null(run.number(row, id + "_region"))},
          {"by_limits", std::move(by_limits)},
          {"p_value", number_or_null(run.number(row, id + "_p_value"))},
          {"funnel", run.text(row, id + "_funnel")},
          {"quantile", number_or_null(run.number(row, id + "_quantile"))},
          {"quantiles", described["comparison"]["quantiles"]}};
}

json indicator_part(const RunReader& run, std::size_t row, const json& described) {
  const std::string id = described.value("id", "");
  const auto number = [&](const char* part) { return number_or_null(run.number(row, id + "_" + part)); };
  return {{"id", id},
          {"title", described.value("title", "")},
          {"unit", described.value("unit", "")},
          {"value", number("value")},
          {"lower", number("lower")},
          {"upper", number("upper")},
          {"status", run.text(row, id + "_status")},
          {"flags", run.text(row, id + "_flags")},
          {"coverage", number("coverage")},
          {"england", described.contains("england") ? described["england"] : json(nullptr)},
          {"rank", number("rank")},
          {"normalised", number("normalised")},
          {"weight", number("weight")},
          {"whole_weight", described.contains("weight") ? described["weight"] : json(nullptr)},
          {"contribution", number("contribution")},
          {"used", number("used")},
          {"shrunk", number("shrunk")},
          {"shrunk_error", number("shrunk_error")},
          {"shrunk_towards", described.value("shrunk_towards", "")},
          {"comparison", described.contains("comparison") ? comparison_part(run, row, described) : json(nullptr)}};
}

/// The authority at an edge of a tranche: the last that is in one above, or the first that is in one below.
json edge_part(const RunReader& run, std::size_t row, bool above) {
  const double own = run.number(row, "tranche");
  const auto tranche_of = [&](std::size_t r) {
    const double t = run.number(r, "tranche");
    return std::isnan(t) ? 1e9 : t; // in no tranche: below all of them
  };
  const double mine = std::isnan(own) ? 1e9 : own;
  std::size_t edge = run.size();
  for (std::size_t r = 0; r < run.size(); ++r) {
    if (std::isnan(run.number(r, "rank")) || !run.text(r, "funding_note").empty()) continue;
    if (above && tranche_of(r) < mine) edge = r; // rows are in rank order: the last one stays
    if (!above && tranche_of(r) > mine && edge == run.size()) edge = r;
  }
  if (edge == run.size()) return nullptr;
  return {{"code", run.text(edge, "code")},
          {"name", run.text(edge, "name")},
          {"tranche", number_or_null(run.number(edge, "tranche"))},
          {"rank", number_or_null(run.number(edge, "rank"))},
          {"score", run.number(edge, "score")},
          {"score_distance", std::fabs(run.number(edge, "score") - run.number(row, "score"))},
          {"rank_distance", number_or_null(std::fabs(run.number(edge, "rank") - run.number(row, "rank")))}};
}

json money_part(const RunReader& run, std::size_t row) {
  const json& pots = run.manifest().at("allocation").at("pots");
  json years = json::object();
  constexpr std::string_view prefix = "allocation_gbp_";
  for (const auto& pot : pots) {
    const std::string name = pot.value("name", "");
    for (const std::string& column : run.columns())
      if (!name.empty() && column == std::string(prefix) + column_word(name)) years[name] = run.text(row, column);
  }
  return {{"total_gbp", pots.empty() ? "" : run.text(row, "allocation_gbp")},
          {"years", std::move(years)},
          {"payments", run.text(row, "payments")}};
}

/// The code itself where no row has it.
std::string name_of_code(const RunReader& run, const std::string& code) {
  for (std::size_t row = 0; row < run.size(); ++row)
    if (run.text(row, "code") == code) return run.text(row, "name");
  return code;
}

/// The rank's interval at each level that has columns: rank_50_low and rank_50_high, ...
json rank_intervals(const RunReader& run, std::size_t row) {
  constexpr std::string_view before = "rank_", after = "_low";
  json list = json::array();
  for (const std::string& column : run.columns()) {
    if (column.size() <= before.size() + after.size() || column.rfind(before, 0) != 0 || !column.ends_with(after))
      continue;
    std::string level = column.substr(before.size(), column.size() - before.size() - after.size());
    const std::string high = std::string(before) + level + "_high";
    std::replace(level.begin(), level.end(), '_', '.'); // "99_8"
    double share = 0;
    const auto read = std::from_chars(level.data(), level.data() + level.size(), share);
    const double low = run.number(row, column);
    if (read.ptr != level.data() + level.size() || std::isnan(low) || !run.has(high)) continue;
    list.push_back(
        {{"level", share / 100}, {"low", number_or_null(low)}, {"high", number_or_null(run.number(row, high))}});
  }
  return list;
}

/// The chance of each tranche, in their order; empty without draws.
json tranche_chances(const RunReader& run, std::size_t row) {
  json list = json::array();
  for (const json& tranche : run.manifest().at("tranches")) {
    const double chance = run.number(row, fmt::format("tranche_{}_probability", tranche.at("number").get<int>()));
    if (std::isfinite(chance))
      list.push_back({{"number", tranche["number"]}, {"name", tranche["name"]}, {"probability", chance}});
  }
  return list;
}

/// How sure rank, tranche and money are; empty for runs without draws, and of versions that did not tell.
json certainty_part(const RunReader& run, std::size_t row) {
  const auto text = [&](const char* column) { return run.text(row, column); };
  json outranks = json::array();
  std::istringstream list(text("outranks"));
  for (std::string pair; std::getline(list >> std::ws, pair, ';');)
    if (const std::size_t space = pair.rfind(' '); space != std::string::npos) // codes of a table may hold blanks
      outranks.push_back({{"code", pair.substr(0, space)},
                          {"name", name_of_code(run, pair.substr(0, space))},
                          {"probability", pair.substr(space + 1)}});
  const json& drawn = run.manifest().at("uncertainty");
  return {{"draws", drawn.at("draws")},
          {"rank_median", number_or_null(run.number(row, "rank_median"))},
          {"rank_intervals", rank_intervals(run, row)},
          {"tranches", tranche_chances(run, row)},
          {"edges_judged", drawn.contains("contested") && !drawn["contested"].empty()},
          {"contested", text("contested")},
          {"outranks", std::move(outranks)},
          {"money",
           {{"mean_gbp", text("expected_gbp")},
            {"low_gbp", text("expected_gbp_low")},
            {"high_gbp", text("expected_gbp_high")}}}};
}

json explanation(const RunReader& run, std::size_t row) {
  const json& manifest = run.manifest();
  const auto number = [&](const char* column) { return number_or_null(run.number(row, column)); };
  json out{{"run", manifest.at("run")},
           {"assessment", manifest.at("assessment").at("name")},
           {"state", manifest.at("assessment").at("state")},
           {"statement", manifest.at("assessment").at("statement")},
           {"data", manifest.at("assessment").at("data")},
           {"code", run.text(row, "code")},
           {"name", run.text(row, "name")},
           {"region", run.text(row, "region")},
           {"members", run.text(row, "members")},
           {"whole", manifest.at("areas").value("geography", "") == "units" ? "all" : "England"},
           {"ranked", manifest.at("areas").at("ranked")},
           {"rank", number("rank")},
           {"rank_low", number("rank_low")},
           {"rank_high", number("rank_high")},
           {"level", manifest.at("uncertainty").at("level")},
           {"score", number("score")},
           {"weight_present", number("weight_present")},
           {"unranked_reason", run.text(row, "unranked_reason")},
           {"tranche", number("tranche")},
           {"tranche_name", run.text(row, "tranche_name")},
           {"funding_note", run.text(row, "funding_note")}};
  if (!out["tranche"].is_null())
    out["tranche_probability"] = number(fmt::format("tranche_{}_probability", out["tranche"].get<int>()).c_str());
  const bool ranked = !out["rank"].is_null() && run.text(row, "funding_note").empty();
  out["edge_above"] = ranked ? edge_part(run, row, true) : json(nullptr);
  out["edge_below"] = ranked ? edge_part(run, row, false) : json(nullptr);
  out["money"] = money_part(run, row);
  out["certainty"] = certainty_part(run, row);
  out["aggregate"] = manifest.at("index").at("aggregate");
  out["indicators"] = json::array();
  for (const json& described : manifest.at("indicators"))
    out["indicators"].push_back(indicator_part(run, row, described));
  out["absent_indicators"] = manifest.at("absent_indicators");
  out["remarks"] = run.text(row, "remarks");
  out["site"] = run.text(row, "sites");
  out["sites"] = manifest.contains("sites") ? manifest["sites"] : json(nullptr);
  out["caseload"] = {
      {"before", number("caseload_before")}, {"posts", number("caseload_posts")}, {"after", number("caseload_after")}};
  return out;
}

/// What is told of one authority; a manifest that was altered by hand is refused.
template <typename Tell>
std::string read_back(const std::filesystem::path& run_folder, std::string_view code_or_name, Tell&& tell) {
  const RunReader run(run_folder);
  const std::size_t row = run.find(code_or_name);
  try {
    return tell(explanation(run, row));
  } catch (const json::exception&) {
    throw Error(Fault::data, (run_folder / "manifest.json").string(), "is damaged", "run the assessment again");
  }
}

} // namespace

std::string explain(const std::filesystem::path& run_folder, std::string_view code_or_name) {
  return read_back(run_folder, code_or_name, explanation_text);
}

std::string explain_json(const std::filesystem::path& run_folder, std::string_view code_or_name) {
  return read_back(run_folder, code_or_name, [](const json& e) { return e.dump(2) + "\n"; });
}

} // namespace tranche
