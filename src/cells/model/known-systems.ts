import { InputError } from '../../core/index.js';
import type { Mechanism } from '../ageing/mechanism.js';
import type { CellSystem } from './cell-system.js';
import type { ModelName } from './make-system.js';

/** What a discretised cell is made from. */
export interface SystemParts {
  /** Its parameters as canonical JSON. */
  cell: string;
  model: ModelName;
  thermal: 'isothermal' | 'lumped';
  nodes: number;
  shells: number;
  /** [A/m2] largest current density that it is meshed for. */
  density: number;
  mechanisms: readonly Mechanism[];
}

interface Known {
  /** Content of what it was made from, apart from the mechanisms, which hold functions. */
  parts: Record<string, string>;
  mechanisms: readonly Mechanism[];
  nodes: number;
  shells: number;
  inUse: boolean;
}

const known = new WeakMap<CellSystem, Known>();

/** Remembers what a system was made from, so that another run can be known to fit it; it is in use until released. */
export function rememberSystem(system: CellSystem, parts: SystemParts): void {
  known.set(system, {
    parts: describe(parts),
    mechanisms: [...parts.mechanisms],
    nodes: parts.nodes,
    shells: parts.shells,
    inUse: true,
  });
}

/** Mesh of a system that a run returned. */
export function meshOf(system: CellSystem): { nodes: number; shells: number } | undefined {
  return known.get(system);
}

/**
 * Takes a system for a run, to be given back with {@link releaseSystem}.
 *
 * @throws InputError where it was made from something else, or another run is on it
 */
export function takeSystem(system: CellSystem, parts: SystemParts): void {
  const found = known.get(system);
  if (!found) throw new InputError('`system` is not one that an earlier run returned');
  const now = describe(parts);
  const other = Object.keys(now).filter((name) => now[name] !== found.parts[name]);
  const { mechanisms } = parts;
  if (mechanisms.length !== found.mechanisms.length || mechanisms.some((m, k) => m !== found.mechanisms[k]))
    other.push('mechanisms');
  if (other.length > 0)
    throw new InputError(`\`system\` was made for other ${other.join(', ')}`, {
      hint: 'leave it out: the run then makes its own',
    });
  if (found.inUse) throw new InputError('another run is on this `system`', { hint: 'wait for it, or leave it out' });
  found.inUse = true;
}

/** Ends a run's use of a system. */
export function releaseSystem(system: CellSystem): void {
  const found = known.get(system);
  if (found) found.inUse = false;
}

function describe({ mechanisms: _, ...parts }: SystemParts): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, String(value)]));
}
