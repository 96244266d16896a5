#include "tranche/layers/cache.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>

#include "geography/code_history.hpp"
#include "layers/area_overlaps.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/settings/yaml.hpp"

namespace tranche {
namespace {

namespace fs = std::filesystem;

YamlNode scalar(const std::string& text) {
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.text = text;
  node.quoted = true;
  return node;
}

YamlNode map() {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  return node;
}

void set(YamlNode& parent, const std::string& key, YamlNode value) {
  value.key = key;
  parent.items.push_back(std::move(value));
}

void set_text(YamlNode& parent, const std::string& key, const std::string& text) {
  if (!text.empty()) set(parent, key, scalar(text));
}

YamlNode plain(std::string text) {
  YamlNode node = scalar(text);
  node.quoted = false;
  return node;
}

bool holds_boundaries(const NewLayer& layer) {
  if (!layer.kind.empty()) return layer.kind == "boundaries";
  static constexpr std::array<const char*, 3> tables = {".csv", ".xlsx", ".ods"};
  const std::string ending = layer.file.extension().string();
  return std::find(tables.begin(), tables.end(), ending) == tables.end();
}

YamlNode values_of(const NewLayer& layer) {
  YamlNode values = map();
  for (const std::string& text : layer.values) {
    const std::size_t equals = text.find('=');
    const std::string id = text.substr(0, equals);
    YamlNode value = map();
    if (!layer.categories.empty()) {
      YamlNode categories = map();
      for (const auto& [label, column] : layer.categories) set(categories, label, scalar(column));
      set(value, "categories", std::move(categories));
    } else if (equals != std::string::npos) {
      set(value, "column", scalar(text.substr(equals + 1)));
    }
    set_text(value, "carry", layer.carry);
    set_text(value, "weight", layer.weight);
    YamlNode totals = map();
    for (const auto& [name, total] : layer.control_totals) {
      const std::size_t colon = name.find(':');
      if (name.substr(0, colon) == id)
        set(totals, colon == std::string::npos ? layer.period : name.substr(colon + 1),
            plain(fmt::format("{}", total)));
    }
    if (!totals.items.empty()) set(value, "control_totals", std::move(totals));
    set(values, id, std::move(value));
  }
  return values;
}

YamlNode column_reference(const std::string& column) {
  YamlNode node = map();
  set(node, "column", scalar(column));
  return node;
}

/// The entry, with `file` as the catalogue at hand is to see it.
YamlNode entry_of(const NewLayer& layer, const std::string& file) {
  YamlNode entry = map();
  set(entry, "kind", plain(holds_boundaries(layer) ? "boundaries" : "table"));
  set_text(entry, "file", file);
  set_text(entry, "geography", layer.geography);
  set_text(entry, "key", layer.key);
  set_text(entry, "name", layer.name_field);
  set_text(entry, "crs", layer.crs);
  if (layer.schematic) set(entry, "schematic", plain("true"));
  set_text(entry, "encoding", layer.encoding);
  set_text(entry, "sheet", layer.sheet);
  if (layer.header_row != 1) set(entry, "header_row", plain(std::to_string(layer.header_row)));
  set_text(entry, "thousands", layer.thousands);
  set_text(entry, "ignore_codes", layer.ignore_codes);
  if (!layer.period_column.empty())
    set(entry, "period", column_reference(layer.period_column));
  else
    set_text(entry, "period", layer.period);
  if (!layer.category_column.empty()) set(entry, "category", column_reference(layer.category_column));
  YamlNode marks = map();
  for (const auto& [mark, status] : layer.marks) set(marks, mark, scalar(status));
  if (!marks.items.empty()) set(entry, "marks", std::move(marks));
  if (!holds_boundaries(layer)) set(entry, "values", values_of(layer));
  set_text(entry, "title", layer.title);
  set_text(entry, "publisher", layer.publisher);
  set_text(entry, "published", layer.published);
  set_text(entry, "licence", layer.licence);
  set_text(entry, "attribution", layer.attribution);
  set_text(entry, "disclosure", layer.disclosure);
  return entry;
}

void check_request(const NewLayer& layer) {
  const auto refuse = [](std::string what, std::string remedy) {
    throw Error(Fault::usage, "layers add", std::move(what), std::move(remedy));
  };
  const bool fine = !layer.name.empty() && std::all_of(layer.name.begin(), layer.name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '/';
  });
  if (!fine || layer.name.front() == '/' || layer.name.back() == '/' || layer.name.find("//") != std::string::npos)
    refuse("'" + layer.name + "' is not a layer's name",
           "use lower-case letters, digits, - and _ with / between them, such as my/boundaries");
  if (layer.name.size() > 100) refuse("the name is longer than 100 letters", "take a shorter one");
  if (!fs::is_regular_file(layer.file)) refuse(layer.file.string() + " is not there, or not a file", "check the name");
  if (layer.key.empty()) refuse("no key was named", "say --key with the field that holds the codes");
  if (!holds_boundaries(layer) && layer.values.empty())
    refuse("no value column was named", "say --value COLUMN, once for each column of figures");
  if (!layer.categories.empty() && layer.values.size() != 1)
    refuse("--category needs exactly one --value", "name the value that the columns belong to");
  for (const auto& [name, total] : layer.control_totals) {
    const std::string value = name.substr(0, name.find(':'));
    const auto is_it = [&](const std::string& text) { return text.substr(0, text.find('=')) == value; };
    if (std::none_of(layer.values.begin(), layer.values.end(), is_it))
      refuse("--control-total is of '" + value + "', which is no --value", "name a value of this table");
  }
  if (!layer.sheet.empty() && layer.file.extension() == ".csv")
    refuse("--sheet was given, and a CSV has no sheets", "leave it out, or name the spreadsheet");
}

/// Reads the layer as a run would and says what was found.
std::vector<std::string> tried(const NewLayer& layer, const fs::path& entry_file) {
  if (Catalogue::read({built_in_folder() / "layers" / "catalogue.yaml"}).has_layer(layer.name))
    throw Error(Fault::usage, "layers add", layer.name + " comes with Tranche and is not replaced",
                "take another name, such as my/" + layer.name.substr(layer.name.rfind('/') + 1));
  const Catalogue known = Catalogue::built_in_and_cache();
  if (known.has_layer(layer.name) && !layer.replace)
    throw Error(Fault::usage, "layers add", "there is a layer " + layer.name + " already",
                "take another name, or say --replace");
  std::vector<fs::path> files{built_in_folder() / "layers" / "catalogue.yaml", entry_file};
  const Catalogue catalogue = Catalogue::read(files);
  const Layer& found = catalogue.layer(layer.name, {});
  const Geography& geography = catalogue.geography(found.geography, {});
  std::vector<std::string> remarks;
  if (found.kind == LayerKind::boundaries) {
    const Boundaries boundaries = read_boundaries(catalogue, found, catalogue.areas(geography), "EPSG:27700");
    remarks.push_back(fmt::format("{} areas of {}, {} others in the file left out", boundaries.shapes.size(),
                                  geography.id, boundaries.ignored));
    if (!boundaries.transformation.empty()) remarks.push_back("to EPSG:27700 by " + boundaries.transformation);
    for (const std::string& repair : boundaries.repaired) remarks.push_back("will be repaired: " + repair);
    if (!boundaries.schematic)
      for (const std::string& overlap :
           overlaps_told(boundaries, layer.allow_overlaps, found.name + " (" + found.shown + ")"))
        remarks.push_back(overlap);
    return remarks;
  }
  for (const ValueSpec& value : found.values) {
    TableReport report;
    const Cube cube = read_value(catalogue, found, value, &report);
    double total = 0;
    for (const double number : cube.value) total += number;
    const auto present = std::count_if(cube.status.begin(), cube.status.end(), has_value);
    remarks.push_back(fmt::format("{}: {} areas, {} of {} cells hold a figure, sum {}", value.id, cube.areas.size(),
                                  present, cube.status.size(), total));
    std::vector<std::string> absent;
    for (const std::string& code : catalogue.areas(geography).codes)
      if (!std::binary_search(cube.areas.begin(), cube.areas.end(), code)) absent.push_back(code);
    if (!absent.empty())
      remarks.push_back(fmt::format("{} areas of {} have no row and count as missing: {}", absent.size(), geography.id,
                                    short_list(absent)));
    if (report.footers + report.ignored > 0)
      remarks.push_back(
          fmt::format("left out: rows of footer {}, rows to be ignored {}", report.footers, report.ignored));
  }
  return remarks;
}

void write_whole(const fs::path& file, const std::string& text) {
  const fs::path partial = file.string() + ".partial-" + std::to_string(getpid());
  std::ofstream stream(partial, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    throw Error(Fault::system, file.string(), "cannot be written", "check the disk and that you may write there");
  }
  fs::rename(partial, file);
}

YamlNode cached_catalogue(const fs::path& file) {
  YamlNode root = map();
  if (fs::exists(file)) {
    Findings findings;
    const std::optional<YamlNode> tree = read_yaml_file(file, Fault::catalogue, findings);
    findings.throw_if_errors();
    if (tree) root = *tree;
  }
  if (!root.find("layers")) set(root, "layers", map());
  return root;
}

/// A shapefile is several files of one stem; everything else is one.
std::vector<fs::path> parts_of(const fs::path& file) {
  if (file.extension() != ".shp") return {file};
  std::vector<fs::path> parts;
  for (const auto& entry : fs::directory_iterator(file.parent_path().empty() ? "." : file.parent_path()))
    if (entry.path().stem() == file.stem()) parts.push_back(entry.path());
  return parts;
}

std::string wrapped(const YamlNode& entry, const std::string& name) {
  YamlNode layers = map(), root = map();
  set(layers, name, entry);
  set(root, "layers", std::move(layers));
  return yaml_text(root);
}

} // namespace

std::string catalogue_entry(const NewLayer& layer) {
  return wrapped(entry_of(layer, layer.file.filename().string()), layer.name);
}

AddedLayer add_layer(const NewLayer& layer) {
  check_request(layer);
  const fs::path cache = cache_folder();
  std::string folder_name = layer.name;
  std::replace(folder_name.begin(), folder_name.end(), '/', '_');
  const fs::path folder = cache / "files" / folder_name;
  std::error_code code;
  fs::create_directories(cache / "files", code);
  if (code)
    throw Error(Fault::system, cache.string(), "cannot be made: " + code.message(),
                "set XDG_CACHE_HOME to a folder you may write to");

  const fs::path trial = cache / (".trial-" + std::to_string(getpid()) + ".yaml");
  write_whole(trial, wrapped(entry_of(layer, fs::absolute(layer.file).string()), layer.name));
  AddedLayer added;
  try {
    added.remarks = tried(layer, trial);
  } catch (...) {
    fs::remove(trial, code);
    throw;
  }
  fs::remove(trial, code);

  const fs::path staging = folder.string() + ".partial-" + std::to_string(getpid());
  fs::create_directories(staging);
  for (const fs::path& part : parts_of(layer.file))
    fs::copy_file(part, staging / part.filename(), fs::copy_options::overwrite_existing);
  fs::remove_all(folder);
  fs::rename(staging, folder);
  added.file = folder / layer.file.filename();

  YamlNode root = cached_catalogue(cache / "catalogue.yaml");
  for (YamlNode& child : root.items)
    if (child.key == "layers") {
      child.kind = YamlNode::Kind::map;
      std::erase_if(child.items, [&](const YamlNode& other) { return other.key == layer.name; });
      set(child, layer.name, entry_of(layer, "files/" + folder_name + "/" + layer.file.filename().string()));
    }
  write_whole(cache / "catalogue.yaml", yaml_text(root));
  return added;
}

} // namespace tranche
