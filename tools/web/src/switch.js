// Boundaries or hexagons: one button above the map, where the run has both.
import { el } from './dom.js';

export const make_switch = (map, swapped) => {
  const { svg } = map;
  if (!svg.dataset.other) return;
  const note = el('span', { class: 'fine' });
  const button = el('button', { type: 'button', id: 'hexagons', 'aria-pressed': 'false', onclick: () => {
    map.swap();
    const on = svg.classList.contains('swapped');
    button.setAttribute('aria-pressed', String(on));
    note.textContent = on ? 'One hexagon for each authority, near its neighbours as far as such a map can have it.' : '';
    swapped();
  } }, 'Hexagons');
  svg.before(el('p', { class: 'buttons switch' }, button, ' ', note));
};
