import { InputError } from '../../core/index.js';
import type { Mechanism } from '../ageing/mechanism.js';
import type { CellDescription } from '../parameters/describe-cell.js';
import type { CellSystem, StateMesh } from './cell-system.js';
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
  description: CellDescription;
  nodes: number;
  shells: number;
  inUse: boolean;
}

const known = new WeakMap<CellSystem, Known>();

/** Remembers what a system was made from, so that another run can be known to fit it; it is in use until released. */
export function rememberSystem(system: CellSystem, parts: SystemParts, description: CellDescription): void {
  known.set(system, {
    parts: describe(parts),
    mechanisms: [...parts.mechanisms],
    description,
    nodes: parts.nodes,
    shells: parts.shells,
    inUse: true,
  });
}

/** The cell that a system was made from. */
export function descriptionOf(system: CellSystem): CellDescription | undefined {
  return known.get(system)?.description;
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

const reached = new WeakMap<Float64Array, { parts: StateParts; mesh: StateMesh }>();

/** What decides where in a state something stands. */
export interface StateParts extends Pick<SystemParts, 'model' | 'nodes' | 'shells'> {
  /** How many materials each has. */
  electrodes: string;
  /** In their order, with their electrodes. */
  mechanisms: string;
}

/** Remembers the mesh that a state was reached on; to be called before its system goes on. */
export function rememberState(state: Float64Array, system: CellSystem, parts: StateParts): void {
  reached.set(state, { parts, mesh: system.describeMesh() });
}

/** @throws InputError for a state that no run returned, whose mesh is not known */
export function knownState(state: Float64Array): { parts: StateParts; mesh: StateMesh } {
  const found = reached.get(state);
  if (found) return found;
  throw new InputError('`state` is not one that an earlier run returned', {
    hint: 'give the array of its result itself, not a copy: the mesh that it stands on is known with it',
  });
}

/** @throws InputError where a state was reached with something else */
export function checkState(state: Float64Array, parts: StateParts): void {
  const { parts: own } = knownState(state);
  const other = (Object.keys(parts) as (keyof StateParts)[]).filter((name) => parts[name] !== own[name]);
  if (other.length > 0) throw new InputError(`\`state\` was reached with other ${other.join(', ')}`);
}

/** Ends a run's use of a system. */
export function releaseSystem(system: CellSystem): void {
  const found = known.get(system);
  if (found) found.inUse = false;
}

function describe({ mechanisms: _, ...parts }: SystemParts): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, String(value)]));
}
