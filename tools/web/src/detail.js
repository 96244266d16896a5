// One authority: where it stands, how far the edges are, and each figure with its limits.
import { certainty_part } from './certainty.js';
import { units_words } from './changes.js';
import { consortia_of } from './payments.js';
import { about_money, el, grouped, svg_el } from './dom.js';
import { figures_on } from './model.js';
import { money_text } from './money.js';

/// All authorities as ticks, the whole as a line, this one as a dot with its limits.
function strip(indicator, i) {
  const { value, lower, upper, whole, decimals } = indicator.figures;
  const all = value.filter((x) => x !== null);
  const ends = [...all, lower[i], upper[i]].filter((x) => x !== null);
  const least = Math.min(...ends);
  const most = Math.max(...ends);
  const x = (figure) => (6 + 288 * (most > least ? (figure - least) / (most - least) : 0.5)).toFixed(1);
  const limits = lower[i] !== null && upper[i] !== null ? `, limits ${grouped(lower[i], decimals)} to ${grouped(upper[i], decimals)}` : '';
  const picture = svg_el('svg', { viewBox: '0 0 300 30', class: 'strip', role: 'img',
    'aria-label': `${grouped(value[i], decimals)}${limits}, among ${grouped(least, decimals)} to ${grouped(most, decimals)}` });
  picture.append(svg_el('path', { class: 'ticks', d: all.map((figure) => `M${x(figure)} 9v12`).join('') }));
  if (whole !== null && whole >= least && whole <= most) picture.append(svg_el('path', { class: 'whole', d: `M${x(whole)} 2v26` }));
  if (limits) picture.append(svg_el('path', { class: 'limits', d: `M${x(lower[i])} 15H${x(upper[i])}M${x(lower[i])} 10v10M${x(upper[i])} 10v10` }));
  picture.append(svg_el('circle', { class: 'own', cx: x(value[i]), cy: 15, r: 5 }));
  return picture;
}

function indicator_part(model, result, settings, c, i, row) {
  const indicator = model.indicators[c];
  const { value, lower, upper, whole, decimals } = indicator.figures;
  const head = el('h3', {}, indicator.title, indicator.unit ? el('small', {}, ' ' + indicator.unit) : '');
  const cell = row && row.querySelectorAll('.figure')[c];
  if (value[i] === null) {
    const why = cell ? cell.textContent : 'no figure';
    return el('div', { class: 'indicator' }, head, el('p', {}, `No figure: ${why}`));
  }
  const parts = [el('b', {}, grouped(value[i], decimals))];
  if (lower[i] !== null && upper[i] !== null)
    parts.push(` (${indicator.level ? Math.round(indicator.level * 1000) / 10 + ' % limits ' : ''}${grouped(lower[i], decimals)} to ${grouped(upper[i], decimals)})`);
  if (whole !== null) parts.push(`, ${model.whole} ${grouped(whole, decimals)}`);
  if (indicator.rank[i] > 0) parts.push(`, rank ${indicator.rank[i]}`);
  const place = [];
  if (result.effective && result.effective[c][i] > 0) {
    const scale = figures_on(model, indicator, settings.normalise);
    const weight = result.effective[c][i];
    place.push(`${(weight * 100).toFixed(1)} % of the score: ${grouped(scale.x[i], 2)} on the scale`);
    if (settings.aggregate === 'arithmetic' && !model.tree.some((node) => node.of && node.aggregate && node.aggregate !== 'arithmetic'))
      place.push(`brings ${grouped(weight * scale.x[i], 3)}`);
  }
  const marks = cell ? [...cell.querySelectorAll('abbr')].map((mark) => mark.title) : [];
  return el('div', { class: 'indicator' }, head, strip(indicator, i), el('p', {}, ...parts),
    place.length ? el('p', { class: 'fine' }, place.join(', ') + '.') : null,
    cell && cell.title ? el('p', { class: 'fine' }, cell.title) : null,
    marks.length ? el('p', { class: 'fine warning' }, marks.join(', ')) : null);
}

function edge(model, result, i, above) {
  const by_rank = (authority) => ((model.named || [])[authority] ?? -1) < 0;
  if (!by_rank(i)) return null;
  const own = result.tranche[i] || Infinity;
  const order = result.order.filter(by_rank).filter((other) => above ? (result.tranche[other] || Infinity) < own : (result.tranche[other] || Infinity) > own);
  const other = above ? order[order.length - 1] : order[0];
  if (other === undefined) return null;
  const to = result.tranche[other] > 0 ? model.cuts[result.tranche[other] - 1].name : 'no tranche';
  return el('li', {}, `${above ? 'Up' : 'Down'} to ${to}: ${Math.abs(result.rank[other] - result.rank[i])} in rank and ` +
    `${grouped(Math.abs(result.score[other] - result.score[i]), 3)} in score to ${model.authorities.name[other]} (rank ${result.rank[other]}).`);
}

function standing(model, result, i, row, altered) {
  const { authorities } = model;
  const lines = [];
  const rank = result.rank[i];
  const ranked = result.rank.filter((place) => place > 0).length;
  const was = model.run.rank[i];
  if (rank > 0) {
    const interval = row && !altered && row.cells[0].querySelector('small');
    lines.push(el('li', {}, el('b', {}, `Rank ${rank}`), ` of ${ranked}`, interval ? `, interval ${interval.textContent}` : '',
      altered && was !== rank ? ` (${was > 0 ? was : 'unranked'} in the run)` : '', `, need score ${grouped(result.score[i], 2)}.`));
  } else {
    lines.push(el('li', {}, el('b', {}, 'Unranked'), altered && was > 0 ? ` (rank ${was} in the run).` : '.'));
  }
  if (model.cuts.length && result.tranche) {
    const name = (t) => t > 0 ? model.cuts[t - 1].name : 'no tranche';
    lines.push(el('li', {}, 'Tranche: ', el('b', {}, name(result.tranche[i])),
      model.run.tranche[i] !== result.tranche[i] ? ` (${name(model.run.tranche[i])} in the run).` : '.'));
  }
  if (result.total) {
    const several = model.money.pots.filter((pot) => !pot.by_region).length > 1;
    const years = several ? model.money.pots.map((pot, p) => pot.by_region ? '' : `${pot.name} ${money_text(result.pots[p][i])}`).filter(Boolean).join(', ') : '';
    const change = result.total[i] - BigInt(model.run.pence[i]);
    lines.push(el('li', {}, 'Money: ', el('b', {}, money_text(result.total[i])), years ? `: ${years}` : '',
      change !== 0n ? ` (${change > 0n ? '+' : ''}${about_money(change)} against the run).` : '.'));
  }
  for (const { pot, region, authorities, pence } of consortia_of(model, result, i))
    lines.push(el('li', {}, `${pot.name}: a part, not divided, in `, el('b', {}, money_text(pence)), ` for the ${authorities.length} authorities of ${region}.`));
  (result.units || []).forEach((units, u) => lines.push(el('li', {}, el('b', {}, units_words(model.money.units[u], units[i])),
    altered && units[i] !== model.run.units[u][i] ? ` (${grouped(model.run.units[u][i], 0)} in the run).` : '.')));
  if (rank > 0 && result.tranche) lines.push(edge(model, result, i, true), edge(model, result, i, false));
  return el('ul', { class: 'standing' }, lines.filter(Boolean));
}

export function show_detail(place, model, result, settings, code, row, altered) {
  const i = model.authorities.code.indexOf(code);
  if (i < 0) {
    place.replaceChildren(el('p', { class: 'fine' }, 'Choose an authority on the map, in the table, or by its name.'));
    return;
  }
  const { authorities } = model;
  place.replaceChildren(el('h2', {}, authorities.name[i], el('small', {}, ` ${code}${authorities.region[i] ? ', ' + authorities.region[i] : ''}`)),
    ...[model.sites && model.sites.said[code] && el('p', { class: 'site-said' }, model.sites.said[code]), result.rank && standing(model, result, i, row, altered), certainty_part(model, i, altered)].filter(Boolean),
    ...model.indicators.map((_, c) => indicator_part(model, result, settings, c, i, row)),
    el('p', { class: 'fine' }, `Ticks are all authorities, the line is ${model.whole}, the dot and its bar this authority and its limits${model.certainty ? '; of ranks, dashes are the edges of tranches' : ''}.`));
}
