#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "json_number.hpp"
#include "outputs/cells.hpp"
#include "tranche/compare/compare.hpp"
#include "tranche/compare/slope_chart.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

using json = nlohmann::ordered_json;

json positive(int value) { return value > 0 ? json(value) : json(nullptr); }
json text(const std::string& value) { return value.empty() ? json(nullptr) : json(value); }

const char* movement_word(Movement movement) {
  switch (movement) {
  case Movement::unchanged:
    return "unchanged";
  case Movement::inside:
    return "inside_interval";
  case Movement::up:
    return "up";
  case Movement::down:
    return "down";
  case Movement::no_interval:
    return "no_interval";
  case Movement::none:
    break;
  }
  return "none";
}

json parts_json(const std::optional<ChangeParts>& parts) {
  if (!parts) return nullptr;
  return {{"data", parts->data}, {"method", parts->method}, {"geography", parts->geography}, {"newly", parts->newly}};
}

json side_json(const Comparison::Side& side) {
  return {{"label", side.label}, {"assessment", side.title}, {"run", side.run},
          {"data", side.data},   {"state", side.state},      {"statement", side.statement},
          {"units", side.units}, {"ranked", side.ranked},    {"level", json_number(side.level)}};
}

json standing_json(const AuthorityChange& c, int s) {
  if (c.code[s].empty()) return nullptr;
  return {{"code", c.code[s]},
          {"rank", positive(c.rank[s])},
          {"rank_low", positive(c.low[s])},
          {"rank_high", positive(c.high[s])},
          {"score", json_number(c.score[s])},
          {"tranche", positive(c.tranche[s])},
          {"allocation_gbp", c.pence[s] ? json(pounds_text(*c.pence[s])) : json(nullptr)}};
}

json authority_json(const AuthorityChange& c) {
  json out{{"name", c.name},
           {"region", c.region},
           {"a", standing_json(c, 0)},
           {"b", standing_json(c, 1)},
           {"same_area", c.same_area},
           {"steps", c.steps},
           {"rank_change", c.ranked_twice() ? json(c.rank_change()) : json(nullptr)},
           {"rank_parts", parts_json(c.rank_parts)},
           {"tranche_parts", parts_json(c.tranche_parts)},
           {"movement", movement_word(c.movement)},
           {"movement_words", movement_words(c.movement)},
           {"reason", text(c.reason)},
           {"why", text(reason_words(c))}};
  out["indicators"] = json::array();
  for (const IndicatorShift& shift : c.indicators) {
    json one{{"id", shift.id}, {"unit", shift.unit}};
    for (int s = 0; s < 2; ++s)
      one[s ? "b" : "a"] = {{"value", json_number(shift.value[s])},
                            {"normalised", json_number(shift.normalised[s])},
                            {"weight", json_number(shift.weight[s])},
                            {"contribution", json_number(shift.contribution[s])}};
    out["indicators"].push_back(std::move(one));
  }
  return out;
}

json agreement_json(const Agreement& agreement) {
  json sets = json::array();
  for (const SetOverlap& set : agreement.tranches)
    sets.push_back({{"name", set.name},
                    {"a", set.size[0]},
                    {"b", set.size[1]},
                    {"both", set.both},
                    {"among", set.among},
                    {"jaccard", json_number(set.jaccard)},
                    {"expected_by_chance", json_number(set.expected)}});
  return {{"ranked_twice", agreement.ranked_twice},
          {"spearman", json_number(agreement.spearman)},
          {"kendall_tau_b", json_number(agreement.kendall)},
          {"overlap", std::move(sets)}};
}

Cell whole(int value) { return value > 0 ? Cell{std::int64_t{value}} : Cell{}; }
Cell worded(const std::string& value) { return value.empty() ? Cell{} : Cell{value}; }

struct Row : NamedCells {
  void add_parts(const std::string& prefix, const std::optional<ChangeParts>& parts) {
    const auto part = [&](double ChangeParts::*which) { return parts ? Cell{(*parts).*which} : Cell{}; };
    add(prefix + "_data", part(&ChangeParts::data), CellType::real);
    add(prefix + "_method", part(&ChangeParts::method), CellType::real);
    add(prefix + "_geography", part(&ChangeParts::geography), CellType::real);
    add(prefix + "_newly", part(&ChangeParts::newly), CellType::real);
  }
};

Row row_of(const AuthorityChange& c) {
  Row row;
  std::string steps;
  for (const std::string& step : c.steps) steps += (steps.empty() ? "" : "; ") + step;
  row.add("code_a", worded(c.code[0]));
  row.add("code_b", worded(c.code[1]));
  row.add("name", worded(c.name));
  row.add("region", worded(c.region));
  row.add("code_changes", worded(steps));
  row.add("rank_a", whole(c.rank[0]), CellType::integer);
  row.add("rank_b", whole(c.rank[1]), CellType::integer);
  row.add("rank_change", c.ranked_twice() ? Cell{std::int64_t{c.rank_change()}} : Cell{}, CellType::integer);
  row.add_parts("rank", c.rank_parts);
  row.add("movement", Cell{std::string(movement_words(c.movement))});
  for (int s = 0; s < 2; ++s) {
    const std::string side = s ? "_b" : "_a";
    row.add("rank_low" + side, whole(c.low[s]), CellType::integer);
    row.add("rank_high" + side, whole(c.high[s]), CellType::integer);
    row.add("tranche" + side, whole(c.tranche[s]), CellType::integer);
    row.add("score" + side, real_cell(c.score[s]), CellType::real);
    row.add("allocation_gbp" + side, c.pence[s] ? Cell{*c.pence[s]} : Cell{}, CellType::money);
  }
  row.add_parts("tranche", c.tranche_parts);
  row.add("reason", worded(c.reason));
  row.add("why", worded(reason_words(c)));
  for (const IndicatorShift& shift : c.indicators)
    for (int s = 0; s < 2; ++s) {
      const std::string side = s ? "_b" : "_a";
      row.add(shift.id + "_value" + side, real_cell(shift.value[s]), CellType::real);
      row.add(shift.id + "_normalised" + side, real_cell(shift.normalised[s]), CellType::real);
      row.add(shift.id + "_weight" + side, real_cell(shift.weight[s]), CellType::real);
      row.add(shift.id + "_contribution" + side, real_cell(shift.contribution[s]), CellType::real);
    }
  return row;
}

} // namespace

std::string comparison_json(const Comparison& c) {
  json out{{"comparison", 1},
           {"a", side_json(c.side[0])},
           {"b", side_json(c.side[1])},
           {"differences", c.differences},
           {"agreement", agreement_json(c.agreement)}};
  out["money"] = nullptr;
  if (c.money)
    out["money"] = {{"total_a_gbp", pounds_text(c.money->total[0])},  {"total_b_gbp", pounds_text(c.money->total[1])},
                    {"gained_gbp", pounds_text(c.money->gained)},     {"lost_gbp", pounds_text(c.money->lost)},
                    {"only_in_a_gbp", pounds_text(c.money->only[0])}, {"only_in_b_gbp", pounds_text(c.money->only[1])}};
  out["rank_parts_missing"] = text(c.rank_parts_missing);
  out["tranche_parts_missing"] = text(c.tranche_parts_missing);
  out["largest_movers"] = json::array();
  for (const std::size_t i : largest_movers(c)) {
    out["largest_movers"].push_back(c.authorities[i].code[1]);
  }
  out["authorities"] = json::array();
  for (const AuthorityChange& a : c.authorities) out["authorities"].push_back(authority_json(a));
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string comparison_csv(const Comparison& comparison) {
  Table table;
  for (const AuthorityChange& a : comparison.authorities) {
    Row row = row_of(a);
    table.columns = std::move(row.columns); // the same in every row
    table.rows.push_back(std::move(row.cells));
  }
  return csv_text(table);
}

void write_comparison(const Comparison& comparison, const MapSheet* change, const std::filesystem::path& out,
                      bool overwrite) {
  std::vector<std::pair<std::string, std::string>> files{
      {"compare-slope.pdf", slope_chart(comparison, ImageFormat::pdf)},
      {"compare-slope.png", slope_chart(comparison, ImageFormat::png)},
      {"compare-slope.svg", slope_chart(comparison, ImageFormat::svg)},
      {"compare.csv", comparison_csv(comparison)},
      {"compare.json", comparison_json(comparison)}};
  if (change != nullptr) {
    files.emplace_back("map-change.pdf", render(*change, ImageFormat::pdf));
    files.emplace_back("map-change.png", render(*change, ImageFormat::png));
    files.emplace_back("map-change.svg", render(*change, ImageFormat::svg));
  }
  write_side_folder(out, overwrite, "a comparison", files);
}

} // namespace tranche
