#include "tranche/monitor/history.hpp"

#include "monitor/database.hpp"
#include "monitor/days.hpp"

namespace tranche {
namespace {

using namespace monitoring;

// In the file's header, so that no other program's SQLite file is taken for a history: "TRNH".
constexpr std::int64_t application = 0x54524e48;
constexpr std::int64_t layout = 1;

constexpr const char* make_tables = R"(
  PRAGMA application_id = 1414680136;
  PRAGMA user_version = 1;
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, programme TEXT NOT NULL, as_of TEXT NOT NULL,
    version TEXT NOT NULL, sample INTEGER NOT NULL);
  CREATE TABLE verdicts (
    run TEXT NOT NULL REFERENCES runs (run), measure TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    period TEXT NOT NULL, value REAL, lower REAL, upper REAL, required REAL, verdict TEXT NOT NULL,
    reason TEXT NOT NULL, PRIMARY KEY (run, measure, code)) WITHOUT ROWID;
)";
static_assert(application == 1414680136);

/// Within a transaction: two writers may come to an empty file at once.
void check_or_make(Database& database, const std::filesystem::path& file, bool make) {
  const bool empty = database.number("SELECT count(*) FROM sqlite_master") == 0;
  if (empty && make && database.number("PRAGMA application_id") == 0) {
    database.run(make_tables);
    return;
  }
  if (database.number("PRAGMA application_id") != application)
    throw Error(make ? Fault::system : Fault::data, file.string(), "is no history of Tranche",
                "name another file with --history; it is made where there is none");
  if (database.number("PRAGMA user_version") != layout)
    throw Error(make ? Fault::system : Fault::data, file.string(), "was made by a newer version of Tranche",
                "use that version, or name another file with --history");
}

RecordedVerdict verdict_of(const MonitorProgramme& programme, const MeasureProgress& progress) {
  RecordedVerdict verdict;
  verdict.measure = programme.measures[progress.measure].id;
  verdict.code = progress.code;
  verdict.name = progress.name;
  verdict.period = progress.period;
  verdict.value = progress.value;
  verdict.lower = progress.lower;
  verdict.upper = progress.upper;
  verdict.required = progress.required;
  verdict.verdict = words_of(progress.judged.verdict);
  verdict.reason = progress.reason;
  return verdict;
}

void insert_verdicts(Database& database, const RecordedRun& run) {
  Statement insert(database, "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const RecordedVerdict& verdict : run.verdicts) {
    insert.again();
    insert.bind(1, run.run);
    insert.bind(2, verdict.measure);
    insert.bind(3, verdict.code);
    insert.bind(4, verdict.name);
    insert.bind(5, verdict.period);
    insert.bind(6, verdict.value);
    insert.bind(7, verdict.lower);
    insert.bind(8, verdict.upper);
    insert.bind(9, verdict.required);
    insert.bind(10, verdict.verdict);
    insert.bind(11, verdict.reason);
    insert.step();
  }
}

} // namespace

RecordedRun recorded(const Monitoring& monitoring) {
  RecordedRun run{monitoring.id,   monitoring.programme.name, iso_of(monitoring.as_of),
                  TRANCHE_VERSION, monitoring.sample,         {}};
  for (const MeasureProgress& progress : monitoring.national)
    run.verdicts.push_back(verdict_of(monitoring.programme, progress));
  for (const MeasureProgress& progress : monitoring.local)
    run.verdicts.push_back(verdict_of(monitoring.programme, progress));
  return run;
}

bool record_run(const std::filesystem::path& file, const RecordedRun& run) {
  Database database(file, Database::Open::writing);
  Transaction transaction(database);
  check_or_make(database, file, true);
  Statement known(database, "SELECT count(*) FROM runs WHERE run = ?");
  known.bind(1, run.run);
  known.step();
  if (known.integer(0) > 0) return false;
  Statement insert(database, "INSERT INTO runs (run, programme, as_of, version, sample) VALUES (?, ?, ?, ?, ?)");
  insert.bind(1, run.run);
  insert.bind(2, run.programme);
  insert.bind(3, run.as_of);
  insert.bind(4, run.version);
  insert.bind(5, std::int64_t{run.sample});
  insert.step();
  insert_verdicts(database, run);
  transaction.commit();
  return true;
}

std::vector<RecordedRun> recorded_runs(const std::filesystem::path& file, const std::string& programme,
                                       const std::string& only_code) {
  std::vector<RecordedRun> runs;
  if (!std::filesystem::exists(file)) return runs;
  Database database(file, Database::Open::reading);
  if (database.number("SELECT count(*) FROM sqlite_master") == 0) return runs; // made, and its writer was killed
  check_or_make(database, file, false);
  Statement find(database, "SELECT run, as_of, version, sample FROM runs WHERE programme = ? ORDER BY as_of, number");
  find.bind(1, programme);
  while (find.step()) runs.push_back({find.text(0), programme, find.text(1), find.text(2), find.integer(3) != 0, {}});
  Statement verdicts(database, "SELECT measure, code, name, period, value, lower, upper, required, verdict, reason "
                               "FROM verdicts WHERE run = ?1 AND (?2 = '' OR code = ?2) ORDER BY measure, code");
  for (RecordedRun& run : runs) {
    verdicts.again();
    verdicts.bind(1, run.run);
    verdicts.bind(2, only_code);
    while (verdicts.step())
      run.verdicts.push_back({verdicts.text(0), verdicts.text(1), verdicts.text(2), verdicts.text(3), verdicts.text(8),
                              verdicts.text(9), verdicts.real(4), verdicts.real(5), verdicts.real(6),
                              verdicts.real(7)});
  }
  return runs;
}

} // namespace tranche
