#include "maps/sheet_parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tranche/maps/names.hpp"
#include "tranche/outputs/manifest.hpp"

namespace tranche::maps {
namespace {

/// Whether no area's box is twice another's.
bool of_one_size(const std::vector<Shape>& shapes) {
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for (const Shape& shape : shapes) {
    const double size = (shape.box[2] - shape.box[0]) * (shape.box[3] - shape.box[1]);
    least = std::min(least, size);
    most = std::max(most, size);
  }
  return most < 2 * least;
}

std::string sign_off_text(const Assessment& assessment) {
  if (!assessment.signed_off_by) return draft_or_final(assessment) + ", not signed off";
  const SignOff& by = *assessment.signed_off_by;
  std::string text = draft_or_final(assessment) + ", signed off by " + by.name;
  if (!by.role.empty()) text += ", " + by.role;
  return by.date.empty() ? text : text + ", " + by.date;
}

bool serves(const Source& source, std::string_view indicator_id) {
  if (source.used_for == std::vector<std::string>{"hexmap"}) return false; // it is not on these sheets
  if (indicator_id.empty() || source.used_for.empty()) return true;
  return std::any_of(source.used_for.begin(), source.used_for.end(), [&](const std::string& use) {
    return use == indicator_id || use == "areas" || use == "boundaries" || use == "sites";
  });
}

} // namespace

std::vector<std::string> source_lines(std::span<const Source> sources, std::string_view indicator_id) {
  std::vector<std::string> lines;
  for (const Source& source : sources) {
    if (!serves(source, indicator_id)) continue;
    std::string line = source.attribution;
    if (line.empty())
      line = "Source: " + source.title + (source.publisher.empty() ? "" : ", " + source.publisher) +
             (source.licence.empty() ? "." : ". " + source.licence + ".");
    lines.push_back(std::move(line));
  }
  // Each once: neither repeated nor as the beginning of a longer one.
  std::vector<std::string> distinct;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto says_it_too = [&](const std::string& other) {
      return other.substr(0, lines[i].size()) == lines[i] && (other.size() > lines[i].size() || &other < &lines[i]);
    };
    if (std::none_of(lines.begin(), lines.end(), says_it_too)) distinct.push_back(lines[i]);
  }
  return distinct;
}

namespace {

/// Millimetres, and how much larger than on A4 everything is.
void set_paper(MapSheet& sheet, const MapSettings& settings) {
  constexpr double a3 = 420.0 / 297, slide = 4.0 / 3;
  switch (settings.paper) {
  case MapSettings::Paper::a4:
    break;
  case MapSettings::Paper::a3:
    sheet.width_mm = 297, sheet.height_mm = 420, sheet.enlarged = a3;
    break;
  case MapSettings::Paper::slide:
    sheet.width_mm = 338.7, sheet.height_mm = 190.5, sheet.enlarged = slide;
    return;
  }
  if (settings.landscape) std::swap(sheet.width_mm, sheet.height_mm);
}

} // namespace

MapSheet furnished_sheet(const Run& run, std::string_view indicator_id) {
  MapSheet sheet;
  set_paper(sheet, run.assessment.report.maps);
  sheet.dpi = run.assessment.report.dpi;
  sheet.status = draft_or_final(run.assessment);
  sheet.sign_off = sign_off_text(run.assessment);
  sheet.statement = statement(run.assessment);
  sheet.imprint = (run.data_date.empty() ? "" : "Data: " + run.data_date + ". ") + "Run " + run.id + ".";
  sheet.sources = source_lines(run.sources, indicator_id);
  sheet.schematic = run.boundaries.schematic;
  sheet.one_size = sheet.schematic && of_one_size(run.boundaries.shapes);
  const Boundaries& drawn = run.as_drawn();
  for (std::size_t s = 0; s < drawn.shapes.size(); ++s) {
    MapArea area{drawn.shapes[s].code, drawn.shapes[s].rings, {}, {}, {}, {}};
    if (run.shape_unit[s] >= 0)
      area.label = label_lines(display_name(run.authorities.units[static_cast<std::size_t>(run.shape_unit[s])].name));
    sheet.areas.push_back(std::move(area));
  }
  sheet.region_edges = region_edges(run, sheet.areas);
  if (!sheet.schematic) sheet.insets = insets_of(run);
  add_sites(sheet, run);
  return sheet;
}

} // namespace tranche::maps
