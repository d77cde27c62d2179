import { formatCondition, sameCondition, type Condition } from '../core/index.js';
import type { Result } from './types.js';

/** `interface.opening_strength at 300 K [bulk]` */
export function nameResult(result: Pick<Result, 'id' | 'at' | 'group'>): string {
  const at = formatCondition(result.at);
  return `${result.id}${at ? ` at ${at}` : ''}${result.group ? ` [${result.group}]` : ''}`;
}

/** What is asked of results: `evidence.quantity`, a printed condition, a group. */
export interface Asked {
  id: string;
  at?: string;
  group?: string;
}

/** The one result that is asked for, or a sentence that says why there is none. */
export function findResult({ id, at, group }: Asked, results: readonly Result[]): Result | string {
  const named = results.filter((r) => r.id === id);
  if (named.length === 0) return `The run gave no ${id}.`;
  const candidates = named.filter((r) => sameCondition(formatCondition(r.at), at));
  if (candidates.length === 0)
    return `${id} is known at ${list(named.map((r) => describe(r.at)))}, not ${at ? `at ${at}` : 'without a condition'}.`;
  const of = candidates.filter((r) => r.group === group);
  if (of.length === 1) return of[0];
  const groups = list(candidates.map((r) => r.group ?? 'no group'));
  return of.length > 1
    ? `${id} was given ${of.length} times for the same group.`
    : group === undefined
      ? `${id} differs by group (${groups}); compare: must name one or two of them.`
      : `${id} has no group "${group}", only ${groups}.`;
}

const describe = (at: Condition | undefined): string => formatCondition(at) ?? 'no stated condition';

/** Conditions named in a sentence before it only counts. */
const NAMED = 12;

function list(words: readonly string[]): string {
  const all = [...new Set(words)];
  return all.length <= NAMED ? all.join(', ') : `${all.slice(0, NAMED).join(', ')} and ${all.length - NAMED} more`;
}
