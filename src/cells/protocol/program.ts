import { InputError } from '../../core/index.js';
import type { Item, Protocol, Step } from './protocol.js';

/** A protocol as a flat program, so that the place reached is a few whole numbers. */
export type Instruction =
  | { op: 'step'; step: Step }
  | { op: 'temperature'; value: number }
  /** Counter k + 1; back to `to` while it is below `times`, else the counter is cleared. */
  | { op: 'loop'; counter: number; times: number; to: number }
  /** Skips to `to` unless counter + 1 is a multiple of `passes`. */
  | { op: 'skip'; counter: number; passes: number; to: number };

export interface Program {
  code: readonly Instruction[];
  counters: number;
  /** [1] steps that will be run, if none ends the program early. */
  steps: number;
}

export function compileProtocol(protocol: Protocol): Program {
  const code: Instruction[] = [];
  let counters = 0;
  const emit = (items: readonly Item[], counter: number | undefined): number => {
    const labels = new Map<string, { at: number; steps: number }>();
    let steps = 0;
    for (const item of items) {
      switch (item.kind) {
        case 'step':
          labels.set(item.label.toLowerCase(), { at: code.length, steps });
          code.push({ op: 'step', step: item });
          steps++;
          break;
        case 'temperature':
          code.push({ op: 'temperature', value: item.value });
          break;
        case 'repeat': {
          const own = counters++;
          const to = code.length;
          steps += item.times * emit(item.items, own);
          code.push({ op: 'loop', counter: own, times: item.times, to });
          break;
        }
        case 'every': {
          if (counter === undefined) throw new InputError(`"every ${item.passes} passes" stands outside a repeat`);
          const at = code.length;
          code.push({ op: 'skip', counter, passes: item.passes, to: 0 });
          steps += emit(item.items, counter) / item.passes;
          code[at] = { op: 'skip', counter, passes: item.passes, to: code.length };
          break;
        }
        case 'goto': {
          const target = labels.get(item.label.toLowerCase());
          if (!target)
            throw new InputError(`"go to ${item.label}" names no earlier step of its level`, {
              value: item.label.toLowerCase(),
              allowed: [...labels.keys()],
            });
          code.push({ op: 'loop', counter: counters++, times: item.times + 1, to: target.at });
          steps += item.times * (steps - target.steps);
          break;
        }
      }
    }
    return steps;
  };
  const steps = emit(protocol.items, undefined);
  return { code, counters, steps: Math.round(steps) };
}
