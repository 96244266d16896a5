// From settings to scores, ranks, tranches and money: core/src/decide, with the same sums in the same order, the same
// rules for ties and the same pence. Nothing is approximated; what cannot be told is refused with a sentence.
import { portable_exp } from './exp.js';
import { allocate } from './allocation.js';
import { figures_on } from './model.js';
import { Refused } from './money.js';

const tolerance = 1e-9;

/// Halves away from zero, and no -0.
export function round_score(x) {
  const scaled = x * 1e9;
  const rounded = (scaled < 0 ? -Math.round(-scaled) : Math.round(scaled)) / 1e9;
  return rounded === 0 ? 0 : rounded;
}

function shares_of(nodes, weight_of, stated) {
  if (!stated && nodes.some((node) => node.share !== undefined)) return nodes.map((node) => node.share);
  let sum = 0;
  for (const node of nodes) sum += weight_of(node);
  return nodes.map((node) => sum > 0 ? weight_of(node) / sum : 0);
}

function check_weights(nodes, weight_of) {
  let sum = 0;
  for (const node of nodes) sum += weight_of(node);
  if (!(sum > 0)) throw new Refused('The weights are all zero, so nothing can be ranked.');
  for (const node of nodes) if (node.of && weight_of(node) > 0) check_weights(node.of, weight_of);
}

// The share of the whole weight that carries a reported figure, by the stated kind of shares.
function weight_present(model, weight_of) {
  const whole = new Float64Array(model.indicators.length);
  const walk = (nodes, reaching) => {
    shares_of(nodes, weight_of, true).forEach((share, m) => {
      if (nodes[m].of) walk(nodes[m].of, reaching * share);
      else whole[nodes[m].indicator] = reaching * share;
    });
  };
  walk(model.tree, 1);
  const present = new Float64Array(model.size);
  model.indicators.forEach((indicator, c) => {
    if (whole[c] === 0) return;
    for (let i = 0; i < model.size; ++i) if (indicator.reported[i] === '1') present[i] += whole[c];
  });
  return present;
}

function level_weights(shares, members, require, i) {
  let present = 0;
  const weights = members.map((member, m) => {
    const weight = Number.isNaN(member.x[i]) ? 0 : shares[m];
    present += weight;
    return weight;
  });
  const enough = present > 0 && present >= require - tolerance;
  return weights.map((weight) => enough ? weight / present : 0);
}

function weighted_median(members, weights, i) {
  const order = weights.map((_, m) => m).filter((m) => weights[m] > 0);
  order.sort((a, b) => members[a].x[i] - members[b].x[i]);
  let below = 0;
  for (let k = 0; k < order.length; ++k) {
    below += weights[order[k]];
    const x = members[order[k]].x[i];
    if (Math.abs(below - 0.5) < tolerance && k + 1 < order.length) return (x + members[order[k + 1]].x[i]) / 2;
    if (below > 0.5) return x;
  }
  return members[order[order.length - 1]].x[i];
}

function mean_of(aggregate, members, weights, i) {
  const positive = aggregate === 'geometric' || aggregate === 'harmonic';
  let sum = 0;
  members.forEach((member, m) => {
    if (!(weights[m] > 0)) return;
    const x = member.x[i];
    if (positive && !(x > 0)) throw new Refused(`A ${aggregate} mean needs values above 0: choose another scale.`);
    if (aggregate === 'geometric') sum += weights[m] * member.log[i];
    else if (aggregate === 'harmonic') sum += weights[m] / x;
    else sum += weights[m] * x;
  });
  if (aggregate === 'geometric') return portable_exp(sum);
  return aggregate === 'harmonic' ? 1 / sum : sum;
}

// One level of the tree: its score, and what is needed to tell each indicator's effective weight.
function evaluate(model, settings, node, of) {
  const members = of.map((member) => {
    if (member.of) return evaluate(model, settings, member, member.of);
    const indicator = model.indicators[member.indicator];
    const scale = figures_on(model, indicator, settings.normalise);
    if (!scale) throw new Refused(`${indicator.title} has no meaning on this scale.`);
    return { x: scale.x, log: scale.log || scale.x.map(() => NaN) };
  });
  const aggregate = (node && node.aggregate) || settings.aggregate;
  const shares = shares_of(of, (member) => settings.weights.get(member.id), false);
  const require = node ? node.require : 0;
  const x = new Float64Array(model.size).fill(NaN);
  const weights = [];
  for (let i = 0; i < model.size; ++i) {
    weights.push(level_weights(shares, members, require, i));
    if (!weights[i].some((weight) => weight > 0)) continue;
    x[i] = aggregate === 'median' ? weighted_median(members, weights[i], i) : mean_of(aggregate, members, weights[i], i);
  }
  return { of, members, weights, x };
}

function effective_weights(model, root) {
  const effective = model.indicators.map(() => new Float64Array(model.size));
  const walk = (level, reaching) => {
    level.of.forEach((member, m) => {
      const own = reaching.map((whole, i) => whole * level.weights[i][m]);
      if (member.of) walk(level.members[m], own);
      else effective[member.indicator] = own;
    });
  };
  walk(root, new Float64Array(model.size).fill(1));
  return effective;
}

export function competition_ranks(score) {
  const order = [...score.keys()].filter((i) => !Number.isNaN(score[i])).sort((a, b) => score[b] - score[a]);
  const ranks = new Array(score.length).fill(0);
  order.forEach((i, place) => {
    const before = order[place - 1];
    ranks[i] = place > 0 && score[before] === score[i] ? ranks[before] : place + 1;
  });
  return ranks;
}

function scores(model, settings) {
  if (model.fixed) return { score: model.run.score, effective: null };
  check_weights(model.tree, (node) => settings.weights.get(node.id));
  const refused = model.refused[settings.normalise + ' ' + settings.aggregate];
  if (refused) throw new Refused(refused[0].toUpperCase() + refused.slice(1) + '.');
  const present = weight_present(model, (node) => settings.weights.get(node.id));
  const root = evaluate(model, settings, null, model.tree);
  const score = root.x.map((x, i) => {
    const takes_part = present[i] > 0 && present[i] >= model.require - tolerance;
    return takes_part ? round_score(x) : NaN;
  });
  return { score, effective: effective_weights(model, root), present };
}

// Ties at an edge: larger population first, then the code; authorities stand in the order of their codes.
function funding_order(model, score) {
  const people = (i) => Number.isNaN(model.authorities.population[i]) ? -1 : model.authorities.population[i];
  return [...score.keys()].filter((i) => !Number.isNaN(score[i]))
    .sort((a, b) => score[b] - score[a] || people(b) - people(a) || a - b);
}

// One tranche: those named for it, then the first of each region that is short, then the first of the others.
function fill(model, cut, amount, score, floor, left, tranche, k) {
  const size = () => tranche.reduce((sum, own) => sum + (own === k), 0);
  const take = (i) => { tranche[i] = k; };
  const free = (i) => tranche[i] === 0 && left(i);
  if (cut.by !== 'count') {
    if (cut.by === 'budget' && !(floor > 0)) throw new Refused(`${cut.name} is cut by budget, but no floor says what one authority needs.`);
    const affordable = cut.by === 'budget' ? Math.max(0, Math.floor(Math.round(amount * 100) / floor)) : Infinity;
    const people = model.authorities.population;
    let residents = 0;
    tranche.forEach((own, i) => { if (own === k && !Number.isNaN(people[i])) residents += people[i]; });
    let taken = size();
    for (const i of left.order) {
      if (!free(i)) continue;
      if (cut.by === 'population' && Number.isNaN(people[i]))
        throw new Refused(`${cut.name} is cut by residents, but those of ${model.authorities.name[i]} are unknown.`);
      if (cut.by === 'budget' && taken >= affordable) break;
      if (cut.by === 'score' && score[i] < amount) break;
      if (cut.by === 'population' && residents + people[i] > amount) break;
      residents += cut.by === 'population' ? people[i] : 0;
      taken += 1;
      take(i);
    }
    return;
  }
  if (!(amount >= 1) || amount !== Math.floor(amount)) throw new Refused(`${cut.name}: give a whole number of authorities.`);
  let taken = size();
  if (taken > amount) throw new Refused(`${cut.name} asks for ${amount} authorities, but ${taken} are named for it.`);
  if (cut.per_region > 0) {
    const region = model.authorities.region;
    const funded = new Map();
    tranche.forEach((own, i) => { if (own > 0) funded.set(region[i], (funded.get(region[i]) || 0) + 1); });
    for (const i of left.order) {
      const so_far = funded.get(region[i]) || 0;
      if (!free(i) || so_far >= cut.per_region) continue;
      if (taken === amount) throw new Refused(`${cut.name} has ${amount} places, too few for ${cut.per_region} of each region.`);
      funded.set(region[i], so_far + 1);
      taken += 1;
      take(i);
    }
  }
  const open = left.order.filter(free);
  const wanted = amount - taken;
  if (wanted > open.length)
    throw new Refused(`${cut.name} asks for ${wanted} authorities, but only ${open.length} ${open.length === 1 ? 'is' : 'are'} left.`);
  open.slice(0, wanted).forEach(take);
}

function tranches(model, settings, score, rank) {
  const order = funding_order(model, score);
  const named = model.named || [];
  const by_rank = (i) => (named[i] ?? -1) < 0;
  const left = (i) => by_rank(i);
  left.order = order;
  const tranche = new Array(model.size).fill(0);
  model.cuts.forEach((cut, k) => {
    named.forEach((own, i) => { if (own === k + 1) tranche[i] = k + 1; });
    fill(model, cut, settings.cuts[k], score, settings.floor, left, tranche, k + 1);
  });
  if (model.unranked_last && model.cuts.length)
    rank.forEach((place, i) => { if (place === 0 && by_rank(i)) tranche[i] = model.cuts.length; });
  const groups = model.cuts.map((cut, k) => {
    const inside = (i) => tranche[i] === k + 1;
    const ranked = order.filter(inside);
    const lowest = ranked.filter(by_rank).pop();
    const unranked = [...rank.keys()].filter((i) => rank[i] === 0 && inside(i));
    return { name: cut.name, authorities: [...ranked, ...unranked], lowest: lowest === undefined ? NaN : score[lowest] };
  });
  return { groups, tranche, order };
}

function relative_need(model, effective) {
  const need = new Float64Array(model.size).fill(NaN);
  for (let i = 0; i < model.size; ++i) {
    let sum = 0;
    let any = false;
    model.indicators.forEach((indicator, c) => {
      if (!(effective[c][i] > 0)) return;
      if (Number.isNaN(indicator.relative[i]))
        throw new Refused(`Money is shared by need relative to the whole, and ${indicator.title} of ` +
          `${model.authorities.name[i]} cannot be set against it.`);
      sum += effective[c][i] * indicator.relative[i];
      any = true;
    });
    if (any) need[i] = round_score(sum);
  }
  return need;
}

// What multiplies claims; null where nothing does, or where every pot brings its own.
function need_of(model, settings, stated, score, effective) {
  const { need } = model.money;
  if (need === 'none' || need === 'fixed') return null;
  if (need === 'relative') return relative_need(model, effective);
  if (need === 'stated') {
    if (!same_ranking(settings, stated))
      throw new Refused('Money takes a power of need, which only the tool computes: run the assessment with these settings.');
    return null;
  }
  if (!model.scales.find((scale) => scale.key === settings.normalise).positive)
    throw new Refused('The need score cannot share money on this scale: twice the score is not twice the need.');
  return score.map(round_score);
}

/// Whether score and effective weights are those of the run.
export function same_ranking(settings, stated) {
  return settings.normalise === stated.normalise && settings.aggregate === stated.aggregate &&
    [...stated.weights].every(([id, weight]) => settings.weights.get(id) === weight);
}

/// `problem` is a sentence where something cannot be told; what follows from it is then null.
export function decide(model, settings, stated) {
  const result = { problem: '', score: null, rank: null, tranche: null, groups: null, pots: null, joint: null, total: null, units: null };
  try {
    Object.assign(result, scores(model, settings));
    result.rank = competition_ranks(result.score);
    Object.assign(result, tranches(model, settings, result.score, result.rank));
    if (model.money)
      Object.assign(result, allocate(model, settings, need_of(model, settings, stated, result.score, result.effective), result));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    result.problem = error.message;
  }
  return result;
}
