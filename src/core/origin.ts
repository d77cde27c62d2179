import type { Note } from './note.js';

/** A source in the literature or on the shelf. */
export interface Citation {
  /** Authors, title or journal, year: enough to find it. */
  text: string;
  doi?: string;
  url?: string;
}

/** Where a number, table or structure comes from. */
export type Origin = Measured | Simulated | Derived;

export interface Measured {
  type: 'measured';
  file: string;
  sha256: string;
  /** `id@version` of the reader. */
  reader: string;
  notes?: Note[];
}

export interface Simulated {
  type: 'simulated';
  model: string;
  parameters: Record<string, unknown>;
  parametersHash: string;
  seed?: number;
  solver?: string;
  cermet: string;
  citations?: Citation[];
}

export interface Derived {
  type: 'derived';
  /** What it was computed from: content hashes, files, or names of other results. */
  from: string[];
  analysis: string;
  parameters: Record<string, unknown>;
  cermet: string;
  citations?: Citation[];
}
