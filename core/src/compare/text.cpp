#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "outputs/words.hpp"
#include "tranche/compare/compare.hpp"

namespace tranche {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::size_t width_of(const std::string& cell) {
  return static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The first and the last column to the left, the others to the right.
std::string aligned(const Rows& rows) {
  std::vector<std::size_t> widest(rows.front().size(), 0);
  for (const auto& row : rows)
    for (std::size_t c = 0; c + 1 < row.size(); ++c) widest[c] = std::max(widest[c], width_of(row[c]));
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string pad(c + 1 < row.size() ? widest[c] - width_of(row[c]) : 0, ' ');
      line += (c ? "  " : "") + (c == 0 || c + 1 == row.size() ? row[c] + pad : pad + row[c]);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

/// "+3", "−2.5", "0".
std::string signed_number(double value) {
  const double size = std::fabs(value);
  const std::string text = fmt::format("{:g}", size);
  return size == 0 ? "0" : (value < 0 ? "\u2212" : "+") + text;
}

std::string number_or(double value, const char* format) {
  return std::isnan(value) ? "not defined" : fmt::format(fmt::runtime(format), value);
}

std::string interval(const AuthorityChange& c, int s) {
  return c.low[s] > 0 ? fmt::format("{}\u2013{}", c.low[s], c.high[s]) : "-";
}

std::string head_text(const Comparison& c) {
  std::string text;
  for (int s = 0; s < 2; ++s)
    text += fmt::format("{}  {}: {}, run {}{}, {} of {} authorities ranked\n", s ? 'B' : 'A', c.side[s].label,
                        c.side[s].title, c.side[s].run, c.side[s].data.empty() ? "" : ", data " + c.side[s].data,
                        c.side[s].ranked, c.side[s].units);
  text += "\n";
  for (const std::string& line : c.differences) text += "  " + line + "\n";
  return text + (c.differences.empty() ? "  the same settings and inputs\n" : "") + "\n";
}

std::size_t count(const Comparison& c, Movement movement) {
  return static_cast<std::size_t>(std::count_if(c.authorities.begin(), c.authorities.end(),
                                                [&](const AuthorityChange& a) { return a.movement == movement; }));
}

std::string movement_text(const Comparison& c) {
  std::string text = fmt::format("{} authorities are ranked on both sides\n", c.agreement.ranked_twice);
  for (const Movement m : {Movement::up, Movement::down, Movement::inside, Movement::no_interval, Movement::unchanged})
    if (const std::size_t n = count(c, m); n > 0 || m == Movement::up || m == Movement::down)
      text += fmt::format("  {:4}  {}\n", n, movement_words(m));
  std::size_t arrived = 0, left = 0;
  for (const AuthorityChange& a : c.authorities) {
    arrived += a.rank[0] <= 0 && a.rank[1] > 0;
    left += a.rank[0] > 0 && a.rank[1] <= 0;
  }
  text += fmt::format("{} newly ranked, {} no longer ranked\n\n", arrived, left);
  return text;
}

std::vector<std::string> mover_row(const AuthorityChange& a) {
  std::vector<std::string> row{a.name,         std::to_string(a.rank[0]),     interval(a, 0), std::to_string(a.rank[1]),
                               interval(a, 1), signed_number(a.rank_change())};
  for (double ChangeParts::*part :
       {&ChangeParts::data, &ChangeParts::method, &ChangeParts::geography, &ChangeParts::newly})
    row.push_back(a.rank_parts ? signed_number((*a.rank_parts).*part) : "-");
  row.push_back(a.tranche[0] == a.tranche[1] ? "" : fmt::format("{} to {}", a.tranche[0], a.tranche[1]));
  return row;
}

std::string movers_text(const Comparison& c, std::size_t top) {
  std::vector<std::size_t> movers = largest_movers(c);
  if (movers.empty()) return "No rank left its interval: no movement\n\n";
  const std::size_t all = movers.size();
  movers.resize(std::min(top, all));
  Rows rows{
      {"authority", "A", "interval", "B", "interval", "change", "data", "method", "geography", "newly", "tranche"}};
  for (const std::size_t i : movers) rows.push_back(mover_row(c.authorities[i]));
  std::string text =
      fmt::format("Largest movements ({} of {}); a change below 0 is towards greater need\n\n", movers.size(), all) +
      aligned(rows) + "\n";
  for (const std::size_t i : movers) text += c.authorities[i].name + ": " + reason_words(c.authorities[i]) + "\n";
  return text + "\n";
}

std::string missing_text(const Comparison& c) {
  std::string text;
  if (!c.rank_parts_missing.empty()) text += "Ranks are not split into their causes: " + c.rank_parts_missing + "\n";
  if (!c.tranche_parts_missing.empty())
    text += "Tranches are not split into their causes: " + c.tranche_parts_missing + "\n";
  return text.empty() ? text : text + "\n";
}

std::string tranche_text(const Comparison& c) {
  Rows rows{{"tranche changed", "A", "B", "data", "method", "geography", "newly", "rank"}};
  for (const AuthorityChange& a : c.authorities) {
    if (!a.ranked_twice() || a.tranche[0] == a.tranche[1]) continue;
    const auto shown = [](int tranche) { return tranche > 0 ? std::to_string(tranche) : std::string("none"); };
    std::vector<std::string> row{a.name, shown(a.tranche[0]), shown(a.tranche[1])};
    for (double ChangeParts::*part :
         {&ChangeParts::data, &ChangeParts::method, &ChangeParts::geography, &ChangeParts::newly})
      row.push_back(a.tranche_parts ? signed_number((*a.tranche_parts).*part) : "-");
    row.push_back(movement_words(a.movement));
    rows.push_back(std::move(row));
  }
  return rows.size() > 1 ? aligned(rows) + "\n" : "No tranche changed\n\n";
}

std::string arrivals_text(const Comparison& c) {
  std::string text;
  for (const AuthorityChange& a : c.authorities) {
    if (a.joined() && (a.rank[0] > 0) == (a.rank[1] > 0) && a.steps.empty()) continue;
    const std::string who = a.name + " (" + (a.code[1].empty() ? a.code[0] : a.code[1]) + ")";
    std::string steps;
    for (const std::string& step : a.steps) steps += (steps.empty() ? "" : ", ") + step;
    if (a.joined() && a.ranked_twice())
      text += "  joined: " + who + ": " + steps + "\n";
    else if (a.rank[0] <= 0 && a.rank[1] > 0)
      text += fmt::format("  newly ranked: {}, rank {}: {}\n", who, a.rank[1], a.reason);
    else if (a.rank[0] > 0)
      text += fmt::format("  no longer ranked: {}, was rank {}: {}\n", who, a.rank[0], a.reason);
    else
      text += fmt::format("  unranked: {}: {}\n", who, a.reason);
  }
  return text.empty() ? text : text + "\n";
}

std::string agreement_text(const Comparison& c) {
  const Agreement& g = c.agreement;
  std::string text =
      fmt::format("Spearman {}, Kendall tau-b {}\n", number_or(g.spearman, "{:.3f}"), number_or(g.kendall, "{:.3f}"));
  if (!g.tranches.empty()) {
    Rows rows{{"overlap", "A", "B", "both", "Jaccard", "by chance", ""}};
    for (const SetOverlap& set : g.tranches)
      rows.push_back({set.name, std::to_string(set.size[0]), std::to_string(set.size[1]), std::to_string(set.both),
                      number_or(set.jaccard, "{:.3f}"), number_or(set.expected, "{:.1f}"), ""});
    text += "\n" + aligned(rows);
  }
  if (c.money)
    text +=
        fmt::format("\nMoney: {} then {}; authorities on both sides gain {} and lose {}; those on one side only had "
                    "{} and have {}\n",
                    words::thousands_of_pounds(c.money->total[0]), words::thousands_of_pounds(c.money->total[1]),
                    words::thousands_of_pounds(c.money->gained), words::thousands_of_pounds(c.money->lost),
                    words::thousands_of_pounds(c.money->only[0]), words::thousands_of_pounds(c.money->only[1]));
  return text;
}

} // namespace

std::string comparison_text(const Comparison& comparison, std::size_t top) {
  return head_text(comparison) + movement_text(comparison) + movers_text(comparison, top) + missing_text(comparison) +
         tranche_text(comparison) + arrivals_text(comparison) + agreement_text(comparison);
}

} // namespace tranche
