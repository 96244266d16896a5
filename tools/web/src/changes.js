// What becomes of the run under other settings, in words.
import { about_money, el, grouped } from './dom.js';
import { money_text } from './money.js';
import { aggregate_words, changed_levels, tenths_of } from './settings.js';

export function run_result(model) {
  const groups = model.cuts.map((cut, k) => ({ name: cut.name, authorities: model.run.tranche.map((t, i) => t === k + 1 ? i : -1).filter((i) => i >= 0) }));
  return { ...model.run, groups, total: model.run.pence.map(BigInt) };
}

/// Who moves, and what money moves with them; null where there is nothing to set side by side.
export function differences(model, result) {
  const before = run_result(model);
  if (!result.rank) return null;
  const all = [...model.authorities.code.keys()];
  const groups = model.cuts.map((cut, k) => ({
    name: cut.name,
    into: all.filter((i) => result.tranche && result.tranche[i] === k + 1 && before.tranche[i] !== k + 1),
    out: all.filter((i) => result.tranche && result.tranche[i] !== k + 1 && before.tranche[i] === k + 1),
  }));
  const money = result.total && before.total.length
    ? all.map((i) => ({ i, pence: result.total[i] - before.total[i] })).filter((one) => one.pence !== 0n) : [];
  money.sort((a, b) => a.pence > b.pence ? -1 : a.pence < b.pence ? 1 : a.i - b.i);
  const units = (model.money ? model.money.units : []).map((pot, u) => {
    const moved = result.units ? all.map((i) => result.units[u][i] - before.units[u][i]) : [];
    const sum = (sign) => moved.reduce((to, own) => to + Math.max(sign * own, 0), 0);
    return { pot, won: sum(1), lost: sum(-1) };
  }).filter(({ won, lost }) => won || lost);
  return {
    ranks: all.filter((i) => result.rank[i] !== before.rank[i]),
    tranche: all.filter((i) => result.tranche && result.tranche[i] !== before.tranche[i]),
    unranked: all.filter((i) => result.rank[i] === 0 && before.rank[i] > 0),
    groups,
    units,
    won: money.filter((one) => one.pence > 0n),
    lost: money.filter((one) => one.pence < 0n).reverse(),
  };
}

/// "150 posts (workers)"; "150 places 2022-23", where the name says what is counted.
export const units_words = ({ name, unit }, units) => `${grouped(units, 0)} ${name.includes(unit) ? name : `${unit} (${name})`}`;

/// The settings that are not the run's, for people.
export function setting_words(model, settings, stated) {
  const words = [];
  for (const nodes of changed_levels(model, settings, stated)) {
    const tenths = tenths_of(nodes, settings.weights);
    words.push('weights ' + nodes.map((node, m) => `${node.id} ${tenths[m] / 10} %`).join(', '));
  }
  if (settings.normalise !== stated.normalise) words.push(model.scales.find((scale) => scale.key === settings.normalise).title);
  if (settings.aggregate !== stated.aggregate) words.push(aggregate_words[settings.aggregate]);
  model.cuts.forEach((cut, k) => {
    if (settings.cuts[k] === stated.cuts[k]) return;
    words.push({ count: `${settings.cuts[k]} authorities in ${cut.name}`, score: `${cut.name} from a score of ${settings.cuts[k]}`,
      budget: `£${grouped(settings.cuts[k], 0)} for ${cut.name}`, population: `${cut.name} to ${grouped(settings.cuts[k], 0)} residents` }[cut.by]);
  });
  settings.pots.forEach((pence, p) => {
    if (pence !== stated.pots[p]) words.push(`pot ${model.money.pots[p].name} ${money_text(pence)}`.replace('  ', ' '));
  });
  if (settings.floor !== stated.floor) words.push(`floor ${money_text(settings.floor)}`);
  settings.units.forEach((units, u) => {
    if (units !== stated.units[u]) words.push(units_words(model.money.units[u], units));
  });
  return words.join('; ');
}

const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;

export function summary(model, found) {
  if (!found.ranks.length && !found.tranche.length && !found.won.length && !found.lost.length && !found.units.length)
    return 'Nothing changes: everything is as in the run.';
  const parts = [count(found.ranks.length, 'rank changes', 'ranks change')];
  if (found.unranked.length) parts.push(count(found.unranked.length, 'authority is unranked now', 'authorities are unranked now'));
  if (model.cuts.length) parts.push(count(found.tranche.length, 'authority changes tranche', 'authorities change tranche'));
  if (found.won.length || found.lost.length) {
    const won = found.won.reduce((sum, one) => sum + one.pence, 0n);
    const lost = found.lost.reduce((sum, one) => sum - one.pence, 0n);
    parts.push(won === lost ? `${about_money(won)} goes elsewhere` : `${about_money(won)} is won and ${about_money(lost)} lost`);
  }
  for (const { pot, won, lost } of found.units) {
    const words = units_words(pot, won || lost);
    parts.push(won === lost ? `${words} ${won === 1 ? 'goes' : 'go'} elsewhere` : !lost ? `${words} more` : !won ? `${words} fewer`
      : `${words} won and ${grouped(lost, 0)} lost`);
  }
  return parts.join(', ') + '.';
}

function names(model, list, pick, of) {
  return list.flatMap((i, k) => [k ? ', ' : '',
    el('button', { type: 'button', class: 'link', onclick: () => pick(i) }, model.authorities.name[i]), of ? of(i) : '']);
}

function money_list(model, list, pick, title) {
  const row = ({ i, pence }) => el('li', {}, ...names(model, [i], pick), ' ', el('b', {}, (pence > 0n ? '+' : '') + about_money(pence)));
  const first = list.slice(0, 5);
  const rest = list.slice(5);
  return el('div', {}, el('h3', {}, title, ' ', el('small', {}, String(list.length))), el('ol', {}, first.map(row)),
    rest.length ? el('details', {}, el('summary', {}, `${rest.length} more`), el('ol', { start: 6 }, rest.map(row))) : null);
}

export function show_changes(place, model, found, pick) {
  const groups = found.groups.filter((group) => group.into.length || group.out.length).map((group) => el('div', {},
    el('h3', {}, group.name),
    group.into.length ? el('p', {}, el('b', { class: 'in' }, `In (${group.into.length}): `), names(model, group.into, pick)) : null,
    group.out.length ? el('p', {}, el('b', { class: 'out' }, `Out (${group.out.length}): `), names(model, group.out, pick)) : null));
  const money = [found.won.length ? money_list(model, found.won, pick, 'Most won') : null,
    found.lost.length ? money_list(model, found.lost, pick, 'Most lost') : null].filter(Boolean);
  place.replaceChildren(...groups, ...(money.length ? [el('div', { class: 'pair' }, money)] : []));
}
