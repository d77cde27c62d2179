import { convertUnit, DIMENSIONS, InputError, type Estimate, type Setting } from '../core/index.js';
import { parseMeasure, type EvidenceEntry, type AnyEvidenceKind, type Result, type Study } from '../evidence/index.js';
import { findResult, nameResult } from './find-result.js';
import type { Taken } from './types.js';

/** A setting that is taken from other evidence: `{ from: interface.separation_energy, group: bulk }`. */
export interface Reference {
  setting: string;
  evidence: string;
  /** `evidence.quantity` */
  id: string;
  quantity: string;
  at?: string;
  group?: string;
}

const REFERENCE_KEYS = ['from', 'group', 'at'];

/** Whether a setting's value names a number of other evidence. */
export function isReference(value: unknown): value is { from: string; group?: unknown; at?: unknown } {
  return typeof value === 'object' && value !== null && typeof (value as { from?: unknown }).from === 'string';
}

/** References among the settings of an entry. */
export function referencesOf(entry: EvidenceEntry): Reference[] {
  return Object.entries(entry).flatMap(([setting, value]): Reference[] => {
    if (!isReference(value)) return [];
    const stray = Object.keys(value).find((key) => !REFERENCE_KEYS.includes(key));
    if (stray !== undefined)
      throw new InputError(`${setting}: a number taken from other evidence has no "${stray}"`, {
        value: stray,
        allowed: REFERENCE_KEYS,
        where: { path: setting },
      });
    const { evidence, quantity, at } = parseMeasure(value.from);
    const condition = value.at === undefined ? at : String(value.at);
    return [
      {
        setting,
        evidence,
        quantity,
        id: `${evidence}.${quantity}`,
        ...(condition !== undefined && { at: condition }),
        ...(value.group !== undefined && { group: String(value.group) }),
      },
    ];
  });
}

/**
 * Evidence in an order in which each comes after what it takes numbers from.
 *
 * @throws InputError where evidence takes, through others, from itself
 */
export function orderEvidence(study: Study): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string, path: readonly string[]): void => {
    if (state.get(name) === 'done') return;
    if (state.get(name) === 'open')
      throw new InputError(
        `evidence takes numbers in a circle: ${[...path.slice(path.indexOf(name)), name].join(' → ')}`,
        {
          where: { path: `evidence.${name}` },
        },
      );
    state.set(name, 'open');
    for (const { evidence } of referencesOf(study.evidence[name]))
      if (Object.hasOwn(study.evidence, evidence)) visit(evidence, [...path, name]);
    state.set(name, 'done');
    order.push(name);
  };
  for (const name of Object.keys(study.evidence)) visit(name, []);
  return order;
}

/**
 * Checks that what a setting takes can be given, in a unit that it can use.
 *
 * @throws InputError
 */
export function checkReference(
  reference: Reference,
  setting: Setting<unknown>,
  upstream: AnyEvidenceKind | undefined,
  study: Study,
): void {
  const where = { path: reference.setting };
  if (!Object.hasOwn(study.evidence, reference.evidence))
    throw new InputError(`${reference.setting}: there is no evidence "${reference.evidence}"`, {
      value: reference.evidence,
      allowed: Object.keys(study.evidence),
      where,
    });
  if (setting.dimension === undefined)
    throw new InputError(`${reference.setting} is no quantity, so it cannot be taken from other evidence`, { where });
  if (!upstream) return;
  const quantity = upstream.quantities[reference.quantity];
  if (!quantity)
    throw new InputError(`${reference.setting}: ${upstream.id} gives no "${reference.quantity}"`, {
      value: reference.quantity,
      allowed: Object.keys(upstream.quantities),
      where,
    });
  const units = typeof quantity.unit === 'string' ? [quantity.unit] : quantity.unit;
  for (const unit of units) convertUnit(1, unit, DIMENSIONS[setting.dimension]);
}

/**
 * An entry with the numbers that it takes in the place of their names, and what was taken; or why a number is missing.
 */
export function resolveReferences(
  name: string,
  entry: EvidenceEntry,
  results: readonly Result[],
): { entry: EvidenceEntry; taken: Taken[] } | { missing: string } {
  const resolved: EvidenceEntry = { ...entry };
  const taken: Taken[] = [];
  for (const reference of referencesOf(entry)) {
    const found = findResult(reference, results);
    if (typeof found === 'string') return { missing: `${name} takes ${reference.setting} from it: ${found}` };
    resolved[reference.setting] = toGiven(found.estimate, nameResult(found));
    taken.push({ by: name, setting: reference.setting, result: nameResult(found), estimate: found.estimate });
  }
  return { entry: resolved, taken };
}

/** A number as settings take it: only what decides it, so that nothing runs again while it stays. */
function toGiven({ value, unit, sigma, interval }: Estimate, from: string): Record<string, unknown> {
  return { value, unit, ...(sigma !== undefined && { sigma }), ...(interval && { interval }), taken: from };
}
