import { isMap, InputError, ReadError } from '../../core/index.js';
import type { Source } from '../reader.js';
import { formatNumber, readText } from './text.js';

/** The JSON value of a source; a syntax error names its line. */
export async function readJson(source: Source): Promise<unknown> {
  const text = await readText(source);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const position = /position (\d+)/.exec((cause as Error).message)?.[1];
    const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
    throw new ReadError('this is not valid JSON', { file: source.name, line }, { hint: 'the file may be cut', cause });
  }
}

/** A list of finite numbers of the given length, or undefined. */
export function toNumbers(value: unknown, length: number): number[] | undefined {
  return Array.isArray(value) &&
    value.length === length &&
    value.every((x) => typeof x === 'number' && Number.isFinite(x))
    ? (value as number[])
    : undefined;
}

/**
 * JSON text that keeps minus zero and takes typed arrays; numbers that are not finite are an error, except where null
 * may stand.
 */
export function toJson(value: unknown, indent = ''): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new InputError(`JSON cannot hold ${value}`);
    return formatNumber(value);
  }
  const list = ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  const inner = `${indent} `;
  if (Array.isArray(list)) {
    const flat = list.every((x) => typeof x !== 'object' || x === null);
    if (flat) return `[${list.map((x) => toJson(x)).join(', ')}]`;
    return `[\n${list.map((x) => inner + toJson(x, inner)).join(',\n')}\n${indent}]`;
  }
  if (isMap(list)) {
    const entries = Object.entries(list).filter(([, x]) => x !== undefined);
    return `{\n${entries.map(([key, x]) => `${inner}${JSON.stringify(key)}: ${toJson(x, inner)}`).join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(list ?? null);
}
