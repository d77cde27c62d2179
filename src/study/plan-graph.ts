import {
  convertUnit,
  DIMENSIONS,
  InputError,
  type Estimate,
  type Setting,
  type TakenRecordings,
} from '../core/index.js';
import {
  parseMeasure,
  type AnyEvidenceKind,
  type EvidenceEntry,
  type EvidenceOutput,
  type Study,
} from '../evidence/index.js';
import { findResult, nameResult } from './find-result.js';
import type { Taken } from './types.js';

/**
 * A setting that is taken from other evidence: a number, `{ from: interface.separation_energy, group: bulk }`, or all
 * recordings, `{ from: particle }`.
 */
export interface Reference {
  setting: string;
  evidence: string;
  /** Absent where recordings are taken. */
  quantity?: string;
  at?: string;
  group?: string;
}

const REFERENCE_KEYS = ['from', 'group', 'at'];

/** Whether a setting's value names other evidence. */
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
    if (!value.from.includes('.')) {
      if (value.group !== undefined || value.at !== undefined)
        throw new InputError(`${setting}: all recordings of ${value.from} are taken, without group: and at:`, {
          hint: `write { from: ${value.from} }, or { from: ${value.from}.QUANTITY, … } for a number`,
          where: { path: setting },
        });
      return [{ setting, evidence: value.from.trim() }];
    }
    const { evidence, quantity, at } = parseMeasure(value.from);
    const condition = value.at === undefined ? at : String(value.at);
    return [
      {
        setting,
        evidence,
        quantity,
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
  if (reference.quantity === undefined || setting.recordings !== undefined)
    return checkRecordings(reference, setting, upstream);
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

function checkRecordings(
  { setting: name, evidence, quantity }: Reference,
  setting: Setting<unknown>,
  upstream: AnyEvidenceKind | undefined,
): void {
  const where = { path: name };
  if (setting.recordings === undefined)
    throw new InputError(`${name} is no recording, so no more than a number can be taken for it`, {
      hint: `write { from: ${evidence}.QUANTITY }`,
      where,
    });
  if (quantity !== undefined)
    throw new InputError(`${name} is taken as recordings, not as a number`, {
      hint: `write { from: ${evidence} }`,
      where,
    });
  if (upstream && upstream.recordings !== setting.recordings)
    throw new InputError(
      `${name}: ${upstream.id} gives no recordings of the kind ${setting.recordings} that could be taken`,
      { where },
    );
}

/**
 * An entry with what it takes in the place of its names, and what was taken; or why something is missing.
 *
 * @param outputs of the evidence that is done, by its name
 */
export function resolveReferences(
  name: string,
  entry: EvidenceEntry,
  outputs: Readonly<Record<string, EvidenceOutput>>,
): { entry: EvidenceEntry; taken: Taken[] } | { missing: string } {
  const resolved: EvidenceEntry = { ...entry };
  const taken: Taken[] = [];
  for (const { quantity, ...reference } of referencesOf(entry)) {
    const output = outputs[reference.evidence];
    if (quantity === undefined) {
      const found = output?.recordings ?? [];
      if (found.length === 0)
        return { missing: `${name} takes ${reference.setting} from it: ${reference.evidence} gave no recordings` };
      const names = found.map(({ id }) => id.slice(reference.evidence.length + 1));
      resolved[reference.setting] = {
        kind: found[0].recording.kind,
        tables: Object.fromEntries(found.map(({ recording }, k) => [names[k], recording.table.columns])),
      } satisfies TakenRecordings;
      taken.push({ by: name, setting: reference.setting, result: reference.evidence, recordings: names });
      continue;
    }
    const found = findResult({ ...reference, id: `${reference.evidence}.${quantity}` }, output?.results ?? []);
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
