// A pot shared out to the penny: core/src/decide/money.cpp in whole numbers of any size. Every step is exact.
const largest_pot = 2n ** 53n;

export class Refused extends Error {}

export function money_text(pence) {
  const all = BigInt(pence);
  const size = all < 0n ? -all : all;
  const pounds = String(size / 100n).replace(/\B(?=(\d{3})+$)/g, ',');
  const rest = size % 100n === 0n ? '' : '.' + String(size % 100n).padStart(2, '0');
  return (all < 0n ? '-£' : '£') + pounds + rest;
}

// The largest weight becomes 2^52; w / largest times a power of two rounds once, in the division.
function whole_weights(weights) {
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  return weights.map((weight) => {
    if (!(weight > 0)) return 0n;
    const whole = BigInt(Math.round(weight / largest * 2 ** 52));
    return whole > 1n ? whole : 1n;
  });
}

function check_feasible(pot, floor, cap, weights) {
  const claims = BigInt(weights.length);
  const weighted = BigInt(weights.filter((weight) => weight > 0n).length);
  if (pot > largest_pot || floor > largest_pot) throw new Refused('That is more money than can be shared to the penny.');
  if (claims === 0n) throw new Refused(`Nobody is funded by the pot of ${money_text(pot)}.`);
  if (floor * claims > pot)
    throw new Refused(`The pot of ${money_text(pot)} is smaller than the floors: ${claims} authorities at ` +
      `${money_text(floor)} each need ${money_text(floor * claims)}.`);
  if (cap !== null && cap < floor)
    throw new Refused(`The cap of ${money_text(cap)} is below the floor of ${money_text(floor)}.`);
  if (weighted === 0n && pot > floor * claims)
    throw new Refused(`None of the ${claims} funded authorities has need or population to share ${money_text(pot)} by.`);
  if (cap !== null && weighted > 0n && cap * weighted + floor * (claims - weighted) < pot)
    throw new Refused(`The cap leaves money unspent: ${weighted} authorities at ${money_text(cap)} each take less than ` +
      `the pot of ${money_text(pot)}.`);
}

// Fixes claims at floor or cap until every free one lies between them.
function fill(pot, floor, cap, weights, held) {
  for (;;) {
    let weight = 0n;
    let money = pot;
    weights.forEach((own, i) => {
      if (held[i] === 'free') weight += own;
      else money -= held[i] === 'floor' ? floor : cap;
    });
    let under = 0n;
    let over = 0n;
    const next = held.slice();
    weights.forEach((own, i) => {
      if (held[i] !== 'free') return;
      const gap = money * own - floor * weight;
      const above = cap === null ? 0n : money * own - cap * weight;
      if (gap < 0n) { under -= gap; next[i] = 'floor'; }
      if (above > 0n) { over += above; next[i] = 'cap'; }
    });
    if (under === 0n && over === 0n) return { weight, money };
    next.forEach((state, i) => {
      if ((state === 'floor' && under >= over) || (state === 'cap' && over >= under)) held[i] = state;
    });
  }
}

// weights: numbers of 0 or more, in the order of the codes. Amounts in pence, as BigInt, in the same order.
export function share_out(pot_pence, numbers, floor_pence, cap_pence) {
  const pot = BigInt(pot_pence);
  const floor = BigInt(floor_pence);
  let cap = cap_pence === null ? null : BigInt(cap_pence);
  if (cap !== null && cap > pot && cap >= floor) cap = pot > floor ? pot : floor;
  const weights = whole_weights(numbers);
  check_feasible(pot, floor, cap, weights);
  const held = weights.map((weight) => weight > 0n ? 'free' : 'floor');
  const { weight, money } = fill(pot, floor, cap, weights, held);
  const pence = held.map((state) => state === 'floor' ? floor : state === 'cap' ? cap : 0n);
  const free = [];
  let left = money;
  weights.forEach((own, i) => {
    if (held[i] !== 'free') return;
    pence[i] = money * own / weight;
    left -= pence[i];
    free.push({ i, remainder: money * own % weight });
  });
  // Array.prototype.sort is stable: of equal remainders the earlier claim has the penny.
  free.sort((a, b) => a.remainder > b.remainder ? -1 : a.remainder < b.remainder ? 1 : 0);
  for (const { i } of free.slice(0, Number(left))) pence[i] += 1n;
  return pence;
}
