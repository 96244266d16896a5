'use strict';
(function () {
  const table = document.getElementById('table');
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const row_of = new Map(rows.map((row) => [row.dataset.code, row]));
  const shapes = Array.from(document.querySelectorAll('.map [data-code]'));
  const shape_of = new Map(shapes.map((shape) => [shape.dataset.code, shape]));
  const pointed = document.getElementById('pointed');
  const fold = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

  // Sort by the text before any mark: numbers as numbers, empty cells last either way.
  const value = (row, column) => {
    const cell = row.cells[column];
    const text = (cell.firstElementChild && cell.classList.contains('n') && !cell.classList.contains('rank')
      ? cell.firstElementChild.textContent : cell.firstChild ? cell.firstChild.textContent : '').trim();
    if (!cell.classList.contains('n')) return fold(cell.textContent);
    const number = parseFloat(text.replace(/[£,]/g, '').replace('\u2212', '-'));
    return Number.isNaN(number) ? null : number;
  };
  const heads = Array.from(table.tHead.rows[0].cells);
  const sort = (column) => {
    const head = heads[column];
    const numeric = head.classList.contains('n');
    const down_first = numeric && column > 0;
    const now = head.getAttribute('aria-sort');
    const descending = now ? now === 'ascending' : down_first;
    heads.forEach((other) => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    const keyed = rows.map((row, place) => ({ row, place, key: value(row, column) }));
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
      const order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
      return (descending ? -order : order) || a.place - b.place;
    });
    body.append(...keyed.map((entry) => entry.row));
  };
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(column));
    head.append(button);
  });
  if (heads.length) heads[0].setAttribute('aria-sort', 'ascending');

  const search = document.getElementById('search');
  const found = document.getElementById('found');
  search.addEventListener('input', () => {
    const wanted = fold(search.value.trim());
    let count = 0;
    for (const row of rows) {
      const text = fold([row.cells[1].textContent, row.cells[2].textContent, row.dataset.members || ''].join(' '));
      row.hidden = wanted !== '' && !text.includes(wanted);
      if (!row.hidden) count += 1;
    }
    found.textContent = wanted === '' ? '' : count + ' of ' + rows.length;
  });

  // Map and table point at each other.
  const point = (code, on) => {
    const row = row_of.get(code);
    const shape = shape_of.get(code);
    if (row) row.classList.toggle('on', on);
    if (!shape) return;
    shape.classList.toggle('on', on);
    // Above its neighbours, so that the whole edge shows, but under the ranks.
    if (on) shape.parentNode.insertBefore(shape, shape.parentNode.querySelector('.ranks'));
    if (pointed) pointed.textContent = on ? shape.querySelector('title').textContent : '';
  };
  shapes.forEach((shape) => {
    shape.addEventListener('mouseenter', () => point(shape.dataset.code, true));
    shape.addEventListener('mouseleave', () => point(shape.dataset.code, false));
    shape.addEventListener('click', () => {
      const row = row_of.get(shape.dataset.code);
      if (row) row.scrollIntoView({ block: 'center' });
    });
  });
  rows.forEach((row) => {
    row.addEventListener('mouseenter', () => point(row.dataset.code, true));
    row.addEventListener('mouseleave', () => point(row.dataset.code, false));
  });
})();
