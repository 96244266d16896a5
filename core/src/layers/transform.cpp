#include "layers/transform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <sstream>

#include "tranche/finding.hpp"

namespace tranche {
namespace {

using Context = std::unique_ptr<PJ_CONTEXT, PJ_CONTEXT* (*)(PJ_CONTEXT*)>;
using Object = std::unique_ptr<PJ, PJ* (*)(PJ*)>;

Context quiet_context() {
  Context context(proj_context_create(), proj_context_destroy);
  proj_log_level(context.get(), PJ_LOG_NONE);
  return context;
}

/// Lets PROJ look into one more folder, before those it knows.
void add_search_path(PJ_CONTEXT* context, const std::string& folder) {
  std::vector<std::string> folders{folder};
  std::stringstream known(proj_info().searchpath);
  for (std::string one; std::getline(known, one, ':');) folders.push_back(one);
  std::vector<const char*> texts;
  for (const std::string& one : folders) texts.push_back(one.c_str());
  proj_context_set_search_paths(context, static_cast<int>(texts.size()), texts.data());
}

} // namespace

Transform::Transform(const std::string& from, const std::string& to, const std::string& where, const std::string& grids)
    : m_context(quiet_context()), m_transform(nullptr, proj_destroy) {
  if (!grids.empty()) add_search_path(m_context.get(), grids);
  const Object raw(proj_create_crs_to_crs(m_context.get(), from.c_str(), to.c_str(), nullptr), proj_destroy);
  if (raw) m_transform.reset(proj_normalize_for_visualization(m_context.get(), raw.get()));
  if (!m_transform)
    throw Error(Fault::data, where, "PROJ knows no way from its CRS to " + to,
                "declare the layer's `crs`, for example EPSG:4326 or EPSG:27700");
}

void Transform::apply(std::vector<double>& x, std::vector<double>& y) const {
  proj_trans_generic(m_transform.get(), PJ_FWD, x.data(), sizeof(double), x.size(), y.data(), sizeof(double), y.size(),
                     nullptr, 0, 0, nullptr, 0, 0);
}

std::string Transform::operation() const {
  // Of the operation used last; proj_trans_get_last_used_operation says the same and asks the database each time.
  const PJ_PROJ_INFO info = proj_pj_info(m_transform.get());
  const double accuracy = info.accuracy;
  return std::string(info.description ? info.description : "unnamed operation") +
         (accuracy >= 0 ? fmt::format(", stated accuracy {} m", accuracy) : ", accuracy not stated");
}

bool area_of_use(const std::string& crs, double (&box)[4]) {
  struct Area {
    bool known = false;
    double box[4] = {};
  };
  thread_local std::map<std::string, Area> asked; // opening the registry takes longer than most answers
  const auto [found, first] = asked.try_emplace(crs);
  Area& area = found->second;
  if (first) {
    const Context context = quiet_context();
    const Object object(proj_create(context.get(), crs.c_str()), proj_destroy);
    area.known = object &&
                 proj_get_area_of_use(context.get(), object.get(), &area.box[0], &area.box[1], &area.box[2],
                                      &area.box[3], nullptr) &&
                 area.box[0] > -1000;
  }
  std::copy(std::begin(area.box), std::end(area.box), std::begin(box));
  return area.known;
}

bool is_geographic(const std::string& crs) {
  const Context context = quiet_context();
  const Object object(proj_create(context.get(), crs.c_str()), proj_destroy);
  const PJ_TYPE type = object ? proj_get_type(object.get()) : PJ_TYPE_UNKNOWN;
  return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

bool same_crs(const std::string& a, const std::string& b) {
  const Context context = quiet_context();
  const Object first(proj_create(context.get(), a.c_str()), proj_destroy);
  const Object second(proj_create(context.get(), b.c_str()), proj_destroy);
  return first && second &&
         proj_is_equivalent_to_with_ctx(context.get(), first.get(), second.get(),
                                        PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
}

} // namespace tranche
