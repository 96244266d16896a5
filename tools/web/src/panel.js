// The controls of "What if": weights that sum to 100 %, scale and aggregation, tranche sizes, pots and floor.
import { el, grouped } from './dom.js';
import { for_each_level } from './model.js';
import { money_text } from './money.js';
import { aggregate_words, aggregates, move_weight, pounds_text, read_amount, read_pounds, read_units, tenths_of, whole } from './settings.js';

const per_cent = (tenths) => (tenths / 10).toFixed(1);

const control_words = { weights: 'Weights', normalise: 'Scale', aggregate: 'Aggregation' };

function weight_row(state, nodes, node, title, draw) {
  const id = 'weight-' + node.id;
  const index = nodes.indexOf(node);
  let before = null; // proportions as they stood when the slider was taken hold of
  const move = (tenths, keep) => {
    before = before || tenths_of(nodes, state.settings.weights);
    move_weight(nodes, before, state.view.locked, node.id, tenths)
      .forEach((part, m) => state.settings.weights.set(nodes[m].id, part / 10));
    if (!keep) before = null;
    state.changed();
  };
  const slider = el('input', { type: 'range', id, min: 0, max: whole, step: 1,
    oninput: () => move(Number(slider.value), true), onchange: () => { before = null; } });
  const number = el('input', { type: 'number', min: 0, max: 100, step: 0.1, inputmode: 'decimal',
    'aria-label': 'Weight of ' + title + ' in per cent',
    onchange: () => { if (number.value !== '' && Number.isFinite(number.valueAsNumber)) move(Math.round(number.valueAsNumber * 10)); else draw(); } });
  const lock = el('button', { type: 'button', class: 'lock', 'aria-pressed': 'false', title: 'Lock this weight',
    'aria-label': 'Lock the weight of ' + title, onclick: () => {
      if (!state.view.locked.delete(node.id)) state.view.locked.add(node.id);
      state.changed();
    } });
  const row = el('div', { class: 'weight' }, el('label', { for: id }, title), slider, number, el('span', { 'aria-hidden': 'true' }, '%'), lock);
  return { row, show: () => {
    const tenths = tenths_of(nodes, state.settings.weights)[index];
    const locked = state.view.locked.has(node.id);
    if (document.activeElement !== slider || Number(slider.value) !== tenths) slider.value = tenths;
    slider.setAttribute('aria-valuetext', per_cent(tenths) + ' per cent');
    if (document.activeElement !== number || number.valueAsNumber * 10 !== tenths) number.value = per_cent(tenths);
    lock.setAttribute('aria-pressed', String(locked));
    lock.textContent = locked ? 'locked' : 'lock';
    slider.disabled = number.disabled = locked;
  } };
}

function weights_part(state, shows, draw) {
  const { model } = state;
  if (model.absent.weights) return null;
  const title_of = (node) => node.of ? node.title : model.indicators[node.indicator].title;
  const levels = [];
  for_each_level(model.tree, (nodes, parent) => {
    if (nodes.length < 2) return;
    const rows = nodes.map((node) => weight_row(state, nodes, node, title_of(node), draw));
    rows.forEach((row) => shows.push(row.show));
    levels.push(el('fieldset', {}, el('legend', {}, parent ? 'Weights within ' + parent.title : 'Weights'), rows.map((row) => row.row)));
  });
  return levels;
}

function choice(state, label, key, options, shows, refused_with) {
  const select = el('select', { onchange: () => { state.settings[key] = select.value; state.changed(); } },
    options.map(([value, text]) => el('option', { value }, text)));
  shows.push(() => {
    select.value = state.settings[key];
    for (const option of select.options) option.disabled = Boolean(refused_with(option.value)) && option.value !== state.settings[key];
  });
  return el('label', {}, el('span', {}, label), select);
}

function method_part(state, shows) {
  const { model } = state;
  const parts = [];
  if (!model.absent.normalise)
    parts.push(choice(state, 'Scale', 'normalise', model.scales.map((scale) => [scale.key, scale.title]), shows,
      (value) => model.refused[value + ' ' + state.settings.aggregate]));
  if (!model.absent.aggregate)
    parts.push(choice(state, 'Aggregation', 'aggregate', aggregates(model).map((way) => [way, aggregate_words[way] || way]), shows,
      (value) => model.refused[state.settings.normalise + ' ' + value]));
  return parts.length ? el('fieldset', { class: 'fields' }, el('legend', {}, 'Method'), parts) : null;
}

// A field that takes what can be read and says what cannot; the last good value stays.
function field(state, label, show, read, put, shows, attributes = {}) {
  const complaint = el('small', { class: 'complaint', role: 'alert' });
  const input = el('input', { type: 'text', autocomplete: 'off', ...attributes, onchange: () => {
    const value = read(input.value);
    const wrong = value === null;
    complaint.textContent = wrong ? `“${input.value}” cannot be read here` : '';
    input.setAttribute('aria-invalid', String(wrong));
    if (!wrong) { put(value); state.changed(); }
  } });
  shows.push(() => { if (input.getAttribute('aria-invalid') !== 'true') input.value = show(); });
  return { element: el('label', {}, el('span', {}, label), input, complaint),
    forget: () => { input.setAttribute('aria-invalid', 'false'); complaint.textContent = ''; } };
}

function cuts_part(state, shows, forgets) {
  const { model, settings } = state;
  if (!model.cuts.length) return null;
  const fields = model.cuts.map((cut, k) => {
    if (cut.by === 'rest') return el('label', {}, el('span', {}, cut.name), el('input', { type: 'text', value: 'the rest', disabled: true }));
    const unit = { count: 'authorities', score: 'lowest score', budget: 'pounds', population: 'residents' }[cut.by];
    const made = field(state, `${cut.name}, ${unit}`,
      () => cut.by === 'budget' ? pounds_text(Math.round(state.settings.cuts[k] * 100)) : String(state.settings.cuts[k]),
      (text) => read_amount(cut, text), (value) => { state.settings.cuts[k] = value; }, shows,
      cut.by === 'count' ? { type: 'number', min: 1, max: model.size, step: 1 } : { inputmode: 'decimal' });
    forgets.push(made.forget);
    return made.element;
  });
  return el('fieldset', { class: 'fields' }, el('legend', {}, 'Tranches'), fields);
}

function money_part(state, shows, forgets) {
  const { model } = state;
  if (!model.money || !model.money.pots.length) return null;
  const with_commas = (pence) => money_text(pence).slice(1);
  const pots = model.money.pots.map((pot, p) => field(state, (pot.name ? 'Pot ' + pot.name : 'Pot') + ', £',
    () => with_commas(state.settings.pots[p]), read_pounds, (pence) => { state.settings.pots[p] = pence; }, shows, { inputmode: 'decimal' }));
  const floor = field(state, 'Floor for each, £', () => with_commas(state.settings.floor), read_pounds,
    (pence) => { state.settings.floor = pence; }, shows, { inputmode: 'decimal' });
  const all = [...pots, floor];
  forgets.push(...all.map((one) => one.forget));
  return el('fieldset', { class: 'fields' }, el('legend', {}, 'Money'), all.map((one) => one.element));
}

function units_part(state, shows, forgets) {
  const { model } = state;
  if (!model.money || !model.money.units.length) return null;
  const all = model.money.units.map((pot, u) => field(state, pot.name.includes(pot.unit) ? pot.name : `${pot.name}, ${pot.unit}`,
    () => grouped(state.settings.units[u], 0), read_units, (units) => { state.settings.units[u] = units; }, shows, { inputmode: 'numeric' }));
  forgets.push(...all.map((one) => one.forget));
  return el('fieldset', { class: 'fields' }, el('legend', {}, 'Shared in whole units'), all.map((one) => one.element));
}

function absent_part(model) {
  const words = Object.entries(model.absent).map(([control, why]) => control === 'geometric'
    ? `The geometric mean cannot be followed here: ${why}.` : `${control_words[control]} cannot be moved here: ${why}.`);
  return words.length ? el('ul', { class: 'fine' }, words.map((text) => el('li', {}, text))) : null;
}

/// Builds the controls; returns what shows the state in them.
export function make_panel(place, state) {
  const shows = [];
  const forgets = [];
  const draw = () => shows.forEach((show) => show());
  place.append(...[weights_part(state, shows, draw), method_part(state, shows), cuts_part(state, shows, forgets),
    money_part(state, shows, forgets), units_part(state, shows, forgets), absent_part(state.model)].flat().filter(Boolean));
  return { draw, forget: () => forgets.forEach((forget) => forget()) };
}
