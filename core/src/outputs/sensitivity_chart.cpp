#include <algorithm>
#include <fmt/format.h>

#include "maps/furniture.hpp"
#include "maps/page.hpp"
#include "maps/sheet_parts.hpp"
#include "outputs/words.hpp"
#include "tranche/outputs/sensitivity.hpp"

namespace tranche {
namespace {

using maps::Box;
using maps::hairline;
using maps::ink;
using maps::Layout;
using maps::Painter;
using maps::quiet;
using statistics::SobolIndex;
using statistics::SobolIndices;

// Two of ColorBrewer's Blues: told apart in grey too. Total is the wide light bar, what comes by itself the dark one on
// it.
constexpr Colour total_colour{0x9e, 0xca, 0xe1}, first_colour{0x08, 0x51, 0x9c}, alone_colour{0xb3, 0x58, 0x06};
constexpr double name_room = 150, number_room = 92, row_height = 19, bar_height = 11, text_size = 7.5;

class SensitivityChart {
public:
  SensitivityChart(const Run& run, const Painter& painter, const Box& frame)
      : m_run(run), m_s(run.sensitivity), m_p(painter), m_frame(frame), m_left(frame.x + name_room),
        m_width(frame.width - name_room - number_room) {}

  void draw() {
    double y = draw_legend(m_frame.y);
    y = draw_indices(y + 14,
                     fmt::format("How far ranks move: {} places in the mean", words::grouped(m_s.rank_shift.mean, 1)),
                     m_s.rank_shift);
    y = draw_indices(y + 14,
                     fmt::format("Who is in another tranche: {} % of the authorities in the mean",
                                 words::grouped(100 * m_s.tranche.mean, 1)),
                     m_s.tranche);
    draw_alone(y + 14);
  }

private:
  void put(const std::string& words, double x, double middle, Colour colour, bool bold = false,
           bool right = false) const {
    double size = text_size;
    Layout text = m_p.text(words, {size, bold, colour, 0});
    if (const double width = Painter::width_of(text); !bold && width > name_room - 8) {
      size *= (name_room - 8) / width;
      text = m_p.text(words, {size, bold, colour, 0});
    }
    m_p.put(text, right ? x - Painter::width_of(text) : x, middle - Painter::height_of(text) / 2, colour);
  }

  double draw_legend(double top) const {
    const double middle = top + 6;
    double x = m_frame.x;
    const auto entry = [&](Colour colour, double height, const std::string& words) {
      m_p.fill_box({x, middle - height / 2, 18, height}, {colour, Hatch::none});
      const Layout text = m_p.text(words, {7, false, ink, 0});
      m_p.put(text, x + 23, middle - Painter::height_of(text) / 2, ink);
      x += 23 + Painter::width_of(text) + 16;
    };
    entry(first_colour, 5, "share of the variance by itself");
    entry(total_colour, bar_height, "with interactions");
    m_p.line(x, middle, x + 18, middle, ink, 0.9);
    const Layout text = m_p.text(fmt::format("{:g} % interval of the latter", 100 * m_s.level), {7, false, ink, 0});
    m_p.put(text, x + 23, middle - Painter::height_of(text) / 2, ink);
    return middle + 6;
  }

  double head(double top, const std::string& words) const {
    put(words, m_frame.x, top + 6, ink, true);
    return top + 15;
  }

  double at(double share) const { return m_left + m_width * std::clamp(share, 0.0, 1.0); }

  void bar(double from, double to, double middle, double height, Colour colour) const {
    if (to > from) m_p.fill_box({from, middle - height / 2, to - from, height}, {colour, Hatch::none});
  }

  double draw_indices(double top, const std::string& title, const SobolIndices& indices) const {
    double y = head(top, title);
    if (indices.constant) {
      put("no draw differs", m_frame.x, y + row_height / 2, quiet);
      return y + row_height;
    }
    const double end = y + row_height * static_cast<double>(m_s.sources.size());
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) m_p.line(at(share), y, at(share), end, hairline, 0.4);
    for (const std::size_t k : by_total_index(indices)) {
      const SobolIndex &total = indices.total[k], &first = indices.first[k];
      const double middle = y + row_height / 2;
      put(m_s.sources[k] +
              (m_s.alternatives[k].empty() ? ", drawn" : fmt::format(", {} ways", m_s.alternatives[k].size())),
          m_frame.x, middle, ink);
      bar(at(0), at(total.value), middle, bar_height, total_colour);
      bar(at(0), at(std::min(first.value, total.value)), middle, bar_height - 6, first_colour); // a part of the total
      m_p.line(at(total.low), middle, at(total.high), middle, ink, 0.9);
      for (const double limit : {total.low, total.high})
        m_p.line(at(limit), middle - 3, at(limit), middle + 3, ink, 0.9);
      put(fmt::format("{} ({}–{})", words::grouped(total.value, 2), words::grouped(total.low, 2),
                      words::grouped(total.high, 2)),
          m_frame.right(), middle, ink, false, true);
      y += row_height;
    }
    for (const double share : {0.0, 0.5, 1.0}) {
      const Layout tick = m_p.text(words::grouped(share, 1), {6, false, quiet, 0});
      m_p.put(tick, at(share) - Painter::width_of(tick) / 2, y + 1, quiet);
    }
    return y + 9;
  }

  /// The largest first; as many as there is room for.
  void draw_alone(double top) const {
    std::vector<const ChangedAlone*> list;
    for (const ChangedAlone& one : m_s.alone) list.push_back(&one);
    std::stable_sort(list.begin(), list.end(),
                     [](const ChangedAlone* a, const ChangedAlone* b) { return a->mean_shift > b->mean_shift; });
    double y = head(top, "Each alone: ranks moved on average, and how many change tranche");
    const double scale = list.empty() ? 0 : list.front()->mean_shift;
    const double height =
        std::min(row_height, (m_frame.bottom() - y) / static_cast<double>(std::max<std::size_t>(list.size(), 1)));
    const double step = std::max(height, 11.0);
    for (const ChangedAlone* one : list) {
      if (y + step > m_frame.bottom() + 1) break; // all are in one_at_a_time.csv
      const double middle = y + step / 2;
      put(one->draws > 0 ? one->source + ", drawn" : one->source + ": " + one->alternative, m_frame.x, middle, ink);
      if (scale > 0)
        bar(m_left, m_left + m_width * one->mean_shift / scale, middle, std::min(bar_height, step - 3), alone_colour);
      put(fmt::format("{} ({})", words::grouped(one->mean_shift, 1),
                      words::grouped(one->change_tranche, one->draws > 0 ? 1 : 0)),
          m_frame.right(), middle, ink, false, true);
      y += step;
    }
    m_p.line(m_left, head(top, ""), m_left, y, hairline, 0.4);
  }

  const Run& m_run;
  const Sensitivity& m_s;
  const Painter& m_p;
  Box m_frame;
  double m_left, m_width;
};

} // namespace

std::string sensitivity_chart(const Run& run, ImageFormat format) {
  MapSheet sheet = maps::furnished_sheet(run);
  const Sensitivity& s = run.sensitivity;
  sheet.title = run.assessment.name + ": which choice matters most";
  sheet.subtitle = fmt::format("First-order and total Sobol indices from {} draws of {} sources",
                               words::grouped(static_cast<double>(s.draws), 0), s.sources.size());
  for (const std::string& sentence : sensitivity_sentences(run)) maps::add_note(sheet, sentence);
  const maps::Page page{sheet.width_mm, sheet.height_mm, sheet.dpi,
                        sheet.title,    sheet.subtitle,  sheet.subtitle + ". " + sheet.statement};
  return maps::rendered(page, format, [&](cairo_t* cr, double width, double height) {
    const Painter painter(cr);
    SensitivityChart(run, painter, maps::draw_surround(painter, sheet, width, height)).draw();
  });
}

} // namespace tranche
