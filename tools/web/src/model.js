// The figures that the core wrote into the page: 64-bit floats, least byte first, as base64.
export function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

// Figures on a scale: straight from those that entered, as they are, or as places, two digits each, in a table of the
// values that there are.
function unpack_scale(scale, table, { used, direction }, size) {
  if (scale.straight) {
    const [start, length, zero, unit] = scale.straight;
    const x = used.map((figure) => start + length * ((direction > 0 ? figure - zero : zero - figure) / unit));
    return { x, log: scale.log ? unpack(scale.log) : null };
  }
  if (scale.at === undefined) return { x: unpack(scale.x), log: scale.log ? unpack(scale.log) : null };
  const [x, log] = [unpack(table.x), unpack(table.log)];
  const places = Array.from({ length: size }, (_, i) => parseInt(scale.at.slice(2 * i, 2 * i + 2), 36));
  return { x: Float64Array.from(places, (at) => x[at]), log: scale.log ? Float64Array.from(places, (at) => log[at]) : null };
}

/// An indicator on the scale that is chosen, or on its own; unpacked when it is first asked for. Undefined where the
/// scale has no meaning for it.
export function figures_on(model, indicator, key) {
  const own = indicator.scales.own ? 'own' : key;
  const scale = indicator.scales[own];
  if (scale && !scale.ready) scale.ready = unpack_scale(scale, model.tables[own], indicator, model.size);
  return scale && scale.ready;
}

// Over the England figure, as the money formula takes it; NaN where that has no meaning.
function relative({ direction, england }, figure) {
  if (!(england > 0) || !(direction > 0 ? figure >= 0 : figure > 0)) return NaN;
  return direction > 0 ? figure / england : england / figure;
}

export function read_model(element) {
  if (!element) return null;
  const model = JSON.parse(element.textContent);
  model.size = model.authorities.code.length;
  model.authorities.population = unpack(model.authorities.population);
  model.run.score = unpack(model.run.score);
  for (const indicator of model.indicators) {
    if (!indicator.used) continue;
    indicator.used = unpack(indicator.used);
    indicator.relative = indicator.used.map((figure) => relative(indicator, figure));
  }
  if (model.money) model.money.vectors = model.money.vectors.map(unpack);
  return model;
}

export function for_each_node(nodes, visit, path = ['index', 'weights']) {
  for (const node of nodes) {
    const own = [...path, node.id];
    visit(node, own);
    if (node.of) for_each_node(node.of, visit, [...own, 'of']);
  }
}

export function for_each_level(tree, visit) {
  visit(tree, null);
  for_each_node(tree, (node) => { if (node.of) visit(node.of, node); });
}
