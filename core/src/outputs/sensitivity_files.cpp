#include <cmath>
#include <nlohmann/json.hpp>

#include "json_number.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/sensitivity.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

using statistics::SobolIndex;
using statistics::SobolIndices;
using ordered = nlohmann::ordered_json;

/// Visits every output: visit(name, authority or none, indices).
template <class Visit> void for_each_output(const Run& run, Visit&& visit) {
  const Authority* const nobody = nullptr;
  visit("rank_shift", nobody, run.sensitivity.rank_shift);
  visit("tranche", nobody, run.sensitivity.tranche);
  for (const EdgeSensitivity& one : run.sensitivity.edge)
    visit("changes_tranche", &run.authorities.units[one.authority], one.changes);
}

void add_columns(Table& table, std::initializer_list<std::pair<const char*, CellType>> columns) {
  for (const auto& [name, type] : columns) table.columns.push_back({name, "", "", "", "", type});
}

ordered index_json(const SobolIndex& index) {
  return {{"value", json_number(index.value)}, {"low", json_number(index.low)}, {"high", json_number(index.high)}};
}

std::string joined_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "; ") + word;
  return text;
}

struct Changers {
  std::vector<std::string> codes, names;
};

Changers changers_of(const Run& run, const ChangedAlone& alone) {
  Changers changers;
  for (const std::size_t i : alone.changed) {
    changers.codes.push_back(run.authorities.units[i].code);
    changers.names.push_back(run.authorities.units[i].name);
  }
  return changers;
}

ordered alone_json(const Run& run, const ChangedAlone& alone) {
  const auto& most = run.authorities.units[alone.moved_most];
  return {{"source", alone.source},
          {"alternative", alone.alternative},
          {"draws", alone.draws > 0 ? ordered(alone.draws) : ordered(nullptr)},
          {"mean_shift", json_number(alone.mean_shift)},
          {"moved_most", {{"code", most.code}, {"name", most.name}}},
          {"shift_of_moved_most", json_number(alone.shift_of_moved_most)},
          {"rank_stated", run.decision.rank[alone.moved_most]},
          {"rank_then", json_number(alone.rank_of_moved_most)},
          {"change_tranche", json_number(alone.change_tranche)},
          {"changed", changers_of(run, alone).codes}};
}

} // namespace

std::string sensitivity_csv(const Run& run) {
  Table table;
  add_columns(table, {{"output", CellType::text},
                      {"code", CellType::text},
                      {"name", CellType::text},
                      {"mean", CellType::real},
                      {"variance", CellType::real},
                      {"source", CellType::text},
                      {"total", CellType::real},
                      {"total_low", CellType::real},
                      {"total_high", CellType::real},
                      {"first", CellType::real},
                      {"first_low", CellType::real},
                      {"first_high", CellType::real}});
  for_each_output(run, [&](const char* output, const auto* authority, const SobolIndices& indices) {
    for (const std::size_t k : by_total_index(indices)) {
      const SobolIndex &total = indices.total[k], &first = indices.first[k];
      table.rows.push_back({Cell{std::string(output)}, authority ? Cell{authority->code} : Cell{},
                            authority ? Cell{authority->name} : Cell{}, Cell{indices.mean}, Cell{indices.variance},
                            Cell{run.sensitivity.sources[k]}, Cell{total.value}, Cell{total.low}, Cell{total.high},
                            Cell{first.value}, Cell{first.low}, Cell{first.high}});
    }
  });
  return csv_text(table);
}

std::string one_at_a_time_csv(const Run& run) {
  Table table;
  add_columns(table, {{"source", CellType::text},
                      {"alternative", CellType::text},
                      {"draws", CellType::integer},
                      {"mean_shift", CellType::real},
                      {"moved_most_code", CellType::text},
                      {"moved_most", CellType::text},
                      {"shift_of_moved_most", CellType::real},
                      {"rank_stated", CellType::integer},
                      {"rank_then", CellType::real},
                      {"change_tranche", CellType::real},
                      {"changed_codes", CellType::text},
                      {"changed", CellType::text}});
  for (const ChangedAlone& one : run.sensitivity.alone) {
    const auto& most = run.authorities.units[one.moved_most];
    const Changers changers = changers_of(run, one);
    table.rows.push_back(
        {Cell{one.source}, Cell{one.alternative}, one.draws > 0 ? Cell{static_cast<std::int64_t>(one.draws)} : Cell{},
         Cell{one.mean_shift}, Cell{most.code}, Cell{most.name}, Cell{one.shift_of_moved_most},
         Cell{std::int64_t{run.decision.rank[one.moved_most]}}, Cell{one.rank_of_moved_most}, Cell{one.change_tranche},
         Cell{joined_words(changers.codes)}, Cell{joined_words(changers.names)}});
  }
  return csv_text(table);
}

std::string sensitivity_json(const Run& run) {
  const Sensitivity& s = run.sensitivity;
  ordered sources = ordered::array(), outputs = ordered::array(), alone = ordered::array();
  for (std::size_t k = 0; k < s.sources.size(); ++k)
    sources.push_back({{"id", s.sources[k]}, {"ways", s.alternatives[k]}}); // none: drawn
  for_each_output(run, [&](const char* output, const auto* authority, const SobolIndices& indices) {
    ordered by_source = ordered::array();
    for (const std::size_t k : by_total_index(indices))
      by_source.push_back(
          {{"source", s.sources[k]}, {"total", index_json(indices.total[k])}, {"first", index_json(indices.first[k])}});
    outputs.push_back({{"output", output},
                       {"code", authority ? ordered(authority->code) : ordered(nullptr)},
                       {"mean", json_number(indices.mean)},
                       {"variance", json_number(indices.variance)},
                       {"indices", std::move(by_source)}});
  });
  for (const ChangedAlone& one : s.alone) alone.push_back(alone_json(run, one));
  const ordered out{{"sensitivity_of", run.assessment.id},
                    {"assessment", run.assessment.name},
                    {"state", draft_or_final(run.assessment)},
                    {"statement", statement(run.assessment)},
                    {"run", run.id},
                    {"data", run.data_date},
                    {"rows", s.rows},
                    {"draws", s.draws},
                    {"seed", s.seed},
                    {"level", s.level},
                    {"usual_alternatives", s.usual.empty() ? ordered(nullptr) : ordered(s.usual)},
                    {"refused", s.refused},
                    {"sources", std::move(sources)},
                    {"outputs", std::move(outputs)},
                    {"one_at_a_time", std::move(alone)},
                    {"in_words", sensitivity_sentences(run)},
                    {"assumptions", s.assumptions}};
  return out.dump(2, ' ', false, ordered::error_handler_t::replace) + "\n";
}

void write_sensitivity(const Run& run, const std::filesystem::path& out, bool overwrite) {
  write_side_folder(out, overwrite, "a sensitivity analysis",
                    {{"one_at_a_time.csv", one_at_a_time_csv(run)},
                     {"sensitivity.csv", sensitivity_csv(run)},
                     {"sensitivity.json", sensitivity_json(run)},
                     {"sensitivity.pdf", sensitivity_chart(run, ImageFormat::pdf)},
                     {"sensitivity.png", sensitivity_chart(run, ImageFormat::png)},
                     {"sensitivity.svg", sensitivity_chart(run, ImageFormat::svg)}});
}

} // namespace tranche
