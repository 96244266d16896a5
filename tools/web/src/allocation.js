// Money and whole units: core/src/decide/allocation.cpp, pot by pot, with the same sums in the same order, the same
// pence and the same posts.
import { apportion, largest_pot, money_text, Refused, share_between, share_out } from './money.js';

// What a claim is multiplied by, in the order of the core: need, residents, counts.
function claim(model, pot, need, rank, i) {
  let weight = 1;
  if (pot.need) {
    const own = pot.needs === undefined ? need[i] : model.money.vectors[pot.needs][i];
    if (!(own > 0)) {
      if (rank[i] === 0 && Number.isNaN(own)) return 0;
      throw new Refused(`${model.authorities.name[i]} has no need above 0, so need cannot multiply its money.`);
    }
    weight *= own;
  }
  if (pot.people !== undefined) {
    const people = model.money.vectors[pot.people][i];
    if (Number.isNaN(people)) throw new Refused(`Money follows residents, and those of ${model.authorities.name[i]} are unknown.`);
    weight *= people;
  }
  for (const factor of pot.factors) {
    const count = model.money.vectors[factor][i];
    if (Number.isNaN(count) && rank[i] === 0) return 0;
    if (Number.isNaN(count)) throw new Refused(`Money follows a count that is not known for ${model.authorities.name[i]}.`);
    weight *= count;
  }
  return weight;
}

function paid_by(model, pot, pays, only, { rank, tranche }) {
  const last = pot.year === '' ? model.cuts.length : model.cuts.findIndex((cut) => cut.name === pot.year) + 1;
  return [...tranche.keys()].filter((i) => {
    if (only && !only.includes(i)) return false;
    if (pays === 'all') return rank[i] > 0 || tranche[i] > 0;
    if (pays === 'waiting') return tranche[i] > last;
    return model.cuts.length ? tranche[i] >= 1 && tranche[i] <= last : rank[i] > 0;
  });
}

// Draws the claims towards what was paid before, and keeps the amounts near it.
function hold_near(model, pot, weights, bounds, paid, pots) {
  const { change } = pot;
  const before = paid.map((i) => {
    if (change.pot === undefined) return model.money.vectors[change.pence][i];
    return pots[change.pot][i] > 0n ? Number(pots[change.pot][i]) : NaN;
  });
  let sum = 0;
  let known = 0;
  weights.forEach((weight, k) => {
    sum += weight;
    known += before[k] > 0 ? before[k] : 0;
  });
  before.forEach((pence, k) => {
    if (change.taper > 0 && known > 0 && sum > 0)
      weights[k] = (1 - change.taper) * weights[k] / sum + (pence > 0 ? change.taper * pence / known : 0);
    if (!(pence >= 0)) return;
    const least = BigInt(Math.ceil(change.least * pence)) - BigInt(pot.base);
    if (least > bounds.least[k]) bounds.least[k] = least;
    if (change.most === null) return;
    const most = BigInt(Math.floor(change.most * pence)) - BigInt(pot.base);
    if (most < bounds.least[k])
      throw new Refused(`${model.authorities.name[paid[k]]} may get ${money_text(most)} at most, and must get more.`);
    if (most < bounds.most[k]) bounds.most[k] = most;
  });
}

function share(model, pot, amount, floor, weights, paid, pots) {
  if (pot.base === 0 && !pot.change) return share_out(amount, weights, floor, pot.cap);
  const base = BigInt(pot.base);
  const bases = base * BigInt(paid.length);
  const whole = BigInt(amount);
  if (bases > whole)
    throw new Refused(`The pot of ${money_text(whole)} is smaller than the bases: ${paid.length} authorities at ${money_text(base)} each.`);
  const above = BigInt(floor) - base;
  const bounds = {
    least: weights.map(() => above > 0n ? above : 0n),
    most: weights.map(() => pot.cap === null ? largest_pot : BigInt(pot.cap) - base),
  };
  if (pot.change) hold_near(model, pot, weights, bounds, paid, pots);
  return share_between(whole - bases, weights, bounds).map((pence) => pence + base);
}

// One undivided amount for each region, by the sum of its members' claims. Floor and cap are of the whole amount.
function share_by_region(model, pot, amount, floor, weights, paid) {
  const regions = new Map();
  paid.forEach((i, k) => {
    const region = model.authorities.region[i];
    const joint = regions.get(region) || { region, authorities: [], claim: 0 };
    joint.authorities.push(i);
    joint.claim += weights[k];
    regions.set(region, joint);
  });
  const joints = [...regions.values()];
  const pence = share_out(amount, joints.map(({ claim: sum }) => sum), floor, pot.cap);
  return joints.map(({ region, authorities }, j) => ({ region, authorities, pence: pence[j] }));
}

function share_units(model, pot, amount, need, result) {
  const paid = paid_by(model, pot, pot.pays, null, result);
  const weights = paid.map((i) => claim(model, pot, need, result.rank, i));
  const bounds = { least: paid.map(() => BigInt(pot.least)), most: paid.map(() => pot.most === null ? largest_pot : BigInt(pot.most)) };
  const units = new Array(model.size).fill(0);
  apportion(BigInt(amount), weights, bounds, pot.in_turn).forEach((own, k) => { units[paid[k]] = Number(own); });
  return units;
}

/// pots: pence of each authority, pot by pot; joint: what consortia get, pot by pot; total: null where there is no
/// money; units: whole numbers, by the pots of units.
export function allocate(model, settings, need, result) {
  const total = model.money.pots.length ? new Array(model.size).fill(0n) : null;
  const pots = [];
  const joint = [];
  model.money.pots.forEach((pot, p) => {
    const receiving = new Set(paid_by(model, pot, pot.pays, pot.only, result));
    const paid = pot.over_all ? paid_by(model, pot, 'all', null, result) : [...receiving];
    const weights = paid.map((i) => claim(model, pot, need, result.rank, i));
    const pence = new Array(model.size).fill(0n);
    const floor = pot.floor === undefined ? settings.floor : pot.floor;
    pots.push(pence);
    joint.push(pot.by_region ? share_by_region(model, pot, settings.pots[p], floor, weights, paid) : []);
    if (pot.by_region) return; // nobody's own
    share(model, pot, settings.pots[p], floor, weights, paid, pots).forEach((amount, k) => {
      if (!receiving.has(paid[k])) return;
      pence[paid[k]] = amount;
      total[paid[k]] += amount;
    });
  });
  const units = model.money.units.map((pot, u) => share_units(model, pot, settings.units[u], need, result));
  return { pots, joint, total, units };
}
