#pragma once
#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>

#include "tranche/finding.hpp"

/// SQLite behind a few words. Every failure is an Error that names the file.
namespace tranche::monitoring {

class Database {
public:
  enum class Open { reading, writing };
  /// @throws Error
  Database(const std::filesystem::path& file, Open how);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// @throws Error
  void run(const char* sql);
  /// The first cell of the first row, as a number. @throws Error
  std::int64_t number(const char* sql);
  [[noreturn]] void fail() const;

private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
  };
  std::string m_file;
  Fault m_fault;
  std::unique_ptr<sqlite3, Close> m_handle;
};

/// A prepared statement.
class Statement {
public:
  Statement(Database& database, const char* sql);

  void bind(int place, const std::string& text);
  void bind(int place, double value); ///< NaN: null
  void bind(int place, std::int64_t value);
  /// True while there is a row. @throws Error
  bool step();
  /// For other values.
  void again();

  std::string text(int column) const;
  double real(int column) const; ///< NaN: null
  std::int64_t integer(int column) const;

private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  Database& m_database;
  std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

/// Takes back all that was done since, unless commit() was reached.
class Transaction {
public:
  /// Waits for other writers. @throws Error
  explicit Transaction(Database& database) : m_database(database) { database.run("BEGIN IMMEDIATE"); }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    m_database.run("COMMIT");
    m_done = true;
  }

private:
  Database& m_database;
  bool m_done = false;
};

} // namespace tranche::monitoring
