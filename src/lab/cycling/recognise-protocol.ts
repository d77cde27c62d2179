import type { Cycle } from './compute-cycles.js';
import { nameRate } from './rates.js';

export type BlockRole = 'formation' | 'rate test' | 'cycling' | 'recovery' | 'titration';

/** Consecutive cycles with one purpose. */
export interface Block {
  role: BlockRole;
  /** Numbers of the first and the last cycle. */
  from: number;
  to: number;
  /** Rates as people write them; several in a rate test. */
  chargeRates: string[];
  dischargeRates: string[];
}

interface Run {
  cycles: Cycle[];
  charge: string;
  discharge: string;
  /** [1] */
  rate: number;
}

/** [1] A check-up is slower than the cycling around it by at least this factor. */
const SLOWER = 2.5;
/** Longest check-up between two blocks of cycling. */
const LONGEST_RECOVERY = 10;
/** Shortest block that counts as cycling. */
const SHORTEST_CYCLING = 11;

/**
 * The blocks of a cycling test, by its rates: formation (slow, at the start), rate tests (three or more discharge
 * rates, one after the other), titrations (half cycles made of pulses), cycling, and recovery: a few slow cycles
 * between or after blocks of faster cycling.
 *
 * @param oneC [A]
 */
export function recogniseProtocol(cycles: readonly Cycle[], oneC: number): Block[] {
  const runs: Run[] = [];
  for (const cycle of cycles) {
    if (!cycle.discharge && !cycle.charge) continue;
    const charge = cycle.charge ? nameRate(cycle.charge.current / oneC) : '–';
    const discharge = cycle.discharge ? nameRate(cycle.discharge.current / oneC) : '–';
    const last = runs.at(-1);
    const titration = isTitration(cycle);
    if (
      last &&
      (last.discharge === discharge || discharge === '–') &&
      (last.charge === charge || charge === '–' || last.charge === '–') &&
      isTitration(last.cycles[0]) === titration
    )
      last.cycles.push(cycle);
    else runs.push({ cycles: [cycle], charge, discharge, rate: (cycle.discharge ?? cycle.charge)!.current / oneC });
  }
  const blocks: Block[] = [];
  for (let k = 0; k < runs.length; ) {
    const rates = countRateTest(runs, k);
    if (rates >= 3) {
      blocks.push(makeBlock('rate test', runs.slice(k, k + rates)));
      k += rates;
      continue;
    }
    blocks.push(makeBlock(roleOf(runs, k), [runs[k]]));
    k++;
  }
  return blocks;
}

/** Whether most of a discharge or a charge went in pulses with rests between. */
function isTitration(cycle: Cycle): boolean {
  return [cycle.discharge, cycle.charge].some(
    (half) => half !== undefined && half.steps.filter((s) => s.mode === 'pulse').length >= 5,
  );
}

/** Runs from `k` on whose discharge rates only rise, each for a few cycles. */
function countRateTest(runs: readonly Run[], k: number): number {
  let n = 1;
  while (
    k + n < runs.length &&
    runs[k + n].rate > 1.15 * runs[k + n - 1].rate &&
    runs[k + n].cycles.length <= 10 &&
    runs[k + n - 1].cycles.length <= 10 &&
    !isTitration(runs[k + n].cycles[0])
  )
    n++;
  return n;
}

function roleOf(runs: readonly Run[], k: number): BlockRole {
  const run = runs[k];
  if (isTitration(run.cycles[0])) return 'titration';
  const before = runs.slice(0, k).findLast((r) => r.cycles.length >= SHORTEST_CYCLING);
  if (before && run.cycles.length <= LONGEST_RECOVERY && run.rate * SLOWER <= before.rate) return 'recovery';
  if (k === 0 && runs.length > 1 && run.cycles.length <= 5 && run.rate < runs[1].rate * 0.75) return 'formation';
  return 'cycling';
}

function makeBlock(role: BlockRole, runs: readonly Run[]): Block {
  const cycles = runs.flatMap((r) => r.cycles);
  return {
    role,
    from: cycles[0].number,
    to: cycles.at(-1)!.number,
    chargeRates: [...new Set(runs.map((r) => r.charge))],
    dischargeRates: [...new Set(runs.map((r) => r.discharge))],
  };
}
