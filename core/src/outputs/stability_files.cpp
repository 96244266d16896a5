#include <cmath>
#include <nlohmann/json.hpp>

#include "json_number.hpp"
#include "outputs/cells.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/stability.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

using json = nlohmann::ordered_json;

const char* state_word(const StabilityRow& row, const LeastChange& change) {
  if (!row.sought) return "not_sought";
  switch (change.state) {
  case LeastChange::State::found:
    return change.proved ? "proved" : "best_found";
  case LeastChange::State::no_edge:
    return "no_edge";
  case LeastChange::State::infeasible:
    return "impossible";
  case LeastChange::State::nothing_found:
    break;
  }
  return "nothing_found";
}

struct StabilityCells : NamedCells {
  void add_real(const std::string& name, double value) {
    add(name, std::isfinite(value) ? Cell{value} : Cell{}, CellType::real);
  }
  void add_whole(const std::string& name, std::int64_t value) {
    add(name, value > 0 ? Cell{value} : Cell{}, CellType::integer);
  }
  void add_change(const std::string& way, const Run& run, const StabilityRow& row, const LeastChange& change) {
    const bool found = row.sought && change.state == LeastChange::State::found;
    const bool bounded = found || change.state == LeastChange::State::nothing_found;
    add(way, Cell{std::string(state_word(row, change))});
    add_real(way + "_change", found ? change.distance : std::nan(""));
    add_real(way + "_bound", row.sought && bounded ? change.bound : std::nan(""));
    for (std::size_t c = 0; c < run.decision.columns.size(); ++c)
      add_real(way + "_" + run.decision.columns[c].id, found ? change.weights[c] : std::nan(""));
  }
};

StabilityCells cells_of(const Run& run, const StabilityRow& row) {
  const Authority& unit = run.authorities.units[row.authority];
  StabilityCells out;
  out.add("code", Cell{unit.code});
  out.add("name", Cell{unit.name});
  out.add_whole("rank", run.decision.rank[row.authority]);
  out.add_whole("tranche", run.decision.tranche[row.authority]);
  out.add_change("up", run, row, row.up);
  out.add_change("down", run, row, row.down);
  for (const ShareRange& range : row.ranges) {
    out.add_real(range.id + "_share", range.share);
    out.add_real(range.id + "_low", range.low);
    out.add_real(range.id + "_high", range.high);
    out.add(range.id + "_crosses", Cell{std::string(range.low_crosses && range.high_crosses ? "both"
                                                    : range.low_crosses                     ? "low"
                                                    : range.high_crosses                    ? "high"
                                                                                            : "neither")});
  }
  std::string words;
  for (const std::string& sentence : stability_sentences(run, row)) words += (words.empty() ? "" : " ") + sentence;
  out.add("in_words", Cell{words});
  return out;
}

json change_part(const Run& run, const StabilityRow& row, const LeastChange& change) {
  json part{{"state", state_word(row, change)}};
  if (!row.sought || change.state == LeastChange::State::no_edge) return part;
  part["text"] = change.text;
  if (change.state != LeastChange::State::infeasible) part["bound"] = json_number(change.bound);
  if (change.state != LeastChange::State::found) return part;
  part["distance"] = json_number(change.distance);
  part["weights"] = json::object();
  for (std::size_t c = 0; c < change.weights.size(); ++c)
    part["weights"][run.decision.columns[c].id] = json_number(change.weights[c]);
  return part;
}

} // namespace

std::string stability_csv(const Run& run, const StabilityReport& report) {
  Table table;
  for (const StabilityRow& row : report.rows) {
    StabilityCells cells = cells_of(run, row);
    table.columns = std::move(cells.columns); // the same in every row
    table.rows.push_back(std::move(cells.cells));
  }
  return csv_text(table);
}

std::string stability_json(const Run& run, const StabilityReport& report) {
  json out{{"stability_of", run.assessment.id},
           {"assessment", run.assessment.name},
           {"state", draft_or_final(run.assessment)},
           {"statement", statement(run.assessment)},
           {"authorities", json::array()}};
  for (const StabilityRow& row : report.rows) {
    json ranges = json::array();
    for (const ShareRange& range : row.ranges)
      ranges.push_back({{"id", range.id},
                        {"domain", range.domain},
                        {"share", json_number(range.share)},
                        {"low", json_number(range.low)},
                        {"high", json_number(range.high)},
                        {"low_crosses", range.low_crosses},
                        {"high_crosses", range.high_crosses},
                        {"weight", json_number(range.weight)},
                        {"weight_low", json_number(range.weight_low)},
                        {"weight_high", json_number(range.weight_high)}});
    const Authority& unit = run.authorities.units[row.authority];
    const int tranche = run.decision.tranche[row.authority];
    out["authorities"].push_back({{"code", unit.code},
                                  {"name", unit.name},
                                  {"rank", run.decision.rank[row.authority]},
                                  {"tranche", tranche > 0 ? json(tranche) : json(nullptr)},
                                  {"ranges", std::move(ranges)},
                                  {"up", change_part(run, row, row.up)},
                                  {"down", change_part(run, row, row.down)},
                                  {"in_words", stability_sentences(run, row)}});
  }
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

void write_stability(const Run& run, const StabilityReport& report, const std::filesystem::path& out, bool overwrite) {
  write_side_folder(out, overwrite, "a table of stability",
                    {{"stability.csv", stability_csv(run, report)}, {"stability.json", stability_json(run, report)}});
}

} // namespace tranche
