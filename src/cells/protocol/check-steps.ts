import type { Note } from '../../core/index.js';
import type { Cell } from '../parameters/cell.js';
import { toAmpere } from '../cycler/step-ends.js';
import type { Item, Protocol, Step } from './protocol.js';

/** [1/h] rates beyond which an amount of current was probably meant in another unit. */
const FASTEST = 100;
const SLOWEST = 1 / 2000;

/** Holds the steps of a protocol against the cell and against themselves; each sentence is told once. */
export function checkSteps(protocol: Protocol, cell: Cell): Note[] {
  const notes = new Map<string, Note>();
  const visit = (items: readonly Item[]): void => {
    for (const item of items) {
      if (item.kind === 'step')
        for (const text of listDoubts(item, cell))
          notes.set(`${item.label} ${text}`, { level: 'warning', code: 'doubtful-step', text, where: item.label });
      if (item.kind === 'repeat' || item.kind === 'every') visit(item.items);
    }
  };
  visit(protocol.items);
  return [...notes.values()];
}

function listDoubts(step: Step, cell: Cell): string[] {
  const { control, ends } = step;
  const doubts: string[] = [];
  if (control.mode === 'current') {
    const rate = (Math.abs(toAmpere(control, cell)) * 3600) / cell.nominalCapacity;
    if (rate > FASTEST || rate < SLOWEST)
      doubts.push(
        `"${step.label}" is ${Number(rate.toPrecision(3))}C for a cell of ${Number((cell.nominalCapacity / 3600).toPrecision(3))} Ah: was another unit meant?`,
      );
    if (ends.some((e) => e.quantity === 'current'))
      doubts.push(`"${step.label}" holds the current constant, so that its end on a current is met at once or never`);
  }
  const voltages = [
    ...ends.flatMap((e) => (e.quantity === 'voltage' ? [e.value] : [])),
    ...(control.mode === 'voltage' ? [control.value] : []),
  ];
  for (const v of voltages)
    if (v > cell.upperVoltage + 0.3 || v < cell.lowerVoltage - 0.3)
      doubts.push(
        `"${step.label}" goes to ${v} V, far outside the cell's limits of ${cell.lowerVoltage} to ${cell.upperVoltage} V`,
      );
  if (control.mode === 'voltage' && ends.some((e) => e.quantity === 'voltage'))
    doubts.push(`"${step.label}" holds the voltage, so that its end on a voltage is met at once or never`);
  return doubts;
}

/** [A/m2] largest current density that a step of a protocol sets in with, 1C at least; holds take what they find. */
export function findLargestDensity(protocol: Protocol, cell: Cell): number {
  let largest = cell.nominalCapacity / 3600;
  const take = (ampere: number): void => {
    if (Number.isFinite(ampere)) largest = Math.max(largest, Math.abs(ampere));
  };
  const visit = (items: readonly Item[]): void => {
    for (const item of items) {
      if (item.kind === 'repeat' || item.kind === 'every') visit(item.items);
      if (item.kind !== 'step') continue;
      const { control } = item;
      if (control.mode === 'current') take(toAmpere(control, cell));
      else if (control.mode === 'power') take(control.value / Math.max(0.1, cell.lowerVoltage));
      else if (control.mode === 'resistance') take(cell.upperVoltage / control.value);
      else if (control.mode === 'table' && control.quantity === 'current')
        for (const value of control.value) take(value);
    }
  };
  visit(protocol.items);
  return largest / cell.area;
}
