#include "layers/catalogue_reader.hpp"

#include <algorithm>
#include <regex>

namespace tranche {
namespace {

const std::vector<std::string> levels = {"neighbourhood", "district", "authority", "region"};
const std::vector<std::string> status_words = {"measured", "unreliable", "missing", "suppressed", "too_few"};

Status status_of(const std::optional<std::string>& word) {
  Status status = Status::missing;
  if (word) status_from(*word, status);
  return status;
}

std::string pattern(YamlReader& node, const std::string& key) {
  std::string text = node.text(key);
  try {
    const std::regex compiled(text);
  } catch (const std::regex_error&) {
    node.child(key).complain("'" + text + "' is not a regular expression", "write one such as \"E0[6-9][0-9]{6}\"");
    text.clear();
  }
  return text;
}

/// `period: "2019"` or `period: {column: year}`.
void label_or_column(YamlReader node, std::string* label, std::string& column) {
  if (!node.present()) return;
  if (node.is_map()) {
    column = node.required_text("column");
    node.finish();
  } else if (label) {
    *label = node.as_text().value_or("");
  } else {
    node.complain("must be {column: NAME}", "name the column");
  }
}

/// `text` with {yy} and {year} filled in.
std::string filled_in(std::string text, const std::string& year) {
  const std::pair<std::string_view, std::string> blanks[] = {{"{yy}", year.substr(2)}, {"{year}", year}};
  for (const auto& [blank, filling] : blanks)
    for (std::size_t at = text.find(blank); at != std::string::npos; at = text.find(blank, at + filling.size()))
      text.replace(at, blank.size(), filling);
  return text;
}

Geography of_year(const Geography& pattern, int number) {
  const std::string year = std::to_string(number);
  Geography one = pattern;
  for (std::string* text : {&one.id, &one.title, &one.date}) *text = filled_in(*text, year);
  for (std::string& alias : one.aliases) alias = filled_in(alias, year);
  one.parents.clear();
  for (const auto& [parent, column] : pattern.parents) one.parents[filled_in(parent, year)] = column;
  return one;
}

} // namespace

std::filesystem::path CatalogueReader::located(const std::string& file) const { return m_folder / file; }

void CatalogueReader::read_root(YamlReader root) {
  std::vector<YamlReader> geographies = root.child("geographies").entries();
  for (YamlReader& node : geographies)
    if (!node.has("years")) add_geography(node, node.key());
  for (YamlReader& node : geographies)
    if (node.has("years")) add_geographies_of_years(node);
  if (YamlReader changes = root.child("code_changes"); changes.present())
    m_catalogue.m_code_changes = located(changes.as_text().value_or(""));
  read_layers(root.child("layers"));
  root.finish();
}

void CatalogueReader::read_layers(YamlReader layers) {
  for (YamlReader& node : layers.entries()) {
    Layer layer = this->layer(node);
    for (const Layer& other : m_catalogue.m_layers)
      if (other.name == layer.name)
        node.complain("the layer " + layer.name + " is also at " + other.place.text(), "rename one of them");
    m_catalogue.m_layers.push_back(std::move(layer));
  }
}

void CatalogueReader::add_geography(YamlReader& node, const std::string& id) {
  Geography geography = this->geography(node, id);
  if (const Geography* other = known(id))
    node.complain("the geography " + id + " is also at " + other->place.text(), "rename one of them");
  m_catalogue.m_geographies.push_back(std::move(geography));
}

const Geography* CatalogueReader::known(const std::string& id) const {
  for (const Geography& other : m_catalogue.m_geographies)
    if (other.id == id || std::count(other.aliases.begin(), other.aliases.end(), id) > 0) return &other;
  return nullptr;
}

void CatalogueReader::add_geographies_of_years(YamlReader& node) {
  YamlReader years = node.child("years");
  const auto first = static_cast<int>(years.integer("first", 2000, 1900, 2100));
  const auto last = static_cast<int>(years.integer("last", first, first, 2100));
  years.finish();
  const Geography pattern = geography(node, node.key());
  for (int year = first; year <= last; ++year)
    if (Geography one = of_year(pattern, year); !known(one.id)) m_catalogue.m_geographies.push_back(std::move(one));
}

/// The id of the geography that a layer is keyed by: `geography: lsoa11`, or a map that defines one on the spot.
std::string CatalogueReader::geography_of(YamlReader& layer, const std::string& key) {
  YamlReader own = layer.child(key);
  if (!own.is_map()) return layer.required_text(key, "name the geography that the codes are of");
  const std::string id = own.required_text("id", "give it a name, such as lsoa11");
  add_geography(own, id);
  return id;
}

Geography CatalogueReader::geography(YamlReader& node, const std::string& id) {
  Geography geography;
  geography.id = id;
  geography.place = node.place();
  geography.title = node.text("title", geography.id);
  geography.aliases = node.texts("aliases");
  geography.level = node.has("level") ? node.word("level", levels, "") : (node.text("level"), "");
  geography.tier = node.text("tier");
  geography.pattern = pattern(node, "pattern");
  geography.date = node.text("date");
  geography.crs = node.text("crs");
  geography.publisher = node.text("publisher");
  geography.licence = node.text("licence");
  geography.attribution = node.text("attribution");
  if (YamlReader codes = node.child("codes"); codes.present()) {
    geography.shown = codes.required_text("file");
    geography.file = located(geography.shown);
    geography.key = codes.required_text("key");
    geography.name = codes.text("name");
    geography.region = codes.text("region");
    geography.x = codes.text("x");
    geography.y = codes.text("y");
    geography.began = codes.text("began");
    geography.ended = codes.text("ended");
    codes.finish();
  }
  for (YamlReader& parent : node.child("parents").entries())
    geography.parents[parent.key()] = parent.as_text().value_or("");
  if (YamlReader population = node.child("population"); population.present()) {
    geography.population.emplace();
    geography.population->place = population.place();
    geography.population->layer = population.required_text("layer");
    geography.population->value = population.text("value");
    geography.population->periods = population.texts("periods");
    population.finish();
  }
  node.finish();
  return geography;
}

Layer CatalogueReader::layer(YamlReader node) {
  Layer layer;
  layer.name = node.key();
  layer.place = node.place();
  static const std::vector<std::string> kinds{"table", "boundaries", "points", "incidents",
                                              "sites"}; // in the enum's order
  const std::string kind = node.word("kind", kinds, kinds.front());
  layer.kind = static_cast<LayerKind>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
  layer.shown = node.required_text("file");
  layer.file = located(layer.shown);
  layer.format.encoding = node.word("encoding", {"utf-8", "windows-1252"}, "utf-8");
  layer.format.sheet = node.text("sheet");
  layer.format.header_row = static_cast<int>(node.integer("header_row", 1, 1, 1000));
  layer.geography = geography_of(node);
  layer.key = node.text("key");
  layer.name_column = node.text("name");
  label_or_column(node.child("period"), &layer.period, layer.period_column);
  label_or_column(node.child("category"), nullptr, layer.category_column);
  for (YamlReader& mark : node.child("marks").entries())
    layer.marks[mark.key()] = status_of(mark.as_word(status_words));
  layer.thousands = node.text("thousands");
  layer.ignore_codes = pattern(node, "ignore_codes");
  layer.crs = node.text("crs");
  layer.schematic = node.flag("schematic", false);
  layer.x = node.text("x");
  layer.y = node.text("y");
  if (layer.x.empty() != layer.y.empty()) node.complain("names one column of coordinates", "name both `x` and `y`");
  layer.title = node.text("title", layer.name);
  layer.publisher = node.text("publisher");
  layer.published = node.text("published");
  layer.licence = node.text("licence");
  layer.attribution = node.text("attribution");
  layer.disclosure = node.word("disclosure", {"published", "internal"}, "published");
  layer.data_period = node.text("date", layer.period);
  if (YamlReader way = node.child("carry_by"); way.present()) layer.carrying = carrying(way);
  const bool incidents = layer.kind == LayerKind::incidents;
  if (incidents) this->incidents(node, layer);
  for (YamlReader& value : node.child("values").entries())
    layer.values.push_back(incidents ? incident_value(value) : this->value(value, layer));
  if (layer.key.empty() && layer.geography != "national" && !incidents)
    node.complain("has no `key`", "name the column or field of the codes");
  if ((layer.kind == LayerKind::table || incidents) && layer.values.empty())
    node.complain("has no `values`", "describe at least one value column");
  if (layer.thousands.size() > 1) node.complain("`thousands` must be one character", "write thousands: \",\"");
  node.finish();
  return layer;
}

/// `carry_by: population`, or a map with its `way`.
Carrying CatalogueReader::carrying(YamlReader& node) {
  const std::vector<std::string> ways = {"lookup", "centroid", "area", "population"};
  Carrying carrying;
  carrying.place = node.place();
  const std::string way = node.is_scalar() ? node.as_word(ways).value_or("lookup") : node.word("way", ways, "lookup");
  carrying.way = static_cast<Carrying::Way>(std::find(ways.begin(), ways.end(), way) - ways.begin());
  if (node.is_scalar()) return carrying;
  carrying.boundaries = node.text("boundaries");
  carrying.onto = node.text("onto");
  carrying.places = node.text("places");
  carrying.weight = node.text("weight");
  carrying.to_nearest = node.word("uncovered", {"missing", "nearest"}, "missing") == "nearest";
  carrying.min_coverage = node.child("min_coverage").as_number(share_range);
  node.finish();
  return carrying;
}

ValueSpec CatalogueReader::value(YamlReader node, const Layer& layer) {
  ValueSpec value;
  value.id = node.key();
  value.title = node.text("title", value.id);
  value.unit = node.text("unit");
  columns(node, value);
  carry(node, value);
  if (YamlReader minimum = node.child("minimum"); minimum.present()) {
    if (minimum.is_scalar() && minimum.node()->text == "none")
      value.minimum = -std::numeric_limits<double>::infinity();
    else
      value.minimum = minimum.as_number().value_or(0);
  }
  value.above_minimum = node.flag("positive", false);
  value.whole = node.flag("whole", false);
  value.topics = node.texts("topics");
  statuses(node, value);
  value.control_totals = totals(node.child("control_totals"));
  value.published_totals = totals(node.child("published_totals"));
  if (layer.geography == "national" && value.carry == Carry::mean)
    node.complain("a national figure cannot be averaged", "say `carry: none`");
  node.finish();
  return value;
}

void CatalogueReader::columns(YamlReader& node, ValueSpec& value) {
  YamlReader periods = node.child("periods"), categories = node.child("categories");
  const std::string column = node.text("column");
  for (YamlReader& period : periods.entries())
    value.columns.push_back({period.as_text().value_or(""), period.key(), ""});
  for (YamlReader& category : categories.entries())
    value.columns.push_back({category.as_text().value_or(""), "", category.key()});
  if (periods.present() + categories.present() + !column.empty() > 1)
    node.complain("has more than one of `column`, `periods` and `categories`", "keep one of them");
  if (value.columns.empty()) value.columns.push_back({column.empty() ? value.id : column, "", ""});
}

void CatalogueReader::carry(YamlReader& node, ValueSpec& value) {
  const std::string word = node.word("carry", {"count", "mean", "none"}, "none");
  value.carry = word == "count" ? Carry::count : word == "mean" ? Carry::mean : Carry::none;
  value.weight = node.text("weight");
  value.min_coverage = node.number("min_coverage", 1.0, share_range);
}

void CatalogueReader::statuses(YamlReader& node, ValueSpec& value) {
  YamlReader status = node.child("status");
  if (!status.present()) return;
  value.status_column = status.required_text("column");
  for (YamlReader& word : status.child("words").entries())
    value.statuses[word.key()] = status_of(word.as_word(status_words));
  status.finish();
}

std::map<std::string, double> CatalogueReader::totals(YamlReader node) {
  std::map<std::string, double> map;
  for (YamlReader& total : node.entries()) map[total.key()] = total.as_number().value_or(0);
  return map;
}

} // namespace tranche
