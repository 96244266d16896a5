// The table as CSV and the map as SVG, made in the page and saved by the browser.
import { money_text } from './money.js';
import { consortium_text } from './payments.js';

/// A cell that a spreadsheet would take for a formula gets an apostrophe, as in ranking.csv.
export function safe_cell(value) {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? "'" + value : String(value);
  return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

export const csv_text = (rows) => rows.map((row) => row.map(safe_cell).join(',')).join('\n') + '\n';

const column_word = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, ''); // as in ranking.csv
const pounds = (pence) => money_text(pence).slice(1).replace(/,/g, '');

/// The table as it stands; what was set stands beside every row, so that no part of it can be taken for the run.
export function table_text(model, result, sets) {
  const { authorities, cuts, run } = model;
  const { pots, units } = model.money || { pots: [], units: [] };
  const rank = (i) => result.rank && result.rank[i] > 0 ? result.rank[i] : Infinity;
  const tranche = (i) => result.tranche ? result.tranche[i] : 0;
  const columns = [
    ...['code', 'name', 'region'].map((key) => [key, (i) => authorities[key][i]]),
    ['rank', (i) => rank(i) < Infinity ? rank(i) : ''],
    ['score', (i) => rank(i) < Infinity ? result.score[i] : ''],
    ['tranche', (i) => tranche(i) || ''],
    ['tranche_name', (i) => tranche(i) ? cuts[tranche(i) - 1].name : ''],
    ['allocation_gbp', (i) => result.total ? pounds(result.total[i]) : ''],
    ...(pots.some((pot) => pot.by_region) ? [['consortia', (i) => consortium_text(model, result, i)]] : []),
    ...units.map(({ name }, u) => ['units_' + column_word(name), (i) => result.units ? result.units[u][i] : '']),
    ['rank_in_run', (i) => run.rank[i] || ''],
    ['run', () => model.id],
    ['what_if', () => sets.join('; ')],
    ...(model.sites ? [['sites', (i) => model.sites.site[authorities.code[i]] || '']] : []),
  ];
  const places = [...authorities.code.keys()].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)) || a - b);
  return csv_text([columns.map(([name]) => name), ...places.map((i) => columns.map(([, cell]) => cell(i)))]);
}

export function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
