import type { Note, Recording } from '../../core/index.js';
import { findSteps, type SegmentOptions, type Segmentation, type Step } from './find-steps.js';

/** All charging, or all discharging, between two reversals. */
export interface HalfCycle {
  /** [C] */
  capacity: number;
  /** [C] standard error of the capacity from that of the voltage that it ends at, where the recording states one */
  capacitySigma?: number;
  /** [J] */
  energy: number;
  /** [V] energy over capacity */
  meanVoltage: number;
  /** [A] median of the constant current, positive */
  current: number;
  /** [C] passed while the voltage was held */
  heldCapacity: number;
  /** [V] under current, at the end of the constant current */
  endVoltage: number;
  /** [V] at the end of the rest that follows, where there is one */
  restVoltage?: number;
  /** [s] rests not counted */
  duration: number;
  steps: Step[];
}

/** A charge and the discharge after it (or, where a test begins so, a discharge and its charge). */
export interface Cycle {
  /** Counted from 1. */
  number: number;
  /** The cycler's own number, where it gives one. */
  cyclerNumber?: number;
  charge?: HalfCycle;
  discharge?: HalfCycle;
}

export interface CycleOptions extends SegmentOptions {
  /** Which half begins a cycle. @default the one that the test begins with */
  begin?: 'charge' | 'discharge';
}

export interface Cycles extends Segmentation {
  cycles: Cycle[];
  begin: 'charge' | 'discharge';
}

/** [1] A pulse against the direction of both its neighbours is part of their half cycle. */
const BESIDE = 0.02;
/** [1] A first half cycle below this share of the next one in its direction is a part, not a half. */
const PARTIAL = 0.7;

/**
 * Cycles of a recording, by its reversals of current. Charge is delithiation of the cathode: current > 0. Rests and
 * pulses belong to the half cycle that they stand in.
 *
 * @throws InputError when the recording has no time, voltage or current
 */
export function computeCycles(recording: Recording, options: CycleOptions = {}): Cycles {
  const found = findSteps(recording, options);
  const notes: Note[] = [...found.notes];
  const halves = joinSlivers(groupHalves(found.steps), notes);
  const [lead, , third] = halves;
  if (options.begin === undefined && third && capacityOf(lead) < PARTIAL * capacityOf(third)) {
    halves.shift();
    notes.push({
      level: 'info',
      code: 'leading-part',
      text: `the test begins with a part of a ${lead.direction === 1 ? 'charge' : 'discharge'}, ${((100 * capacityOf(lead)) / capacityOf(third)).toFixed(0)} % of the next one, which is in no cycle`,
    });
  }
  const begin = options.begin ?? (halves[0]?.direction === -1 ? 'discharge' : 'charge');
  const first = begin === 'charge' ? 1 : -1;
  const cycles: Cycle[] = [];
  for (const half of halves) {
    let cycle = cycles.at(-1);
    if (!cycle || half.direction === first || (half.direction === 1 ? cycle.charge : cycle.discharge)) {
      const cyclerNumber = half.steps.find((s) => s.direction !== 0)?.cycler.cycle;
      cycle = { number: cycles.length + 1, ...(cyclerNumber !== undefined && { cyclerNumber }) };
      cycles.push(cycle);
    }
    cycle[half.direction === 1 ? 'charge' : 'discharge'] = summarise(half.steps, recording, found);
  }
  const last = cycles.at(-1);
  if (last && cycles.length > 1 && !(last.charge && last.discharge))
    notes.push({
      level: 'info',
      code: 'half-cycle',
      text: `cycle ${last.number} has only a ${last.charge ? 'charge' : 'discharge'}`,
    });
  if (cycles.length > 0 && begin === 'discharge' && options.begin === undefined)
    notes.push({
      level: 'info',
      code: 'begins-discharged',
      text: 'the test begins with a discharge, so each cycle is a discharge and the charge after it; coulombic efficiency is discharge over charge all the same',
    });
  return { ...found, cycles, begin, notes };
}

/**
 * [1] A half cycle of less than this share of the usual charge, in less than this share of the usual time, is a slip of
 * the record.
 */
const SLIVER = 0.01;
/**
 * Rows up to which a reversal is a slip of the record with ten times that share: records are far apart in some files.
 */
const FEW_ROWS = 2;
/** [1] Slips are few; where more of the reversals are small, they are how the test was run. */
const MOST_SLIPS = 0.25;

/**
 * A row or two of reversed current make no half cycle: they belong to the one around them.
 */
function joinSlivers(halves: Half[], notes: Note[]): Half[] {
  if (halves.length < 3) return halves;
  const durationOf = (half: Half): number =>
    half.steps.reduce((sum, s) => sum + (s.direction === half.direction ? s.duration : 0), 0);
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];
  const rowsOf = (half: Half): number =>
    half.steps.reduce((sum, s) => sum + (s.direction === half.direction ? s.to - s.from : 0), 0);
  const charge = middle(halves.map(capacityOf));
  const duration = middle(halves.map(durationOf));
  const isSliver = (half: Half): boolean => {
    const share = rowsOf(half) <= FEW_ROWS ? 10 * SLIVER : SLIVER;
    return capacityOf(half) < share * charge && durationOf(half) < share * duration;
  };
  if (halves.filter(isSliver).length > MOST_SLIPS * halves.length) return halves;
  const kept: Half[] = [];
  const joined: Half[] = [];
  let waiting: Step[] = [];
  for (const half of halves) {
    const before = kept.at(-1);
    if (isSliver(half)) {
      joined.push(half);
      if (before) for (const step of half.steps) before.steps.push(step);
      else waiting = waiting.concat(half.steps);
    } else if (before && before.direction === half.direction) for (const step of half.steps) before.steps.push(step);
    else {
      kept.push({ direction: half.direction, steps: waiting.concat(half.steps) });
      waiting = [];
    }
  }
  if (joined.length > 0)
    notes.push({
      level: 'warning',
      code: 'reversals-joined',
      text: `${joined.length} reversal${joined.length > 1 ? 's' : ''} of the current ${joined.length > 1 ? 'are' : 'is'} of a row or two, or of less than ${100 * SLIVER} % of the usual charge and time: no half cycle was made of ${joined.length > 1 ? 'them' : 'it'}`,
      where: `row ${joined
        .slice(0, 5)
        .map((h) => h.steps.find((s) => s.direction === h.direction)!.from + 1)
        .join(', ')}${joined.length > 5 ? ', …' : ''}`,
    });
  return kept;
}

interface Half {
  direction: -1 | 1;
  steps: Step[];
}

const capacityOf = (half: { direction: -1 | 1; steps: readonly Step[] }): number =>
  half.steps.reduce((sum, s) => sum + (s.direction === half.direction ? s.charge : 0), 0);

function groupHalves(steps: readonly Step[]): Half[] {
  const halves: Half[] = [];
  const largest = steps.reduce((most, s) => Math.max(most, s.charge), 0);
  const nextActive = findNextActive(steps);
  let waiting: Step[] = [];
  steps.forEach((step, k) => {
    const current = halves.at(-1);
    if (step.direction === 0) {
      if (current) current.steps.push(step);
      else waiting.push(step);
      return;
    }
    const next = nextActive[k];
    const counter =
      step.mode === 'pulse' &&
      current &&
      step.direction !== current.direction &&
      next?.direction === current.direction &&
      step.charge < BESIDE * largest;
    if (current && (step.direction === current.direction || counter)) current.steps.push(step);
    else {
      halves.push({ direction: step.direction, steps: [...waiting, step] });
      waiting = [];
    }
  });
  return halves;
}

/** For each step the next one with a direction. */
function findNextActive(steps: readonly Step[]): (Step | undefined)[] {
  const next: (Step | undefined)[] = new Array(steps.length);
  let found: Step | undefined;
  for (let k = steps.length - 1; k >= 0; k--) {
    next[k] = found;
    if (steps[k].direction !== 0) found = steps[k];
  }
  return next;
}

function summarise(steps: Step[], recording: Recording, found: Segmentation): HalfCycle {
  const first = steps.find((s) => s.direction !== 0)!;
  const own = steps.filter((s) => s.direction === first.direction);
  const sum = (pick: (step: Step) => number, of: readonly Step[] = own): number =>
    of.reduce((total, step) => total + pick(step), 0);
  const galvanostatic = own.filter((s) => s.mode !== 'constant voltage');
  const longest = (galvanostatic.length > 0 ? galvanostatic : own).reduce((a, b) => (b.charge > a.charge ? b : a));
  const lastStep = steps.at(-1)!;
  const capacity = sum((s) => s.charge);
  const energy = sum((s) => s.energy);
  const capacitySigma = estimateEndError(own.at(-1)!, recording, found);
  return {
    capacity,
    ...(capacitySigma !== undefined && { capacitySigma }),
    energy,
    meanVoltage: capacity > 0 ? energy / capacity : first.endVoltage,
    current: Math.abs(longest.current),
    heldCapacity: sum((s) => (s.mode === 'constant voltage' ? s.charge : 0)),
    endVoltage: (galvanostatic.at(-1) ?? own.at(-1)!).endVoltage,
    ...(lastStep.mode === 'rest' && { restVoltage: lastStep.endVoltage }),
    duration: sum((s) => s.duration),
    steps,
  };
}

/**
 * Rows at the end of a constant current that its error is taken from: the last one alone may have met the cut-off
 * exactly.
 */
const LAST_ROWS = 5;

/**
 * [C] By how much more or less charge a constant current would have met the voltage that it ended at: the error of the
 * voltage over its slope with charge.
 */
function estimateEndError(step: Step, { table }: Recording, { charge }: Segmentation): number | undefined {
  const { values, sigma } = table.get('voltage_volt') as { values: Float64Array; sigma?: Float64Array };
  if (!sigma || step.mode === 'constant voltage') return undefined;
  const passed = step.direction > 0 ? charge.charging : charge.discharging;
  let error = 0;
  for (let i = Math.max(step.from, step.to - LAST_ROWS); i < step.to - 1; i++) {
    const slope = Math.abs((values[i + 1] - values[i]) / (passed[i + 1] - passed[i]));
    if (Number.isFinite(slope) && slope > 0) error = Math.max(error, sigma[i] / slope);
  }
  return error;
}
