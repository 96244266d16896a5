#include "tranche/finding.hpp"

#include <algorithm>

namespace tranche {

std::string Finding::text() const {
  std::string line = where.empty() ? what : where + ": " + what;
  return remedy.empty() ? line : line + "; " + remedy;
}

void Findings::error(Fault kind, std::string where, std::string what, std::string remedy) {
  add({Severity::error, kind, std::move(where), std::move(what), std::move(remedy)});
}

void Findings::warning(Fault kind, std::string where, std::string what, std::string remedy) {
  add({Severity::warning, kind, std::move(where), std::move(what), std::move(remedy)});
}

void Findings::note(Fault kind, std::string where, std::string what) {
  add({Severity::note, kind, std::move(where), std::move(what), {}});
}

void Findings::append(const Findings& other) {
  m_items.insert(m_items.end(), other.m_items.begin(), other.m_items.end());
}

bool Findings::has_errors() const {
  return std::any_of(m_items.begin(), m_items.end(), [](const Finding& f) { return f.severity == Severity::error; });
}

void Findings::throw_if_errors() const {
  if (!has_errors()) return;
  std::vector<Finding> errors;
  std::copy_if(m_items.begin(), m_items.end(), std::back_inserter(errors),
               [](const Finding& f) { return f.severity == Severity::error; });
  throw Error(std::move(errors));
}

static std::string joined(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) text += (text.empty() ? "" : "\n") + finding.text();
  return text;
}

Error::Error(std::vector<Finding> findings) : std::runtime_error(joined(findings)), m_findings(std::move(findings)) {}

Error::Error(Fault kind, std::string where, std::string what, std::string remedy)
    : Error(std::vector<Finding>{{Severity::error, kind, std::move(where), std::move(what), std::move(remedy)}}) {}

Error::~Error() = default;
PluginError::~PluginError() = default;

int Error::exit_code() const {
  const bool data_only = std::all_of(m_findings.begin(), m_findings.end(),
                                     [](const Finding& f) { return f.kind == Fault::data || f.kind == Fault::system; });
  return data_only ? 1 : 2;
}

} // namespace tranche
