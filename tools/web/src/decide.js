// From settings to scores, ranks, tranches and money: core/src/decide, with the same sums in the same order, the same
// rules for ties and the same pence. Nothing is approximated; what cannot be told is refused with a sentence.
import { portable_exp } from './exp.js';
import { Refused, share_out } from './money.js';

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

function scale_of(indicator, key) {
  return indicator.scales.own || indicator.scales[key];
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
    const scale = scale_of(indicator, settings.normalise);
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

function cut_size(cut, amount, left, score, floor) {
  if (cut.by === 'rest') return left.length;
  if (cut.by === 'count') {
    if (!(amount >= 1) || amount !== Math.floor(amount)) throw new Refused(`${cut.name}: give a whole number of authorities.`);
    if (amount > left.length)
      throw new Refused(`${cut.name} asks for ${amount} authorities, but only ${left.length} ${left.length === 1 ? 'is' : 'are'} left.`);
    return amount;
  }
  if (cut.by === 'budget') {
    if (!(floor > 0)) throw new Refused(`${cut.name} is cut by budget, but no floor says what one authority needs.`);
    const affordable = Math.floor(Math.round(amount * 100) / floor);
    return Math.min(left.length, Math.max(affordable, 0));
  }
  const end = left.findIndex((i) => score[i] < amount);
  return end < 0 ? left.length : end;
}

function tranches(model, settings, score, rank) {
  const order = funding_order(model, score);
  const tranche = new Array(model.size).fill(0);
  let begin = 0;
  const groups = model.cuts.map((cut, k) => {
    const size = cut_size(cut, settings.cuts[k], order.slice(begin), score, settings.floor);
    const authorities = order.slice(begin, begin + size);
    begin += size;
    for (const i of authorities) tranche[i] = k + 1;
    return { name: cut.name, authorities, lowest: authorities.length ? score[authorities[size - 1]] : NaN };
  });
  if (model.unranked_last && groups.length)
    rank.forEach((place, i) => {
      if (place > 0) return;
      groups[groups.length - 1].authorities.push(i);
      tranche[i] = groups.length;
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

function need_of(model, settings, stated, score, effective) {
  const { need, needs } = model.money;
  if (need === 'none') return null;
  if (need === 'fixed') return needs;
  if (need === 'relative') return relative_need(model, effective);
  if (need === 'stated') {
    if (!same_ranking(settings, stated))
      throw new Refused('Money takes a power of need, which only the tool computes: run the assessment with these settings.');
    return needs;
  }
  if (!model.scales.find((scale) => scale.key === settings.normalise).positive)
    throw new Refused('The need score cannot share money on this scale: twice the score is not twice the need.');
  return score.map(round_score);
}

function claim(model, need, rank, i) {
  let weight = 1;
  if (need) {
    if (!(need[i] > 0)) {
      if (rank[i] === 0 && Number.isNaN(need[i])) return 0;
      throw new Refused(`${model.authorities.name[i]} has no need above 0, so need cannot multiply its money.`);
    }
    weight *= need[i];
  }
  if (Number.isNaN(model.money.people[i]))
    throw new Refused(`Money is shared by population, and that of ${model.authorities.name[i]} is unknown or zero.`);
  return weight * model.money.people[i];
}

function allocate(model, settings, stated, { score, effective, rank, tranche }) {
  const need = need_of(model, settings, stated, score, effective);
  const total = new Array(model.size).fill(0n);
  const pots = model.money.pots.map((pot, p) => {
    const last = pot.name === '' ? model.cuts.length : model.cuts.findIndex((cut) => cut.name === pot.name) + 1;
    const funded = [...tranche.keys()].filter((i) =>
      model.cuts.length ? tranche[i] >= 1 && tranche[i] <= last : rank[i] > 0);
    const weights = funded.map((i) => claim(model, need, rank, i));
    const pence = new Array(model.size).fill(0n);
    share_out(settings.pots[p], weights, settings.floor, model.money.cap).forEach((amount, k) => {
      pence[funded[k]] = amount;
      total[funded[k]] += amount;
    });
    return pence;
  });
  return { pots, total };
}

/// Whether score and effective weights are those of the run.
export function same_ranking(settings, stated) {
  return settings.normalise === stated.normalise && settings.aggregate === stated.aggregate &&
    [...stated.weights].every(([id, weight]) => settings.weights.get(id) === weight);
}

/// `problem` is a sentence where something cannot be told; what follows from it is then null.
export function decide(model, settings, stated) {
  const result = { problem: '', score: null, rank: null, tranche: null, groups: null, pots: null, total: null };
  try {
    Object.assign(result, scores(model, settings));
    result.rank = competition_ranks(result.score);
    Object.assign(result, tranches(model, settings, result.score, result.rank));
    if (model.money) Object.assign(result, allocate(model, settings, stated, result));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    result.problem = error.message;
  }
  return result;
}
