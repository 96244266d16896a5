#pragma once
#include <filesystem>
#include <string>

#include "tranche/layers/catalogue.hpp"
#include "tranche/settings/yaml.hpp"

namespace tranche {

/// Turns the YAML of one catalogue into geographies and layers and adds them to a catalogue.
class CatalogueReader {
public:
  /// folder: what `file` is relative to. owner: how that folder is called in messages ("" for the built-in one).
  CatalogueReader(Catalogue& catalogue, std::filesystem::path folder, Findings& findings)
      : m_catalogue(catalogue), m_folder(std::move(folder)), m_findings(findings) {}

  /// A whole catalogue file: geographies, code_changes, layers.
  void read_root(YamlReader root);
  /// Only the map under `layers:`; of an assessment.
  void read_layers(YamlReader layers);

private:
  Geography geography(YamlReader node);
  Layer layer(YamlReader node);
  ValueSpec value(YamlReader node, const Layer& layer);
  void columns(YamlReader& node, ValueSpec& value);
  void carry(YamlReader& node, ValueSpec& value);
  void statuses(YamlReader& node, ValueSpec& value);
  std::map<std::string, double> totals(YamlReader node);
  std::filesystem::path located(const std::string& file) const;

  Catalogue& m_catalogue;
  std::filesystem::path m_folder;
  Findings& m_findings;
};

} // namespace tranche
