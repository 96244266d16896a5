#include "monitor/database.hpp"

#include "nan.hpp"

namespace tranche::monitoring {
namespace {

constexpr int wait_for_others_ms = 30000;

} // namespace

Database::Database(const std::filesystem::path& file, Open how)
    : m_file(file.string()), m_fault(how == Open::reading ? Fault::data : Fault::system) {
  const int flags = how == Open::reading ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* handle = nullptr;
  int code = sqlite3_open_v2(m_file.c_str(), &handle, flags | SQLITE_OPEN_FULLMUTEX, nullptr);
  if (how == Open::reading && (code == SQLITE_CANTOPEN || code == SQLITE_READONLY)) {
    sqlite3_close(handle);
    code = sqlite3_open_v2(m_file.c_str(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_FULLMUTEX, nullptr);
  }
  m_handle.reset(handle);
  if (code != SQLITE_OK) fail();
  sqlite3_busy_timeout(handle, wait_for_others_ms);
  // Each commit reaches the disk before it is reported.
  if (how == Open::writing) run("PRAGMA synchronous = FULL");
}

void Database::run(const char* sql) {
  if (sqlite3_exec(m_handle.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

std::int64_t Database::number(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Database::fail() const {
  const int code = m_handle ? sqlite3_errcode(m_handle.get()) : SQLITE_NOMEM;
  const std::string why = m_handle ? sqlite3_errmsg(m_handle.get()) : "no memory";
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    throw Error(Fault::system, m_file, "is in use by another program", "wait for it to end, or close it");
  case SQLITE_NOTADB:
  case SQLITE_CORRUPT:
    throw Error(m_fault, m_file, "is no SQLite file, or is damaged: " + why,
                "name another file with --history, or restore it from a copy");
  case SQLITE_FULL:
    throw Error(Fault::system, m_file, "the disk is full", "free some space; nothing was changed");
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
    throw Error(Fault::system, m_file, "cannot be opened or written", "check the folder, and that you may write there");
  default:
    throw Error(m_fault, m_file, "cannot be used: " + why, "name another file with --history");
  }
}

Statement::Statement(Database& database, const char* sql) : m_database(database) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database.m_handle.get(), sql, -1, &statement, nullptr) != SQLITE_OK) database.fail();
  m_statement.reset(statement);
}

void Statement::bind(int place, const std::string& text) {
  sqlite3_bind_text(m_statement.get(), place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

void Statement::bind(int place, double value) {
  sqlite3_bind_double(m_statement.get(), place, value); // SQLite keeps NaN as null
}

void Statement::bind(int place, std::int64_t value) { sqlite3_bind_int64(m_statement.get(), place, value); }

bool Statement::step() {
  const int code = sqlite3_step(m_statement.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) m_database.fail();
  return code == SQLITE_ROW;
}

void Statement::again() { sqlite3_reset(m_statement.get()); }

std::string Statement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(m_statement.get(), column);
  return bytes ? std::string(reinterpret_cast<const char*>(bytes),
                             static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column)))
               : std::string();
}

double Statement::real(int column) const {
  return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL
             ? nan
             : sqlite3_column_double(m_statement.get(), column);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement.get(), column); }

Transaction::~Transaction() {
  if (m_done) return;
  try {
    m_database.run("ROLLBACK");
  } catch (const Error&) { // the next opening takes it back
  }
}

} // namespace tranche::monitoring
