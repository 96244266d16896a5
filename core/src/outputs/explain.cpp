#include "tranche/outputs/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "outputs/run_reader.hpp"
#include "outputs/words.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

using json = nlohmann::ordered_json;

json number_or_null(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::fabs(value) < 1e15) return static_cast<std::int64_t>(value);
  return value;
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
          {"contribution", number("contribution")}};
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
    if (std::isnan(run.number(r, "rank"))) continue;
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
  json years = json::object();
  constexpr std::string_view prefix = "allocation_gbp_";
  for (const auto& pot : run.manifest()["allocation"]["pots"]) {
    const std::string name = pot.value("name", "");
    for (const std::string& column : run.columns())
      if (!name.empty() && column == std::string(prefix) + column_word(name)) years[name] = run.text(row, column);
  }
  return {{"total_gbp", run.text(row, "allocation_gbp")}, {"years", std::move(years)}};
}

json explanation(const RunReader& run, std::size_t row) {
  const json& manifest = run.manifest();
  const auto number = [&](const char* column) { return number_or_null(run.number(row, column)); };
  json out{{"run", manifest["run"]},
           {"assessment", manifest["assessment"]["name"]},
           {"state", manifest["assessment"]["state"]},
           {"statement", manifest["assessment"]["statement"]},
           {"data", manifest["assessment"]["data"]},
           {"code", run.text(row, "code")},
           {"name", run.text(row, "name")},
           {"region", run.text(row, "region")},
           {"members", run.text(row, "members")},
           {"whole", manifest["areas"].value("geography", "") == "units" ? "all" : "England"},
           {"ranked", manifest["areas"]["ranked"]},
           {"rank", number("rank")},
           {"rank_low", number("rank_low")},
           {"rank_high", number("rank_high")},
           {"level", manifest["uncertainty"]["level"]},
           {"score", number("score")},
           {"weight_present", number("weight_present")},
           {"unranked_reason", run.text(row, "unranked_reason")},
           {"tranche", number("tranche")},
           {"tranche_name", run.text(row, "tranche_name")}};
  if (!out["tranche"].is_null())
    out["tranche_probability"] = number(fmt::format("tranche_{}_probability", out["tranche"].get<int>()).c_str());
  const bool ranked = !out["rank"].is_null();
  out["edge_above"] = ranked ? edge_part(run, row, true) : json(nullptr);
  out["edge_below"] = ranked ? edge_part(run, row, false) : json(nullptr);
  out["money"] = money_part(run, row);
  out["aggregate"] = manifest["index"]["aggregate"];
  out["indicators"] = json::array();
  for (const json& described : manifest["indicators"]) out["indicators"].push_back(indicator_part(run, row, described));
  out["absent_indicators"] = manifest["absent_indicators"];
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

std::string indicators_text(const json& e) {
  std::vector<std::vector<std::string>> rows = {
      {"indicator", "value", "limits", e["whole"], "rank", "normalised", "weight", "contribution", ""}};
  std::string titles;
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
  }
  return aligned(rows) + "\n" + titles;
}

std::string edge_text(const json& edge, const char* direction) {
  if (edge.is_null()) return {};
  const std::string to = edge["tranche"].is_null() ? "no tranche" : "tranche " + shown(edge["tranche"], 0);
  return fmt::format("  {} {}: {} in rank and {} in score to {} (rank {}, score {})\n", direction, to,
                     shown(edge["rank_distance"], 0), shown(edge["score_distance"], 3), edge["name"].get<std::string>(),
                     shown(edge["rank"], 0), shown(edge["score"], 2));
}

std::string standing_text(const json& e) {
  if (e["rank"].is_null()) return "Unranked: " + e["unranked_reason"].get<std::string>() + "\n";
  std::string text = "Rank " + shown(e["rank"], 0) + " of " + shown(e["ranked"], 0);
  if (e["rank_low"].is_number())
    text += fmt::format(" ({:.4g} % interval {} to {})", e["level"].get<double>() * 100, shown(e["rank_low"], 0),
                        shown(e["rank_high"], 0));
  text += ", need score " + shown(e["score"], 2) + "\n";
  if (e["weight_present"].is_number() && e["weight_present"].get<double>() < 1)
    text += fmt::format("Ranked on {:.0f} % of the weight: the rest has no figure\n",
                        e["weight_present"].get<double>() * 100);
  return text;
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
  return text + edge_text(e["edge_above"], "up to") + edge_text(e["edge_below"], "down to");
}

std::string money_text(const json& e) {
  const std::string total = e["money"]["total_gbp"];
  if (total.empty()) return {};
  const auto pounds = [](const std::string& text) {
    double amount = 0; // from_chars: strtod would follow the locale
    std::from_chars(text.data(), text.data() + text.size(), amount);
    return "£" + words::grouped(amount, 2);
  };
  std::string text = "Money " + pounds(total);
  const char* mark = ": ";
  for (const auto& [year, amount] : e["money"]["years"].items()) {
    text += mark + year + " " + pounds(amount);
    mark = ", ";
  }
  return text + "\n";
}

} // namespace

std::string explain(const std::filesystem::path& run_folder, std::string_view code_or_name) {
  const RunReader run(run_folder);
  const json e = explanation(run, run.find(code_or_name));
  std::string text = fmt::format("{} ({})", e["name"].get<std::string>(), e["code"].get<std::string>());
  if (const std::string region = e["region"]; !region.empty()) text += ", " + region;
  text += "\n" + fmt::format("{}, {}, run {}", e["assessment"].get<std::string>(), e["state"].get<std::string>(),
                             e["run"].get<std::string>());
  if (const std::string data = e["data"]; !data.empty()) text += ", data " + data;
  text += "\n\n";
  text += standing_text(e) + tranche_text(e) + money_text(e) + "\n" + indicators_text(e);
  for (const json& absent : e["absent_indicators"])
    text += fmt::format("  without {}: {}\n", absent["title"].get<std::string>(), absent["reason"].get<std::string>());
  if (const std::string remarks = e["remarks"]; !remarks.empty()) text += "  remarks: " + remarks + "\n";
  return text + "\n" + e["statement"].get<std::string>() + "\n";
}

std::string explain_json(const std::filesystem::path& run_folder, std::string_view code_or_name) {
  const RunReader run(run_folder);
  return explanation(run, run.find(code_or_name)).dump(2) + "\n";
}

} // namespace tranche
