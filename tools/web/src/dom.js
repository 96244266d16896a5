/// An element with attributes and children; text is always text.
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

export const svg_el = (name, attributes = {}, ...children) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

export const fold = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

export function grouped(x, decimals) {
  const [units, rest] = Math.abs(x).toFixed(decimals).split('.');
  const size = units.replace(/\B(?=(\d{3})+$)/g, ',') + (rest ? '.' + rest : '');
  return (x < 0 && /[1-9]/.test(size) ? '-' : '') + size;
}

/// To the nearest £1,000, halves away from zero; as everywhere on maps and pages.
export function about_money(pence) {
  const all = BigInt(pence);
  const size = all < 0n ? -all : all;
  const thousands = (size + 50000n) / 100000n;
  const text = thousands === 0n ? '£0' : '£' + String(thousands * 1000n).replace(/\B(?=(\d{3})+$)/g, ',');
  return (all < 0n && thousands > 0n ? '-' : '') + text;
}
