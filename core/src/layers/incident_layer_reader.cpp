#include "layers/catalogue_reader.hpp"

#include <algorithm>

namespace tranche {
namespace {

/// "2019-02".
bool is_month(const std::string& text) {
  if (text.size() != 7 || text[4] != '-') return false;
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U})
    if (text[i] < '0' || text[i] > '9') return false;
  return text.substr(5) >= "01" && text.substr(5) <= "12";
}

std::string month(YamlReader& node, const std::string& key) {
  const std::string text = node.required_text(key);
  if (!text.empty() && !is_month(text)) node.child(key).complain("'" + text + "' is no month", "write one as 2019-02");
  return text;
}

/// `"2018/19": {first: 2018-04, last: 2019-03}`, or one month.
ValueSpec::Months months(YamlReader& node) {
  ValueSpec::Months months{node.key(), "", ""};
  if (node.is_map()) {
    months.first = month(node, "first");
    months.last = month(node, "last");
    node.finish();
  } else {
    months.first = months.last = node.as_text().value_or("");
    if (!is_month(months.first)) node.complain("is neither a month nor {first, last}", "write one as 2019-02");
  }
  if (months.last < months.first) node.complain("ends before it begins", "exchange `first` and `last`");
  return months;
}

} // namespace

void CatalogueReader::incidents(YamlReader& node, Layer& layer) {
  for (const char* key : {"key", "name", "period", "category", "marks", "thousands", "ignore_codes", "encoding",
                          "header_row", "schematic"})
    if (node.has(key)) node.child(key).complain("is of tables and boundaries, not of incidents", "leave it out");
  IncidentSettings& settings = layer.incidents;
  settings.boundaries = node.required_text("boundaries", "name the layer of the areas to count in");
  if (YamlReader columns = node.child("columns"); columns.present()) {
    settings.columns.x = columns.text("x");
    settings.columns.y = columns.text("y");
    settings.columns.category = columns.text("category");
    settings.columns.month = columns.text("month");
    settings.columns.code = columns.text("lsoa");
    columns.finish();
  }
  settings.columns.id = node.text("unique");
  settings.snap_m = node.number("snap", 0, zero_or_more);
  if (node.has("grids")) settings.grids = located(node.text("grids")).string();
  if (node.has("codes_of")) settings.codes_of = geography_of(node, "codes_of");
  if (YamlReader complete = node.child("complete"); complete.is_list()) {
    for (std::string& code : complete.as_texts()) settings.complete_areas.insert(std::move(code));
  } else {
    settings.complete = node.flag("complete", false);
  }
  for (YamlReader& force : node.child("forces").entries()) settings.forces[force.key()] = force.as_texts();
  if (settings.complete && !settings.forces.empty())
    node.child("forces").complain("says which areas are covered, and `complete` that all are", "keep one of them");
}

ValueSpec CatalogueReader::incident_value(YamlReader node) {
  ValueSpec value;
  value.id = node.key();
  value.title = node.text("title", value.id);
  value.unit = node.text("unit", "incidents");
  node.word("carry", {"count"}, "count");
  value.carry = Carry::count;
  value.topics = node.texts("topics");
  for (YamlReader& category : node.child("categories").entries())
    for (const std::string& name : category.as_texts()) value.columns.push_back({name, "", category.key()});
  for (YamlReader& period : node.child("periods").entries()) value.months.push_back(months(period));
  std::sort(value.months.begin(), value.months.end(),
            [](const ValueSpec::Months& a, const ValueSpec::Months& b) { return a.label < b.label; });
  for (YamlReader& weight : node.child("weights").entries())
    value.weighted.emplace_back(weight.key(), weight.as_number(zero_or_more).value_or(0));
  node.finish();
  return value;
}

} // namespace tranche
