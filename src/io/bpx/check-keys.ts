import { InputError } from '../../core/index.js';
import { makeTable, parseExpression, type Expression } from '../../num/expression/index.js';
import type { KeyKind, Keys } from './schema.js';

/** A JSON object as read. */
export type JsonObject = Record<string, unknown>;

/** The object under a key, or an error that names the key. */
export function requireObject(value: unknown, path: string): JsonObject {
  if (value === undefined) throw new InputError(`"${path}" is missing`, { where: { path } });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`"${path}" must be an object`, { where: { path } });
  return value as JsonObject;
}

/** Checks an object against its keys: what is missing, unknown or of the wrong kind is named with its full path. */
export function checkKeys(object: JsonObject, keys: Keys, path: string, extra: readonly string[] = []): void {
  const allowed = [...Object.keys(keys), ...extra];
  for (const key of Object.keys(object)) {
    if (!allowed.includes(key))
      throw new InputError(`"${key}" is not a key of "${path}"`, {
        value: key,
        allowed,
        where: { path: `${path} → ${key}` },
      });
  }
  for (const [key, kind] of Object.entries(keys)) {
    if (object[key] === undefined || object[key] === null) {
      if (!kind.endsWith('?')) throw new InputError(`"${key}" is missing`, { where: { path: `${path} → ${key}` } });
      continue;
    }
    checkValue(object[key], kind.replace('?', '') as KeyKind, `${path} → ${key}`);
  }
}

function checkValue(value: unknown, kind: KeyKind, path: string): void {
  const fail = (expected: string): never => {
    throw new InputError(`"${path}" must be ${expected}, not ${JSON.stringify(value)?.slice(0, 60)}`, {
      where: { path },
    });
  };
  if (kind === 'text') {
    if (typeof value !== 'string') fail('text');
    return;
  }
  if (kind === 'function' && typeof value !== 'number') {
    if (typeof value === 'string') return;
    const table = value as { x?: unknown; y?: unknown } | null;
    const isList = (v: unknown): v is number[] =>
      Array.isArray(v) && v.every((n) => typeof n === 'number' && Number.isFinite(n));
    if (typeof table !== 'object' || table === null || !isList(table.x) || !isList(table.y))
      return fail('a number, a formula, or a table {x: […], y: […]}');
    if (table.x.length !== table.y.length || table.x.length < 2)
      fail('a table with as many x as y, at least two of each');
    if (new Set(table.x).size !== table.x.length) fail('a table without repeated x');
    return;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return fail('a number');
  if (kind === 'positive' && value <= 0) fail('above 0');
  if (kind === 'fraction' && (value < 0 || value > 1)) fail('between 0 and 1');
  if (kind === 'whole' && (!Number.isInteger(value) || value < 1)) fail('a whole number, 1 or more');
}

/**
 * A value that was checked as `function`, as an expression; a formula may use `variables`, a table is read along the
 * first of them.
 */
export function readFunction(
  value: unknown,
  variables: readonly string[],
  path: string,
  constants?: Record<string, number>,
): Expression {
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value === 'string') return parseExpression(value, { variables, constants, path });
  const table = value as { x: number[]; y: number[] };
  return makeTable(table.x, table.y, { kind: 'variable', name: variables[0]! });
}
