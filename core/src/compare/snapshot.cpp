#include "tranche/compare/snapshot.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "compare/assessment_text.hpp"
#include "outputs/run_reader.hpp"
#include "outputs/words.hpp"
#include "tranche/decide/weights.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

using json = nlohmann::ordered_json;

/// What an indicator measures, whatever the figures: two that differ in it are not one indicator of two years.
std::string definition_of(const Assessment& assessment, const IndicatorColumn& column) {
  for (const IndicatorSettings& s : assessment.indicators) {
    if (s.id != column.id) continue;
    std::string text =
        s.kind == "plugin" ? s.plugin + " " + s.measure : s.kind + " per " + number_text(s.per.value_or(1));
    if (s.kind != "plugin")
      for (const auto& [role, binding] : s.inputs) text += ", " + role + " " + binding.value;
    return text + ", " + column.unit;
  }
  return column.unit;
}

IndexSettings effective_index(const Assessment& assessment, const std::vector<IndicatorColumn>& indicators,
                              const std::vector<std::string>& absent) {
  std::vector<AbsentIndicator> list;
  for (const std::string& id : absent) list.push_back({id, "", ""});
  return index_in_use(assessment.index, indicators, list);
}

std::string joined(const std::vector<std::string>& parts) { return fmt::format("{}", fmt::join(parts, " ")); }

void add_settings_facts(Snapshot& s) {
  const auto add = [&](std::string key, std::string value) { s.facts.emplace_back(std::move(key), std::move(value)); };
  add("index.normalise", std::string(name_of(s.index.normalise.method)));
  add("index.aggregate", std::string(name_of(s.index.aggregate)));
  add("index.treat", std::string(name_of(s.index.treat.method)));
  add("index.missing.require", number_text(s.index.require));
  add("index.missing.impute", std::string(name_of(s.index.impute.method)));
  add("index.weigh", std::string(name_of(s.index.weigh.method)));
  for (const IndexColumn& column : s.decision.columns)
    add("weight of " + column.id, fmt::format("{:.1f} %", column.weight * 100));
  for (std::size_t i = 0; i < s.indicators.size(); ++i) {
    add("definition of " + s.indicators[i].id, s.definitions[i]);
    add("direction of " + s.indicators[i].id, s.indicators[i].direction < 0 ? "lower is greater need" : "");
    add("periods of " + s.indicators[i].id, joined(s.indicators[i].periods));
  }
  std::string cuts, pots;
  for (const TrancheGroup& group : s.decision.tranches)
    cuts += fmt::format("{}{} ({})", cuts.empty() ? "" : ", ", group.name, group.authorities.size());
  for (const Pot& pot : s.allocation.pots) pots += (pots.empty() ? "£" : " + £") + pounds_text(pot.pence);
  add("tranches", cuts);
  add("allocation", pots);
  add("allocation.need", s.allocation.pots.empty() ? "" : s.allocation.need);
}

std::int64_t pence_from(double pounds) { return std::llround(pounds * 100); }

/// ranking.csv row by row into the vectors of a snapshot, in order of code.
class FolderReader {
public:
  explicit FolderReader(const std::filesystem::path& folder) : m_folder(folder), m_run(folder) {
    for (std::size_t row = 0; row < m_run.size(); ++row) m_rows.push_back(row);
    std::sort(m_rows.begin(), m_rows.end(),
              [&](std::size_t x, std::size_t y) { return m_run.text(x, "code") < m_run.text(y, "code"); });
  }

  Snapshot read() {
    const json& manifest = m_run.manifest();
    for (const char* part : {"assessment", "indicators", "index", "tranches", "uncertainty", "inputs", "config"})
      if (!manifest.contains(part))
        throw Error(Fault::data, where(), std::string("does not say '") + part + "': an older version wrote it",
                    "run the assessment again with this version");
    const Assessment assessment = assessment_from(manifest["config"].get<std::string>(), where());
    m_out.label = m_folder.string();
    if (m_out.label.size() > 1 && m_out.label.back() == '/') m_out.label.pop_back();
    read_identity();
    for (const json& described : manifest["indicators"]) read_indicator(described);
    for (const IndicatorColumn& column : m_out.indicators)
      m_out.definitions.push_back(definition_of(assessment, column));
    std::vector<std::string> absent;
    for (const json& one : manifest["absent_indicators"]) absent.push_back(one["id"]);
    m_out.index = effective_index(assessment, m_out.indicators, absent);
    m_out.tranches = assessment.tranches;
    m_out.allocation = assessment.allocation;
    read_tranches();
    add_settings_facts(m_out);
    for (const json& input : manifest["inputs"])
      m_out.facts.emplace_back("input " + input["layer"].get<std::string>(),
                               input["sha256"].get<std::string>().substr(0, 12));
    return std::move(m_out);
  }

private:
  std::string where() const { return (m_folder / "manifest.json").string(); }

  std::vector<double> numbers(const std::string& column) const {
    std::vector<double> values;
    for (const std::size_t row : m_rows) values.push_back(m_run.number(row, column));
    return values;
  }
  std::vector<int> counts(const std::string& column) const {
    std::vector<int> values;
    for (const double v : numbers(column)) values.push_back(std::isnan(v) ? 0 : static_cast<int>(v));
    return values;
  }

  void read_identity() {
    const json& manifest = m_run.manifest();
    m_out.title = manifest["assessment"].value("name", "");
    m_out.state = manifest["assessment"].value("state", "DRAFT");
    m_out.statement = manifest["assessment"].value("statement", "");
    m_out.data = manifest["assessment"].value("data", "");
    m_out.run = manifest.value("run", "");
    for (const std::size_t row : m_rows) {
      Authority unit{m_run.text(row, "code"), m_run.text(row, "name"), m_run.text(row, "region"), {}};
      const std::string members = m_run.text(row, "members");
      for (std::size_t at = 0; at < members.size();) {
        const std::size_t end = std::min(members.find(';', at), members.size());
        unit.members.push_back(members.substr(at, end - at));
        at = end + 1;
      }
      if (unit.members.empty()) unit.members = {unit.code};
      m_out.units.push_back(std::move(unit));
      m_out.decision.reason.push_back(m_run.text(row, "unranked_reason"));
    }
    m_out.population = numbers("population");
    m_out.decision.rank = counts("rank");
    m_out.decision.score = numbers("score");
    m_out.decision.tranche = counts("tranche");
    if (m_run.has("rank_low")) {
      m_out.low = counts("rank_low");
      m_out.high = counts("rank_high");
      if (const json& level = manifest["uncertainty"]["level"]; level.is_number()) m_out.level = level;
    }
    if (!manifest["allocation"]["pots"].empty())
      for (const double pounds : numbers("allocation_gbp"))
        m_out.decision.total_pence.push_back(std::isnan(pounds) ? 0 : pence_from(pounds));
  }

  void read_indicator(const json& described) {
    IndicatorColumn column;
    column.id = described.value("id", "");
    column.title = described.value("title", "");
    column.unit = described.value("unit", "");
    column.source = described.value("source", "");
    column.error_model = described.value("error_model", "");
    column.direction = described.value("direction", 1);
    column.levels = described["confidence"].get<std::vector<double>>();
    column.periods = described["periods"].get<std::vector<std::string>>();
    column.value = numbers(column.id + "_value");
    column.lower = numbers(column.id + "_lower");
    column.upper = numbers(column.id + "_upper");
    column.numerator = numbers(column.id + "_numerator");
    column.denominator = numbers(column.id + "_denominator");
    column.coverage = numbers(column.id + "_coverage");
    if (m_run.has(column.id + "_shrunk")) {
      column.shrunk = numbers(column.id + "_shrunk");
      column.shrunk_error = numbers(column.id + "_shrunk_error");
      column.shrunk_towards = described.value("shrunk_towards", "");
      column.shrunk_in_index = described.value("shrunk_in_index", false);
    }
    column.flags.assign(m_rows.size(), 0); // marks for readers; they decide nothing
    for (const std::size_t row : m_rows) {
      Status status{};
      if (!status_from(m_run.text(row, column.id + "_status"), status))
        throw Error(Fault::data, (m_folder / "ranking.csv").string(),
                    "has no status of " + column.id + " for " + m_run.text(row, "code"), "run the assessment again");
      column.status.push_back(status);
    }
    if (described.contains("weight")) {
      IndexColumn index;
      index.id = column.id;
      index.weight = described["weight"].is_number() ? described["weight"].get<double>() : 0;
      index.normalised = numbers(column.id + "_normalised");
      index.contribution = numbers(column.id + "_contribution");
      index.effective_weight = numbers(column.id + "_weight");
      m_out.decision.columns.push_back(std::move(index));
    }
    m_out.indicators.push_back(std::move(column));
  }

  void read_tranches() {
    for (const json& one : m_run.manifest()["tranches"]) {
      TrancheGroup group{one.value("name", ""), {}, 0};
      const int number = one.value("number", 0);
      for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_out.decision.tranche[i] == number) group.authorities.push_back(i);
      m_out.decision.tranches.push_back(std::move(group));
    }
  }

  std::filesystem::path m_folder;
  RunReader m_run;
  std::vector<std::size_t> m_rows;
  Snapshot m_out;
};

} // namespace

Assessment assessment_from(const std::string& text, const std::string& where) {
  const int file = ::memfd_create("tranche-config", MFD_CLOEXEC);
  if (file < 0) throw Error(Fault::system, where, "no memory for reading it", "free memory, and run again");
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  try {
    if (!written) throw Error(Fault::system, where, "no memory for reading it", "free memory, and run again");
    Assessment assessment = read_assessment("/proc/self/fd/" + std::to_string(file));
    ::close(file);
    return assessment;
  } catch (const Error& error) {
    ::close(file);
    throw Error(Fault::data, where, "holds a configuration that this version cannot read: " + error.findings()[0].what,
                "run the assessment again with this version");
  }
}

Snapshot snapshot_of(const Run& run, std::string label) {
  Snapshot out;
  out.label = std::move(label);
  out.title = run.assessment.name;
  out.run = run.id;
  out.data = run.data_date;
  out.state = draft_or_final(run.assessment);
  out.statement = statement(run.assessment);
  out.units = run.authorities.units;
  out.population = run.authorities.population;
  out.indicators = run.indicators;
  for (const IndicatorColumn& column : run.indicators) out.definitions.push_back(definition_of(run.assessment, column));
  std::vector<std::string> absent;
  for (const AbsentIndicator& one : run.absent) absent.push_back(one.id);
  out.index = effective_index(run.assessment, run.indicators, absent);
  out.tranches = run.assessment.tranches;
  out.allocation = run.assessment.allocation;
  out.decision = run.decision;
  out.low = run.uncertainty.rank_low;
  out.high = run.uncertainty.rank_high;
  out.level = run.uncertainty.level;
  add_settings_facts(out);
  for (const Source& source : run.sources) out.facts.emplace_back("input " + source.layer, source.sha256.substr(0, 12));
  return out;
}

Snapshot read_snapshot(const std::filesystem::path& run_folder) {
  try {
    return FolderReader(run_folder).read();
  } catch (const json::exception&) {
    throw Error(Fault::data, (run_folder / "manifest.json").string(), "is damaged, or of another version",
                "run the assessment again");
  }
}

} // namespace tranche
