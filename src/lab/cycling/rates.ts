import type { Note } from '../../core/index.js';
import { computeOneC, type Electrode } from './electrode.js';
import type { Cycle } from './compute-cycles.js';

/** Rates that people set, as they write them. */
const NICE: readonly [rate: number, label: string][] = [
  [1 / 100, 'C/100'],
  [1 / 50, 'C/50'],
  [1 / 40, 'C/40'],
  [1 / 30, 'C/30'],
  [1 / 25, 'C/25'],
  [1 / 24, 'C/24'],
  [0.05, '0.05C'],
  [0.1, '0.1C'],
  [0.2, '0.2C'],
  [0.25, '0.25C'],
  [1 / 3, 'C/3'],
  [0.5, '0.5C'],
  [0.75, '0.75C'],
  [1, '1C'],
  [1.5, '1.5C'],
  [2, '2C'],
  [2.5, '2.5C'],
  [3, '3C'],
  [4, '4C'],
  [5, '5C'],
  [6, '6C'],
  [7, '7C'],
  [8, '8C'],
  [10, '10C'],
  [15, '15C'],
  [20, '20C'],
  [30, '30C'],
];
/** [1] How far a current may be from a rate that people set and still be called that. */
const NEAR = 0.06;

/** The current that 1C stands for. */
export interface OneC {
  /** [A] */
  current: number;
  notes: Note[];
}

/** 1C from the electrode's description, or from the capacity of the slowest discharge, which a note then says. */
export function chooseOneC(cycles: readonly Cycle[], electrode: Electrode): OneC {
  const given = computeOneC(electrode);
  if (given) return { current: given.value, notes: [] };
  const discharges = cycles.flatMap((c) => (c.discharge && c.discharge.capacity > 0 ? [c.discharge] : []));
  if (discharges.length === 0)
    return {
      current: NaN,
      notes: [
        {
          level: 'warning',
          code: 'no-one-c',
          text: 'there is no discharge to take 1C from, and the electrode does not say it',
        },
      ],
    };
  const slowest = discharges.reduce((a, b) => (b.capacity / b.current > a.capacity / a.current ? b : a));
  const current = slowest.capacity / 3600;
  return {
    current,
    notes: [
      {
        level: 'info',
        code: 'one-c-guessed',
        text: `C-rates count on the slowest discharge: 1C = ${(1000 * current).toPrecision(4)} mA; say "one C" to count on something else`,
      },
    ],
  };
}

/**
 * Name of a rate, such as `0.5C`: the rate that people set where one is near, the number itself otherwise.
 *
 * @param rate [1] current over that of 1C
 */
export function nameRate(rate: number): string {
  if (!(rate > 0) || !Number.isFinite(rate)) return '–';
  const [value, label] = NICE.reduce((a, b) =>
    Math.abs(Math.log(b[0] / rate)) < Math.abs(Math.log(a[0] / rate)) ? b : a,
  );
  return Math.abs(Math.log(value / rate)) < NEAR ? label : `${Number(rate.toPrecision(2))}C`;
}
