#include "outputs/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "outputs/comparison_columns.hpp"
#include "outputs/standing_words.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"

namespace tranche {
namespace {

using json = nlohmann::ordered_json;

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
                      edge["score_distance"], display_name(edge["name"].get<std::string>()), edge["rank"].get<int>(),
                      edge["score"]}) +
         "\n";
}

std::string standing_text(const json& e) {
  if (e["rank"].is_null()) return "Unranked: " + e["unranked_reason"].get<std::string>() + "\n";
  std::string text = "Rank " + shown(e["rank"], 0) + " of " + shown(e["ranked"], 0);
  if (e["rank_low"].is_number())
    text += " (" + words::interval(e["level"], e["rank_low"].get<int>(), e["rank_high"].get<int>()) + ")";
  text += ", need score " + shown(e["score"], 2) + "\n";
  if (const json& c = e["certainty"]; c["rank_median"].is_number()) {
    std::vector<words::RankRange> ranges;
    for (const json& one : c["rank_intervals"]) ranges.push_back({one["level"], one["low"], one["high"]});
    text += "  " + words::rank_over_the_draws(c["draws"], c["rank_median"], ranges) + "\n";
  }
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
    text += "\n";
  }
  if (const std::string note = e["funding_note"]; !note.empty()) text += "  by rule: " + note + "\n";
  text += edge_text(e["edge_above"], true) + edge_text(e["edge_below"], false);
  const json& certainty = e["certainty"];
  if (e["rank"].is_null()) return text;
  std::vector<std::pair<std::string, double>> chances;
  for (const json& one : certainty["tranches"]) chances.emplace_back(one["name"], one["probability"]);
  if (!chances.empty()) text += "  " + words::chances(chances) + "\n";
  if (const std::string edges = certainty["contested"]; !edges.empty())
    text += "  " + words::contested(edges) + "\n";
  else if (certainty["edges_judged"].get<bool>())
    text += "  " + words::not_contested() + "\n";
  if (certainty["outranks"].empty()) return text;
  std::vector<std::pair<std::string, double>> others;
  for (const json& other : certainty["outranks"])
    others.emplace_back(display_name(other["name"].get<std::string>()), number_of(other["probability"]));
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

/// A line of the site that the authority is; or of the districts in it that are, and then it is none itself.
std::string sites_text(const json& e) {
  const json& sites = e["sites"];
  if (sites.is_null()) return {};
  std::string text;
  if (const std::string site = e["site"]; !site.empty())
    text = fmt::format("Site of {}: {}\n", sites["title"].get<std::string>(), site);
  const std::string members = e["members"];
  for (const json& one : sites["list"])
    if (one.contains("within") &&
        (";" + members + ";").find(";" + one["within"].get<std::string>() + ";") != std::string::npos)
      text += fmt::format("{}, a district in it, is a site of {}; {} itself is not\n", one["name"].get<std::string>(),
                          sites["title"].get<std::string>(), display_name(e["name"].get<std::string>()));
  return text;
}

std::string caseload_text(const json& e) {
  const json& c = e["caseload"];
  if (c["before"].is_null()) return {};
  return fmt::format("Caseload: {} people in treatment for each worker; {} with {} more posts, all filled\n",
                     shown(c["before"], 1), shown(c["after"], 1), shown(c["posts"], 0));
}

} // namespace

std::string explanation_text(const json& e) {
  std::string text = fmt::format("{} ({})", e["name"].get<std::string>(), e["code"].get<std::string>());
  if (const std::string region = e["region"]; !region.empty()) text += ", " + region;
  text += "\n" + fmt::format("{}, {}, run {}", e["assessment"].get<std::string>(), e["state"].get<std::string>(),
                             e["run"].get<std::string>());
  if (const std::string data = e["data"]; !data.empty()) text += ", data " + data;
  text += "\n\n" + standing_text(e) + tranche_text(e) + sites_text(e) + money_text(e) + caseload_text(e) + "\n" +
          indicators_text(e);
  for (const json& absent : e["absent_indicators"])
    text += fmt::format("  without {}: {}\n", absent.at("title").get<std::string>(),
                        absent.at("reason").get<std::string>());
  if (const std::string remarks = e["remarks"]; !remarks.empty()) text += "  remarks: " + remarks + "\n";
  return text + "\n" + e["statement"].get<std::string>() + "\n";
}

} // namespace tranche
