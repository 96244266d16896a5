#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

/// How far the cells of a table can move, for all that a reader knows: deviations d from one possible table, with
/// sum of coefficient x d = 0 in every equation, d = 0 for published cells and -down <= d <= up for the others.
namespace tranche::statistics::disclosure {

using Count = std::int64_t;
inline constexpr Count unlimited = std::numeric_limits<Count>::max();

/// Room of a cell below and above.
struct Room {
  Count down = 0, up = 0;
};

struct Term {
  int cell = 0, coefficient = 0;
};

struct Relations {
  std::vector<std::vector<Term>> equations;
  std::vector<std::vector<int>> equations_of; ///< for each cell
};

using Hidden = std::vector<char>; ///< for each cell: not known to the reader

/// Hidden cells that hang together through equations.
struct Part {
  std::vector<int> cells, equations;
  bool plain = true; ///< no circle, and every coefficient is 1 or -1
};

std::vector<Part> parts_of(const Relations& relations, const Hidden& hidden);

/// Narrows the room of every cell of a plain part to what is possible in whole numbers.
void narrow(const Relations& relations, const Part& part, const Hidden& hidden, std::vector<Room>& room);

/// The cells of a part that the equations alone determine, by exact elimination.
std::vector<int> determined(const Relations& relations, const Part& part, const Hidden& hidden);

class Attack {
public:
  /// @param room of each cell once it is hidden, whatever else is
  Attack(Relations relations, std::vector<Room> room);

  /// How far one cell of a part can move, by linear or mixed-integer programmes; of a plain part, narrow() tells it.
  Room reach(int cell, const Part& part, const Hidden& hidden);

  /// Those of `cells` whose possible values span fewer than `values`.
  std::vector<int> exposed(const std::vector<int>& cells, const Hidden& hidden, int values);

  /// Cells, one of which must be hidden as well to protect an exposed cell: publishing them all reveals it whatever
  /// else is withheld. Found by linear duality, else by trying.
  /// @param part the one that holds the cell
  /// @param candidates cells that may be hidden
  std::vector<int> cut(int cell, const Part& part, const Hidden& hidden, const std::vector<char>& candidates,
                       int values);

  const Relations& relations() const { return m_relations; }
  /// Some search was stopped early: exposed() may have named a cell that is safe.
  bool doubtful() const { return m_doubtful; }

private:
  /// A possible table: where it differs, and by how much at the cell of interest.
  struct Witness {
    std::vector<int> cells;
    Count deviation = 0;
  };

  Count reach_one_way(int cell, int direction, const Part& part, const Hidden& hidden, Count limit);
  Room witnessed(int cell, const Hidden& hidden) const;
  std::optional<Count> dual_bound(int cell, int direction, const Part& part, const Hidden& hidden,
                                  const std::vector<char>& candidates, std::vector<char>& useful) const;
  std::vector<int> cut_by_trying(int cell, Hidden hidden, const std::vector<char>& candidates, int values);

  Relations m_relations;
  std::vector<Room> m_room;
  std::vector<std::vector<Witness>> m_witnesses; // for each cell
  bool m_doubtful = false;
};

} // namespace tranche::statistics::disclosure
