import { fromBase64, toBase64 } from './base64.js';
import { CermetError } from './errors.js';
import { Table, type Column } from './table.js';

const typedArrays = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
} as const;
type TypedArrayName = keyof typeof typedArrays;

/**
 * Key that marks a value JSON has no form for. A plain object that has the key itself is wrapped, so nothing is
 * mistaken.
 */
const TAG = '$';

/**
 * Writes a value as JSON that {@link decodeValue} gives back: plain values nested to any depth, typed arrays (base64,
 * little-endian),
 * `Map`, `Set`, `Table`, `Date`, `undefined`, and the numbers that JSON lacks. Functions and class instances are refused.
 */
export function encodeValue(value: unknown): string {
  return JSON.stringify(toPlain(value, ''));
}

/** Gives back what {@link encodeValue} wrote. */
export function decodeValue(text: string): unknown {
  return toValue(JSON.parse(text));
}

function toPlain(value: unknown, path: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { [TAG]: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
  if (value === undefined) return { [TAG]: 'undefined' };
  if (typeof value === 'bigint') return { [TAG]: 'bigint', value: String(value) };
  if (Array.isArray(value)) return Array.from(value, (item, i) => toPlain(item, `${path}[${i}]`));
  if (value instanceof Date) return { [TAG]: 'Date', value: value.toISOString() };
  if (value instanceof Map)
    return {
      [TAG]: 'Map',
      entries: [...value].map(([k, v]) => [toPlain(k, path), toPlain(v, `${path}.${String(k)}`)]),
    };
  if (value instanceof Set) return { [TAG]: 'Set', values: [...value].map((v) => toPlain(v, path)) };
  if (value instanceof Table) return { [TAG]: 'Table', columns: toPlain(value.columns, path) };
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    if (!(name in typedArrays))
      throw new CermetError('encode', `a ${name} cannot be kept in the cache`, { where: { path } });
    return { [TAG]: name, base64: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  }
  if (typeof value === 'object') {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      const plain = Object.fromEntries(
        Object.entries(value)
          .filter(([, v]) => v !== undefined)
          .map(([k, v]) => [k, toPlain(v, `${path}.${k}`)]),
      );
      return TAG in plain ? { [TAG]: 'object', value: Object.entries(plain) } : plain;
    }
  }
  const what = typeof value === 'object' ? `an instance of ${value.constructor.name}` : `a ${typeof value}`;
  throw new CermetError('encode', `${what} cannot be kept in the cache`, {
    where: { path: path || 'the value itself' },
  });
}

function toValue(plain: unknown): unknown {
  if (Array.isArray(plain)) return plain.map(toValue);
  if (plain === null || typeof plain !== 'object') return plain;
  const object = plain as Record<string, unknown>;
  const tag = object[TAG];
  if (typeof tag !== 'string') return fromEntries(Object.entries(object));
  switch (tag) {
    case 'number':
      return Number(object.value);
    case 'undefined':
      return undefined;
    case 'bigint':
      return BigInt(object.value as string);
    case 'Date':
      return new Date(object.value as string);
    case 'Map':
      return new Map((object.entries as [unknown, unknown][]).map(([k, v]) => [toValue(k), toValue(v)]));
    case 'Set':
      return new Set((object.values as unknown[]).map(toValue));
    case 'Table':
      return new Table(toValue(object.columns) as Column[]);
    case 'object':
      return fromEntries(object.value as [string, unknown][]);
  }
  if (!(tag in typedArrays))
    throw new CermetError('encode', `"${tag}" is not a kind of value this version of Cermet keeps`);
  const bytes = fromBase64(object.base64 as string);
  return new typedArrays[tag as TypedArrayName](
    bytes.buffer,
    0,
    bytes.byteLength / typedArrays[tag as TypedArrayName].BYTES_PER_ELEMENT,
  );
}

/** Defines rather than assigns, so that a key called `__proto__` is data like any other. */
function fromEntries(entries: [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(entries.map(([k, v]) => [k, toValue(v)]));
}
