import { zipSync } from 'fflate';
import type { Note, Recording } from '../../../src/core/index.js';
import { detectReader, makeSource, readers, type ReadResult } from '../../../src/io/index.js';

/** What the readers make of bytes or text under a name; `beside` are files next to it. */
export async function readAny(
  name: string,
  content: Uint8Array | string,
  beside: Record<string, string> = {},
): Promise<ReadResult> {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const source = {
    ...makeSource(name, typeof content === 'string' ? encode(content) : content),
    sibling: async (other: string) =>
      Object.hasOwn(beside, other) ? makeSource(other, encode(beside[other])) : undefined,
  };
  const { reader } = await detectReader(source, readers);
  return reader.read(source);
}

/** The first recording of it. */
export async function readOne(
  name: string,
  content: Uint8Array | string,
  beside: Record<string, string> = {},
): Promise<Recording> {
  return (await readAny(name, content, beside)).recordings[0];
}

export const codes = (notes: readonly Note[]): string[] => notes.map((n) => n.code);
export const seriousCodes = (notes: readonly Note[]): string[] =>
  notes.filter((n) => n.level === 'serious').map((n) => n.code);

/**
 * Rows of a charge and a discharge, an hour each at a rate, one row a minute: time in minutes, V, current in A, charge
 * and discharge in Ah since the step began.
 */
export function makeHalves(
  current: number,
  cycles = 2,
): { minute: number; v: number; i: number; up: number; down: number; cycle: number }[] {
  const rows: ReturnType<typeof makeHalves> = [];
  let minute = 0;
  for (let cycle = 1; cycle <= cycles; cycle++)
    for (const sign of [1, -1])
      for (let k = 0; k < 60; k++) {
        rows.push({
          minute: minute++,
          v: sign > 0 ? 3.5 + k * 0.012 : 4.1 - k * 0.012,
          i: sign * current,
          up: sign > 0 ? (current * k) / 60 : 0,
          down: sign < 0 ? (current * k) / 60 : 0,
          cycle,
        });
      }
  return rows;
}

/** A zip archive of texts. */
export function makeZip(files: Record<string, string>, level: 0 | 6 = 0): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])),
    { level },
  );
}
