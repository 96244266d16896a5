// A pot shared out to the penny, and whole units: core/src/decide/money.cpp in whole numbers of any size. Every step is exact.
export const largest_pot = 2n ** 53n;

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

function check_uniform(pot, floor, cap, numbers) {
  const claims = BigInt(numbers.length);
  const weighted = BigInt(numbers.filter((weight) => weight > 0).length);
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

function check_bounds(pot, bounds, numbers) {
  if (!numbers.length) throw new Refused('Nobody is there to share it.');
  let least = 0n;
  let most = 0n;
  numbers.forEach((weight, i) => {
    if (bounds.least[i] > bounds.most[i])
      throw new Refused(`An authority must get ${money_text(bounds.least[i])} at least and ${money_text(bounds.most[i])} at most.`);
    least += bounds.least[i];
    most += weight > 0 ? bounds.most[i] : bounds.least[i];
  });
  if (least > pot) throw new Refused(`The least that all must get is ${money_text(least)}, more than the ${money_text(pot)} there are.`);
  if (most < pot) throw new Refused(`The most that all may get is ${money_text(most)}, less than the ${money_text(pot)} there are.`);
}

// Fixes claims at floor or cap until every free one lies between them.
function fill(pot, { least, most }, weights, held) {
  for (;;) {
    let weight = 0n;
    let money = pot;
    weights.forEach((own, i) => {
      if (held[i] === 'free') weight += own;
      else money -= held[i] === 'floor' ? least[i] : most[i];
    });
    let under = 0n;
    let over = 0n;
    const next = held.slice();
    weights.forEach((own, i) => {
      if (held[i] !== 'free') return;
      const gap = money * own - least[i] * weight;
      const above = money * own - most[i] * weight;
      if (gap < 0n) { under -= gap; next[i] = 'floor'; }
      if (above > 0n) { over += above; next[i] = 'cap'; }
    });
    if (under === 0n && over === 0n) return { weight, money };
    next.forEach((state, i) => {
      if ((state === 'floor' && under >= over) || (state === 'cap' && over >= under)) held[i] = state;
    });
  }
}

// One floor and one cap for all.
export function share_out(pot_pence, numbers, floor_pence, cap_pence) {
  const pot = BigInt(pot_pence);
  const floor = BigInt(floor_pence);
  const cap = cap_pence === null ? null : BigInt(cap_pence);
  check_uniform(pot, floor, cap, numbers);
  return share_between(pot, numbers, { least: numbers.map(() => floor), most: numbers.map(() => cap === null ? largest_pot : cap) });
}

// numbers: weights of 0 or more, in the order of the codes; bounds as BigInt. Amounts in pence, in the same order.
export function share_between(pot, numbers, given) {
  check_bounds(pot, given, numbers);
  const bounds = { least: given.least, most: given.most.map((most) => most < pot ? most : pot) };
  const weights = whole_weights(numbers);
  const held = weights.map((weight) => weight > 0n ? 'free' : 'floor');
  const { weight, money } = fill(pot, bounds, weights, held);
  const pence = held.map((state, i) => state === 'floor' ? bounds.least[i] : state === 'cap' ? bounds.most[i] : 0n);
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

// Counts of people as they are, so that ties stay ties; other weights as 52 bits of the largest.
function exact_weights(numbers) {
  return numbers.every((weight) => Number.isInteger(weight) && weight <= 2 ** 52) ? numbers.map(BigInt) : whole_weights(numbers);
}

// One unit after the other to the largest weight / (2 x units + 1); of equals the earlier claim. A heap, as there may be
// many thousands.
function share_in_turn(units, numbers, { least, most }) {
  const weights = exact_weights(numbers);
  const given = least.slice();
  let left = given.reduce((rest, own) => rest - own, units);
  const first = (a, b) => {
    const gap = weights[a] * (2n * given[b] + 1n) - weights[b] * (2n * given[a] + 1n);
    return gap !== 0n ? gap > 0n : a < b;
  };
  const heap = [...weights.keys()].filter((i) => weights[i] > 0n && given[i] < most[i]).sort((a, b) => first(a, b) ? -1 : 1);
  for (; left > 0n; --left) {
    const i = heap[0];
    given[i] += 1n;
    if (given[i] === most[i]) heap[0] = heap[heap.length - 1], heap.pop();
    for (let at = 0, under = 1; under < heap.length; under = 2 * at + 1) {
      if (under + 1 < heap.length && first(heap[under + 1], heap[under])) under += 1;
      if (!first(heap[under], heap[at])) break;
      [heap[at], heap[under]] = [heap[under], heap[at]];
      at = under;
    }
  }
  return given;
}

// Seats, posts, places: in whole units, by largest remainders or in turn (Sainte-Laguë).
export function apportion(units, numbers, bounds, in_turn) {
  if (!in_turn) return share_between(units, numbers, bounds);
  check_bounds(units, bounds, numbers);
  return share_in_turn(units, numbers, bounds);
}
