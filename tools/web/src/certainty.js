// How sure an authority's rank, tranche and money are, over the draws of the run: what `tranche explain` says of it.
import { about_money, el, grouped, svg_el } from './dom.js';

const per_cent = (share) => `${Number((100 * share).toPrecision(4))} %`;
const listed = (words) => words.join(', ');

/// Ranks from left to right: the surest interval widest and thinnest, the median as a dot, the run's edges as dashes.
function rank_strip(model, certainty, i) {
  const ranked = model.run.rank.filter((rank) => rank > 0).length;
  const x = (rank) => (6 + 288 * (ranked > 0 ? rank / ranked : 0)).toFixed(1);
  const words = certainty.intervals.map(({ level, low, high }) => `${per_cent(level)} ${low[i]} to ${high[i]}`);
  const picture = svg_el('svg', { viewBox: '0 0 300 30', class: 'strip', role: 'img',
    'aria-label': `Median rank ${certainty.median[i]} of ${ranked}; intervals ${listed(words)}` });
  picture.append(svg_el('path', { class: 'ticks', d: `M${x(0)} 15H${x(ranked)}M${x(0)} 10v10M${x(ranked)} 10v10` }));
  const ends = model.cuts.map((_, k) => model.run.tranche.reduce((count, t, j) => count + (t > 0 && t <= k + 1 && model.run.rank[j] > 0), 0));
  picture.append(svg_el('path', { class: 'whole', d: ends.filter((end) => end > 0 && end < ranked).map((end) => `M${x(end)} 2v26`).join('') }));
  const thick = [7, 3.5, 1.2];
  certainty.intervals.forEach(({ low, high }, k) =>
    picture.append(svg_el('path', { class: 'ranks', 'stroke-width': thick[k] || 1.2, d: `M${x(low[i] - 1)} 15H${x(high[i])}` })));
  picture.append(svg_el('circle', { class: 'own', cx: x(certainty.median[i] - 0.5), cy: 15, r: 4 }));
  return picture;
}

function contested_words(model, certainty, i) {
  if (!certainty.contested.length) return '';
  const edges = certainty.contested[i].map((edge) => model.cuts[edge].name);
  if (!edges.length) return certainty.not_contested[0].toUpperCase() + certainty.not_contested.slice(1) + '.';
  return `Contested: the draws do not tell which side of the edge below ${edges.join('; ')} it belongs to.`;
}

/// Null where the run has no draws, or no rank for it.
export function certainty_part(model, i, altered) {
  const { certainty } = model;
  if (!certainty || !(certainty.median[i] > 0)) return null;
  const lines = [`Median rank ${certainty.median[i]}; ` +
    listed(certainty.intervals.map(({ level, low, high }) => `${per_cent(level)} interval ${low[i]} to ${high[i]}`)) + '.'];
  if (certainty.chances.length) lines.push(`Chance of ${listed(certainty.chances.map(({ name, of }) => `${name} ${of[i]}`))}.`);
  lines.push(contested_words(model, certainty, i));
  const others = certainty.outranks[i] || [];
  if (others.length)
    lines.push(`Stands before ${listed(others.map(([other, chance]) => `${model.authorities.name[other]} in ${chance}`))} of the draws.`);
  const money = certainty.money[i];
  if (money) {
    const [mean, low, high] = money.map((thousands) => about_money(thousands * 100000));
    lines.push(`Money: ${mean} in the mean, ${low} to ${high} in ${per_cent(certainty.level)}.`);
  }
  return el('div', { class: 'indicator' },
    el('h3', {}, 'How sure', el('small', {}, ` over ${grouped(certainty.draws, 0)} draws${altered ? ' of the run, not of the settings' : ''}`)),
    rank_strip(model, certainty, i), el('ul', { class: 'standing fine' }, lines.filter(Boolean).map((line) => el('li', {}, line.replace(/ %/g, '\u00a0%')))));
}
