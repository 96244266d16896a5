#pragma once
#include <filesystem>
#include <string>

#include "tranche/layers/catalogue.hpp"
#include "tranche/settings/yaml.hpp"

namespace tranche {

/// Turns the YAML of one catalogue into geographies and layers and adds them to a catalogue.
class CatalogueReader {
public:
  /// folder: what `file` is relative to.
  CatalogueReader(Catalogue& catalogue, std::filesystem::path folder)
      : m_catalogue(catalogue), m_folder(std::move(folder)) {}

  /// A whole catalogue file: geographies, code_changes, layers.
  void read_root(YamlReader root);
  /// Only the map under `layers:`; of an assessment.
  void read_layers(YamlReader layers);

private:
  void add_geography(YamlReader& node, const std::string& id);
  /// `years: {first, last}`: one geography for each year that is not described on its own.
  void add_geographies_of_years(YamlReader& node);
  /// By id or alias; null when there is none.
  const Geography* known(const std::string& id) const;
  Geography geography(YamlReader& node, const std::string& id);
  std::string geography_of(YamlReader& layer, const std::string& key = "geography");
  Layer layer(YamlReader node);
  Carrying carrying(YamlReader& node);
  void incidents(YamlReader& node, Layer& layer);
  ValueSpec incident_value(YamlReader node);
  ValueSpec value(YamlReader node, const Layer& layer);
  void columns(YamlReader& node, ValueSpec& value);
  void carry(YamlReader& node, ValueSpec& value);
  void statuses(YamlReader& node, ValueSpec& value);
  std::map<std::string, double> totals(YamlReader node);
  std::filesystem::path located(const std::string& file) const;

  Catalogue& m_catalogue;
  std::filesystem::path m_folder;
};

} // namespace tranche
