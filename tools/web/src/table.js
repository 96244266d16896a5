// The ranked table: sorting, searching, keyboard, and the cells that follow the result.
import { el, fold } from './dom.js';

// Sort by the text before any mark: numbers as numbers, empty cells last either way.
function sort_key(row, column) {
  const cell = row.cells[column];
  if (!cell.classList.contains('n')) return fold(cell.textContent);
  const first = cell.firstElementChild && !cell.classList.contains('rank') ? cell.firstElementChild : cell.firstChild;
  const number = parseFloat((first ? first.textContent : '').trim().replace(/[£,]/g, '').replace('\u2212', '-'));
  return Number.isNaN(number) ? null : number;
}

export class RankedTable {
  constructor(table, { pick, point }) {
    this.table = table;
    this.body = table.tBodies[0];
    this.rows = [...this.body.rows];
    this.row_of = new Map(this.rows.map((row) => [row.dataset.code, row]));
    this.heads = [...table.tHead.rows[0].cells];
    this.sorted = { column: 0, descending: false };
    this.kept = () => true;
    this.wanted = '';
    this.heads.forEach((head, column) => {
      head.replaceChildren(el('button', { type: 'button', onclick: () => this.sort_by(column) }, ...head.childNodes));
    });
    if (this.heads.length) this.heads[0].setAttribute('aria-sort', 'ascending');
    for (const row of this.rows) {
      const name = row.cells[1].firstChild;
      name.replaceWith(el('button', { type: 'button', class: 'pick', tabindex: '-1', 'aria-pressed': 'false' }, name.textContent.trim()), ' ');
    }
    if (this.rows.length) this.rove(this.rows[0].querySelector('.pick'));
    const button_at = ({ target }) => target.closest('.pick');
    const code_at = ({ target }) => target.closest('tr').dataset.code;
    const on = (name, does) => this.body.addEventListener(name, does); // for all rows at once
    on('click', (event) => { if (button_at(event)) pick(code_at(event)); });
    on('focusin', (event) => { if (button_at(event)) this.rove(button_at(event)); point(code_at(event)); });
    on('focusout', () => point(null));
    on('keydown', (event) => { if (button_at(event)) this.key(event, event.target.closest('tr')); });
    on('mouseover', (event) => point(event.target.closest('tr') ? code_at(event) : null));
    on('mouseleave', () => point(null));
  }

  rove(button) {
    if (this.tabbed) this.tabbed.setAttribute('tabindex', '-1');
    this.tabbed = button;
    button.setAttribute('tabindex', '0');
  }

  key(event, row) {
    const seen = [...this.body.rows].filter((one) => !one.hidden);
    const at = seen.indexOf(row);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: seen.length - 1 }[event.key];
    if (next === undefined || !seen[next]) return;
    event.preventDefault();
    seen[next].querySelector('.pick').focus();
  }

  sort_by(column) {
    const now = this.heads[column].getAttribute('aria-sort');
    const down_first = this.heads[column].classList.contains('n') && column > 0;
    this.sorted = { column, descending: now ? now === 'ascending' : down_first };
    this.heads.forEach((head) => head.removeAttribute('aria-sort'));
    this.heads[column].setAttribute('aria-sort', this.sorted.descending ? 'descending' : 'ascending');
    this.sort();
  }

  sort() {
    const { column, descending } = this.sorted;
    const keyed = this.rows.map((row, place) => ({ row, place, key: sort_key(row, column) }));
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
      const order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
      return (descending ? -order : order) || a.place - b.place;
    });
    const focus = document.activeElement;
    this.body.append(...keyed.map((entry) => entry.row));
    if (focus && this.body.contains(focus)) focus.focus({ preventScroll: true });
  }

  /// @return how many rows are shown.
  filter(kept, wanted) {
    this.kept = kept || this.kept;
    if (wanted !== undefined) this.wanted = fold(wanted.trim());
    let count = 0;
    for (const row of this.rows) {
      const text = fold([row.cells[1].textContent, row.cells[2].textContent, row.dataset.members || ''].join(' '));
      row.hidden = !this.kept(row.dataset.code) || (this.wanted !== '' && !text.includes(this.wanted));
      if (!row.hidden) count += 1;
    }
    const first = [...this.body.rows].find((row) => !row.hidden);
    if (first && this.tabbed.closest('tr').hidden) this.rove(first.querySelector('.pick'));
    return count;
  }

  point(code) {
    if (this.pointed) this.pointed.classList.remove('on');
    this.pointed = this.row_of.get(code);
    if (this.pointed) this.pointed.classList.add('on');
  }

  select(code) {
    const press = (row, on) => {
      if (!row) return;
      row.classList.toggle('picked', on);
      row.querySelector('.pick').setAttribute('aria-pressed', String(on));
    };
    press(this.picked, false);
    this.picked = this.row_of.get(code);
    press(this.picked, true);
  }

  /// look(code) gives { key, rank, score, tranche, money, units, moved, was }, as texts; null: the cells of the run.
  show(look) {
    if (!look && !this.following) return;
    if (!this.following) for (const row of this.rows) row.original = [...row.cells].map((cell) => cell.cloneNode(true).childNodes);
    this.following = true;
    for (const row of this.rows) {
      const own = look && look(row.dataset.code);
      row.classList.toggle('moved', Boolean(own && own.moved));
      let units = 0;
      for (const [k, cell] of [...row.cells].entries()) {
        const at = cell.classList.contains('whole') ? units++ : 0;
        const kind = ['rank', 'score', 'tr', 'pay', 'whole'].find((name) => cell.classList.contains(name));
        if (!kind) continue;
        if (!own) cell.replaceChildren(...[...row.original[k]].map((node) => node.cloneNode(true)));
        else cell.replaceChildren(...this.cell(kind, own, at));
      }
    }
    this.sort();
  }

  cell(kind, { key, rank, score, tranche, money, units, was }, at) {
    if (kind === 'score') return [score];
    if (kind === 'pay') return [money];
    if (kind === 'whole') return [units[at]];
    if (kind === 'tr') return [el('span', { class: 'chip t-' + key }), tranche, key === 'unranked' ? el('small', {}, ' unranked') : ''];
    if (!(rank > 0)) return [el('abbr', { title: 'unranked' }, '–')];
    const steps = was - rank;
    return [String(rank), steps === 0 || !(was > 0) ? '' : el('small', { class: steps > 0 ? 'up' : 'down', title: `rank ${was} in the run` },
      ` ${steps > 0 ? '\u25b2' : '\u25bc'}\u00a0${Math.abs(steps)}`)];
  }
}
