// Boundaries or hexagons: one button above the map, where the run has both.
import { el } from './dom.js';

/// @return what shows hexagons, or boundaries; null where the run has one of them only.
export const make_switch = (map, choose) => {
  const { svg } = map;
  if (!svg.dataset.other) return null;
  const note = el('span', { class: 'fine' });
  const shown = () => svg.classList.contains('swapped');
  const button = el('button', { type: 'button', id: 'hexagons', 'aria-pressed': 'false', onclick: () => choose(!shown()) }, 'Hexagons');
  svg.before(el('p', { class: 'buttons switch' }, button, ' ', note));
  return (hexagons) => {
    if (hexagons === shown()) return;
    map.swap();
    button.setAttribute('aria-pressed', String(hexagons));
    note.textContent = hexagons ? 'One hexagon for each authority, near its neighbours as far as such a map can have it.' : '';
  };
};
