#include "outputs/audit_plots.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "outputs/report_model.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/palette.hpp"

namespace tranche::plots {
namespace {

using report::escaped;

// Both stand out against the page's white and its dark ground by 3 to 1 and more.
constexpr const char* blue = "#3a87b8";
constexpr const char* orange = "#d9772b";
constexpr const char* grey = "#8a949d";

std::string svg(double width, double height, const std::string& label, const std::string& body, bool wide = false) {
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot{}\" width=\"{:.0f}\" height=\"{:.0f}\" "
                     "viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\" font-family=\"system-ui, "
                     "sans-serif\" font-size=\"13\" fill=\"currentColor\">{}</svg>",
                     wide ? " wide" : "", width, height, width, height, escaped(label), body);
}

std::string text(double x, double y, const std::string& words, const char* more = "") {
  return fmt::format("<text x=\"{:.4g}\" y=\"{:.4g}\"{}>{}</text>", x, y, more, escaped(words));
}

std::string percent(double share) { return words::grouped(100 * share, std::fabs(share) < 0.0995 ? 1 : 0) + " %"; }

/// Width of a text that cannot be measured here, on the safe side.
double width_of(const std::string& words) { return 7.6 * static_cast<double>(words.size()); }

/// Where everything of the correlation map stands.
struct Grid {
  std::size_t m = 0;
  double cell = 0, left = 0, top = 20, right = 12;
  bool large() const { return m <= large_cells; }
  double x(std::size_t column) const { return left + cell * static_cast<double>(column); }
  double y(std::size_t row) const { return top + cell * static_cast<double>(row); }
};

Grid grid_of(const Audit& audit) {
  Grid grid;
  grid.m = audit.indicators.size();
  grid.cell = grid.large() ? 42 : 14;
  for (const AuditedIndicator& one : audit.indicators) {
    grid.left = std::max(grid.left, width_of(one.id) + 32);
    if (!one.domains.empty()) grid.right = std::max(grid.right, width_of(one.domains.front()) + 22);
  }
  return grid;
}

double correlation_at(const Audit& audit, std::size_t row, std::size_t column) {
  return row >= column ? audit.pearson.r(row, column) : audit.spearman.r(row, column);
}

std::string cell_title(const Audit& audit, std::size_t row, std::size_t column) {
  if (row == column) return audit.indicators[row].id;
  const double r = correlation_at(audit, row, column);
  return fmt::format("{} and {}: {} {}", audit.indicators[row].id, audit.indicators[column].id,
                     row > column ? "Pearson's r" : "Spearman's r",
                     std::isnan(r) ? "does not exist" : words::grouped(r, 2));
}

/// One cell with its figure and title.
std::string large_cell(const Audit& audit, const Grid& grid, std::size_t row, std::size_t column) {
  const double r = correlation_at(audit, row, column);
  const std::string title = "<title>" + escaped(cell_title(audit, row, column)) + "</title>";
  if (std::isnan(r) || row == column)
    return fmt::format("<g>{}{}</g>", title,
                       text(grid.x(column) + grid.cell / 2, grid.y(row) + grid.cell / 2 + 4,
                            row == column ? std::to_string(row + 1) : "–", " text-anchor=\"middle\""));
  const Colour colour = diverging(r);
  return fmt::format("<g>{}<rect x=\"{:.4g}\" y=\"{:.4g}\" width=\"{:.4g}\" height=\"{:.4g}\" fill=\"{}\"/>{}</g>",
                     title, grid.x(column) + 0.5, grid.y(row) + 0.5, grid.cell - 1, grid.cell - 1, hex(colour),
                     text(grid.x(column) + grid.cell / 2, grid.y(row) + grid.cell / 2 + 4, words::grouped(r, 2),
                          (" text-anchor=\"middle\" font-size=\"12\" fill=\"" + hex(text_on(colour)) + "\"").c_str()));
}

/// Cells too small for figures, drawn together by their correlation to the nearest tenth: the page stays light.
std::string small_cells(const Audit& audit, const Grid& grid) {
  std::map<int, std::string> paths;
  for (std::size_t row = 0; row < grid.m; ++row)
    for (std::size_t column = 0; column < grid.m; ++column) {
      const double r = correlation_at(audit, row, column);
      if (row == column || std::isnan(r)) continue;
      paths[static_cast<int>(std::lround(r * 10))] += fmt::format("M{} {}h1v1h-1z", column, row);
    }
  std::string body;
  for (const auto& [tenths, path] : paths)
    body += fmt::format("<path fill=\"{}\" d=\"{}\"><title>r about {}</title></path>", hex(diverging(tenths / 10.0)),
                        path, words::grouped(tenths / 10.0, 1));
  return fmt::format("<g transform=\"translate({:.4g} {:.4g}) scale({:.4g})\">{}</g>", grid.left, grid.top, grid.cell,
                     body);
}

/// Outermost domains that hold more than one indicator: a frame, and the name beside it.
std::string domain_frames(const Audit& audit, const Grid& grid) {
  std::string body;
  for (std::size_t begin = 0; begin < grid.m;) {
    std::size_t end = begin + 1;
    const auto& domains = audit.indicators[begin].domains;
    while (end < grid.m && !domains.empty() && !audit.indicators[end].domains.empty() &&
           audit.indicators[end].domains.front() == domains.front())
      ++end;
    if (!domains.empty()) {
      const double size = grid.cell * static_cast<double>(end - begin);
      body += fmt::format("<rect x=\"{:.4g}\" y=\"{:.4g}\" width=\"{:.4g}\" height=\"{:.4g}\" fill=\"none\" "
                          "stroke=\"currentColor\" stroke-width=\"2\"/>",
                          grid.x(begin), grid.y(begin), size, size);
      body += text(grid.x(grid.m) + 10, grid.y(begin) + size / 2 + 4, domains.front());
      body += fmt::format("<path d=\"M{:.4g} {:.4g}v{:.4g}\" stroke=\"currentColor\"/>", grid.x(grid.m) + 5,
                          grid.y(begin) + 2, size - 4);
    }
    begin = end;
  }
  return body;
}

std::string colour_key(const Grid& grid) {
  std::string body;
  const double y = grid.y(grid.m) + 14;
  for (int step = -10; step <= 10; step += 2)
    body += fmt::format("<rect x=\"{:.4g}\" y=\"{:.4g}\" width=\"18\" height=\"12\" fill=\"{}\"/>",
                        grid.left + 9.0 * (step + 10), y, hex(diverging(step / 10.0)));
  const std::pair<double, const char*> labels[] = {{9, "\u22121"}, {99, "0"}, {189, "1"}};
  for (const auto& [x, label] : labels) body += text(grid.left + x, y + 27, label, " text-anchor=\"middle\"");
  return body;
}

struct Bar {
  std::string label;
  double weight = 0, share = 0;
  bool domain = false;
};

std::vector<Bar> bars_of(const Audit& audit) {
  std::vector<Bar> bars;
  const bool parts = audit.additive != Additive::no;
  for (const std::size_t k : audit.counted) {
    const AuditedIndicator& one = audit.indicators[k];
    bars.push_back({one.id, one.weight, parts ? one.variance_share : one.importance.share, false});
  }
  if (parts)
    for (const AuditedDomain& domain : audit.domains)
      if (domain.weight > 0) bars.push_back({domain.id, domain.weight, domain.variance_share, true});
  return bars;
}

std::string bar(double zero, double y, double length, const char* colour, const std::string& title, double share) {
  if (std::isnan(length)) return {};
  const double from = zero + std::min(length, 0.0), end = zero + std::max(length, 0.0);
  return fmt::format(
             "<rect x=\"{:.5g}\" y=\"{:.5g}\" width=\"{:.5g}\" height=\"11\" fill=\"{}\"><title>{}</title></rect>",
             from, y, std::max(std::fabs(length), 0.5), colour, escaped(title)) +
         text(end + 5, y + 10, percent(share), " font-size=\"12\"");
}

} // namespace

std::string correlation_map(const Audit& audit) {
  const Grid grid = grid_of(audit);
  std::string body;
  for (std::size_t k = 0; k < grid.m; ++k) {
    const double middle = grid.cell / 2 + (grid.large() ? 4 : 3);
    const std::string number = std::to_string(k + 1);
    const char* small = grid.large() ? "" : " font-size=\"10\"";
    body += text(grid.left - 8, grid.y(k) + middle, audit.indicators[k].id + " " + number,
                 (std::string(" text-anchor=\"end\"") + small).c_str());
    body += text(grid.x(k) + grid.cell / 2, grid.top - 7, number,
                 (std::string(" text-anchor=\"middle\"") + (grid.large() ? "" : " font-size=\"9\"")).c_str());
  }
  if (grid.large()) {
    for (std::size_t row = 0; row < grid.m; ++row)
      for (std::size_t column = 0; column < grid.m; ++column) body += large_cell(audit, grid, row, column);
  } else {
    body += small_cells(audit, grid);
  }
  body += domain_frames(audit, grid) + colour_key(grid);
  const double width = std::max(grid.x(grid.m) + grid.right, grid.left + 210);
  return svg(width, grid.y(grid.m) + 48, "Correlations of the indicators: Pearson below the diagonal, Spearman above",
             body, !grid.large());
}

std::string scree(const Audit& audit) {
  const std::vector<double>& values = audit.components.eigenvalues;
  if (values.empty()) return {};
  const double step = values.size() <= large_cells ? 40 : 14, height = 150, left = 26, top = 22;
  const double greatest = std::max(1.0, values.front());
  const std::size_t kept = audit.rotation.loadings.columns();
  std::string body;
  for (std::size_t c = 0; c < values.size(); ++c) {
    const double tall = height * std::max(values[c], 0.0) / greatest, x = left + step * static_cast<double>(c);
    body +=
        fmt::format("<rect x=\"{:.4g}\" y=\"{:.4g}\" width=\"{:.4g}\" height=\"{:.4g}\" fill=\"{}\"><title>Component "
                    "{}: eigenvalue {}, {} of the variance</title></rect>",
                    x + step * 0.15, top + height - tall, step * 0.7, std::max(tall, 0.5), c < kept ? blue : grey,
                    c + 1, words::grouped(values[c], 2), percent(audit.components.shares[c]));
    const bool numbered = values.size() <= large_cells || (c + 1) % 5 == 0 || c == 0;
    if (numbered) body += text(x + step / 2, top + height + 17, std::to_string(c + 1), " text-anchor=\"middle\"");
    if (values.size() <= large_cells)
      body += text(x + step / 2, top + height - tall - 5, words::grouped(values[c], 2),
                   " text-anchor=\"middle\" font-size=\"12\"");
  }
  const double width = std::max(left + step * static_cast<double>(values.size()) + 8, 240.0);
  const double one = top + height * (1 - 1 / greatest);
  body += fmt::format("<path d=\"M{:.4g} {:.4g}H{:.4g}\" stroke=\"currentColor\" stroke-dasharray=\"4 3\"/>", left, one,
                      width - 4);
  body += text(left - 6, one + 4, "1", " text-anchor=\"end\"");
  body += fmt::format("<path d=\"M{:.4g} {:.4g}H{:.4g}\" stroke=\"currentColor\"/>", left, top + height, width - 4);
  return svg(width, top + height + 26, "Eigenvalues of the principal components", body, values.size() > large_cells);
}

std::string weight_bars(const Audit& audit) {
  const std::vector<Bar> bars = bars_of(audit);
  double least = 0, greatest = 0.01;
  for (const Bar& one : bars)
    for (const double value : {one.weight, one.share})
      if (!std::isnan(value)) {
        least = std::min(least, value);
        greatest = std::max(greatest, value);
      }
  const double scale = 250 / (greatest - least), zero = 2 - least * scale;
  std::string body;
  double y = 0;
  for (std::size_t b = 0; b < bars.size(); ++b) {
    const Bar& one = bars[b];
    if (one.domain && !bars[b - 1].domain) y += 12;
    body += text(2, y + 14, (one.domain ? "domain " : "") + one.label, " font-weight=\"600\"");
    body += bar(zero, y + 20, one.weight * scale, blue, one.label + ": weight " + percent(one.weight), one.weight);
    body += bar(zero, y + 33, one.share * scale, orange,
                one.label + ": " + percent(one.share) +
                    (audit.additive == Additive::no ? " of what is explained one by one" : " of the variance"),
                one.share);
    y += 54;
  }
  body += fmt::format("<path d=\"M{:.4g} 0V{:.4g}\" stroke=\"currentColor\" stroke-opacity=\".4\"/>", zero, y);
  return svg(310, y, "Weights, and what they come to", body);
}

} // namespace tranche::plots
