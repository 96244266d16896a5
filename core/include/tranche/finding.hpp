#pragma once
#include <stdexcept>
#include <string>
#include <vector>

#include "tranche/export.hpp"

/// Faults and remarks, in the form a person can act on.
namespace tranche {

enum class Severity { note, warning, error };

/// Whose the fault is; decides the exit code: 1 data and run, 2 usage, settings, catalogue and plugin metadata.
enum class Fault { usage, settings, catalogue, plugin, data, system };

/// One fault or remark.
///  where  file:line:column, or layer, field and authority code;
///  what   what is wrong, with the value found;
///  remedy what to do about it; empty only for notes.
struct Finding {
  Severity severity = Severity::error;
  Fault kind = Fault::data;
  std::string where;
  std::string what;
  std::string remedy;

  /// "where: what; remedy", without the severity.
  TRANCHE_API std::string text() const;
};

/// Gathers findings so that a user sees every fault of a file at once.
class TRANCHE_API Findings {
public:
  void add(Finding finding) { m_items.push_back(std::move(finding)); }
  void error(Fault kind, std::string where, std::string what, std::string remedy);
  void warning(Fault kind, std::string where, std::string what, std::string remedy);
  void note(Fault kind, std::string where, std::string what);
  void append(const Findings& other);

  const std::vector<Finding>& items() const { return m_items; }
  bool has_errors() const;
  /// @throws Error holding every finding of severity error, if there is one.
  void throw_if_errors() const;

private:
  std::vector<Finding> m_items;
};

/// The one exception of the toolkit: one or more findings of severity error.
/// what() is a line for each, "where: what; remedy".
class TRANCHE_API Error : public std::runtime_error {
public:
  explicit Error(std::vector<Finding> findings);
  Error(Fault kind, std::string where, std::string what, std::string remedy);
  ~Error() override;

  const std::vector<Finding>& findings() const { return m_findings; }
  /// 1: the data or the run failed; 2: the command line, YAML, catalogue or a plugin's metadata is wrong.
  int exit_code() const;

private:
  std::vector<Finding> m_findings;
};

/// A plugin could not be loaded or broke its contract; names plugin, version, path and reason.
class TRANCHE_API PluginError : public Error {
public:
  using Error::Error;
  ~PluginError() override;
};

} // namespace tranche
