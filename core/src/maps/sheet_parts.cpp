#include "maps/sheet_parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tranche/maps/names.hpp"
#include "tranche/outputs/manifest.hpp"

namespace tranche::maps {
namespace {

/// Vertices nearer than this share of the map's longer side fall together: finer than any sheet or inset shows.
constexpr double drawn_grain = 1.0 / 20000;

double grain_of(const std::vector<Shape>& shapes) {
  if (shapes.empty()) return 1;
  std::array<double, 4> box = shapes.front().box;
  for (const Shape& shape : shapes)
    box = {std::min(box[0], shape.box[0]), std::min(box[1], shape.box[1]), std::max(box[2], shape.box[2]),
           std::max(box[3], shape.box[3])};
  return std::max(box[2] - box[0], box[3] - box[1]) * drawn_grain;
}

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

/// A ring with its vertices on the grain: neighbours, which share vertices, stay neighbours without a gap.
/// Empty when nothing is left that has an area.
std::vector<double> coarse(const std::vector<double>& ring, double grain) {
  std::vector<double> out;
  for (std::size_t i = 0; i + 1 < ring.size(); i += 2) {
    const double x = std::round(ring[i] / grain) * grain, y = std::round(ring[i + 1] / grain) * grain;
    if (out.empty() || out[out.size() - 2] != x || out.back() != y) out.insert(out.end(), {x, y});
  }
  return out.size() < 8 ? std::vector<double>{} : out;
}

std::vector<std::vector<double>> drawn_rings(const Shape& shape, bool schematic, double grain) {
  if (schematic) return shape.rings;
  std::vector<std::vector<double>> rings;
  for (const auto& ring : shape.rings)
    if (auto kept = coarse(ring, grain); !kept.empty()) rings.push_back(std::move(kept));
  return rings.empty() ? shape.rings : rings;
}

std::string sign_off_text(const Assessment& assessment) {
  if (!assessment.signed_off_by) return draft_or_final(assessment) + ", not signed off";
  const SignOff& by = *assessment.signed_off_by;
  std::string text = draft_or_final(assessment) + ", signed off by " + by.name;
  if (!by.role.empty()) text += ", " + by.role;
  return by.date.empty() ? text : text + ", " + by.date;
}

bool serves(const Source& source, std::string_view indicator_id) {
  if (indicator_id.empty() || source.used_for.empty()) return true;
  return std::any_of(source.used_for.begin(), source.used_for.end(), [&](const std::string& use) {
    return use == indicator_id || use == "areas" || use == "boundaries";
  });
}

std::vector<std::string> source_lines(const Run& run, std::string_view indicator_id) {
  std::vector<std::string> lines;
  for (const Source& source : run.sources) {
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

} // namespace

MapSheet furnished_sheet(const Run& run, std::string_view indicator_id) {
  MapSheet sheet;
  sheet.dpi = run.assessment.report.dpi;
  sheet.status = draft_or_final(run.assessment);
  sheet.sign_off = sign_off_text(run.assessment);
  sheet.statement = statement(run.assessment);
  sheet.imprint = (run.data_date.empty() ? "" : "Data: " + run.data_date + ". ") + "Run " + run.id + ".";
  sheet.sources = source_lines(run, indicator_id);
  sheet.schematic = run.boundaries.schematic;
  sheet.one_size = sheet.schematic && of_one_size(run.boundaries.shapes);
  const double grain = grain_of(run.boundaries.shapes);
  for (std::size_t s = 0; s < run.boundaries.shapes.size(); ++s) {
    const Shape& shape = run.boundaries.shapes[s];
    MapArea area{shape.code, drawn_rings(shape, sheet.schematic, grain), {}, {}, {}, {}};
    if (run.shape_unit[s] >= 0)
      area.label = label_lines(display_name(run.authorities.units[static_cast<std::size_t>(run.shape_unit[s])].name));
    sheet.areas.push_back(std::move(area));
  }
  sheet.region_edges = region_edges(run, sheet.areas);
  if (!sheet.schematic) sheet.insets = crowded_regions(run);
  return sheet;
}

} // namespace tranche::maps
