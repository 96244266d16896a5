// What the reader may set: as an object, in the address after '#', and as options of the tool.
import { for_each_level, for_each_node } from './model.js';

export const aggregate_words = { arithmetic: 'weighted mean', geometric: 'geometric mean', harmonic: 'harmonic mean', median: 'weighted median' };

export const whole = 1000; // weights that were moved are tenths of a per cent of their level

/// Those of the run.
export function stated_settings(model) {
  const weights = new Map();
  for_each_node(model.tree, (node) => weights.set(node.id, node.weight));
  return {
    weights,
    normalise: model.scales[0].key,
    aggregate: model.aggregate,
    cuts: model.cuts.map((cut) => cut.amount),
    pots: model.money ? model.money.pots.map((pot) => pot.pence) : [],
    floor: model.money ? model.money.floor : 0,
    units: model.money ? model.money.units.map((pot) => pot.units) : [],
  };
}

export function copy_of(settings) {
  return { ...settings, weights: new Map(settings.weights), cuts: [...settings.cuts], pots: [...settings.pots], units: [...settings.units] };
}

/// Whole numbers that sum to `sum`, in proportion to the numbers given; the largest remainders get what is left.
export function apportion(sum, numbers) {
  const all = numbers.reduce((a, b) => a + b, 0);
  const exact = numbers.map((x) => all > 0 ? sum * x / all : sum / numbers.length);
  const parts = exact.map(Math.floor);
  const order = [...parts.keys()].sort((a, b) => (exact[b] - parts[b]) - (exact[a] - parts[a]) || a - b);
  let left = sum - parts.reduce((a, b) => a + b, 0);
  for (const k of order) if (left-- > 0) parts[k] += 1;
  return parts;
}

/// The weights of a level as tenths of a per cent.
export function tenths_of(nodes, weights) {
  return apportion(whole, nodes.map((node) => weights.get(node.id)));
}

/// One weight of a level set to so many tenths; those that are not locked make room in proportion to `before`.
export function move_weight(nodes, before, locked, id, wanted) {
  const held = nodes.map((node) => node.id !== id && locked.has(node.id));
  const own = nodes.findIndex((node) => node.id === id);
  const fixed = before.reduce((sum, part, m) => sum + (held[m] ? part : 0), 0);
  const others = before.map((_, m) => m).filter((m) => m !== own && !held[m]);
  const value = others.length ? Math.min(Math.max(wanted, 0), whole - fixed) : whole - fixed;
  const shared = apportion(whole - fixed - value, others.map((m) => before[m]));
  return before.map((part, m) => m === own ? value : held[m] ? part : shared[others.indexOf(m)]);
}

/// "1,234,567.50" as pence; null where it is no amount.
export function read_pounds(text) {
  const match = /^\s*£?\s*(\d{1,13})(?:\.(\d\d))?\s*$/.exec(String(text).replace(/,/g, ''));
  return match ? Number(match[1]) * 100 + Number(match[2] || 0) : null;
}

export function pounds_text(pence) {
  return pence % 100 === 0 ? String(pence / 100) : (Math.floor(pence / 100)) + '.' + String(pence % 100).padStart(2, '0');
}

/// "10,000" posts or kits; null where it is no whole number.
export function read_units(text) {
  const match = /^\s*(\d{1,9})\s*$/.exec(String(text).replace(/,/g, ''));
  return match ? Number(match[1]) : null;
}

/// The amount of a tranche as the assessment has it: authorities, a score, or pounds; null where it is none.
export function read_amount(cut, text) {
  if (cut.by === 'budget') {
    const pence = read_pounds(text);
    return pence === null ? null : pence / 100;
  }
  if (cut.by === 'count') return /^\s*\d{1,7}\s*$/.test(text) ? Number(text) : null;
  return /^\s*-?\d{1,9}(\.\d{1,12})?\s*$/.test(text) ? Number(text) : null;
}

const same = (a, b) => a.length === b.length && a.every((x, k) => x === b[k]);

export function changed_levels(model, settings, stated) {
  const levels = [];
  for_each_level(model.tree, (nodes) => {
    if (nodes.some((node) => settings.weights.get(node.id) !== stated.weights.get(node.id))) levels.push(nodes);
  });
  return levels;
}

/// The address's end. Nothing for the settings of the run.
export function to_fragment(model, settings, stated, view) {
  const parts = [];
  const moved = changed_levels(model, settings, stated).flat();
  if (moved.length) parts.push('weights=' + moved.map((node) => node.id + ':' + settings.weights.get(node.id)).join(','));
  if (settings.normalise !== stated.normalise) parts.push('normalise=' + settings.normalise);
  if (settings.aggregate !== stated.aggregate) parts.push('aggregate=' + settings.aggregate);
  if (!same(settings.cuts, stated.cuts))
    parts.push('cut=' + settings.cuts.map((amount, k) => model.cuts[k].by === 'rest' ? 'rest' : amount).join(','));
  if (!same(settings.pots, stated.pots)) parts.push('pot=' + settings.pots.map(pounds_text).join(','));
  if (settings.floor !== stated.floor) parts.push('floor=' + pounds_text(settings.floor));
  if (!same(settings.units, stated.units)) parts.push('units=' + settings.units.join(','));
  if (view.locked.size) parts.push('lock=' + [...view.locked].join(','));
  if (view.region) parts.push('region=' + encodeURIComponent(view.region));
  if (view.code) parts.push('at=' + encodeURIComponent(view.code));
  if (view.show) parts.push('show=' + encodeURIComponent(view.show));
  if (view.hexagons) parts.push('map=hexagons');
  return parts.join('&');
}

const fields = {
  weights(model, settings, text) {
    const read = new Map();
    for (const part of text.split(',')) {
      const [id, weight] = part.split(':');
      if (/^\d{1,9}(\.\d{1,12})?$/.test(weight || '')) read.set(id, Number(weight));
    }
    for_each_level(model.tree, (nodes) => { // a level as a whole or not at all: its parts sum to something
      if (nodes.every((node) => read.has(node.id))) for (const node of nodes) settings.weights.set(node.id, read.get(node.id));
    });
  },
  normalise(model, settings, text) {
    if (model.scales.some((scale) => scale.key === text)) settings.normalise = text;
  },
  aggregate(model, settings, text) {
    if (aggregates(model).includes(text)) settings.aggregate = text;
  },
  cut(model, settings, text) {
    text.split(',').slice(0, model.cuts.length).forEach((part, k) => {
      const amount = model.cuts[k].by === 'rest' ? null : read_amount(model.cuts[k], part);
      if (amount !== null) settings.cuts[k] = amount;
    });
  },
  pot(model, settings, text) {
    text.split(',').slice(0, settings.pots.length).forEach((part, p) => {
      const pence = read_pounds(part);
      if (pence !== null) settings.pots[p] = pence;
    });
  },
  floor(model, settings, text) {
    const pence = read_pounds(text);
    if (model.money && pence !== null) settings.floor = pence;
  },
  units(model, settings, text) {
    text.split(',').slice(0, settings.units.length).forEach((part, u) => {
      const units = read_units(part);
      if (units !== null) settings.units[u] = units;
    });
  },
};

/// What a reader looks at, besides the settings.
export const no_view = () => ({ locked: new Set(), region: '', code: '', show: '', hexagons: false });

/// Settings of an address that somebody sent: what is not understood is left as stated.
export function from_fragment(model, stated, text) {
  const settings = copy_of(stated);
  const view = no_view();
  for (const part of text.split('&')) {
    const at = part.indexOf('=');
    if (at < 0) continue;
    const key = part.slice(0, at);
    let value = '';
    try { value = decodeURIComponent(part.slice(at + 1)); } catch { continue; }
    const absent = model.absent[key === 'weights' || key === 'normalise' || key === 'aggregate' ? key : ''];
    if (Object.hasOwn(fields, key) && !absent) fields[key](model, settings, value);
    if (key === 'lock' && !model.absent.weights) view.locked = new Set(value.split(',').filter((id) => stated.weights.has(id)));
    if (key === 'region' && model.authorities.region.includes(value)) view.region = value;
    if (key === 'at' && model.authorities.code.includes(value)) view.code = value;
    if (key === 'show' && model.layers.some((layer) => layer.id === value)) view.show = value;
    if (key === 'map') view.hexagons = value === 'hexagons';
  }
  return { settings, view };
}

/// The ways of aggregating that the page can follow; the run's own first.
export function aggregates(model) {
  const ways = ['arithmetic', 'geometric', 'harmonic', 'median'].filter((way) => way !== 'geometric' || !model.absent.geometric);
  return [model.aggregate, ...ways.filter((way) => way !== model.aggregate)];
}

// A member of a list by its name, or by its place where the name would not do.
function member(names, k) {
  const name = names[k];
  return /^[^.=]+$/.test(name) && names.indexOf(name) === k ? name : String(k);
}

/// What the tool's --set takes to make a run of these settings, those of the run itself first.
export function to_sets(model, settings, stated) {
  const sets = [...model.overrides];
  const levels = changed_levels(model, settings, stated);
  for_each_node(model.tree, (node, path) => {
    if (levels.some((nodes) => nodes.includes(node)))
      sets.push(`${path.join('.')}${node.of ? '.weight' : ''}=${settings.weights.get(node.id)}`);
  });
  if (settings.normalise !== stated.normalise)
    sets.push('index.normalise=' + model.scales.find((scale) => scale.key === settings.normalise).set);
  if (settings.aggregate !== stated.aggregate) sets.push('index.aggregate=' + settings.aggregate);
  const cut_names = model.cuts.map((cut) => cut.name);
  model.cuts.forEach((cut, k) => {
    if (settings.cuts[k] === stated.cuts[k]) return;
    const key = { count: 'count', score: 'score', budget: 'budget_gbp', population: 'population' }[cut.by];
    const amount = cut.by === 'budget' ? pounds_text(Math.round(settings.cuts[k] * 100)) : settings.cuts[k];
    sets.push(`tranches.cut.${member(cut_names, k)}.${key}=${amount}`);
  });
  settings.pots.forEach((pence, p) => {
    if (pence === stated.pots[p]) return;
    const pots = model.money.pots.map((pot) => pot.name);
    sets.push((pots[p] === '' ? 'allocation' : `allocation.${model.money.key}.${member(pots, p)}`) + '.pot_gbp=' + pounds_text(pence));
  });
  if (settings.floor !== stated.floor) sets.push('allocation.floor_gbp=' + pounds_text(settings.floor));
  settings.units.forEach((units, u) => {
    if (units !== stated.units[u]) sets.push(`allocation.units.${member(model.money.units.map((pot) => pot.name), u)}.units=${units}`);
  });
  return sets;
}

const quoted = (text) => /^[\w./:=,-]+$/.test(text) ? text : "'" + text.replace(/'/g, "'\\''") + "'";

export function command_text(model, sets) {
  return ['tranche run', quoted(model.assessment), '-o what-if', ...sets.map((set) => '--set ' + quoted(set))].join(' ');
}
