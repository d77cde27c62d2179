import type { Note } from '../../../core/index.js';

/** A recording in a file, as the list and the inspector show it. */
export interface RecordingInfo {
  kind: string;
  kindTitle: string;
  length: number;
  columns: readonly string[];
  label?: string;
  /** What the file says of itself, as text. */
  about: readonly [string, string][];
}

/** What was made of a file that was dropped. */
export interface ReadRow {
  /** Its path among what was dropped: unique, and by which it is asked for. */
  path: string;
  /** [bytes] */
  size: number;
  reader: string;
  because: string;
  recordings: readonly RecordingInfo[];
  /** Frames of atoms. */
  structures: number;
  /** Grains of a particle. */
  grains?: number;
  notes: readonly Note[];
  sha256?: string;
  /** Shape of its first curve, from 0 to 1 on either axis. */
  spark?: readonly [number, number][];
  /** Views that it has. */
  views: readonly { id: string; title: string }[];
}

/** A file that could not be read, and which readers one might try. */
export interface FailedRow {
  path: string;
  size: number;
  error: string;
}

export type Row = ReadRow | FailedRow;

export const isFailed = (row: Row): row is FailedRow => 'error' in row;

/** Kind by which a row is filed: of its first recording, a particle's shape, or structure. */
export const kindOf = (row: ReadRow): string =>
  row.recordings[0]?.kind ?? (row.grains ? 'particle shape' : row.structures > 0 ? 'structure' : 'nothing');
