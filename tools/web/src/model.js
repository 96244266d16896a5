// The figures that the core wrote into the page: 64-bit floats, least byte first, as base64.
export function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

export function read_model(element) {
  if (!element) return null;
  const model = JSON.parse(element.textContent);
  model.size = model.authorities.code.length;
  model.authorities.population = unpack(model.authorities.population);
  model.run.score = unpack(model.run.score);
  for (const indicator of model.indicators) {
    if (indicator.relative) indicator.relative = unpack(indicator.relative);
    for (const scale of Object.values(indicator.scales || {})) {
      scale.x = unpack(scale.x);
      if (scale.log) scale.log = unpack(scale.log);
    }
  }
  if (model.money) {
    model.money.vectors = model.money.vectors.map(unpack);
    if (model.money.needs) model.money.needs = unpack(model.money.needs);
  }
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
