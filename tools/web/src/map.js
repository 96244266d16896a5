// The map: colours that follow the result, and areas that can be reached, read out and chosen by keyboard.
import { svg_el } from './dom.js';

const arrows = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export class AreaMap {
  constructor(svg, { pick, point }) {
    this.svg = svg;
    this.shapes = [...svg.querySelectorAll('[data-code]')];
    this.shape_of = new Map(this.shapes.map((shape) => [shape.dataset.code, shape]));
    this.labels = [...svg.querySelectorAll('[data-at]')];
    this.over = svg.querySelector('.sites, .ranks'); // what stands above the areas
    this.marks = [...svg.querySelectorAll('[data-in]')];
    this.whole = svg.getAttribute('viewBox');
    svg.setAttribute('role', 'group');
    for (const shape of this.shapes) {
      shape.setAttribute('role', 'button');
      shape.setAttribute('tabindex', '-1');
      shape.setAttribute('aria-pressed', 'false');
      shape.setAttribute('aria-label', shape.querySelector('title').textContent);
    }
    const on = (name, does) => svg.addEventListener(name, (event) => { // for all areas at once
      const shape = event.target.closest('[data-code]');
      if (shape) does(shape, event);
    });
    on('mouseover', (shape) => point(shape.dataset.code));
    on('mouseout', () => point(null));
    on('focusin', (shape) => { this.rove(shape); point(shape.dataset.code); });
    on('focusout', () => point(null));
    on('click', (shape) => pick(shape.dataset.code));
    on('keydown', (shape, event) => this.key(event, shape, pick));
    if (this.shapes.length) this.rove(this.shapes[0]);
  }

  /// Boundaries and hexagons change places, where the page has both.
  swap() {
    for (const shape of this.shapes) {
      const path = shape.getAttribute('d');
      shape.setAttribute('d', shape.dataset.other);
      shape.dataset.other = path;
    }
    [this.whole, this.svg.dataset.other] = [this.svg.dataset.other, this.whole];
    this.svg.classList.toggle('swapped');
  }

  rove(shape) {
    if (this.tabbed) this.tabbed.setAttribute('tabindex', '-1');
    this.tabbed = shape;
    shape.setAttribute('tabindex', '0');
  }

  key(event, shape, pick) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      pick(shape.dataset.code);
      return;
    }
    const way = arrows[event.key];
    if (!way) return;
    event.preventDefault();
    const next = this.neighbour(shape, way);
    if (next) next.focus();
  }

  // The nearest in that direction; what lies aside counts double.
  neighbour(from, [dx, dy]) {
    const middle = (shape) => { const box = shape.getBBox(); return [box.x + box.width / 2, box.y + box.height / 2]; };
    const [x, y] = middle(from);
    let best = null;
    let least = Infinity;
    for (const shape of this.shapes) {
      if (shape === from || shape.classList.contains('off')) continue;
      const [ox, oy] = middle(shape);
      const along = (ox - x) * dx + (oy - y) * dy;
      const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (along <= 0 || aside > 2 * along || along + 2 * aside >= least) continue;
      least = along + 2 * aside;
      best = shape;
    }
    return best;
  }

  // Above its neighbours, so that the whole edge shows, but under sites and ranks. Moving a focused shape would drop its focus.
  raise(shape) {
    if (document.activeElement !== shape && shape.nextElementSibling !== this.over) this.svg.insertBefore(shape, this.over);
  }

  point(code) {
    const shape = this.shape_of.get(code);
    if (shape === this.pointed) return;
    if (this.pointed) this.pointed.classList.remove('on');
    this.pointed = shape;
    if (!shape) return;
    shape.classList.add('on');
    this.raise(shape);
  }

  select(code) {
    const press = (shape, on) => {
      if (!shape) return;
      shape.classList.toggle('picked', on);
      shape.setAttribute('aria-pressed', String(on));
    };
    press(this.picked, false);
    const shape = this.picked = this.shape_of.get(code);
    press(shape, true);
    if (!shape) return;
    this.rove(shape);
    this.raise(shape);
  }

  /// look(code) gives { key, text, rank, moved }, and paint where another colour is to stand for the tranche's.
  show(look) {
    this.following = true;
    let painted = false;
    for (const shape of this.shapes) {
      const { key, text, moved, paint } = look(shape.dataset.code);
      painted = painted || Boolean(paint);
      for (const name of [...shape.classList]) if (name.startsWith('t-')) shape.classList.remove(name);
      shape.classList.add('t-' + key);
      shape.classList.toggle('moved', moved);
      shape.style.fill = paint ? (paint.key ? 'url(#hatch)' : paint.colour) : '';
      shape.querySelector('title').textContent = text;
      shape.setAttribute('aria-label', text);
      if (moved) this.raise(shape);
    }
    this.svg.classList.toggle('layered', painted);
    for (const label of this.labels) {
      const { key, rank, paint } = look(label.dataset.at);
      label.setAttribute('class', 't-' + key);
      label.style.fill = paint ? paint.text : '';
      label.textContent = rank > 0 ? rank : '';
    }
  }

  /// Shows those that keep(code) only, as large as they fit; all of them without.
  frame(keep) {
    let box = null;
    for (const shape of this.shapes) {
      const kept = !keep || keep(shape.dataset.code);
      shape.classList.toggle('off', !kept);
      if (!keep || !kept) continue;
      const own = shape.getBBox();
      box = box || [Infinity, Infinity, -Infinity, -Infinity];
      box = [Math.min(box[0], own.x), Math.min(box[1], own.y), Math.max(box[2], own.x + own.width), Math.max(box[3], own.y + own.height)];
    }
    for (const label of this.labels) label.classList.toggle('off', Boolean(keep) && !keep(label.dataset.at));
    for (const mark of this.marks) mark.classList.toggle('off', Boolean(keep) && !keep(mark.dataset.in));
    const [, , width, height] = this.whole.split(' ').map(Number);
    if (!box) { this.svg.setAttribute('viewBox', this.whole); return; }
    const scale = Math.max((box[2] - box[0]) / width, (box[3] - box[1]) / height, 0.05) * 1.12;
    const [w, h] = [width * scale, height * scale];
    this.svg.setAttribute('viewBox', [(box[0] + box[2] - w) / 2, (box[1] + box[3] - h) / 2, w, h].map((x) => x.toFixed(1)).join(' '));
  }

  /// A drawing that stands alone: colours written out, light whatever the screen.
  svg_text(title, notes, legend) {
    const copy = this.svg.cloneNode(true);
    const [, , width, height] = this.whole.split(' ').map(Number);
    const below = height + 30 * (legend.length + notes.length) + 50;
    for (const hidden of copy.querySelectorAll(this.svg.matches('.swapped') ? '.outside, .sites:not(.second)' : this.svg.dataset.other ? '.ranks, .sites.second' : 'none'))
      hidden.remove();
    for (const attribute of ['class', 'role', 'aria-label', 'data-other']) copy.removeAttribute(attribute);
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    copy.setAttribute('viewBox', `-4 -64 ${width} ${below + 64}`);
    const colour_of = new Map(legend.map((entry) => [entry.key, entry]));
    for (const shape of copy.querySelectorAll('[data-code]')) {
      const key = [...shape.classList].find((name) => name.startsWith('t-')).slice(2);
      const entry = colour_of.get(key);
      for (const name of ['role', 'tabindex', 'aria-label', 'aria-pressed', 'class', 'data-code', 'data-other']) shape.removeAttribute(name);
      const fill = shape.style.fill || (key === 'unranked' ? 'url(#hatch)' : entry ? entry.colour : '#fff');
      shape.removeAttribute('style');
      shape.setAttribute('fill', fill);
      shape.setAttribute('stroke', fill.startsWith('url') ? '#8a8a8a' : '#fff');
      shape.setAttribute('stroke-width', '1.5');
    }
    for (const label of copy.querySelectorAll('[data-at]')) {
      const entry = colour_of.get(label.getAttribute('class').split(' ').find((name) => name.startsWith('t-')).slice(2));
      const painted = label.style.fill;
      for (const name of ['class', 'data-at', 'style']) label.removeAttribute(name);
      for (const [name, value] of Object.entries({ fill: painted || (entry ? entry.text : '#000'), 'text-anchor': 'middle', 'font-size': 19, 'font-weight': 600, 'font-family': 'sans-serif' }))
        label.setAttribute(name, value);
    }
    const pattern = copy.querySelector('pattern');
    if (pattern) {
      pattern.querySelector('rect').setAttribute('fill', '#f4f4f4');
      pattern.querySelector('path').setAttribute('stroke', '#8a8a8a');
      pattern.querySelector('path').setAttribute('stroke-width', '2.4');
      for (const part of pattern.children) part.removeAttribute('class');
    }
    for (const outside of copy.querySelectorAll('.outside')) { outside.setAttribute('fill', 'none'); outside.setAttribute('stroke', '#ccc'); }
    const write = (x, y, text, size, weight = 400) => {
      const line = svg_el('text', { x, y, 'font-size': size, 'font-weight': weight, 'font-family': 'sans-serif', fill: '#16202a' });
      line.textContent = text;
      copy.append(line);
    };
    for (const part of copy.querySelectorAll('[class]')) part.removeAttribute('class');
    copy.prepend(svg_el('rect', { x: -4, y: -64, width, height: below + 64, fill: '#fff' }));
    const name = svg_el('title');
    name.textContent = title;
    copy.prepend(name);
    write(0, -24, title, 30, 700);
    legend.forEach((entry, k) => {
      const y = height + 20 + 30 * k;
      copy.append(svg_el('rect', { x: 0, y: y - 16, width: 20, height: 20, fill: entry.key === 'unranked' ? 'url(#hatch)' : entry.colour, stroke: '#8a8a8a', 'stroke-width': 0.5 }));
      write(30, y, `${entry.label} (${entry.count})`, 19);
    });
    notes.forEach((text, k) => write(0, height + 30 + 30 * legend.length + 26 * k, text, 14));
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(copy) + '\n';
  }
}
