#include "tranche/monitor/actuals.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <tuple>

#include "monitor/days.hpp"
#include "monitor/series.hpp"
#include "nan.hpp"
#include "tranche/layers/raw_table.hpp"
#include "tranche/outputs/sha256.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

using namespace monitoring;
using statistics::FigureModel;

const std::vector<std::string> actual_columns{"measure",     "code",   "start",    "end",  "numerator",
                                              "denominator", "status", "dated_by", "note", "source"};

/// Reads one file; every fault with its line.
class ActualsReader {
public:
  ActualsReader(const RawTable& table, const MonitorProgramme& programme, const AreaList& areas, Findings& findings)
      : m_table(table), m_programme(programme), m_areas(areas), m_findings(findings) {}

  void read(std::vector<ActualFigure>& figures) {
    for (const std::string_view name : m_table.header())
      if (std::find(actual_columns.begin(), actual_columns.end(), name) == actual_columns.end())
        m_findings.error(Fault::data, m_table.file(), fmt::format("has a column '{}', which is not known", name),
                         "its columns are " + listed(actual_columns, "and"));
    for (const char* needed : {"measure", "end", "numerator"}) m_table.column(needed);
    if (m_findings.has_errors()) return;
    for (m_row = 0; m_row < m_table.rows(); ++m_row)
      if (std::optional<ActualFigure> figure = read_row()) figures.push_back(std::move(*figure));
  }

private:
  std::string_view cell(const char* column) const {
    return m_table.has_column(column) ? m_table.cell(m_row, m_table.column(column)) : std::string_view{};
  }

  void say(std::string what, std::string remedy) {
    m_good = false;
    m_findings.error(Fault::data, m_table.place(m_row), std::move(what), std::move(remedy));
  }

  std::optional<ActualFigure> read_row() {
    m_good = true;
    ActualFigure figure;
    figure.place = m_table.place(m_row);
    if (!find_measure(figure)) return std::nullopt;
    const ProgressMeasure& measure = m_programme.measures[figure.measure];
    read_code(figure, measure);
    read_period(figure, measure);
    read_status(figure, measure);
    read_numbers(figure, measure);
    return m_good ? std::optional(figure) : std::nullopt;
  }

  bool find_measure(ActualFigure& figure) {
    std::vector<std::string> known;
    for (const ProgressMeasure& measure : m_programme.measures) {
      if (measure.id == cell("measure")) return true;
      known.push_back(measure.id);
      ++figure.measure;
    }
    const std::string near = closest(cell("measure"), known);
    say(fmt::format("the measure '{}' is not in the programme", cell("measure")),
        near.empty() ? "its measures are " + listed(known, "and") : "did you mean '" + near + "'?");
    return false;
  }

  void read_code(ActualFigure& figure, const ProgressMeasure& measure) {
    figure.code = cell("code").empty() ? m_programme.national_code : std::string(cell("code"));
    const bool national = figure.code == m_programme.national_code;
    if (national ? !measure.national : !measure.local)
      say(fmt::format("'{}' is {}, and the measure '{}' is told of {} alone", figure.code,
                      national ? "the whole country" : "an authority", measure.id,
                      national ? "authorities" : "the whole country"),
          "change `areas` of the measure, or leave the row out");
    else if (!national && m_areas.find(figure.code) == AreaList::npos)
      say(fmt::format("'{}' is no code of {}", figure.code, m_programme.geography),
          "bring the figures to its codes with `tranche layers convert`");
  }

  std::optional<std::int64_t> day_in(const char* column) {
    const std::optional<std::int64_t> day = day_of(cell(column));
    if (!day) say(fmt::format("{} '{}' is no day", column, cell(column)), "write it as 2025-03-31");
    return day;
  }

  void read_period(ActualFigure& figure, const ProgressMeasure& measure) {
    const auto end = day_in("end");
    if (measure.model == FigureModel::whole) {
      if (!cell("start").empty())
        say("has a start, and a whole number is the state on one day", "leave start empty, and give the day as end");
    } else if (cell("start").empty()) {
      say("has no start", "give the first day of its period");
    } else if ((figure.start = day_in("start")) && end && !months_between(*figure.start, *end)) {
      say(fmt::format("{} to {} are not whole months", cell("start"), cell("end")),
          "give the first day of a month, and the last of the same or a later one");
    }
    figure.end = end.value_or(0);
  }

  void read_status(ActualFigure& figure, const ProgressMeasure& measure) {
    const std::string_view status = cell("status"), dated_by = cell("dated_by");
    figure.provisional = status == "provisional";
    figure.suppressed = status == "suppressed";
    figure.sample = status == "sample";
    m_absent = figure.suppressed || status == "missing";
    if (!status.empty() && status != "final" && !figure.provisional && !figure.sample && !m_absent)
      say(fmt::format("the status '{}' is not known", status),
          "leave it empty, or write provisional, suppressed, missing or sample");
    figure.by_occurrence = dated_by == "occurrence";
    const bool known = figure.by_occurrence || dated_by == "registration";
    if (measure.registered_late && !known)
      say(fmt::format("dated_by is '{}'", dated_by),
          "say registration, or occurrence: the measure counts what is registered late");
    else if (!measure.registered_late && !dated_by.empty())
      say("has dated_by, and its measure is not registered late", "leave it empty, or set registered_late: true");
  }

  double number_in(const char* column) {
    const std::string_view text = cell(column);
    double value = nan;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0) {
      say(fmt::format("{} '{}' is no number of 0 or more", column, text),
          text.find(',') != std::string_view::npos ? "write it without thousands separators"
                                                   : "give it, or say missing or suppressed in status");
      return nan;
    }
    return value;
  }

  void read_numbers(ActualFigure& figure, const ProgressMeasure& measure) {
    const bool exposed = measure.model == FigureModel::rate || measure.model == FigureModel::proportion;
    if (!exposed && !cell("denominator").empty())
      say("has a denominator, and its measure is a number as it is", "leave the cell empty");
    if (m_absent) {
      if (!cell("numerator").empty())
        say(fmt::format("has a figure and is {}", cell("status")), "leave the figure out, or the status");
      return;
    }
    figure.numerator = number_in("numerator");
    if (exposed) figure.denominator = number_in("denominator");
    if (figure.numerator != std::floor(figure.numerator) && !std::isnan(figure.numerator))
      say(fmt::format("the numerator {} is not whole, and things are counted", figure.numerator),
          "give the count, not a rate");
    if (exposed && figure.denominator <= 0) say("the denominator is 0", "say missing in status, and leave both empty");
    if (measure.model == FigureModel::proportion && figure.numerator > figure.denominator)
      say(fmt::format("{} of {} are more than all", figure.numerator, figure.denominator), "compare the two columns");
  }

  const RawTable& m_table;
  const MonitorProgramme& m_programme;
  const AreaList& m_areas;
  Findings& m_findings;
  std::size_t m_row = 0;
  bool m_good = true, m_absent = false;
};

auto place_in_order(const ActualFigure& figure) {
  return std::make_tuple(figure.measure, figure.code, figure.by_occurrence, months_of_row(figure), figure.end);
}

/// Rows of the same area, measure and length that stand twice or share days: events would count twice.
void refuse_overlaps(std::vector<ActualFigure> figures, Findings& findings) {
  std::stable_sort(figures.begin(), figures.end(),
                   [](const ActualFigure& a, const ActualFigure& b) { return place_in_order(a) < place_in_order(b); });
  for (std::size_t i = 1; i < figures.size(); ++i) {
    const ActualFigure &a = figures[i - 1], &b = figures[i];
    if (a.measure != b.measure || a.code != b.code || a.by_occurrence != b.by_occurrence) continue;
    if (months_of_row(a) != months_of_row(b) || b.start.value_or(b.end) > a.end) continue;
    findings.error(Fault::data, b.place,
                   a.end == b.end ? "the same figure stands at " + a.place + " too"
                                  : "shares days with the period at " + a.place,
                   a.end == b.end ? "keep one of the rows" : "give periods that follow one another");
  }
}

} // namespace

std::optional<std::int64_t> calendar_day(std::string_view iso) { return day_of(iso); }

Actuals read_actuals(const std::vector<std::filesystem::path>& files, const MonitorProgramme& programme,
                     const AreaList& areas) {
  Actuals actuals;
  Findings findings;
  for (const std::filesystem::path& file : files) {
    const RawTable table = read_raw_table(file, file.string());
    ActualsReader(table, programme, areas, findings).read(actuals.figures);
    actuals.files.push_back({file.filename().string(), sha256_of_file(file), table.rows()});
  }
  refuse_overlaps(actuals.figures, findings);
  findings.throw_if_errors();
  std::stable_sort(actuals.figures.begin(), actuals.figures.end(), [](const ActualFigure& a, const ActualFigure& b) {
    return std::tie(a.measure, a.code, a.end, a.start, a.by_occurrence) <
           std::tie(b.measure, b.code, b.end, b.start, b.by_occurrence);
  });
  for (const ActualFigure& figure : actuals.figures) actuals.latest = std::max(actuals.latest, figure.end);
  return actuals;
}

} // namespace tranche
