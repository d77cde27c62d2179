import { InputError } from './errors.js';
import type { Recording } from './recording.js';

/** What stands beside the principal table of a kind of recording. */
export interface PartSpec {
  shape: 'table' | 'grid' | 'frames';
  describe: string;
  optional?: boolean;
}

/** A kind of recording as data: what its table must hold, what may stand beside it, and its signs. */
export interface RecordingKind {
  /** `cycling`, `diffraction`; also the name of its evidence in a study. */
  id: string;
  title: string;
  /** Columns of the principal table. */
  columns: Readonly<Record<string, 'required' | 'recommended'>>;
  parts?: Readonly<Record<string, PartSpec>>;
  /** Which way its signed columns count. */
  signs?: string;
}

/** Checks and freezes a kind of recording. */
export function defineKind<const K extends RecordingKind>(kind: K): K {
  return Object.freeze(kind);
}

/**
 * Refuses a recording that lacks what its kind requires.
 *
 * @throws InputError naming the columns or parts
 */
export function requireKind(recording: Recording, kind: RecordingKind): void {
  if (recording.kind !== kind.id)
    throw new InputError(`this is a recording of kind ${recording.kind}, not ${kind.id} (${kind.title})`, {
      value: recording.kind,
    });
  const names = new Set(recording.table.columns.map((c) => c.name));
  const missing = [
    ...Object.entries(kind.columns).flatMap(([name, need]) =>
      need === 'required' && !names.has(name) ? [`column ${name}`] : [],
    ),
    ...Object.entries(kind.parts ?? {}).flatMap(([name, part]) =>
      !part.optional && recording.parts?.[name] === undefined ? [`part ${name}`] : [],
    ),
  ];
  if (missing.length > 0) throw new InputError(`a ${kind.title.toLowerCase()} needs ${missing.join(', ')}`);
}
