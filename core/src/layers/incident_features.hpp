#pragma once
#include <functional>
#include <memory>
#include <string>

#include "tranche/layers/incidents.hpp"

class GDALDataset;
class OGRLayer;

namespace tranche {

/// A file of points that GDAL reads.
class FeatureFile {
public:
  /// @throws Error (data) when it does not open, has several layers and none is named, or lacks a named field.
  FeatureFile(const std::string& name, const IncidentSource& source);
  ~FeatureFile();
  FeatureFile(const FeatureFile&) = delete;
  FeatureFile& operator=(const FeatureFile&) = delete;

  std::string crs() const; ///< WKT; empty when the file says none
  void read(IncidentFile& file, std::size_t number, const std::function<void(const IncidentBlock&)>& use) const;

private:
  [[noreturn]] void refuse(const std::string& what, const std::string& remedy) const;
  void choose_layer(const std::string& wanted);
  int field(const std::string& wanted, std::initializer_list<const char*> usual) const;

  std::string m_name;
  std::unique_ptr<GDALDataset> m_dataset;
  OGRLayer* m_layer = nullptr;
  int m_category = -1, m_month = -1, m_code = -1, m_id = -1;
  bool m_by_code = false;
};

} // namespace tranche
