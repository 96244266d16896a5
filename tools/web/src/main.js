// report.html comes alive: one state (settings and view), one decision, and everything that shows it.
import { differences, setting_words, show_changes, summary } from './changes.js';
import { decide, same_ranking } from './decide.js';
import { show_detail } from './detail.js';
import { about_money, el, fold, grouped } from './dom.js';
import { save, table_text } from './download.js';
import { MapLayers } from './layers.js';
import { AreaMap } from './map.js';
import { read_model } from './model.js';
import { make_panel } from './panel.js';
import { show_payments } from './payments.js';
import { command_text, copy_of, from_fragment, no_view, stated_settings, to_fragment, to_sets } from './settings.js';
import { make_switch } from './switch.js';
import { RankedTable } from './table.js';

const by_id = (id) => document.getElementById(id);

class Page {
  constructor(model) {
    this.model = model;
    const links = { pick: (code) => this.pick(code), point: (code) => this.point(code) };
    this.table = new RankedTable(by_id('table'), links);
    const svg = document.querySelector('.map');
    this.map = svg ? new AreaMap(svg, links) : null;
    this.view = no_view();
    this.make_search();
    if (model) this.start();
  }

  start() {
    const { model } = this;
    this.stated = stated_settings(model);
    this.settings = copy_of(this.stated);
    this.result = decide(model, this.settings, this.stated);
    const broken = this.unlike_run();
    if (broken) { // a page that decides otherwise than the tool must not be played with
      by_id('what-if-off').hidden = false;
      for (const id of ['regions', 'save-csv', 'save-svg']) by_id(id).hidden = true;
      this.model = null;
      return;
    }
    by_id('side').hidden = false;
    this.panel = make_panel(by_id('controls'), this);
    this.legend = model.classes;
    this.layers = new MapLayers(model, { place: by_id('layers'), legend: by_id('legend'),
      choose: (id) => { this.view.show = id; this.draw(); this.write_address(); } });
    this.make_tabs();
    this.make_buttons();
    window.addEventListener('hashchange', () => this.read_address());
    if (!this.read_address()) this.draw();
  }

  // The run's own ranks, tranches and pence, made anew here, must be the run's.
  unlike_run() {
    const { result, model } = this;
    if (result.problem) return result.problem;
    const { run, money } = model;
    return model.authorities.code.find((_, i) => result.rank[i] !== run.rank[i] || result.tranche[i] !== run.tranche[i] ||
      (result.total && result.total[i] !== BigInt(run.pence[i]))) ||
      (money && String([result.units, result.joint.map((all) => all.map(({ pence }) => pence))]) !== String([run.units, run.joint]));
  }

  // An address with settings, as somebody mailed it. Others lead to a place in the page.
  read_address() {
    const text = location.hash.slice(1);
    if (!text.includes('=') || text === this.written) return false;
    const { settings, view } = from_fragment(this.model, this.stated, text);
    this.settings = settings;
    this.view = view;
    if (this.show_hexagons) this.show_hexagons(view.hexagons);
    else view.hexagons = false;
    if (this.region) this.region.value = view.region;
    this.panel.forget();
    if (view.code) this.open_tab('authority');
    this.changed();
    this.frame();
    return true;
  }

  write_address() {
    const text = to_fragment(this.model, this.settings, this.stated, this.view);
    this.written = text;
    const plain = location.hash && !location.hash.includes('=');
    if (!text && plain) return;
    history.replaceState(null, '', text ? '#' + text : location.pathname + location.search);
  }

  changed() {
    this.result = decide(this.model, this.settings, this.stated);
    this.draw();
    this.write_address();
  }

  altered() {
    const { settings, stated } = this;
    return !same_ranking(settings, stated) || ['cuts', 'pots', 'units'].some((key) => settings[key].some((x, k) => x !== stated[key][k])) ||
      settings.floor !== stated.floor;
  }

  index_of(code) { return this.model.authorities.code.indexOf(code); }

  /// How one authority looks now, in texts.
  look(code) {
    const { model, result } = this;
    const i = this.index_of(code);
    const rank = result.rank ? result.rank[i] : 0;
    const t = result.tranche ? result.tranche[i] : 0;
    const key = !(rank > 0) ? 'unranked' : t > 0 ? String(t) : 'none';
    const tranche = t > 0 ? model.cuts[t - 1].name : '';
    const name = model.authorities.name[i];
    const paint = this.layers.paint(this.view, i);
    const of_layer = paint ? `; ${this.layers.shown(this.view).title}: ${paint.label}` : '';
    return { key, rank, tranche, paint, moved: Boolean(result.tranche) && t !== model.run.tranche[i], was: model.run.rank[i],
      score: rank > 0 ? grouped(result.score[i], 2) : '', money: result.total ? about_money(result.total[i]) : '–',
      units: model.money ? model.money.units.map((_, u) => result.units ? grouped(result.units[u][i], 0) : '–') : [],
      text: (rank > 0 ? `${name}: rank ${rank}, score ${grouped(result.score[i], 2)}${tranche ? ', ' + tranche : ''}` : `${name}: unranked`) + of_layer };
  }

  draw() {
    const { model, result } = this;
    const altered = this.altered();
    document.body.classList.toggle('altered', altered);
    document.body.classList.toggle('refused', Boolean(result.problem));
    const problem = by_id('problem');
    if (problem.textContent !== result.problem) problem.textContent = result.problem;
    this.panel.draw();
    const look = result.rank ? (code) => this.look(code) : null;
    this.table.show(altered ? look : null);
    if (this.map && look && (altered || this.map.following || this.view.show)) this.map.show(look);
    this.layers.draw(this.view);
    this.draw_totals();
    const found = differences(model, result);
    by_id('changed').hidden = !altered;
    by_id('summary').textContent = altered && found ? summary(model, found) : '';
    if (found) show_changes(by_id('changes'), model, found, (i) => this.pick(model.authorities.code[i]));
    const ranked = result.rank ? result.rank.filter((place) => place > 0).length : 0;
    by_id('ranked').textContent = result.rank ? `${ranked} authorities${ranked < model.size ? `, ${model.size - ranked} unranked` : ''}` : 'nobody';
    const sets = to_sets(model, this.settings, this.stated);
    by_id('command').textContent = command_text(model, sets);
    by_id('reset').disabled = !altered && !this.view.locked.size;
    by_id('setting-words').textContent = altered ? `What if, not the run: ${setting_words(model, this.settings, this.stated)}.` : '';
    this.draw_detail();
  }

  // Lowest score, authorities and money of each tranche; a dash where nothing can be told.
  draw_totals() {
    const { model, result } = this;
    const groups = result.groups || model.cuts.map(() => null);
    const everybody = result.groups && groups.flatMap((group) => group.authorities);
    const money = (list, pence) => list && pence ? about_money(list.reduce((all, i) => all + pence[i], 0n)) : '–';
    const fill = (cells, list, lowest) => {
      cells[1].textContent = list ? list.length : '–';
      cells[2].textContent = lowest;
      if (cells[3]) cells[3].textContent = money(list, result.total);
    };
    const totals = by_id('totals');
    if (totals) {
      groups.forEach((group, k) => fill(totals.tBodies[0].rows[k].cells, group && group.authorities,
        group ? (Number.isNaN(group.lowest) ? '' : grouped(group.lowest, 2)) : '–'));
      const sums = totals.tFoot.rows[0].cells;
      fill(sums, everybody, '');
      if (sums[3]) sums[3].textContent = money([...model.authorities.code.keys()], result.total); // of no tranche too
    }
    show_payments(model, result, groups);
    this.draw_legend();
  }

  counted_legend() {
    const count = new Map();
    for (const code of this.model.authorities.code) {
      const { key } = this.look(code);
      count.set(key, (count.get(key) || 0) + 1);
    }
    return this.legend.map((entry) => ({ ...entry, count: count.get(entry.key) || 0 }));
  }

  draw_legend() {
    if (!this.result.rank) return;
    for (const entry of this.counted_legend()) {
      const item = document.querySelector(`.legend [data-key="${entry.key}"]`);
      if (!item) continue;
      item.hidden = entry.count === 0;
      item.querySelector('small').textContent = entry.count;
    }
  }

  draw_detail() {
    show_detail(by_id('detail'), this.model, this.result, this.settings, this.view.code, this.table.row_of.get(this.view.code), this.altered());
    this.table.select(this.view.code);
    if (this.map) this.map.select(this.view.code);
  }

  point(code) {
    this.table.point(code);
    const pointed = by_id('pointed');
    const shape = this.map && this.map.shape_of.get(code);
    if (this.map) this.map.point(code);
    if (pointed) pointed.textContent = shape ? shape.querySelector('title').textContent : '';
  }

  pick(code) {
    const row = this.table.row_of.get(code);
    if (!this.model) {
      if (row) row.scrollIntoView({ block: 'center' });
      return;
    }
    this.view.code = code;
    this.open_tab('authority');
    this.draw_detail();
    this.write_address();
    const scroll = row && row.closest('.tall');
    if (scroll && !row.hidden) scroll.scrollTop = row.offsetTop - scroll.clientHeight / 2;
    const side = by_id('side').getBoundingClientRect();
    if (side.bottom < 80 || side.top > window.innerHeight - 80) by_id('side').scrollIntoView({ block: 'start' });
  }

  frame() {
    const of = this.view.region;
    const inside = (code) => this.model.authorities.region[this.index_of(code)] === of;
    this.say_found(this.table.filter(of ? inside : () => true));
    if (this.map) this.map.frame(of ? inside : null);
  }

  say_found(count) {
    by_id('found').textContent = count === this.table.rows.length ? '' : `${count} of ${this.table.rows.length}`;
  }

  make_search() {
    const search = by_id('search');
    search.addEventListener('input', () => this.say_found(this.table.filter(null, search.value)));
    search.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      const wanted = fold(search.value.trim());
      const seen = [...this.table.body.rows].filter((row) => !row.hidden);
      const exact = seen.find((row) => fold(row.dataset.code) === wanted || fold(row.querySelector('.pick').textContent) === wanted);
      if (wanted && seen.length) this.pick((exact || seen[0]).dataset.code);
    });
    if (!this.model) return;
    const regions = [...new Set(this.model.authorities.region)].filter(Boolean).sort();
    if (regions.length < 2) return;
    this.region = el('select', { id: 'region', onchange: () => { this.view.region = this.region.value; this.frame(); this.write_address(); } },
      el('option', { value: '' }, 'all regions'), regions.map((region) => el('option', { value: region }, region)));
    by_id('regions').append(el('label', { for: 'region' }, 'Region '), this.region);
  }

  open_tab(name) {
    for (const tab of document.querySelectorAll('[role=tab]')) {
      const on = tab.id === 'tab-' + name;
      tab.setAttribute('aria-selected', String(on));
      tab.setAttribute('tabindex', on ? '0' : '-1');
      by_id(tab.getAttribute('aria-controls')).hidden = !on;
    }
  }

  make_tabs() {
    const tabs = [...document.querySelectorAll('[role=tab]')];
    tabs.forEach((tab, k) => {
      tab.addEventListener('click', () => this.open_tab(tab.id.slice(4)));
      tab.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = tabs[(k + step + tabs.length) % tabs.length];
        this.open_tab(next.id.slice(4));
        next.focus();
      });
    });
  }

  make_buttons() {
    by_id('reset').addEventListener('click', () => {
      this.settings = copy_of(this.stated);
      this.view.locked = new Set();
      this.panel.forget();
      this.changed();
    });
    const name = (extension) => `${this.altered() ? 'what-if' : 'ranking'}-${this.model.id}.${extension}`;
    by_id('save-csv').addEventListener('click', () => save(name('csv'), 'text/csv;charset=utf-8', this.csv()));
    for (const link of document.querySelectorAll('nav a')) // a leap in the page must not cost the settings in its address
      link.addEventListener('click', (event) => {
        if (!location.hash.includes('=')) return;
        event.preventDefault();
        by_id(link.hash.slice(1)).scrollIntoView();
      });
    this.show_hexagons = this.map && make_switch(this.map, (on) => {
      this.view.hexagons = on;
      this.show_hexagons(on);
      this.frame();
      this.write_address();
    });
    const svg = by_id('save-svg');
    if (this.map) svg.addEventListener('click', () => save(name('svg'), 'image/svg+xml;charset=utf-8', this.svg()));
    else svg.remove();
  }

  csv() {
    const { model, result } = this;
    return table_text(model, result, this.altered() ? to_sets(model, this.settings, this.stated).slice(model.overrides.length) : []);
  }

  svg() {
    const notes = [document.querySelector('.statement').textContent.trim(), `Run ${this.model.id}. ` + by_id('setting-words').textContent,
      ...(this.model.sites ? this.model.sites.note.match(/.*?\.(?= |$)/g).map((line) => line.trim()) : []), ...[...document.querySelectorAll('#where .attribution')].map((line) => line.textContent)].filter((text) => text.trim());
    const layer = this.layers.shown(this.view);
    const title = document.querySelector('h1').textContent + (layer ? `: ${layer.title}` : '');
    return this.map.svg_text(title, layer ? [layer.note, ...notes] : notes, (layer ? layer.legend : this.counted_legend()).filter((entry) => entry.count > 0));
  }

  // For the console, and for tests.
  state() {
    const { result } = this;
    return { sets: to_sets(this.model, this.settings, this.stated), problem: result.problem, rank: result.rank, tranche: result.tranche,
      score: result.score && [...result.score].map((x) => Number.isNaN(x) ? null : x), pence: result.total && result.total.map(String),
      pots: result.pots && result.pots.map((pence) => pence.map(String)), units: result.units,
      joint: result.joint && result.joint.map((joints) => joints.map(({ region, authorities, pence }) => [region, authorities, String(pence)])) };
  }
}

/// What is wider than its place is reached, and moved, by keyboard too; what is not needs no stop on the way. Told of
/// each part when it comes near the view: to measure all of them would lay out the whole page before it can be used.
function make_wide_reachable() {
  const judge = (part) => {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute('tabindex');
  };
  const parts = document.querySelectorAll('.scroll:not(.tall)');
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => judge(target)));
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) sizes.observe(target), near.unobserve(target);
  }, { rootMargin: '100%' });
  parts.forEach((part) => near.observe(part));
}

const begun = performance.now();
window.tranche = new Page(read_model(by_id('model')));
window.tranche.begun = begun;
window.tranche.ready = performance.now(); // since the reader asked for the page, in milliseconds
make_wide_reachable();
