#include "maps/atlas_method.hpp"

#include <utility>

#include <fmt/format.h>

#include "maps/sheet_parts.hpp"
#include "outputs/report_model.hpp"

namespace tranche::maps {
namespace {

using report::Json;

constexpr std::size_t most_remarks = 8;

std::string text_of(const Json& object, const char* key) {
  return object.contains(key) ? object[key].get<std::string>() : std::string();
}

/// Joins what is not empty.
std::string with_commas(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts)
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  return text;
}

class Paragraphs {
public:
  void head(std::string words) { m_heading = std::move(words); }
  /// A heading with nothing under it is not printed.
  void add(std::string words) {
    if (words.empty()) return;
    if (words.back() != '.' && words.back() != ':') words += '.';
    if (!m_heading.empty()) m_list.push_back({std::exchange(m_heading, {}), true});
    m_list.push_back({std::move(words), false});
  }
  void add_lines(const Json& lines, std::size_t most = static_cast<std::size_t>(-1)) {
    for (std::size_t i = 0; i < lines.size() && i < most; ++i) add(text_of(lines[i], "text"));
    if (lines.size() > most) add(fmt::format("And {} more: report.html of the run has them all.", lines.size() - most));
  }
  std::vector<AtlasText> take() { return std::move(m_list); }

private:
  std::vector<AtlasText> m_list;
  std::string m_heading;
};

void add_weights(Paragraphs& text, const Json& method) {
  text.head("Indicators and weights");
  for (const Json& row : method["weights"]) {
    const std::string england = text_of(row, "england");
    text.add(with_commas({text_of(row, "weight") + "  " + text_of(row, "title"), text_of(row, "unit")}) + "; " +
             text_of(row, "direction") +
             (england.empty() ? "" : fmt::format("; {}: {}", text_of(method, "whole"), england)) + ". Made by " +
             text_of(row, "made") + ".");
  }
}

void add_decisions(Paragraphs& text, const Json& decisions) {
  text.head("Decisions");
  for (const Json& row : decisions["rows"]) {
    const std::string by = with_commas({text_of(row, "date"), text_of(row, "author")}), why = text_of(row, "reason");
    text.add((by.empty() ? "" : by + ": ") + text_of(row, "choice") + (why.empty() ? "" : " \u2013 " + why) + ".");
  }
  for (const Json& row : decisions["overrides"]) text.add("Changed for this run: " + text_of(row, "text") + ".");
}

void add_sources(Paragraphs& text, const Json& sources) {
  text.head("Sources");
  for (const Json& row : sources["rows"]) {
    const std::string period = text_of(row, "period"), used = text_of(row, "used_for");
    text.add(with_commas({text_of(row, "title"), text_of(row, "publisher"), text_of(row, "published")}) +
             (period.empty() ? "" : "; " + period) + ". " +
             (text_of(row, "licence").empty() ? "" : text_of(row, "licence") + ". ") +
             (used.empty() ? "" : "Used for " + used + "."));
  }
}

void add_reading(Paragraphs& text, const Run& run, const std::string& whole) {
  text.head("How to read the page of an authority");
  text.add(fmt::format(
      "Each indicator has a spine. The line in its middle is {}; the bar reaches from the least need of all "
      "authorities "
      "at the left to the greatest at the right. The authority farther from {} than any other is at an end, so that "
      "both sides have one scale. The mark is the authority's figure with its limits; its shape and colour tell what "
      "the limits say:",
      whole, whole));
  if (!run.uncertainty.rank_low.empty())
    text.add(
        "The strip of ranks goes from the greatest need at the left to the least, in the colours of the tranches; "
        "the bars over it are the intervals that hold the rank in half of the draws (thick), in 90 % and in 95 %.");
  text.add(
      "Comparable authorities are the nearest in profile: the distance is Euclid's over the standard scores of the "
      "reported figures, weighted as the index weights them. 0 is the same profile; at 1 two authorities are one "
      "standard deviation apart on every indicator.");
}

} // namespace

std::vector<AtlasText> method_paragraphs(const Run& run) {
  const Json method = report::method(run);
  Paragraphs text;
  add_reading(text, run, run.comparisons.empty() ? text_of(method, "whole") : run.comparisons.front().whole);
  text.head("From figures to ranks, tranches and money");
  text.add_lines(method["steps"]);
  add_weights(text, method);
  text.head("How sure the ranks are");
  text.add(text_of(method, "uncertainty"));
  text.add_lines(method["assumptions"]);
  text.head("What counts twice");
  text.add_lines(method["overlaps"]);
  text.head("Remarks");
  text.add_lines(method["remarks"], most_remarks);
  if (const std::string note = unranked_note(run); !note.empty()) text.add(note);
  add_decisions(text, report::decisions(run));
  add_sources(text, report::sources(run));
  return text.take();
}

} // namespace tranche::maps
