import type { Table } from '../core/index.js';
import type { ReadResult } from './reader.js';

/** A writer as data: the counterpart of a reader. */
export interface Writer {
  id: string;
  title: string;
  /** Lower-case endings with their dot; the first one is the usual one. */
  extensions: readonly string[];
  /** Whether what was read can be written in this form without losing what matters; a sentence says why not. */
  accepts(result: ReadResult): true | string;
  write(result: ReadResult): Promise<Uint8Array | string>;
  /** A part of a recording's table, the first with its header; absent where a form cannot be written in parts. */
  writePiece?(table: Table, first: boolean): string;
}

/** Checks and freezes a writer. */
export function defineWriter(writer: Writer): Writer {
  return Object.freeze(writer);
}
