#include "tranche/outputs/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "outputs/comparison_columns.hpp"
#include "outputs/run_reader.hpp"
#include "outputs/standing_words.hpp"
#include "outputs/words.hpp"
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
  return {{"contested", text("contested")},
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
  return out;
}

std::string shown(const json& value, int decimals) {
  return value.is_number() ? words::grouped(value.get<double>(), decimals) : "-";
}

/// Columns set to their widest cell; the first to the left, the others to the right. Cells are counted in characters.
std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  const auto width = [](const std::string& cell) {
    return static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  };
  std::vector<std::size_t> widest(rows.front().size(), 0);
  for (const auto& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) widest[c] = std::max(widest[c], width(row[c]));
  std::string text;
  for (const auto& row : rows) {
    std::string line = "  ";
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string pad(widest[c] - width(row[c]), ' ');
      const bool left = c == 0 || c + 1 == row.size(); // id and marks
      line += (c ? "  " : "") + (left ? row[c] + pad : pad + row[c]);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

/// "higher than England (95 %), similar (99.8 %)"
std::string judged_text(const json& comparison, const char* part, const std::string& other) {
  std::string text;
  for (const json& level : comparison["by_limits"]) {
    const std::string word = level[part];
    if (word.empty()) continue;
    const std::string share = level_text(level["level"].get<double>()) + " %";
    text += text.empty() ? word + (word == "similar" ? " to " : " than ") + other + " (" + share + ")"
                         : ", " + word + " (" + share + ")";
  }
  return text;
}

/// A line of what stands beside an indicator's figure; empty when there is nothing to say.
std::string beside_text(const json& i, int decimals) {
  std::vector<std::string> parts;
  const auto add = [&](std::string part) {
    if (!part.empty()) parts.push_back(std::move(part));
  };
  if (const json& c = i["comparison"]; !c.is_null() && i["value"].is_number()) {
    add(judged_text(c, "england", c["with"].get<std::string>()));
    if (c["p_value"].is_number()) add(words::p_value(c["p_value"].get<double>()));
    const std::string region =
        c["region"].is_number() ? "the region's " + shown(c["region"], decimals) : std::string("the region");
    add(judged_text(c, "region", region));
    if (const std::string funnel = c["funnel"]; !funnel.empty()) add("funnel: " + funnel);
    if (c["quantile"].is_number())
      add(fmt::format("group {} of {}, 1 is greatest need", shown(c["quantile"], 0), shown(c["quantiles"], 0)));
  }
  if (i["shrunk"].is_number())
    add(fmt::format("drawn towards {}: {} (standard error {})", i["shrunk_towards"].get<std::string>(),
                    shown(i["shrunk"], decimals), shown(i["shrunk_error"], decimals + 1)));
  if (i["used"].is_number() && i["used"] != i["value"]) add(shown(i["used"], decimals) + " entered the index");
  return parts.empty() ? "" : fmt::format("  {}: {}\n", i["id"].get<std::string>(), fmt::join(parts, "; "));
}

std::string indicators_text(const json& e) {
  std::vector<std::vector<std::string>> rows = {{"indicator", "value", "limits", e["whole"].get<std::string>(), "rank",
                                                 "normalised", "weight", "contribution", ""}};
  std::string titles, beside;
  for (const json& i : e["indicators"]) {
    const double size = std::max({i["value"].is_number() ? std::fabs(i["value"].get<double>()) : 0.0,
                                  i["england"].is_number() ? std::fabs(i["england"].get<double>()) : 0.0});
    const int decimals = words::decimals_for(size);
    std::string marks = i["status"] == "measured" ? "" : i["status"].get<std::string>();
    if (const std::string flags = i["flags"]; !flags.empty()) marks += (marks.empty() ? "" : ", ") + flags;
    if (i["coverage"].is_number() && i["coverage"].get<double>() < 1 && i["value"].is_number())
      marks += (marks.empty() ? "" : ", ") + fmt::format("{:.0f} % reported", i["coverage"].get<double>() * 100);
    rows.push_back({i["id"], shown(i["value"], decimals),
                    i["lower"].is_number() ? shown(i["lower"], decimals) + " to " + shown(i["upper"], decimals) : "-",
                    shown(i["england"], decimals), shown(i["rank"], 0), shown(i["normalised"], 2),
                    i["weight"].is_number() ? shown(i["weight"].get<double>() * 100, 1) + " %" : "-",
                    shown(i["contribution"], 3), marks});
    const std::string title = i["title"], unit = words::unit_beside(title, i["unit"].get_ref<const std::string&>());
    titles += fmt::format("  {}: {}{}{}\n", i["id"].get<std::string>(), title, unit.empty() ? "" : ", ", unit);
    beside += beside_text(i, decimals);
  }
  return aligned(rows) + "\n" + titles + (beside.empty() ? "" : "\n" + beside);
}

std::string edge_text(const json& edge, bool up) {
  if (edge.is_null()) return {};
  return "  " +
         words::edge({up, edge["tranche"].is_null() ? 0 : edge["tranche"].get<int>(), edge["rank_distance"].get<int>(),
                      edge["score_distance"], edge["name"], edge["rank"].get<int>(), edge["score"]}) +
         "\n";
}

std::string standing_text(const json& e) {
  if (e["rank"].is_null()) return "Unranked: " + e["unranked_reason"].get<std::string>() + "\n";
  std::string text = "Rank " + shown(e["rank"], 0) + " of " + shown(e["ranked"], 0);
  if (e["rank_low"].is_number())
    text += " (" + words::interval(e["level"], e["rank_low"].get<int>(), e["rank_high"].get<int>()) + ")";
  text += ", need score " + shown(e["score"], 2) + "\n";
  if (e["weight_present"].is_number() && e["weight_present"].get<double>() < 1)
    text += words::part_of_the_weight(e["weight_present"]) + "\n";
  return text;
}

double number_of(const std::string& text) {
  double value = 0; // from_chars: strtod would follow the locale
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string tranche_text(const json& e) {
  std::string text = "In no tranche\n";
  if (!e["tranche"].is_null()) {
    text = "Tranche " + shown(e["tranche"], 0);
    if (const std::string name = e["tranche_name"]; !name.empty()) text += ": " + name;
    if (e.contains("tranche_probability") && e["tranche_probability"].is_number() && !e["rank"].is_null())
      text += ", probability " + shown(e["tranche_probability"], 2);
    text += "\n";
  }
  if (const std::string note = e["funding_note"]; !note.empty()) text += "  by rule: " + note + "\n";
  text += edge_text(e["edge_above"], true) + edge_text(e["edge_below"], false);
  const json& certainty = e["certainty"];
  if (const std::string edges = certainty["contested"]; !edges.empty()) text += "  " + words::contested(edges) + "\n";
  if (certainty["outranks"].empty()) return text;
  std::vector<std::pair<std::string, double>> others;
  for (const json& other : certainty["outranks"]) others.emplace_back(other["name"], number_of(other["probability"]));
  return text + "  " + words::stands_before(others) + "\n";
}

/// A line for each pot.
std::string payments_text(const json& e) {
  std::string text;
  std::istringstream list(e["money"]["payments"].get<std::string>());
  for (std::string line; std::getline(list >> std::ws, line, ';');) text += "  " + line + "\n";
  return text;
}

std::string money_text(const json& e) {
  const std::string total = e["money"]["total_gbp"];
  if (total.empty()) return payments_text(e);
  const auto pounds = [](const std::string& text) { return "£" + words::grouped(number_of(text), 2); };
  const auto pence = [](const std::string& text) { return std::llround(number_of(text) * 100); };
  const bool line_by_line = !e["money"]["payments"].get<std::string>().empty();
  std::string text = "Money " + pounds(total) + (line_by_line ? " in all" : "");
  const char* mark = ": ";
  for (const auto& [year, amount] : e["money"]["years"].items()) {
    if (line_by_line) break;
    text += mark + year + " " + pounds(amount);
    mark = ", ";
  }
  if (const json& drawn = e["certainty"]["money"]; !drawn["mean_gbp"].get<std::string>().empty())
    text += "\n  " + words::money_over_the_draws(pence(drawn["mean_gbp"]), pence(drawn["low_gbp"]),
                                                 pence(drawn["high_gbp"]), e["level"]);
  return text + "\n" + payments_text(e);
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
  return read_back(run_folder, code_or_name, [](const json& e) {
    std::string text = fmt::format("{} ({})", e["name"].get<std::string>(), e["code"].get<std::string>());
    if (const std::string region = e["region"]; !region.empty()) text += ", " + region;
    text += "\n" + fmt::format("{}, {}, run {}", e["assessment"].get<std::string>(), e["state"].get<std::string>(),
                               e["run"].get<std::string>());
    if (const std::string data = e["data"]; !data.empty()) text += ", data " + data;
    text += "\n\n" + standing_text(e) + tranche_text(e) + money_text(e) + "\n" + indicators_text(e);
    for (const json& absent : e["absent_indicators"])
      text += fmt::format("  without {}: {}\n", absent.at("title").get<std::string>(),
                          absent.at("reason").get<std::string>());
    if (const std::string remarks = e["remarks"]; !remarks.empty()) text += "  remarks: " + remarks + "\n";
    return text + "\n" + e["statement"].get<std::string>() + "\n";
  });
}

std::string explain_json(const std::filesystem::path& run_folder, std::string_view code_or_name) {
  return read_back(run_folder, code_or_name, [](const json& e) { return e.dump(2) + "\n"; });
}

} // namespace tranche
