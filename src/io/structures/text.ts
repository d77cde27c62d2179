import { ELEMENTS, ReadError, type Structure } from '../../core/index.js';
import type { Source } from '../reader.js';

/** Largest file a structure reader takes whole; a trajectory beyond this is streamed. */
const MOST_BYTES = 1 << 30;

/** The whole source as text; bytes that are not text are an error. */
export async function readText(source: Source): Promise<string> {
  if (source.size > MOST_BYTES)
    throw new ReadError(
      `${Math.round(source.size / 2 ** 20)} MB are too much to hold at once`,
      { file: source.name },
      { hint: 'cut the file, or convert it to extxyz and stream it' },
    );
  return decodeText(await source.bytes());
}

/** UTF-8 text without its byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

/** Lines without their endings. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Words of a line. */
export function splitWords(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

/** Words of a line of numbers in fixed columns, where a minus sign may touch the number before: `0.5-0.25`. */
export function splitTouching(line: string): string[] {
  return splitWords(line.includes('-') ? line.slice(0, 4000).replaceAll(/(\d)-(?=[\d.])/g, '$1 -') : line);
}

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/;

/** A finite number, Fortran's `1.0D-3` included; undefined for anything else. */
export function parseNumber(word: string | undefined): number | undefined {
  if (word === undefined || !numeric.test(word)) return undefined;
  const value = Number(word.replace(/[dD]/, 'e'));
  return Number.isFinite(value) ? value : undefined;
}

/** Shortest text that reads back as the same number, minus zero included. */
export function formatNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

const symbols = new Set(ELEMENTS);

/**
 * Element symbol at the start of a label such as `Ni1`, `Li_sv`, `O2-`, or undefined. Deuterium counts as hydrogen.
 * In capitals `CO1` may be cobalt or carbon: the elements known to be there decide, else the longer symbol.
 */
export function findElement(label: string, there?: ReadonlyMap<string, unknown>): string | undefined {
  const letters = /^[A-Za-z]{1,3}/.exec(label.trim())?.[0];
  if (!letters) return undefined;
  const found = [2, 1].flatMap((length) => {
    // What goes on in small letters is a word, such as Wat for water: no symbol begins it.
    if (letters.length < length || /[a-z]/.test(letters[length] ?? '')) return [];
    const symbol = letters[0]!.toUpperCase() + letters.slice(1, length).toLowerCase();
    return symbols.has(symbol) ? [symbol] : symbol === 'D' ? ['H'] : [];
  });
  return found.find((symbol) => there?.has(symbol)) ?? found[0];
}

/** A symbol as a file format with proper capitals writes it; anything else is an error at its line. */
export function requireElement(symbol: string | undefined, file: string, line: number): string {
  if (symbol !== undefined && symbols.has(symbol)) return symbol;
  throw new ReadError(
    `"${symbol ?? ''}" is not a chemical element`,
    { file, line },
    { hint: 'write symbols like Li, Ni, O' },
  );
}

/** The numbers that a line must hold. */
export function requireNumbers(
  words: readonly (string | undefined)[],
  count: number,
  what: string,
  file: string,
  line: number,
): number[] {
  const values: number[] = [];
  for (let i = 0; i < count; i++) {
    const value = parseNumber(words[i]);
    if (value === undefined)
      throw new ReadError(`${what}: ${count} numbers are needed, but "${words.slice(0, 8).join(' ')}" stands here`, {
        file,
        line,
      });
    values.push(value);
  }
  return values;
}

/** Refuses a cell without volume and positions that are not numbers; readers call it on all they return. */
export function requireSound(structure: Structure, file: string, line?: number): Structure {
  const c = structure.cell;
  const volume =
    c[0]! * (c[4]! * c[8]! - c[5]! * c[7]!) -
    c[1]! * (c[3]! * c[8]! - c[5]! * c[6]!) +
    c[2]! * (c[3]! * c[7]! - c[4]! * c[6]!);
  if (structure.pbc.some(Boolean) && !(Math.abs(volume) > 1e-9 && Number.isFinite(volume)))
    throw new ReadError('the lattice vectors span no volume', { file, line });
  for (const value of structure.positions)
    if (!Number.isFinite(value)) throw new ReadError('an atom has no finite position', { file, line });
  return structure;
}
