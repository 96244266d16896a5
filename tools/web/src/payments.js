// What is shared out, in tables: money by pot, whole units by pot, and payments to consortia.
import { about_money, el, grouped } from './dom.js';
import { money_text } from './money.js';

/// What an authority has an undivided part in.
export function consortia_of(model, result, i) {
  return (result.joint || []).flatMap((joints, p) => joints.filter(({ authorities }) => authorities.includes(i))
    .map((joint) => ({ pot: model.money.pots[p], ...joint })));
}

/// In one line for a table: "beds: a part of 1234.50 for the 12 authorities of London".
export const consortium_text = (model, result, i) => consortia_of(model, result, i).map(({ pot, region, authorities, pence }) =>
  `${pot.name}: a part of ${money_text(pence).slice(1).replace(/,/g, '')} pounds for the ${authorities.length} authorities of ${region}`).join('; ');

// A cell for each tranche, and one for everybody; a dash where nothing can be told.
function show_row(cells, groups, amounts, text) {
  groups.forEach((group, k) => { cells[k + 1].textContent = group && amounts ? text(group.authorities.map((i) => amounts[i])) : '–'; });
  cells[groups.length + 1].textContent = amounts ? text(amounts) : '–';
}

const money_sum = (list) => about_money(list.reduce((all, own) => all + own, 0n));
const units_sum = (list) => grouped(list.reduce((all, own) => all + own, 0), 0);

function show_consortia(table, model, result) {
  table.tBodies[0].replaceChildren(...result.joint.flatMap((joints, p) => joints.map(({ region, authorities, pence }) => el('tr', {},
    el('td', {}, model.money.pots[p].name), el('th', { scope: 'row' }, region), el('td', { class: 'n' }, about_money(pence)),
    el('td', { class: 'members' }, `${authorities.length}: ${authorities.map((i) => model.authorities.name[i]).join(', ')}`)))));
}

/// The tables as the result has them; groups: of the tranches, null where nothing can be told.
export function show_payments(model, result, groups) {
  const rows = (id) => { const table = document.getElementById(id); return table ? [...table.tBodies[0].rows] : []; };
  rows('pots').forEach((row, p) => {
    if (!model.money.pots[p].by_region) show_row(row.cells, groups, result.pots && result.pots[p], money_sum);
    else row.cells[groups.length + 1].textContent = result.joint ? money_sum(result.joint[p].map(({ pence }) => pence)) : '–';
  });
  rows('units').forEach((row, u) => show_row(row.cells, groups, result.units && result.units[u], units_sum));
  const consortia = document.getElementById('consortia');
  if (consortia && result.joint) show_consortia(consortia, model, result);
}
