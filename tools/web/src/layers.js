// What the map shows: the tranches, or another layer of the run with its own legend.
import { el } from './dom.js';

const capital = (text) => text[0].toUpperCase() + text.slice(1);

export class MapLayers {
  constructor(model, { place, legend, choose }) {
    this.layers = model.layers;
    this.own = legend;
    if (!this.layers.length || !place) return;
    this.select = el('select', { id: 'layer', onchange: () => choose(this.select.value) },
      el('option', { value: '' }, 'Tranches'), this.layers.map(({ id, title }) => el('option', { value: id }, title)));
    place.append(el('label', { for: 'layer' }, 'Map of '), this.select);
    this.other = el('div', {});
    legend.after(this.other);
  }

  shown(view) { return this.layers.find(({ id }) => id === view.show) || null; }

  /// How one authority is drawn: an entry of the layer's legend; null under the tranches.
  paint(view, i) {
    const layer = this.shown(view);
    return layer ? layer.legend[parseInt(layer.of[i], 36)] : null;
  }

  draw(view) {
    if (!this.select) return;
    const layer = this.shown(view);
    this.select.value = view.show;
    this.own.hidden = Boolean(layer);
    this.other.replaceChildren(...(layer ? [
      el('p', { class: 'layer' }, layer.title),
      el('ul', { class: 'legend' }, layer.legend.map((entry) => {
        const chip = el('span', { class: entry.key ? 'chip t-' + entry.key : 'chip' });
        if (!entry.key) chip.style.setProperty('--c', entry.colour);
        return el('li', entry.detail ? { title: entry.detail } : {}, chip, capital(entry.label), el('small', {}, ` ${entry.count}`));
      })),
      el('p', { class: 'fine' }, layer.note),
      el('p', { class: 'fine warning only-altered' }, 'This map is of the run, not of the settings.')] : []));
  }
}
