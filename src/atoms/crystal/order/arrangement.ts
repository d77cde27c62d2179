import type { Rng } from '../../../core/index.js';

/** A number to be made small that depends on which species stands on which site. */
export interface Objective {
  /** Of the arrangement as it stands. */
  value(): number;
  /** Puts a species on a place; `value` follows. */
  set(place: number, species: number): void;
  /** (places) species now. */
  readonly species: Int32Array;
}

/** Places among which species may be exchanged. */
export type Exchange = readonly (readonly number[])[];

/** Arrangements up to this many are all tried. */
const MOST_TRIED = 20_000;
/** Tries of one annealing run, per place and in all. */
const TRIES_PER_PLACE = 400;
const MOST_TRIES = 120_000;
const RUNS = 3;

/** How many arrangements there are; Infinity beyond what is counted. */
export function countArrangements(exchange: Exchange, species: Int32Array): number {
  let total = 1;
  for (const places of exchange) {
    const left = new Map<number, number>();
    for (const place of places) left.set(species[place], (left.get(species[place]) ?? 0) + 1);
    let n = places.length;
    for (const count of left.values()) {
      for (let k = 1; k <= count; k++, n--) total = (total * n) / k;
      if (total > 1e12) return Infinity;
    }
  }
  return Math.round(total);
}

/**
 * The arrangement of lowest value: of all, where there are few; else by simulated annealing (Kirkpatrick, Gelatt and
 * Vecchi, Science 220 (1983) 671, doi:10.1126/science.220.4598.671), several runs from random starts.
 *
 * @returns how many arrangements there are where all were tried
 */
export async function arrange(
  objective: Objective,
  exchange: Exchange,
  rng: Rng,
  pause: (done: number) => Promise<void>,
): Promise<{ all?: number }> {
  const count = countArrangements(exchange, objective.species);
  if (count <= MOST_TRIED) {
    tryAll(objective, exchange);
    return { all: count };
  }
  let best = objective.species.slice();
  let lowest = Infinity;
  const places = exchange.flat().length;
  const tries = Math.min(MOST_TRIES, TRIES_PER_PLACE * places);
  for (let run = 0; run < RUNS; run++) {
    for (const group of exchange) shuffle(objective, group, rng);
    let value = objective.value();
    if (value < lowest) [lowest, best] = [value, objective.species.slice()];
    // The first hundred exchanges set the temperature.
    let scale = 0;
    for (let k = 0; k < 100; k++) {
      const pair = pickPair(objective, exchange, rng);
      if (!pair) break;
      swap(objective, pair);
      const next = objective.value();
      scale += Math.abs(next - value) / 100;
      value = next;
    }
    for (let k = 0; k < tries; k++) {
      if (k % 2000 === 0) await pause((run + k / tries) / RUNS);
      const pair = pickPair(objective, exchange, rng);
      if (!pair) break;
      swap(objective, pair);
      const next = objective.value();
      const temperature = scale * (1 - k / tries) ** 3;
      if (next <= value || rng.uniform() < Math.exp((value - next) / Math.max(temperature, 1e-300))) {
        value = next;
        if (value < lowest - 1e-12) [lowest, best] = [value, objective.species.slice()];
      } else swap(objective, pair);
    }
  }
  best.forEach((species, place) => objective.set(place, species));
  return {};
}

function pickPair(objective: Objective, exchange: Exchange, rng: Rng): readonly [number, number] | undefined {
  for (let k = 0; k < 200; k++) {
    const group = exchange[rng.integer(exchange.length)];
    const pair = [group[rng.integer(group.length)], group[rng.integer(group.length)]] as const;
    if (objective.species[pair[0]] !== objective.species[pair[1]]) return pair;
  }
  return undefined;
}

function swap(objective: Objective, [a, b]: readonly [number, number]): void {
  const [first, second] = [objective.species[a], objective.species[b]];
  objective.set(a, second);
  objective.set(b, first);
}

function shuffle(objective: Objective, places: readonly number[], rng: Rng): void {
  for (let k = places.length - 1; k > 0; k--) {
    const other = rng.integer(k + 1);
    if (other !== k && objective.species[places[k]] !== objective.species[places[other]])
      swap(objective, [places[k], places[other]]);
  }
}

function tryAll(objective: Objective, exchange: Exchange): void {
  let best = objective.species.slice();
  let lowest = Infinity;
  const order = exchange.flat();
  const groupOf = exchange.flatMap((group, g) => group.map(() => g));
  const left = exchange.map((group) => {
    const counts = new Map<number, number>();
    for (const place of group) counts.set(objective.species[place], (counts.get(objective.species[place]) ?? 0) + 1);
    return counts;
  });
  const visit = (at: number): void => {
    if (at === order.length) {
      const value = objective.value();
      if (value < lowest - 1e-12) [lowest, best] = [value, objective.species.slice()];
      return;
    }
    const counts = left[groupOf[at]];
    for (const [species, count] of counts) {
      if (count === 0) continue;
      counts.set(species, count - 1);
      if (objective.species[order[at]] !== species) objective.set(order[at], species);
      visit(at + 1);
      counts.set(species, count);
    }
  };
  visit(0);
  best.forEach((species, place) => objective.set(place, species));
}
