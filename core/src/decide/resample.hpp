#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "statistics/gamma_shape.hpp"
#include "tranche/decide/uncertainty.hpp"

namespace tranche {

/// How one indicator's figures are drawn anew.
class Resampler {
public:
  /// @param number  of the indicator, for its random stream
  /// @param pool  of the indicator, or null; must outlive this
  Resampler(const IndicatorColumn& indicator, std::uint32_t number, std::span<const std::size_t> by_code,
            const FigurePool* pool = nullptr);

  bool fixed() const { return m_drawn == 0; }
  bool recomputes() const { return !m_pooled.empty(); }
  /// Writes every authority's figure of one draw: drawn, or as it is.
  void draw(std::uint64_t seed, std::uint32_t draw, std::span<double> value) const;
  /// What the draws assume of this indicator, in a sentence.
  const std::string& assumption() const { return m_assumption; }

private:
  enum class Law : std::uint8_t { fixed, gamma, beta, log_normal, normal };
  struct Figure {
    std::size_t authority = 0;
    std::uint32_t stream = 0; ///< shared figures have one
    Law law = Law::fixed;
    double a = 0, b = 0, factor = 1; ///< gamma: shape a; beta: a and b, times factor; normal: mean a, deviation b
    double value = 0;
    statistics::GammaShape first_shape, second_shape; ///< of a and b
  };
  /// What the stream of a figure gives first: a normal and a uniform of each of its first two blocks.
  struct First {
    double normal = 0, uniform = 0, next_normal = 0, next_uniform = 0;
  };
  /// GammaShape, list by list.
  struct Shapes {
    std::vector<double> d, c;
    void push_back(const statistics::GammaShape& shape) {
      d.push_back(shape.d);
      c.push_back(shape.c);
    }
  };
  double draw(const Figure& figure, const First& first, std::uint64_t seed, std::uint32_t draw) const;
  void draw_pooled(std::uint64_t seed, std::uint32_t draw, std::span<double> value) const;
  void choose_law(Figure& figure, const IndicatorColumn& indicator, double factor) const;
  std::string sentence(const IndicatorColumn& indicator) const;
  std::string law_words(const IndicatorColumn& indicator) const;

  std::uint32_t m_number = 0;
  std::vector<Figure> m_figures, m_pooled; ///< drawn by their law; by the pool
  const FigurePool* m_pool = nullptr;
  std::vector<std::uint32_t> m_streams;    ///< of m_figures
  Shapes m_first, m_second;                ///< of m_figures
  std::vector<double> m_mean, m_deviation; ///< of m_figures; 0 but for log-normal ones
  /// What a draw needs of each figure nearly always, close together.
  struct Quick {
    std::uint32_t authority;
    Law law;
    double factor;
  };
  std::vector<Quick> m_quick; ///< of m_figures
  bool m_gammas = false;      ///< some are drawn from a number of the gamma distribution
  bool m_two_blocks = false;  ///< some from two
  bool m_log_normals = false; ///< some are log-normal
  std::size_t m_drawn = 0;
  std::string m_assumption;
};

} // namespace tranche
